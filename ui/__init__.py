"""Streamlit pieces of the page: the sidebar's controls, the settings they make, and what stands around the player."""

from pathlib import Path

PAGE_STYLE = Path(__file__).with_name("page.css")
"""The style sheet of the page around the pictures, published with theirs."""
