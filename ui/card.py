"""A racer's card: one row with its switch, name and first value; the rest folds out below it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import streamlit as st

import optimizers
from figures import STYLES
from optimizers import Count, Hyperparameter, Nested, Switch, declarations, schedules
from optimizers.numbers import written
from racing.axis import fields, varied_at
from racing.rates import spec_on
from racing.suited import unsuited
from setups import changes
from setups.entrants import BATCH, LENGTH, NO_SCHEDULE, NOISE, choices
from setups.limits import LONGEST_NAME, MAX_RACERS, MAX_STEPS
from setups.setup import Racer, Setup
from ui import hands, session
from ui.browser import component
from ui.fields import Handle, bound, exact, optional, plain, slider, titled, typed
from words import Text, _, joined, say, tell


def card(setup: Setup, racer: Racer, wrong: Mapping[str, ValueError]) -> None:
    """Draw a racer of `setup`: three parts, which the style sheet puts in one row; wrong: of `session.wrong_texts`."""
    key, mark = f"racer{racer.card}", component().mark(STYLES[racer.style])
    field, spec = next(iter(_slid(racer).items()))
    bound(st.toggle, f"![]({mark}){plain(racer.name)}", key=f"{key}.on", value=racer.on, take=_taker(racer, "on"))
    hidden = {"label_visibility": "collapsed"} if field == racer.rate_field else {}
    slider(_of(racer, spec), f"{key}.{field}", spec, racer.values[field], _value_taker(racer, field), **hidden)
    switches = [name for name, is_on in _switches(setup, racer).items() if is_on]
    bound(
        st.pills, _("Show {racer}", racer=plain(racer.name)), list(_SWITCHES), key=f"{key}.acts", value=switches,
        take=partial(_switch, setup, racer), selection_mode="multi", format_func=_SWITCHES.get,
        label_visibility="collapsed",
    )  # fmt: skip
    if reason := unsuited(racer.plain, session.surface()):
        with st.container():
            st.caption(plain(reason))
    if racer.card in st.session_state.unfolded:
        with st.container():
            _more(key, setup, racer)
    elif key in wrong:
        with st.container():
            st.error(plain(wrong[key]))


def handles(setup: Setup) -> list[Handle]:
    """Return the sliders on the cards of those that take part."""
    return [
        _handle(racer, number, *slid) for number, racer in enumerate(setup.running) for slid in _slid(racer).items()
    ]


def _handle(racer: Racer, number: int, field: str, spec: Hyperparameter) -> Handle:
    key, varied = f"racer{racer.card}.{field}", varied_at(racer.build(), field)
    return Handle(key, spec, racer.values[field], _value_taker(racer, field), number, varied)


def _slid(racer: Racer) -> dict[str, Hyperparameter]:
    """Return the fields that have a slider now, with what these go over: the first, all where the card is unfolded."""
    first, rule, surface = next(iter(fields(racer.plain))), racer.plain, session.surface()
    shown = {first: spec_on(rule, surface, first)}
    if racer.card in st.session_state.unfolded:
        others = (field for field, spec in declarations(rule).items() if isinstance(spec, Hyperparameter))
        shown |= {field: spec_on(rule, surface, field) for field in others if field != first}
    return shown


_SWITCHES = {
    "alone": joined(" ", [":material/adjust:", say("Alone")]),
    "more": joined(" ", [":material/tune:", say("More")]),
}
"""What a card's two switches say."""


def _switches(setup: Setup, racer: Racer) -> dict[str, bool]:
    return {"alone": setup.cards_on == (racer.card,), "more": racer.card in st.session_state.unfolded}


def _switch(setup: Setup, racer: Racer, chosen: list[str]) -> None:
    before = _switches(setup, racer)
    if ("alone" in chosen) != before["alone"]:
        session.change_racer(changes.alone, racer.card)
    if ("more" in chosen) != before["more"]:
        session.fold(racer.card)


def _more(key: str, setup: Setup, racer: Racer) -> None:
    rename = partial(session.rename, racer.card)
    typed(say("Name"), f"{key}.name", tell(racer.name), rename, max_chars=LONGEST_NAME)
    slid = _slid(racer)
    first = next(iter(slid))
    for field, spec in declarations(racer.plain).items():
        take = _value_taker(racer, field)
        if isinstance(spec, Nested):
            _within(key, racer, field, spec)
            continue
        if isinstance(spec, Switch):
            bound(
                st.toggle,
                titled(spec.label),
                key=f"{key}.{field}",
                value=racer.values[field],
                take=take,
                help=spec.help,
            )
            continue
        label, value = titled(spec.label), racer.values[field]
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            if field in slid and field != first:
                slider(_of(racer, spec), f"{key}.{field}", slid[field], value, take, help=spec.help)
            exact(say("{field}, exactly", field=label), f"{key}.{field}", racer.name, spec.label, spec, value, take)
    if racer.rate_field is not None:
        _schedule(key, setup, racer)
    _drawn(key, setup, racer)
    place, full = setup.racers.index(racer), len(setup.racers) == MAX_RACERS
    name, last = racer.name, place == len(setup.racers) - 1
    with st.container(horizontal=True, gap="small"):
        _button("duplicate", say("Duplicate {racer}", racer=name), racer, changes.duplicated, disabled=full)
        _button("up", say("Move {racer} up", racer=name), racer, changes.moved, -1, disabled=not place)
        _button("down", say("Move {racer} down", racer=name), racer, changes.moved, 1, disabled=last)
        _button("remove", say("Remove {racer}", racer=name), racer, changes.removed)


_ICONS = {"duplicate": "content_copy", "up": "arrow_upward", "down": "arrow_downward", "remove": "delete"}
"""What the buttons below a card's settings do → their icons."""


def _button(name: str, label: Text, racer: Racer, how: Callable, *arguments, disabled: bool = False) -> None:
    """Draw a button that changes the setup by `how`, one of `setups.changes`."""
    look = {"icon": f":material/{_ICONS[name]}:", "disabled": disabled, "type": "tertiary"}
    acts = {"on_click": hands.did, "args": (session.change_racer, how, racer.card, *arguments)}
    st.button(plain(label), key=f"racer{racer.card}.{name}", **acts, **look)


def _drawn(key: str, setup: Setup, racer: Racer) -> None:
    """Draw what the racer has of its own of what is drawn at each step: a batch on data, else noise."""
    rows = session.surface().rows
    if rows is None:
        field, spec, of_all = "noise", NOISE, written(setup.noise)
    else:
        field, spec = "batch_size", replace(BATCH, at_most=rows)
        of_all = say("all {rows}", rows=rows) if setup.batch_size is None else str(setup.batch_size)
    label, own = say("{field}, its own", field=spec.label), getattr(racer, field)
    shown = say("as the race has it: {value}", value=of_all)
    optional(titled(label), f"{key}.{field}", racer.name, label, spec, own, _taker(racer, field), placeholder=shown)


def _within(key: str, racer: Racer, field: str, spec: Nested) -> None:
    """Draw the choice of the rule in a field of the racer's, whose own fields follow."""
    bound(
        st.selectbox, titled(spec.label), choices(field), key=f"{key}.{field}", value=racer.values[field],
        take=partial(_set_within, racer, field),
        format_func=_WITHIN.get, help=spec.help,
    )  # fmt: skip


_WITHIN = MappingProxyType(
    {
        name: joined(" · ", [rule.title, family])
        for family, members in optimizers.FAMILIES.items()
        for name, rule in members.items()
    }
)
"""What rules are called in the choice of one within another: with their family, which is also their order there."""


def _schedule(key: str, setup: Setup, racer: Racer) -> None:
    bound(
        st.selectbox,
        say("Learning-rate schedule"),
        schedules.CHOICES,
        key=f"{key}.schedule",
        value=racer.schedule,
        take=lambda name: session.change_racer(changes.with_schedule, racer.card, name),
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
        st.number_input, say("Warm-up steps before it"), 0, MAX_STEPS, key=f"{key}.warm_up", value=racer.warm_up,
        take=_taker(racer, "warm_up"), step=10,
    )  # fmt: skip


def _length(key: str, setup: Setup, racer: Racer, spec: Count) -> None:
    length = racer.lasting(setup.steps).schedule_values[LENGTH]
    bound(
        st.toggle, say("Decays until the race ends"), key=f"{key}.to_the_end", value=racer.to_the_end,
        take=lambda until_then: _set_schedule(racer, LENGTH, None if until_then else length),
    )  # fmt: skip
    if not racer.to_the_end:
        _exact(key, racer, LENGTH, spec, length)


def _exact(key: str, racer: Racer, field: str, spec: Hyperparameter, value: float) -> None:
    """Draw the field of a schedule's value."""
    own = f"{key}.{racer.schedule}.{field}"
    exact(titled(spec.label), own, racer.name, spec.label, spec, value, partial(_set_schedule, racer, field))


def _of(racer: Racer, spec: Hyperparameter) -> str:
    """Return the label of a racer's slider, which says whose it is."""
    return f"{plain(racer.name)}: {tell(spec.label)}"


def _taker(racer: Racer, field: str) -> Callable:
    return lambda value: session.change_racer(changes.with_racer, racer.card, **{field: value})


def _value_taker(racer: Racer, field: str) -> Callable:
    return lambda value: session.change_racer(changes.with_racer_values, racer.card, {field: value})


def _set_within(racer: Racer, field: str, rule: str) -> None:
    session.forget_wrong(racer.card, field)
    session.change_racer(changes.with_rule_within, racer.card, field, rule)


def _set_schedule(racer: Racer, field: str, value: float | None) -> None:
    session.change_racer(changes.with_schedule_value, racer.card, field, value)
