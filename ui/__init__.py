"""Streamlit pieces of the page: the sidebar's controls, the settings they make, and what stands around the player."""
