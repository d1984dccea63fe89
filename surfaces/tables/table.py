"""A table that a person brings: columns of numbers under headers, told from others by what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surfaces.tables.reading import MOST_BYTES, are_numbers, columns_of, csv_text, decoded, heading, numbered
from words import say

UNNAMED = "table.csv"
LONGEST_FILE_NAME = 60


@dataclass(frozen=True)
class Table:
    """Columns of numbers, equal to others of the same content and name.

    name: of the file. digest: of the numbers and headers. numbers: header → (rows,). others: header → why that column
    holds no numbers, in a sentence.
    """

    name: str
    digest: str
    numbers: Mapping[str, NDArray[np.float64]] = field(repr=False, compare=False)
    others: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, file: str | bytes, name: str = UNNAMED) -> Table:
        """Return the table of comma-separated values; ValueError in one sentence where they are none."""
        numbers, others = columns_of(decoded(file if isinstance(file, bytes) else file.encode(errors="replace")))
        name = "".join(filter(str.isprintable, name))[:LONGEST_FILE_NAME]
        return cls(name, sha256(csv_text(numbers).encode()).hexdigest()[:16], numbers, others)

    @classmethod
    def opened(cls, path: str | Path) -> Table:
        """Return the table of a file, of which no more is read than a table may have."""
        with open(path, "rb") as file:
            return cls.read(file.read(MOST_BYTES + 1), Path(path).name)

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> Table:
        """Return the table of a header → numbers each, as a dictionary or a data frame holds them.

        Where all headers are numbers, they become those of their columns: "column 0".
        """
        if not hasattr(columns, "keys"):
            raise ValueError(
                say("expected a file, or numbers by their headers, got {kind}", kind=type(columns).__name__)
            )
        called = numbered if are_numbers([*map(str, columns)]) else str
        lists = {called(header): _plain(columns[header]) for header in columns}
        if len({len(column) for column in lists.values()}) > 1:
            told = ", ".join(str(len(column)) for column in lists.values())
            raise ValueError(say("expected columns of one length, got {lengths}", lengths=told))
        return cls.read(csv_text(lists))

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(next(iter(self.numbers.values())))

    @property
    def text(self) -> str:
        """The columns of numbers, as comma-separated values that read back to the same table."""
        return csv_text(self.numbers)

    def column(self, header: str) -> NDArray[np.float64]:
        """Return a column's numbers; ValueError where there is none of that header, or it holds something else."""
        if header in self.others:
            raise ValueError(self.others[header])
        if header not in self.numbers:
            told = {"columns": ", ".join(self.numbers), "header": header[:60]}
            raise ValueError(say("expected a column of {columns}, got {header}", **told))
        return self.numbers[header]

    def header(self, said: object) -> str:
        """Return the header that somebody means: written in another way, or but the number of a column without one."""
        header = heading(str(said))
        made_up = numbered(header)
        there = {*self.numbers, *self.others}
        return made_up if header not in there and made_up in there else header


def _plain(column: Any) -> list[Any]:
    """The entries of a column, with 1 for true and 0 for false."""
    array = np.asarray(column)
    return array.astype(int).tolist() if array.dtype.kind == "b" else array.ravel().tolist()
