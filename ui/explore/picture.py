"""A figure of many runs, what a click on it means, and what of it can be taken away."""

from collections.abc import Callable
from dataclasses import dataclass

from exports.progress import Progress
from figures.rain import Rain
from player import plot_payload
from setups.exploration import MODES
from setups.setup import Setup
from ui import session
from ui.browser import component, numbers, said
from ui.stage import look
from words import Text, joined


@dataclass(frozen=True)
class Picture:
    """What is explored, as it is drawn, with a title and a name for its files.

    table: makes its CSV, telling its argument how far it is. rain: makes what an animation of it shows, if it moves.
    """

    figure: dict
    title: Text
    name: str
    table: Callable[[Progress], str]
    rain: Callable[[], Rain] | None = None


def picture(
    figure: dict,
    setup: Setup,
    name: str,
    table: Callable[[Progress], str],
    on_cell: Callable[[float, float], None] = lambda x, y: None,
    rain: Callable[[], Rain] | None = None,
) -> Picture:
    """Draw `figure`; on_cell: takes x and y of a click. Return what of it can be taken away."""

    def clicked() -> None:
        if cell := said("plot", "cell", lambda cell: numbers([cell["x"], cell["y"]])):
            on_cell(*cell)

    payload = plot_payload(figure, id=figure["layout"]["uirevision"], file=name, **look(session.shown()))
    component().plot(key="plot", data=payload, on_cell_change=clicked)
    return Picture(figure, joined(": ", [setup.descended.name, MODES[setup.explored.mode]]), name, table, rain)
