"""The fonts that pictures are lettered in, with what stands in for scripts that no installed font has."""

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

_FALLBACKS = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans CJK JP",
    "Noto Sans",
    "Arial Unicode MS",
)


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Return the font families to letter with, Matplotlib's own first."""
    installed = {font.name for font in fontManager.ttflist}
    return ("DejaVu Sans", *(family for family in _FALLBACKS if family in installed))


def drawable(text: str) -> str:
    """Return `text` with a box for each character that none of the families has."""
    return "".join(letter if ord(letter) in _letters() else "□" for letter in text)


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    fonts = (get_font(findfont(FontProperties(family=family))) for family in families())
    return frozenset(code for font in fonts for code in font.get_charmap())
