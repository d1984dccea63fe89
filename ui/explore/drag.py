"""A value is dragged, and the whole run follows: every run along the slider was made at once and sent once."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from figures import STYLES
from figures.plots import field_label
from figures.views import CONTOUR
from player import drag_payload
from racing import Axis, Outcomes, Paths, drag, outcomes_of
from racing.axis import COORDINATES, DRAG_VALUES, fields
from racing.ranking import has_minimum, heights
from racing.survey import scores
from setups import changes
from setups.exploration import usual_axis
from setups.setup import Racer, Setup
from ui import session
from ui.browser import component, said
from ui.explore.controls import choose, choose_racer
from ui.explore.work import conditions, randomness, worked
from ui.landscapes import lose, shown_landscape
from ui.stage import Raced, look, run_race
from words import say


def drag_one(setup: Setup) -> Raced | None:
    """Draw the choice of a racer and a value, and the slider with its picture; return the race at the racer's own."""
    with st.container(horizontal=True, key="explore-controls"):
        racer = choose_racer(setup)
        rule, surface = racer.build(), setup.descended
        field = setup.explored.varied(rule)
        choose("vary", say("Drag"), fields(rule), field, partial(field_label, rule))
    values, own = _stops(usual_axis(rule, surface, field, DRAG_VALUES), own_value(setup, racer, field))
    made = _runs(setup, racer, field, values)
    if made is None:
        return None
    paths, outcomes = made
    losses = heights(surface, scores(outcomes, surface, paths.points[:, 0])[0])
    ground, news = shown_landscape(surface, setup.look, "drag")
    component().drag(
        key="drag",
        data=drag_payload(
            paths,
            ground,
            STYLES[racer.style],
            name=racer.name,
            label=field_label(rule, field),
            values=values,
            verdicts=[outcomes.verdict(i) for i in range(len(values))],
            own=own,
            best=int(np.argmin(losses)) if np.isfinite(losses).any() and has_minimum(surface) else None,
            **news,
            **look(setup),
        ),
        on_chosen_change=partial(_let_go, racer.name, field, values),
        on_lost_change=partial(lose, "drag"),
    )
    alone = replace(setup, racers=(racer,), view=CONTOUR)
    return Raced(alone, run_race(alone), on="drag")


def _runs(setup: Setup, racer: Racer, field: str, values: list[float]) -> tuple[Paths, Outcomes] | None:
    def run(tell: Callable, stop: Callable[[], bool]) -> tuple[Paths, Outcomes]:
        arguments = (racer.build(), setup.descended, field, values, setup.start, setup.steps)
        paths = drag(*arguments, seed=setup.seed, cancelled=stop, **randomness(setup, racer))
        return paths, outcomes_of(paths)

    key = ("drag", repr(racer.build()), field, tuple(values), conditions(setup, racer))
    return worked(key, run, len(values), setup.steps)


def own_value(setup: Setup, racer: Racer, field: str) -> float:
    """Return the racer's own value."""
    return setup.start[COORDINATES[field]] if field in COORDINATES else racer.values[field]


def _stops(axis: Axis, own: float) -> tuple[list[float], int | None]:
    """Return the slider's values, the one nearest to the racer's own replaced by it, and its number.

    None where its own lies beyond the slider's ends.
    """
    values = axis.values()
    if not axis.low <= own <= axis.high:
        return values.tolist(), None
    nearest = axis.nearest(own)
    values[nearest] = own
    return values.tolist(), nearest


def _let_go(name: str, field: str, values: list[float]) -> None:
    value = said("drag", "chosen", lambda index: values[int(index)])
    if value is not None:
        session.change(changes.with_value, name, field, value)
