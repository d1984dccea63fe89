"""A racer's card: one row with its switch, name and first value; the rest folds out below it."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from figures import STYLES
from optimizers import Count, Hyperparameter, Switch, schedules
from player.assets import mark_class
from setups import changes
from setups.racers import LENGTH, LONGEST_NAME, NO_SCHEDULE
from setups.setup import MAX_RACERS, MAX_STEPS, Racer, Setup
from ui import session
from ui.fields import bound, exact, plain, slider, typed


def card(setup: Setup, racer: Racer) -> None:
    """Draw a racer of `setup`."""
    key = f"racer{racer.card}-{mark_class(STYLES[racer.style])}"  # by which its switch gets its mark
    field, spec = next(iter(racer.kind.hyperparameters().items()))
    with st.container(key=f"{key}-row", horizontal=True, vertical_alignment="center", gap=None):
        bound(st.toggle, plain(racer.name), key=f"{key}.on", value=racer.on, take=_taker(racer, "on"))
        options = {} if field == changes.RATE else {"label_visibility": "visible"}
        slider(
            titled(spec.label), f"{key}.{field}", spec, racer.values[field], _value_taker(racer, field),
            **{"label_visibility": "collapsed", **options},
        )  # fmt: skip
        _button("alone", racer, changes.alone)
        _button("more", racer)
    if racer.card in st.session_state.unfolded:
        with st.container(key=f"{key}-more"):
            _more(key, setup, racer)


_BUTTONS = {
    "alone": ("adjust", "Show {} alone, or all again"),
    "more": ("more_horiz", "More settings of {}"),
    "duplicate": ("content_copy", "Duplicate {}"),
    "up": ("arrow_upward", "Move {} up"),
    "down": ("arrow_downward", "Move {} down"),
    "remove": ("delete", "Remove {}"),
}
"""A card's buttons: their icons, and what they do."""


def _button(name: str, racer: Racer, how: Callable | None = None, *arguments, disabled: bool = False) -> None:
    """Draw a button that changes the setup by `how`, one of `setups.changes`, or folds the card where None."""
    icon, told = _BUTTONS[name]
    told = plain(told.format(racer.name))
    act = (session.fold, racer.card) if how is None else (session.change, how, racer.card, *arguments)
    look = {"icon": f":material/{icon}:", "type": "tertiary", "help": told, "disabled": disabled}
    st.button(told, key=f"racer{racer.card}.{name}", on_click=act[0], args=act[1:], **look)


def _more(key: str, setup: Setup, racer: Racer) -> None:
    specs = racer.kind.hyperparameters()
    rename = partial(session.rename, racer.card)
    typed("Name", f"{key}.name", racer.name, rename, max_chars=LONGEST_NAME)
    first = next(iter(specs))
    for field, spec in specs.items():
        take = _value_taker(racer, field)
        if isinstance(spec, Switch):
            bound(st.toggle, titled(spec.label), key=f"{key}.{field}", value=racer.values[field], take=take)
            continue
        label = titled(spec.label)
        if field != first:
            slider(label, f"{key}.{field}", spec, racer.values[field], take)
        exact(f"{label}, exactly", f"{key}.{field}", racer.rule, field, spec, racer.values[field], take)
    if changes.RATE in specs:
        _schedule(key, setup, racer)
    place, full = setup.racers.index(racer), len(setup.racers) == MAX_RACERS
    with st.container(key=f"{key}-acts", horizontal=True, gap="small"):
        _button("duplicate", racer, changes.duplicated, disabled=full)
        _button("up", racer, changes.moved, -1, disabled=not place)
        _button("down", racer, changes.moved, 1, disabled=place == len(setup.racers) - 1)
        _button("remove", racer, changes.removed)


def _schedule(key: str, setup: Setup, racer: Racer) -> None:
    bound(
        st.selectbox,
        "Learning-rate schedule",
        schedules.CHOICES,
        key=f"{key}.schedule",
        value=racer.schedule,
        take=lambda name: session.change(changes.with_schedule, racer.card, name),
        format_func=lambda name: schedules.CATALOGUE[name].title,
    )
    if racer.schedule != NO_SCHEDULE:
        own = racer.lasting(setup.steps).schedule_values
        for field, spec in schedules.CATALOGUE[racer.schedule].hyperparameters().items():
            if field == LENGTH:
                _length(key, setup, racer, spec)
            elif field != "initial":
                _exact(key, racer, field, spec, own[field])
    bound(
        st.number_input, "Warm-up steps before it", 0, MAX_STEPS, key=f"{key}.warm_up", value=racer.warm_up,
        take=_taker(racer, "warm_up"), step=10,
    )  # fmt: skip


def _length(key: str, setup: Setup, racer: Racer, spec: Count) -> None:
    length = racer.lasting(setup.steps).schedule_values[LENGTH]
    bound(
        st.toggle, "Decays until the race ends", key=f"{key}.to_the_end", value=racer.to_the_end,
        take=lambda until_then: _set_schedule(racer, LENGTH, None if until_then else length),
    )  # fmt: skip
    if not racer.to_the_end:
        _exact(key, racer, LENGTH, spec, length)


def _exact(key: str, racer: Racer, field: str, spec: Hyperparameter, value: float) -> None:
    """Draw the field of a schedule's value."""
    own = f"{key}.{racer.schedule}.{field}"
    exact(titled(spec.label), own, racer.schedule, field, spec, value, partial(_set_schedule, racer, field))


def titled(label: str) -> str:
    """Return a label as it begins a line."""
    return label[0].upper() + label[1:]


def _taker(racer: Racer, field: str) -> Callable:
    return lambda value: session.change(changes.with_racer, racer.card, **{field: value})


def _value_taker(racer: Racer, field: str) -> Callable:
    return lambda value: session.change(changes.with_racer_values, racer.card, {field: value})


def _set_schedule(racer: Racer, field: str, value: float | None) -> None:
    session.change(changes.with_schedule_value, racer.card, field, value)
