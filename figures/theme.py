"""The colours and marks of every picture: one place, read by the Plotly figures, the player and the page.

A racer is told apart by colour AND by the shape of its head. Every racer colour keeps a contrast of at least 3:1 to
both page backgrounds (WCAG 2.2, 1.4.11), and of 2:1 to every ground: the maps stay pale (light) or deep (dark).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

from optimizers import Adadelta, AdaGrad, Adam, AdaMax, GradientDescent, Momentum, NAdam, Nesterov, RMSProp, Rule
from words import say


class Style(NamedTuple):
    """How a racer looks: a hexadecimal colour and a Plotly marker symbol."""

    color: str
    symbol: str


class Ground(NamedTuple):
    """A colour map of the ground, from the lowest up, for light and for dark pictures."""

    title: str
    light: tuple[str, ...]
    dark: tuple[str, ...]


GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "blue": Ground(
            say("Blue"),
            light=("#a1cbf6", "#b3d4f8", "#c4ddfa", "#d5e7fc", "#e6f0fd", "#f6faff"),
            dark=("#05182e", "#07223a", "#0b2b46", "#0d3652", "#0f405e", "#114b6a"),
        ),
        "viridis": Ground(
            say("Viridis"),
            light=("#debce3", "#d1cdf5", "#c0e0ec", "#baf1dc", "#ddf7cc", "#fff9e7"),
            dark=("#2c0436", "#181c46", "#012e39", "#013b2c", "#1e450d", "#4f4702"),
        ),
        "cividis": Ground(
            say("Cividis"),
            light=("#c0c6e3", "#cbd0e8", "#d9dbdf", "#e9e5d8", "#fbefc5", "#fff9e7"),
            dark=("#061733", "#152038", "#28292e", "#363325", "#443d0a", "#4f4702"),
        ),
        "grey": Ground(
            say("Grey"),
            light=("#c7c7c7", "#d1d1d1", "#dbdbdb", "#e5e5e5", "#efefef", "#f9f9f9"),
            dark=("#181818", "#202020", "#292929", "#333333", "#3d3d3d", "#474747"),
        ),
    }
)
"""Name → colours, the usual ones first. Lightness climbs in even steps of CIE L*, on the hues that the name stands for;
sources: Matplotlib's viridis; Nuñez, Anderton & Renslow 2018, arXiv:1712.01662 (cividis)."""


class Theme(NamedTuple):
    """The colours of a picture; `scale`, the ground's, runs from the lowest ground up.

    contour, contour_alpha: the colour of contour lines and how far it covers the ground; ridge: that of a relief's.
    """

    name: str
    background: str
    text: str
    muted: str
    grid: str
    contour: str
    contour_alpha: float
    ridge: str
    scale: tuple[str, ...]

    def on(self, ground: str) -> "Theme":
        """Return the theme over another of `GROUNDS`."""
        return self._replace(scale=getattr(GROUNDS[ground], self.name))


STYLES = (
    Style("#2f7cc4", "circle"),
    Style("#c97700", "square"),
    Style("#158a68", "diamond"),
    Style("#c2518f", "triangle-up"),
    Style("#1c8fb5", "triangle-down"),
    Style("#d2501e", "cross"),
    Style("#8560d0", "x"),
    Style("#97752a", "star"),
    Style("#5f8f1a", "pentagon"),
    Style("#d2466a", "hexagon"),
    Style("#6d7f8c", "triangle-left"),
    Style("#2b938c", "triangle-right"),
)
"""The first belong to the `OWNERS`, in their order; the rest go to the other rules, and to further racers."""

OWNERS = (GradientDescent, Momentum, Nesterov, AdaGrad, Adadelta, RMSProp, Adam, AdaMax, NAdam)
"""The rules that have a style of their own: those of the documents."""

OWNED = len(OWNERS)

LIGHT = Theme(
    name="light",
    background="#ffffff",
    text="#22303c",
    muted="#5c6b78",
    grid="#dfe5ea",
    contour="#1e364e",
    contour_alpha=0.45,
    ridge="#6f8aa3",
    scale=GROUNDS["blue"].light,
)

DARK = Theme(
    name="dark",
    background="#12161b",
    text="#e4e9ee",
    muted="#98a5b1",
    grid="#2b333c",
    contour="#d2e2f0",
    contour_alpha=0.38,
    ridge="#7f9cb4",
    scale=GROUNDS["blue"].dark,
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def styles(rules: Sequence[type[Rule]]) -> tuple[Style, ...]:
    """Return a style for each racer: its rule's own for the first of that rule, the next free one for the others."""
    numbers: list[int] = []
    for rule in rules:
        numbers.append(next_style(rule, numbers))
    return tuple(STYLES[number] for number in numbers)


def next_style(rule: type[Rule], taken: Sequence[int]) -> int:
    """Return the number of the style that a new racer of `rule` gets beside those `taken`.

    Past `len(STYLES)` racers the styles repeat, the least used first.
    """
    others = crc32(rule.__name__.encode()) % (len(STYLES) - OWNED)  # the same, whatever rules there are
    own = OWNERS.index(rule) if rule in OWNERS else OWNED + others
    order = [own, *range(OWNED, len(STYLES)), *range(OWNED)]
    return min(order, key=lambda number: (taken.count(number), order.index(number)))
