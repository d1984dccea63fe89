"""The starts mapped: where each rule ends from every point of the domain."""

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from exports.explore import basins_csv
from exports.progress import Progress
from figures import STYLES
from figures.basins import basins_figure
from player import raining, still
from racing import Basins
from setups.exploration import STARTS
from setups.limits import MOST_PANELS
from setups.setup import Setup
from setups.starts import rain_on, starts_mapped
from ui import session
from ui.explore.picture import Picture, picture
from ui.explore.work import worked
from ui.files import telling_name
from ui.landscapes import landscape_of
from words import joined, say, tell


def starts_map(setup: Setup) -> Picture | None:
    """Draw the basins of the racers that take part, side by side."""
    surface, found = setup.descended, {}
    for name, make in starts_mapped(setup).items():
        key = ("starts", repr(make.args[0]), surface.identity, setup.steps)
        made = worked(key, partial(_mapped, make), STARTS**2, setup.steps)
        if made is None:
            return None
        found[name] = made
    racers = setup.running[: len(found)]
    styles = [STYLES[racer.style] for racer in racers]
    figure = raining(basins_figure(found, styles, steps=setup.steps, ground=landscape_of(surface)), found)
    shown = picture(
        figure,
        setup,
        telling_name(setup.surface, *found, "starts"),
        lambda progress: basins_csv(found, steps=setup.steps, progress=progress),
        on_cell=partial(_race, next(iter(found.values()))),
        rain=partial(rain_on, setup, found),
    )
    said = [
        say(
            "{starts} × {starts} starts, {steps:,} steps each. The colour tells where a start leads; the fainter, the "
            "longer it takes. Click, or tap twice, to race from there.",
            starts=STARTS,
            steps=setup.steps,
        )
    ]
    if any(setup.drawn(racers).values()):
        said.append(say("Without noise and with all rows."))
    if without := still(figure, [*found]):
        said.append(without)
    if len(setup.running) > MOST_PANELS:
        said.append(say("The first {count} racers are shown.", count=MOST_PANELS))
    st.caption(tell(joined(" ", said)))
    return shown


def _mapped(make: Callable[..., Basins], tell: Progress, stop: Callable[[], bool]) -> Basins:
    return make(progress=tell, cancelled=stop)


def _race(found: Basins, x: float, y: float) -> None:
    """Race from the start of the cell that was clicked: that one, to the bit."""
    at = (("start_x", found.across, x), ("start_y", found.along, y))
    session.race_with([("", field, values[np.argmin(np.abs(values - to))]) for field, values, to in at])
