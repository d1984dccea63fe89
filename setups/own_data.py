"""One's own table in a setup: as text with its rows, for files, and as a reference to them, for addresses.

The rows stay with who has them: an address tells only which are missing where they are not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import surfaces
from setups.row import Row, chosen, one
from setups.setup import OWN_DATA, Setup
from surfaces import Fitting, Table
from surfaces.tables import LINE, LOGISTIC, MODELS
from words import say

_SAMPLE = Path(surfaces.__file__).parent / "data" / "cars.csv"


@cache
def sample() -> Fitting:
    """Return what is fitted before a table is brought: one of the catalogue's, to see what one looks like."""
    return fitted(Table.opened(_SAMPLE))


def fitted(table: Table, before: Fitting | None = None) -> Fitting:
    """Return what is fitted to a table at first: as `before` had it where the columns are there, else what goes."""
    if before and {*before.features, before.target} <= {*table.numbers}:
        return replace(before, table=table)
    first, *_, last = table.numbers
    return Fitting(table, (first,), last, LOGISTIC if {*table.numbers[last].tolist()} == {0, 1} else LINE)


def with_model(data: Fitting, model: str) -> Fitting:
    """Return the fitting of another model, with as many features as that takes."""
    others = [header for header in data.table.numbers if header not in (*data.features, data.target)]
    return replace(data, model=model, features=(*data.features, *others)[: MODELS[model].features])


def table_text(table: Table) -> str:
    """Return a table as text, from which it is read back: a line that refers to it, and its rows."""
    return f"{reference(table)}\n{table.text}"


def reference(table: Table) -> str:
    """Return the line that stands for a table where its rows do not."""
    return f"{table.digest} {table.name}"


def missing(texts: Mapping[str, Sequence[str]]) -> str | None:
    """Return the digest of the table that an address speaks of without its rows; None where they are there."""
    given = texts.get(OWN_DATA, ())
    digest, _, rows = _parted(given[0] if len(given) == 1 else "")
    return None if rows or digest in ("", sample().table.digest) else digest


def with_rows(texts: Mapping[str, Sequence[str]], rows: str) -> dict[str, Sequence[str]]:
    """Return the texts of an address with the rows that are `missing`; ValueError where these are others."""
    digest, name, _ = _parted(one(texts[OWN_DATA]))
    table = Table.read(rows, name)
    if table.digest != digest:
        raise ValueError(say("expected the rows of {name}, got others", name=name))
    return {**texts, OWN_DATA: [table_text(table)]}


def _parted(text: str) -> tuple[str, str, str]:
    """The digest, the name and the rows in the text of a table."""
    line, _, rows = text.partition("\n")
    digest, _, name = line.partition(" ")
    return digest, name, rows


def _read_table(text: str) -> Table:
    digest, name, rows = _parted(text)
    if rows:
        return Table.read(rows, name)
    if digest == sample().table.digest:
        return sample().table
    raise ValueError(say("the rows of {name} do not travel with a link: load them again", name=name[:60] or "?"))


def _data(setup: Setup, texts: Sequence[str]) -> Setup:
    return replace(setup, surface=OWN_DATA, formula=None, data=fitted(_read_table(one(texts))))


def _changing(setup: Setup, **fields) -> Setup:
    if setup.data is None:
        raise ValueError(say("expected data beside it, got none"))
    return replace(setup, data=replace(setup.data, **fields))


DATA: tuple[Row, ...] = (
    Row(
        "data",
        lambda setup: [table_text(setup.data.table)] if setup.data else [],
        _data,
        say("A file of comma-separated values to fit a model to."),
        "FILE",
    ),
    Row(
        "model",
        lambda setup: [setup.data.model] if setup.data else [],
        lambda setup, texts: _changing(setup, model=chosen(one(texts), list(MODELS))),
        say("What is fitted to it: {models}.", models=", ".join(MODELS)),
    ),
    Row(
        "x",
        lambda setup: list(setup.data.features) if setup.data else [],
        lambda setup, texts: _changing(setup, features=tuple(texts)),
        say("The header of the feature, once for each; by default the first column."),
        "COLUMN",
    ),
    Row(
        "y",
        lambda setup: [setup.data.target] if setup.data else [],
        lambda setup, texts: _changing(setup, target=one(texts)),
        say("The header of the target; by default the last column."),
        "COLUMN",
    ),
)
"""What is descended where that is a loss over one's own table."""
