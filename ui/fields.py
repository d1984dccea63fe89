"""One number, two ways to set it: a slider over its usual range and a text field that takes any legal value.

The value lives in the session under its own key; each control writes it in a callback. Text that is no legal value
stays in its field with the reason beside it, and the value keeps what it was.
"""

from math import floor, log10

import streamlit as st

from optimizers import Count, Hyperparameter
from optimizers.numbers import number
from racing.axis import round_numbers

_POSITIONS = 100
_FURTHEST = (1e-100, 1e100)
_MARKUP = r"\`*_[]#$~<>:&"


def positions(spec: Hyperparameter, value: float) -> list[float]:
    """Return the slider's stops, ascending: round numbers over the declared range, its ends, the default, `value`.

    On a log scale a value outside the range has a decade more beyond it, so that it can be moved either way.
    """
    low, high = spec.slider
    if spec.log:
        stops = round_numbers(low, high).tolist()
    else:
        step = max(_round_step((high - low) / _POSITIONS), 1 if isinstance(spec, Count) else 0)
        stops = [round(low + i * step, 12) for i in range(int((high - low) / step) + 1)]
    inside = {stop for stop in stops if low <= stop <= high}
    beyond = round_numbers(value / 10, value * 10).tolist() if spec.log and _is_beyond(value, low, high) else []
    return sorted({*inside, *beyond, low, high, spec.default, value})


def slider(label: str, key: str, spec: Hyperparameter) -> None:
    """Draw the slider of the value under `key`."""
    widget = f"{key}~slider"
    value = st.session_state[key]
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    st.select_slider(
        label,
        positions(spec, value),
        format_func=written,
        key=widget,
        on_change=_from_slider,
        args=(key,),
    )


def exact(label: str, key: str, owner: str, field: str, spec: Hyperparameter) -> None:
    """Draw the text field of the value under `key`, with what is wrong with its text right below."""
    widget, error = f"{key}~text", f"{key}~error"
    arguments = (key, owner, field, spec)
    if error in st.session_state:
        _from_text(*arguments)
        if error not in st.session_state:  # what was wrong is right next to another field's new value
            st.rerun()
    else:
        st.session_state[widget] = st.session_state[f"{key}~written"] = written(st.session_state[key], digits=12)
    st.text_input(label, key=widget, on_change=_from_text, args=arguments, max_chars=60, persist_state="session")
    if error in st.session_state:
        st.error(plain(st.session_state[error]))


def written(value: float, digits: int = 4) -> str:
    """Write a number with at most `digits` significant digits."""
    return f"{value:.{digits}g}"


def plain(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return "".join(f"\\{letter}" if letter in _MARKUP else letter for letter in text)


def _from_slider(key: str) -> None:
    st.session_state[key] = st.session_state[f"{key}~slider"]
    st.session_state.pop(f"{key}~error", None)


def _from_text(key: str, owner: str, field: str, spec: Hyperparameter) -> None:
    text = st.session_state[f"{key}~text"]
    if text == st.session_state.get(f"{key}~written"):  # nobody typed it, and it has fewer digits than the value
        st.session_state.pop(f"{key}~error", None)
        return
    try:
        value = number(text)
    except ValueError as problem:
        st.session_state[f"{key}~error"] = f"{owner}: {field} must be {problem}"
        return
    try:
        st.session_state[key] = spec.check(owner, field, value)
        st.session_state.pop(f"{key}~error", None)
    except ValueError as problem:
        st.session_state[f"{key}~error"] = str(problem)


def _is_beyond(value: float, low: float, high: float) -> bool:
    return not low <= value <= high and _FURTHEST[0] < value < _FURTHEST[1]


def _round_step(step: float) -> float:
    decade = 10.0 ** floor(log10(step))
    return min((decade * digit for digit in (1, 2, 5, 10)), key=lambda candidate: abs(candidate - step))
