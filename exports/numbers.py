"""The lines of a racer's rule with the numbers of a step, below a picture: for x on the left, for y on the right."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser, RasterParse

from racing import Run, filled_formula, no_step

_MOST = 0.36  # of the picture's height
_APART = 0.35  # of the letters' size: between two lines
_SMALLEST = 0.4  # of that size: letters of a line that is too long for its half
_POINTS = 72
_SET = {
    **{r"\begin{cases}": r"\left\{", r"\end{cases}": r"\right.", " & ": r"\ ", r" \\": r";\ "},
    r"\bmod": r"\;\mathrm{mod}\;",
}
"""What Matplotlib does not set → what it does, on one line."""

_AXES = (r"\mathbf{x}", r"\mathbf{y}")


class Line(NamedTuple):
    """tex: of Matplotlib. size: of its letters in pixels. left, base: where it begins, in the picture's pixels."""

    tex: str
    size: float
    left: float
    base: float


class Numbers(NamedTuple):
    """Where the lines of `run` stand in a picture: `top` is their first row, `height` of so many; width: the picture's.

    size: of their letters, in pixels.
    """

    run: Run
    top: int
    height: int
    width: int
    size: float

    def lines(self, step: int) -> Iterator[Line]:
        """Yield what is written at a step; nothing where no step leads there."""
        if no_step(self.run, step):
            return
        row, room = float(self.top), self.width / 2 - 2 * self.size
        for pair in _pairs(self.run, step):
            extents = [extent(tex, self.size) for tex in pair]
            base = row + max(up for _, up, _ in extents)
            for left, tex, (width, *_) in zip((self.size, self.size + self.width / 2), pair, extents, strict=True):
                yield Line(tex, self.size * min(1.0, max(room / width, _SMALLEST)), left, base)
            row += _taken(extents, self.size)


def numbers_below(run: Run, width: int, height: int, foot: int, size: float) -> Numbers | None:
    """Return where the numbers of `run` stand above row `foot` of a picture; None where its lines cannot be told.

    size: of letters in pixels, which are smaller where that takes too much of the `height`.
    """
    first = next((step for step in range(1, len(run.gradients) + 1) if not no_step(run, step)), None)
    if first is None or not any(filled_formula(run, first)):
        return None
    try:
        needed = sum(_taken([extent(tex, size) for tex in pair], size) for pair in _pairs(run, first))
    except ValueError:  # a formula of somebody's own, which Matplotlib cannot read
        return None
    scale = min(1.0, _MOST * height / needed)
    rows = round(scale * (needed + size))
    return Numbers(run, foot - rows, rows, width, scale * size)


def _pairs(run: Run, step: int) -> Iterator[tuple[str, str]]:
    """Yield what stands side by side."""
    yield _AXES
    for pair in zip(*filled_formula(run, step), strict=True):
        yield tuple(map(settable, pair))


def _taken(extents: Sequence[tuple[float, float, float]], size: float) -> float:
    """Return how high a row of lines is, with the gap below, in pixels."""
    return max(up for _, up, _ in extents) + max(down for *_, down in extents) + _APART * size


def settable(tex: str) -> str:
    """Return a line as Matplotlib sets it."""
    for given, own in _SET.items():
        tex = tex.replace(given, own)
    return re.sub(r"\\operatorname\{(\w+)\}", r"\\mathrm{\1}\\,", tex)


def extent(tex: str, size: float) -> tuple[float, float, float]:
    """Return how wide a line is, and how far it goes above and below its base, in pixels."""
    parsed = _set(tex, size)
    return parsed.width, parsed.height - parsed.depth, parsed.depth


def inked(line: Line) -> tuple[np.ndarray, int, int]:
    """Return a line as coverage, (height, width) uint8, and the column and the row where that begins."""
    parsed = _set(line.tex, line.size)
    image = np.asarray(parsed.image)
    return image, round(line.left), round(line.base + parsed.depth) - image.shape[0]


def _set(tex: str, size: float) -> RasterParse:
    return MathTextParser("agg").parse(f"${tex}$", _POINTS, FontProperties(size=size))  # which keeps the last ones
