"""Numbers and switches as people write them, read without evaluating anything; and numbers written."""

import re
from fractions import Fraction
from math import isfinite
from types import MappingProxyType

from words import say

_NUMBER = re.compile(r"\s*[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})(e[+-]?\d{1,3})?(\s*/\s*\d{1,20})?\s*", re.I | re.A)
_LARGEST_DENOMINATOR = 3**8
_EQUAL = 1e-12
_SWITCH = MappingProxyType({"true": True, "yes": True, "false": False, "no": False})


def number(text: str) -> float:
    """Read a decimal number or a fraction such as 1/3; ValueError, worded to follow "must be", where it is neither."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(say("a number or a fraction such as 0.01, 1e-3 or 1/3, got {given!r}", given=text[:40]))
    numerator, _, denominator = text.partition("/")
    if denominator and not int(denominator):
        raise ValueError(say("a fraction whose denominator is not 0, got {given!r}", given=text[:40]))
    try:
        return float(Fraction(numerator.strip()) / Fraction(denominator.strip() or 1))
    except OverflowError:
        raise ValueError(say("a number below 1e308, got {given!r}", given=text[:40])) from None


def whole(text: str) -> int:
    """Read a whole number; ValueError, worded to follow "must be", where it is none."""
    if not re.fullmatch(r"\s*[+-]?\d{1,18}\s*", text, re.ASCII):
        raise ValueError(say("a whole number, got {given!r}", given=text[:40]))
    return int(text)


def read_switch(text: str) -> bool:
    """Read true or false; ValueError, worded to follow "must be", where it is neither."""
    if text.lower() not in _SWITCH:
        raise ValueError(say("true or false, got {given!r}", given=text[:40]))
    return _SWITCH[text.lower()]


def written(value: float, digits: int = 4) -> str:
    """Write a number with at most `digits` significant digits, -0 as 0."""
    return f"{value + 0.0:.{digits}g}"


def or_dash(value: float | None) -> str:
    """Write a number with four digits; a dash for None, and for what is not finite."""
    return "–" if value is None or not isfinite(value) else written(value)


def as_fraction(value: float) -> Fraction | None:
    """Return the fraction of small numbers that `value` is, but for rounding; None where it is none, or a decimal."""
    if not isfinite(value):
        return None
    found = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    is_decimal = 10**13 % found.denominator == 0
    return None if is_decimal or abs(found - Fraction(value)) > _EQUAL * abs(value) else found
