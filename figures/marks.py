"""The shapes of the racers' heads, as polygons and as SVG; each goes by Plotly's name for the same marker."""

from collections.abc import Mapping
from math import cos, pi, sin
from types import MappingProxyType

from figures.theme import Style

Shape = tuple[tuple[float, float], ...]

START = 1.5
"""The radius of the ring around the start, in that of the heads, which stand there at first."""

_ARM = 0.36  # half the width of a cross's arm


def _turned(shape: Shape, angle: float) -> Shape:
    c, s = cos(angle), sin(angle)
    return tuple((round(x * c - y * s, 3), round(x * s + y * c, 3)) for x, y in shape)


def _polygon(corners: int, turn: float = 0.0, inner: float = 1.0) -> Shape:
    """Corners on the unit circle, the first one up; `inner` below 1 makes every second one a dent."""
    radii = [1.0, inner] * corners if inner < 1 else [1.0] * corners
    angles = [2 * pi * i / len(radii) - pi / 2 for i in range(len(radii))]
    return _turned(tuple((r * cos(a), r * sin(a)) for r, a in zip(radii, angles, strict=True)), turn)


_HALF_CROSS = ((-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM))
_CROSS: Shape = (*_HALF_CROSS, *((-x, -y) for x, y in _HALF_CROSS))

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "circle": _polygon(20),
        "square": _polygon(4, pi / 4),
        "diamond": _polygon(4),
        "triangle-up": _polygon(3),
        "triangle-down": _polygon(3, pi),
        "triangle-left": _polygon(3, -pi / 2),
        "triangle-right": _polygon(3, pi / 2),
        "cross": _CROSS,
        "x": _turned(_CROSS, pi / 4),
        "star": _polygon(5, inner=0.45),
        "pentagon": _polygon(5),
        "hexagon": _polygon(6),
    }
)
"""Corners in units of the radius, y downwards."""


def svg(style: Style) -> str:
    """Return the mark as an SVG document."""
    points = " ".join(f"{x},{y}" for x, y in SHAPES[style.symbol])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="14" height="14" viewBox="-1.15 -1.15 2.3 2.3">'
        f'<polygon points="{points}" fill="{style.color}"/></svg>'
    )
