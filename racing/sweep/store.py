"""What a sweep leaves on disk: the finished chunks while it runs, one file at its end.

Beside `sweep.parquet` stands `sweep.parquet.unfinished/`: a description of the sweep, and a file for each chunk that is
finished. Every file takes its place only once it is whole, so whatever stops the work, what is there can be trusted.
"""

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from racing.sweep.plan import Plan
from racing.verdict import ENDINGS
from words import listed, say

ENDINGS_OF_FILES = (".parquet", ".csv")
TOGETHER = 2**17
"""So many rows of a file stand together: more of them take more memory, and make it little smaller."""

_ENDS = {"x", "y", "loss"}  # hardly two runs have the same, so that a dictionary of them is work for nothing
_NONE = {"steps_to_tolerance": -1, "step": -1}  # column → what stands for no value; nan does in the others


class OtherSweep(ValueError):
    """What lies unfinished is another sweep than the one asked for."""


class Store:
    """The files of one sweep."""

    def __init__(self, plan: Plan, output: Path):
        """ValueError where the file's ending is unknown, OtherSweep where another sweep lies there unfinished."""
        if output.suffix.lower() not in ENDINGS_OF_FILES:
            raise ValueError(
                say(
                    "sweep: output must end in {endings}, got {given!r}",
                    endings=listed(ENDINGS_OF_FILES, "or"),
                    given=str(output),
                )
            )
        if output.is_dir():
            raise IsADirectoryError(21, say("it is a directory"), str(output))
        self.plan, self.output = plan, output
        self.parts = output.with_name(f"{output.name}.unfinished")
        description = self.parts / "sweep.json"
        wanted = json.dumps(plan.described(), indent=1, ensure_ascii=False) + "\n"
        self.parts.mkdir(exist_ok=True)
        if not description.exists():
            with whole_file(description) as beside:
                beside.write_text(wanted, encoding="utf-8")
        elif description.read_text(encoding="utf-8") != wanted:
            raise OtherSweep(
                say("sweep: {parts} holds another sweep; finish it, delete it or choose another file", parts=self.parts)
            )

    def missing(self) -> list[int]:
        """Return which chunks are still to be run."""
        there = {path.name for path in self.parts.iterdir()}
        return [i for i in range(len(self.plan.chunks)) if self._part(i).name not in there]

    def keep(self, i: int, rows: np.ndarray) -> None:
        """Write down a finished chunk."""
        with whole_file(self._part(i)) as beside, beside.open("wb") as file:
            np.save(file, rows)

    def finish(self) -> None:
        """Put the chunks together in their order, then let go of them."""
        write = _write_parquet if self.output.suffix.lower() == ".parquet" else _write_csv
        with whole_file(self.output) as beside:
            write(beside, self._tables())
        shutil.rmtree(self.parts)

    def _tables(self) -> Iterator:
        """Yield the rows of some chunks at a time, in their order; the next are read while these are written."""
        chunks = range(len(self.plan.chunks))
        some = max(1, TOGETHER // self.plan.chunks[0].stop)
        with ThreadPoolExecutor(1) as reader:
            coming = None
            for first in chunks[::some]:
                ready, coming = coming, reader.submit(self._table, chunks[first : first + some])
                if ready:
                    yield ready.result()
            yield coming.result()

    def _table(self, chunks: range):
        return _table(np.concatenate([np.load(self._part(i)) for i in chunks]))

    def _part(self, i: int) -> Path:
        return self.parts / f"{i:08d}.npy"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Offer a name beside `path` for a file that takes its place once written, and is gone if anything goes wrong."""
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        yield beside
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _table(rows: np.ndarray):
    import pyarrow

    columns = {}
    for name in rows.dtype.names:
        column = np.ascontiguousarray(rows[name])
        if name == "ending":
            columns[name] = pyarrow.DictionaryArray.from_arrays(column, [str(ending) for ending in ENDINGS])
        else:
            none = column == _NONE[name] if name in _NONE else np.isnan(column)
            columns[name] = pyarrow.array(column, mask=none)
    return pyarrow.table(columns)


def _write_parquet(path: Path, tables: Iterator) -> None:
    from pyarrow.parquet import ParquetWriter

    first = next(tables)
    repeated = [name for name in first.schema.names if name not in _ENDS]
    with ParquetWriter(path, first.schema, use_dictionary=repeated) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def _write_csv(path: Path, tables: Iterator) -> None:
    import pyarrow
    from pyarrow.csv import CSVWriter, WriteOptions

    def plain(table):
        place = table.schema.get_field_index("ending")
        return table.set_column(place, "ending", table["ending"].cast(pyarrow.string()))

    first = plain(next(tables))
    with CSVWriter(path, first.schema, write_options=WriteOptions(quoting_style="none")) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(plain(table))
