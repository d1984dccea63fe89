"""Two values mapped: what became of every pair of them, and a click that races with one."""

from functools import partial
from operator import attrgetter

import streamlit as st

from exports.explore import map_csv
from figures.maps import Measure, map_figure
from racing import Axis, Map, map_two
from racing.axis import COORDINATES
from setups.exploration import SIZES
from setups.setup import Racer, Setup
from surfaces import Surface, least_value
from ui import session
from ui.explore.controls import choose, choose_axis, choose_racer
from ui.explore.picture import Picture, picture
from ui.explore.work import conditions, randomness, worked
from ui.files import telling_name
from words import _, say


def map_two_values(setup: Setup) -> Picture | None:
    """Draw the choice of a racer and two axes, and the map."""
    surface, rule = setup.descended, setup.explored_racer.build()
    across, along = _axes(setup)
    with st.container(horizontal=True, key="explore-controls", vertical_alignment="bottom"):
        choose_racer(setup)
        choose("measure", say("Colours tell the"), _measures(surface), _measure(setup), attrgetter("title"))
        cells = across.count if across.count == along.count else f"{across.count} × {along.count}"
        choose("cells", say("Cells a side"), list(dict.fromkeys([*SIZES, cells])), cells)
    with st.container(horizontal=True, key="explore-axes"):
        choose_axis("across", say("x axis"), across, rule, surface, along.field)
        choose_axis("along", say("y axis"), along, rule, surface, across.field)
    return mapped(setup)


def mapped(setup: Setup) -> Picture | None:
    """Draw the map without its controls."""
    surface, racer, (across, along) = setup.descended, setup.explored_racer, _axes(setup)
    rule = racer.build()
    key = ("map", repr(rule), str(across), str(along), conditions(setup, racer))
    made = {"start": setup.start, "steps": setup.steps, "seed": setup.seed, **randomness(setup, racer)}
    run = partial(map_two, rule, surface, across, along, **made)
    runs = across.count * along.count
    found = worked(key, lambda tell, stop: run(progress=tell, cancelled=stop), runs, setup.steps)
    if found is None:
        return None
    mine = tuple(_own(setup, racer, axis.field) for axis in (across, along))
    name = telling_name(setup.surface, racer.name, across.field, along.field)
    shown = picture(
        map_figure(found, _measure(setup), mine=mine),
        setup,
        name,
        lambda progress: map_csv(found, progress=progress, **made),
        on_cell=partial(_race, racer.name, found),
    )
    st.caption(
        _(
            "{across:,} × {along:,} runs of {steps:,} steps. Click a cell, or tap it twice, to race with its values.",
            across=across.count,
            along=along.count,
            steps=setup.steps,
        )
    )
    return shown


def _axes(setup: Setup) -> tuple[Axis, Axis]:
    return setup.explored.axes(setup.explored_racer.plain, setup.descended)


def _measures(surface: Surface) -> list[Measure]:
    return [measure for measure in Measure if measure is not Measure.STEPS or least_value(surface) is not None]


def _measure(setup: Setup) -> Measure:
    measure = setup.explored.measure
    return measure if measure in _measures(setup.descended) else Measure.LOSS


def _own(setup: Setup, racer: Racer, field: str) -> float:
    return setup.start[COORDINATES[field]] if field in COORDINATES else racer.values[field]


def _race(name: str, found: Map, x: float, y: float) -> None:
    """Race with the values of the cell nearest to a click."""
    at = ((found.across, x), (found.along, y))
    session.race_with([(name, axis.field, axis.values()[axis.nearest(max(to, axis.low))]) for axis, to in at])
