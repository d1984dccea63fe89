"""Scripts as browsers are sent them: without what only a reader needs."""

import re

_FOR_READERS = re.compile(r"(?m)^ *(?://.*\n|/\*\*(?:.|\n)*?\*/\n|\n)|^ +| // .*$")
"""In a script: comments, empty lines, and what stands before a line."""

_GOING_ON = re.compile(r"(?m)^(?!import )(.*[;{,(\[])\n(?!import )")
"""A line that the next one may stand behind."""

_PLAIN_LINE = re.compile(r"(?m)^(?!import |export .* from )[^`'/\n]+$")
"""A line in which all that is quoted stands between double quotes."""

_ROOM = re.compile(r'("(?:[^"\\]|\\.)*")| *([{}(),;:?=&|]|=>) *')
"""A text, or a sign with the room around it."""


def short(script: str) -> str:
    """Return a script that does the same in fewer letters."""
    script = _PLAIN_LINE.sub(lambda line: _ROOM.sub(r"\1\2", line[0]), _FOR_READERS.sub("", script))
    return _GOING_ON.sub(r"\1", script)
