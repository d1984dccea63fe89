"""The lines of a racer's rule with the numbers of a step, below a picture: for x on the left, for y on the right."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from math import ceil
from string import digits
from typing import NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.mathtext import MathTextParser, VectorParse

from racing import Run, filled_formula, no_step

_MOST = 0.36  # of the picture's height
_APART = 0.35  # of the letters' size: between two lines
_SMALLEST = 0.4  # of that size: letters of a line that is too long for its half
POINTS = 72  # in an inch
_SET = {
    **{r"\begin{cases}": r"\left\{", r"\end{cases}": r"\right.", " & ": r"\ ", r" \\": r";\ "},
    r"\bmod": r"\;\mathrm{mod}\;",
}
"""What Matplotlib does not set → what it does, on one line."""

_PARSER = MathTextParser("path")
_SIGN = re.compile(r"(?<=,|=)\s*-|(?<=\\leftarrow)\s*-")  # of a number, which Matplotlib takes for a difference
_DIGIT = re.compile(r"\d")
_ROOM = 2  # pixels around the box of a line
_REMEMBERED = 1024  # layouts, about 5 KB each

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
        row, room = float(self.top + _ROOM), self.width / 2 - 2 * self.size
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
    tex = _SIGN.sub("{-}", tex)
    return re.sub(r"\\operatorname\{(\w+)\}", r"\\mathrm{\1}\\,", tex)


def extent(tex: str, size: float) -> tuple[float, float, float]:
    """Return how wide a line is, and how far it goes above and below its base, in pixels."""
    parsed = _layout(tex, size).parsed
    return parsed.width, parsed.height - parsed.depth, parsed.depth


def glyphs(tex: str, size: float) -> Iterator[tuple[FT2Font, float, int, float, float]]:
    """Yield the shapes of a line: font, size, number in the font, and where from the line's beginning: right, up."""
    layout, told = _layout(tex, size), _DIGIT.findall(tex)
    for (font, size, _, index, right, up), place in zip(layout.parsed.glyphs, layout.places, strict=True):
        yield font, size, index if place is None else font.get_char_index(ord(told[place])), right, up


def inked(line: Line) -> tuple[np.ndarray, int, int]:
    """Return a line as coverage, (height, width) uint8, and the column and the row where that begins."""
    width, up, down = extent(line.tex, line.size)
    base = ceil(up) + _ROOM
    image = np.zeros((base + ceil(down) + _ROOM, ceil(width) + 2 * _ROOM), np.uint8)
    for font, size, index, right, raised in glyphs(line.tex, line.size):
        font = get_font(font.fname)  # this thread's own
        font.set_size(size, POINTS)
        glyph = font.load_glyph(index, LoadFlags.FORCE_AUTOHINT)
        top = round(base - raised - glyph.horiBearingY / 64)
        font.draw_glyph_to_bitmap(image, _ROOM + int(right), top, glyph, antialiased=True)
    for right, raised, wide, high in _layout(line.tex, line.size).parsed.rects:
        row = base - round(raised + high / 2)
        image[row : row + max(round(high), 1), _ROOM + int(right) : _ROOM + ceil(right + wide)] = 255
    return image, round(line.left) - _ROOM, round(line.base) - base


class _Layout(NamedTuple):
    """places: for each glyph which of the line's digits it is, None for what is none."""

    parsed: VectorParse
    places: tuple[int | None, ...]


def _layout(tex: str, size: float) -> _Layout:
    """Return how a line is laid out, as all are that differ from it in digits alone."""
    return _laid_out(_DIGIT.sub("0", tex), size)


@lru_cache(maxsize=_REMEMBERED)
def _laid_out(tex: str, size: float) -> _Layout:
    """Lay out a line that has 0 for all its digits, which are all as wide: it is laid out so whatever these are.

    Which glyph is which digit is told by writing their numbers in place of them: the units, and the tens where these do
    not stand in the order in which they are written.
    """
    parsed = _parsed(_numbered(tex, 1), size)
    units = _digits(parsed)
    read = [unit for unit in units if unit is not None]
    if read == [number % 10 for number in range(len(read))]:
        numbers = count()
        return _Layout(parsed, tuple(unit if unit is None else next(numbers) for unit in units))
    tens = _digits(_parsed(_numbered(tex, 10), size))
    both = zip(tens, units, strict=True)
    return _Layout(parsed, tuple(None if unit is None else 10 * ten + unit for ten, unit in both))


def _numbered(tex: str, unit: int) -> str:
    """Return a line with the number of each digit in its place, in units of 1 or 10."""
    numbers = count()
    return _DIGIT.sub(lambda _: str(next(numbers) // unit % 10), tex)


def _digits(parsed: VectorParse) -> list[int | None]:
    """Return for each glyph the digit that it is, None for what is none."""
    drawn = ({font.get_char_index(ord(digit)): int(digit) for digit in digits} for font, *_ in parsed.glyphs)
    return [known.get(index) for known, (_, _, _, index, *_) in zip(drawn, parsed.glyphs, strict=True)]


def _parsed(tex: str, size: float) -> VectorParse:
    return _PARSER.parse(f"${tex}$", POINTS, FontProperties(size=size))
