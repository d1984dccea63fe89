"""One number, two ways to set it: a slider over its usual range and a text field that takes any legal value.

Each control shows a value of the setup and hands a new one on in a callback. Text that is no legal value stays in its
field with the reason beside it, and the value keeps what it was.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from optimizers import Hyperparameter
from optimizers.numbers import number, written
from racing.stops import positions
from ui import hands
from words import say, tell, told

_RELATION = re.compile(r"(\\leftarrow|\\sim|=)")
_MARKUP = r"\`*_[]#$~<>:&"


class Handle(NamedTuple):
    """The slider of a number as the player follows it while it is dragged, before the server hears of it.

    The first four are those of `slider`. racer: the number, among those that take part, of the one whose `field` it
    sets; None where it is the race's own, of the name that is its key. typed: whether it has no slider, and the label
    of its text field is dragged. whole: whether its slider, called as it is, goes over all whole numbers of its range.
    """

    key: str
    spec: Hyperparameter
    value: float
    take: Callable[[float], None]
    racer: int | None = None
    field: str | None = None
    typed: bool = False
    whole: bool = False

    @property
    def widget(self) -> str:
        """The key of the widget."""
        if self.whole:
            return self.key
        return _text_key(self.key) if self.typed else _slider_key(self.key)

    @property
    def stops(self) -> list[float]:
        """The values that it goes over."""
        if self.whole:
            low, high = self.spec.slider
            return [*range(low, high + 1)]
        return positions(self.spec, self.value)

    @property
    def told(self) -> tuple:
        """What the player is told of it once."""
        return self.widget, self.racer, self.field or self.key, self.spec.label, self.stops

    def move(self, stop: int) -> None:
        """Set the value of a stop, as the slider would."""
        _slid(self.key, self.take, self.spec.check(self.key, self.spec.label, self.stops[stop]))


def bound(widget: Callable, label: str, *arguments, key: str, value: Any, take: Callable[[Any], None], **options):
    """Draw a widget of Streamlit's that shows `value`, and hands what is chosen to `take`; returns what it returns.

    Its label, its help and what `format_func` says of the options, the first argument, are told.
    """
    hands.show(key, value)
    among = None
    if format_func := options.get("format_func"):
        among, options["format_func"] = arguments[0], lambda option: tell(format_func(option))
    return widget(tell(label), *arguments, **hands.asking(key, _hand, key, take, among), **told(options))


def slider(label: str, key: str, spec: Hyperparameter, value: float, take: Callable[[float], None], **options) -> None:
    """Draw the slider of a number."""
    shown = {"key": _slider_key(key), "value": value, "take": partial(_slid, key, take), "format_func": written}
    bound(st.select_slider, label, positions(spec, value), **shown, **options)


def exact(
    label: str, key: str, owner: str, field: str, spec: Hyperparameter, value: float, take: Callable[[float], None]
) -> None:
    """Draw the text field of a number, with what is wrong with its text right below."""
    typed(label, key, written(value, digits=12), partial(_take_number, owner, field, spec, take), max_chars=60)


def optional(
    label: str, key: str, owner: str, field: str, spec: Hyperparameter, value: float | None, take: Callable, **options
) -> None:
    """Draw the text field of a number that there need not be: nothing typed is None."""
    shown = "" if value is None else written(value, digits=12)
    typed(label, key, shown, partial(_take_optional, partial(_take_number, owner, field, spec, take), take), **options)


def typed(label: str, key: str, value: str, take: Callable[[str], None], complain: Callable | None = None, **options):
    """Draw a text field that shows `value`; what `take` says by a ValueError stays below the text until it is right.

    complain: draws what is wrong, as an error where None.
    """
    state, widget, error = st.session_state, _text_key(key), f"{key}~error"
    if error in state:
        state.setdefault(widget, state[f"{key}~wrong"])  # a run that was cut off has dropped it
        _take_text(key, take)
        if error not in state:  # what was wrong is right next to another field's new value
            st.rerun()
    state[f"{key}~written"] = value
    if error not in state:
        hands.show(widget, value)
    st.text_input(tell(label), **hands.asking(widget, _take_text, key, take), **told(options))
    if error in state:
        with st.container(key=f"{key}-wrong"):
            (complain or _complain)(state[error])


def plain(text: str | BaseException) -> str:
    """Tell a text or a problem, with what Markdown would read as markup escaped."""
    return "".join(f"\\{letter}" if letter in _MARKUP else letter for letter in tell(text))


def typeset(lines: Iterable[str]) -> str:
    """Write lines of LaTeX below each other, aligned, as Markdown."""
    aligned = r" \\[2pt] ".join(_RELATION.sub(r"&\1", line, count=1) for line in lines)
    return f"$$\\begin{{aligned}} {aligned} \\end{{aligned}}$$"


def titled(label: str) -> str:
    """Tell a label as it begins a line."""
    told = tell(label)
    return told[0].upper() + told[1:]


def _slider_key(key: str) -> str:
    return f"{key}~slider"


def _text_key(key: str) -> str:
    return f"{key}~text"


def _hand(key: str, take: Callable[[Any], None], among: Sequence | None) -> None:
    """Take what was chosen, unless it is none of the options: the browser still had them in another language."""
    value = st.session_state[key]
    chosen = value if isinstance(value, list) else [value]
    if among is None or all(each is None or each in among for each in chosen):
        take(value)


def _slid(key: str, take: Callable[[float], None], value: float) -> None:
    take(value)
    st.session_state.pop(f"{key}~error", None)


def _take_text(key: str, take: Callable[[str], None]) -> None:
    state = st.session_state
    text = state[_text_key(key)]
    state.pop(f"{key}~error", None)
    if text == state.get(f"{key}~written"):  # nobody typed it, and it has fewer digits than the value
        return
    try:
        take(text)
    except ValueError as problem:
        state[f"{key}~error"], state[f"{key}~wrong"] = problem, text


def _take_number(owner: str, field: str, spec: Hyperparameter, take: Callable[[float], None], text: str) -> None:
    try:
        value = number(text)
    except ValueError as problem:
        raise ValueError(say("{owner}: {field} must be {problem}", owner=owner, field=field, problem=problem)) from None
    take(spec.check(owner, field, value))


def _take_optional(some: Callable[[str], None], take: Callable[[None], None], text: str) -> None:
    some(text) if text.strip() else take(None)


def _complain(problem: ValueError) -> None:
    st.error(plain(problem))
