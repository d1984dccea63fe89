"""What is said: English with named values, told in any language that has a catalogue under locale/."""

from words.languages import ENGLISH, LANGUAGES, _, language, nearest, speak, speaking, tell, told
from words.text import Text, counted, joined, listed, say

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Text",
    "_",
    "counted",
    "joined",
    "language",
    "listed",
    "nearest",
    "say",
    "speak",
    "speaking",
    "tell",
    "told",
]
