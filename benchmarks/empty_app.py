"""The smallest Streamlit app that answers a slider: what the page's own answer is measured against."""

import streamlit as st

st.set_page_config("Empty", layout="wide")
with st.sidebar:
    value = st.slider("learning rate", 0, 1000, 100)
st.write(value)
