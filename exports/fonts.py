"""The fonts that pictures are lettered in: Matplotlib's own, and one that comes with the project for Korean, Japanese
and Chinese, whatever the machine has.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import numpy as np
from fontTools import subset
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text as Written
from noto_cjk_sans_jp_regular import FONT_PATH
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont, truetype

from words import Text, say

FAMILIES = ("DejaVu Sans", "Noto Sans CJK JP")
"""What letters are looked for in, one after another."""

BOX = "□"
"""What stands for a letter that none of them has."""

_LINE = "ascent-override: 93%; descent-override: 24%; line-gap-override: 0%;"
"""Lines of the letters that come with a file are as high as those of others."""

_UNUSED = {"BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"}
"""Tables that tell nothing of single letters in a line, and take seconds to read."""

_ON_LINE = "ls"  # letters of all families stand on one line

OWN = "Descent Derby"
"""What the part of the font that comes with a file is called in it."""


def letter(drawn: Artist) -> None:
    """Have all that is written on a figure, or on a part of one, lettered in `FAMILIES`."""
    _bring()
    for text in drawn.findobj(Written):
        text.set_family(FAMILIES)


def measured(renderer: RendererAgg, size: float, weight: str = "normal") -> Callable[[str], float]:
    """Return what tells how many pixels wide a text of `size` points is."""
    _bring()
    font = FontProperties(family=FAMILIES, size=size, weight=weight)
    return lambda text: renderer.get_text_width_height_descent(text, font, False)[0]


def inked(text: str, size: int) -> np.ndarray:
    """Return a text as coverage, (height, width) uint8, in letters of so many pixels."""
    pieces, boxes, end = [], [], 0
    for own, signs in groupby(text, key=lambda sign: ord(sign) in _letters_of(FAMILIES[0])):
        piece, font = "".join(signs), _font(FAMILIES[0 if own else 1], size)
        pieces.append((end, piece, font))
        left, top, right, bottom = font.getbbox(piece, anchor=_ON_LINE)
        boxes.append((end + left, top, end + right, bottom))
        end += round(font.getlength(piece))
    (left, top), (right, bottom) = np.min(boxes, axis=0)[:2], np.max(boxes, axis=0)[2:]
    ink = Image.new("L", (int(right - left), int(bottom - top)))
    for start, piece, font in pieces:
        ImageDraw.Draw(ink).text((start - left, -top), piece, fill=255, font=font, anchor=_ON_LINE)
    return np.asarray(ink)


def fitted(text: str, room: float, measure: Callable[[str], float]) -> str:
    """Return the start of `text` that takes at most so much `room`, with an ellipsis where it is not the whole."""
    if measure(text) <= room:
        return text
    cuts = (f"{text[:length].rstrip()}…" for length in range(len(text) - 1, 1, -1))
    return next((cut for cut in cuts if measure(cut) <= room), f"{text[:1]}…")


def drawable(text: str) -> str:
    """Return `text` with a box for each character that none of the families has."""
    return text.translate(dict.fromkeys(map(ord, _undrawable(text)), BOX))


def undrawn(names: Iterable[str]) -> Text | None:
    """Say which characters of names pictures have boxes for, None where they have all."""
    lacking = " ".join(sign for sign in _undrawable("".join(names)) if sign.isprintable())
    return (
        say("Pictures show {box} for {signs}: the fonts here lack that.", box=BOX, signs=lacking) if lacking else None
    )


def _undrawable(text: str) -> Iterator[str]:
    known = [*map(_letters_of, FAMILIES)]
    return (sign for sign in dict.fromkeys(text) if not any(ord(sign) in letters for letters in known))


def with_letters(drawing: str) -> str:
    """Return an SVG with what it needs of the font that comes with the project, a few kilobytes, if it needs any."""
    listed, face = ", ".join(f"'{family}'" for family in FAMILIES), font_face(drawing)
    if not face:
        return drawing.replace(listed, f"{listed}, sans-serif")
    # Before the others, for only where the first is still to come do browsers write anew once it is there.
    drawing = drawing.replace(listed, f"'{OWN}', {listed}, sans-serif")
    return drawing.replace("</defs>", f"<style>{face}</style></defs>", 1)


def font_face(text: str) -> str:
    """Return the CSS that brings what `text` needs of the font that comes with the project, if it needs any."""
    needed = (frozenset(map(ord, set(text))) & _letters_of(FAMILIES[1])) - _letters_of(FAMILIES[0])
    if not needed:
        return ""
    address = f"data:font/woff;base64,{b64encode(_part(needed)).decode()}"
    return f'@font-face {{ font-family: "{OWN}"; src: url({address}); {_LINE} }}'


@lru_cache(maxsize=16)
def _part(letters: frozenset[int]) -> bytes:
    """Return the font that comes with the project with so many of its letters, as WOFF."""
    options = subset.Options(flavor="woff", layout_features=[], name_IDs=[])
    file, part = BytesIO(), subset.Subsetter(options)
    part.populate(unicodes=letters)
    with subset.load_font(str(FONT_PATH), options) as font:
        for table in _UNUSED & {*font.keys()}:
            del font[table]
        part.subset(font)
        subset.save_font(font, file, options)
    return file.getvalue()


@lru_cache(maxsize=8)
def _font(family: str, size: int) -> FreeTypeFont:
    _bring()
    return truetype(findfont(FontProperties(family=family)), size)


@lru_cache(maxsize=1)
def _bring() -> None:
    """Make the font that comes with the project known to Matplotlib."""
    fontManager.addfont(FONT_PATH)
    fontManager.ttflist.append(replace(fontManager.ttflist[-1], weight=700))  # its one weight stands for bold too


@lru_cache(maxsize=len(FAMILIES))
def _letters_of(family: str) -> frozenset[int]:
    _bring()
    return frozenset(get_font(findfont(FontProperties(family=family))).get_charmap())
