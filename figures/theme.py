"""The colours and marks of every picture: one place, read by the Plotly figures, the player and the page.

A racer is told apart by colour AND by the shape of its head. Every racer colour keeps a contrast of at least 3:1 to
both page backgrounds (WCAG 2.2, 1.4.11); the maps stay pale (light) or deep (dark), so that trails stand out on them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from optimizers import CATALOGUE, Rule


class Style(NamedTuple):
    """How a racer looks: a hexadecimal colour and a Plotly marker symbol."""

    color: str
    symbol: str


class Theme(NamedTuple):
    """The colours of a picture; `scale` (the map) and `relief` (3-D) run from the lowest ground up."""

    name: str
    background: str
    text: str
    muted: str
    grid: str
    contour: str
    ridge: str
    scale: tuple[str, ...]
    relief: tuple[str, ...]


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
"""The first styles belong to the rules in catalogue order; the rest go to further racers of the same rule."""

LIGHT = Theme(
    name="light",
    background="#ffffff",
    text="#22303c",
    muted="#5c6b78",
    grid="#dfe5ea",
    contour="rgba(60, 84, 104, 0.28)",
    ridge="#88a0b4",
    scale=("#c3d4e3", "#d3e0eb", "#e1eaf2", "#edf3f7", "#f6f9fb"),
    relief=("#8fb0cb", "#a9c3d8", "#c3d4e3", "#dbe6ee", "#eef3f7"),
)

DARK = Theme(
    name="dark",
    background="#12161b",
    text="#e4e9ee",
    muted="#98a5b1",
    grid="#2b333c",
    contour="rgba(196, 214, 230, 0.20)",
    ridge="#5f7a90",
    scale=("#0d1319", "#141d26", "#1b2733", "#233240", "#2c3e4f"),
    relief=("#16222d", "#20303f", "#2b4052", "#3a5266", "#4c677d"),
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
    own = list(CATALOGUE.values()).index(rule) % len(STYLES) if rule in CATALOGUE.values() else len(CATALOGUE)
    order = [own, *range(len(CATALOGUE), len(STYLES)), *range(len(CATALOGUE))]
    return min(order, key=lambda number: (taken.count(number), order.index(number)))
