"""Formulas in texts, which stand between $."""

import re

_MARKED = re.compile(r"\[[^]]*\]|\$[^$]*\$")  # words with a meaning say formulas as they are
_LIKE_A_FORMULA = re.compile(r"[=√·≈₁₂²½α-ω\u0302]|\(−?\d|(?<![A-Za-z])[mvdgxy](?![A-Za-z])")


def unmarked(text: str) -> str | None:
    """What looks like a formula outside of any $, or a $ without another; None where nothing does."""
    if text.count("$") % 2:
        return "$"
    found = _LIKE_A_FORMULA.search(_MARKED.sub("", text))
    return found and found[0]
