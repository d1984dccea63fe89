"""How a race is shown, as rows: its view, the step, the look and the chart."""

from collections.abc import Sequence
from dataclasses import replace

from figures import USUAL_LOOK
from figures.chart import CHOICES as CHARTS
from figures.choice import Choice
from figures.look import CHOICES as LOOKS
from figures.look import SWITCHES
from figures.views import VIEWS
from optimizers.numbers import read_switch
from setups.row import Row, chosen, one, read_whole
from setups.setup import PAGES, Setup
from words import LANGUAGES, say


def _of(part: str, field: str, choice: Choice, key: str | None = None) -> Row:
    """Return the row of a field of the look or the chart, which is one of several."""

    def write_one(setup: Setup) -> list[str]:
        value = getattr(getattr(setup, part), field)
        return [] if value == choice.default else [value]

    return Row(
        key or field,
        write_one,
        lambda setup, texts: _with(setup, part, field, chosen(one(texts), list(choice.titles))),
        say("{label}: {choices}.", label=choice.label, choices=", ".join(choice.titles)),
        part=part,
    )


def _switch(part: str, field: str, label: str) -> Row:
    """Return the row of a field of the look that is on or off."""
    default = getattr(USUAL_LOOK, field)

    def write_one(setup: Setup) -> list[str]:
        value = getattr(getattr(setup, part), field)
        return [] if value == default else [str(value).lower()]

    def read_one(setup: Setup, texts: Sequence[str]) -> Setup:
        try:
            return _with(setup, part, field, read_switch(one(texts)))
        except ValueError as problem:
            raise ValueError(say("expected {problem}", problem=problem)) from None

    help = say("{label}; {default} by default.", label=label, default=str(default).lower())
    return Row(field, write_one, read_one, help, "true|false", part=part)


def _with(setup: Setup, part: str, field: str, value: str | bool) -> Setup:
    return replace(setup, **{part: replace(getattr(setup, part), **{field: value})})


SHOWN: tuple[Row, ...] = (
    Row(
        "view",
        lambda setup: [] if setup.view == next(iter(PAGES)) else [setup.view],
        lambda setup, texts: replace(setup, view=chosen(one(texts), list(PAGES))),
        say("How the race is seen: {choices}.", choices=", ".join(VIEWS)),
        part="view",
    ),
    Row(
        "step",
        lambda setup: [] if setup.step is None else [str(setup.step)],
        lambda setup, texts: replace(setup, step=read_whole(one(texts), 0, setup.steps)),
        say("The step that a still shows, or a page first; the last by default."),
        "N",
        part="step",
    ),
    Row(
        "lang",
        lambda setup: [] if setup.language is None else [setup.language],
        lambda setup, texts: replace(setup, language=chosen(one(texts), list(LANGUAGES))),
        say("The language of what is written in the picture: {choices}.", choices=", ".join(LANGUAGES)),
        option="language",
        part="language",
    ),
    *(_of("look", field, choice) for field, choice in LOOKS.items()),
    *(_switch("look", field, label) for field, label in SWITCHES.items()),
    *(_of("chart", field, choice, key={"quantity": "chart"}.get(field)) for field, choice in CHARTS.items()),
)
"""Rows that change nothing of the race itself; `Row.part` names what they are of."""
