"""Tables that any reader takes as they are: pandas without arguments, and Excel, names of any script included.

They begin with a byte-order mark, by which Excel knows UTF-8, and a header. What made the table stands in its last
column, `settings`: as JSON in the first row. Of the others every 4096th has an empty object there and all others
nothing: pandas reads long tables in pieces, and wants to see in each that the column holds text.
"""

import csv
import reprlib
from collections.abc import Iterable, Sequence
from io import StringIO

from words import say

MARK = "\ufeff"

SETTINGS = "settings"

NOTHING_NEW = "{}"
"""What stands for the settings now and then in a long table."""

_PIECE = 4096  # rows, fewer than pandas reads at once of any table here

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def table_text(settings: str, columns: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return the table of `rows` under `columns`, with the JSON of what made it."""
    file = StringIO()
    file.write(MARK)
    table = csv.writer(file, lineterminator="\n")
    table.writerow([*columns, SETTINGS])
    for number, row in enumerate(rows):
        table.writerow([*row, settings if not number else "" if number % _PIECE else NOTHING_NEW])
    return file.getvalue()


def settings_of(reader: str, text: str) -> str:
    """Return the JSON of what made a table; ValueError where there is none."""
    try:
        row = next(csv.DictReader(StringIO(text.removeprefix(MARK), newline="")), {})
    except csv.Error as problem:
        told = {"reader": reader, "problem": problem}
        raise ValueError(say("{reader}: text: expected a table, got something else: {problem}", **told)) from None
    if not row.get(SETTINGS):
        told = {"reader": reader, "column": SETTINGS, "given": reprlib.repr(text)}
        raise ValueError(say("{reader}: text: expected a table with its {column}, got {given}", **told))
    return row[SETTINGS]


def name_cell(name: str) -> str:
    """Return a name as a table holds it: with an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{name}" if name.startswith(_FORMULA_STARTS) else name
