"""A figure of many runs, what a click on it means, and its table to take away."""

from collections.abc import Callable

import streamlit as st

from player import plot_payload
from setups.setup import Setup
from ui.browser import component, numbers, said
from ui.stage import look
from ui.takeaway import telling_name


def picture(
    figure: dict,
    settings: Setup,
    name: str,
    table: Callable[[], str],
    on_cell: Callable[[float, float], None] = lambda x, y: None,
) -> None:
    """Draw `figure`; `name` tells what it shows, `table` makes its CSV, `on_cell` takes x and y of a click."""

    def clicked() -> None:
        if cell := said("plot", "cell", lambda cell: numbers([cell["x"], cell["y"]])):
            on_cell(*cell)

    payload = plot_payload(figure, id=figure["layout"]["uirevision"], file=name, **look(settings))
    component().plot(key="plot", data=payload, on_cell_change=clicked)
    st.download_button("Table (CSV)", table, f"{name}.csv", "text/csv", on_click="ignore", key="explore.csv")


def file_name(settings: Setup, *words: str) -> str:
    """Return a name that tells the surface and `words`."""
    return telling_name(settings.surface, *words)
