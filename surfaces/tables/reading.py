"""A file of comma-separated values → cells → columns of numbers, and what is said where something is wrong.

Semicolons and tabs part columns too. Nothing in a cell is ever evaluated. ValueError in one plain sentence.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from surfaces.typed.spelling import decimal_comma
from words import say

MOST_BYTES = 2 * 2**20
MOST_ROWS = 2000
MOST_COLUMNS = 20
LONGEST_HEADER = 60

LARGEST_NUMBER = 1e9
"""Of the numbers: their squares, and those of weights that fit them, keep all their digits."""

_SEPARATORS = ",;\t"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What the files of Excel begin with, new and old."""

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
_SEPARATOR_TOLD = re.compile(r"sep=([,;\t|])\s*")
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?", ".", "#n/a"})


class Columns(NamedTuple):
    """numbers: header → a column's numbers, (rows,). others: header → why a column holds none, in a sentence."""

    numbers: dict[str, NDArray[np.float64]]
    others: dict[str, str]


def decoded(data: bytes) -> str:
    """The text of a file: in UTF-8, in UTF-16 with its mark, or as Excel writes it in Korea or in Western Europe."""
    if len(data) > MOST_BYTES:
        raise ValueError(say("expected a file of at most {most} MB, got a larger one", most=MOST_BYTES // 2**20))
    if data.startswith(_WORKBOOKS):
        raise ValueError(say("this is a workbook: save its sheet as CSV, and take that file"))
    for encoding in ("utf-16",) if data.startswith(_WIDE_MARKS) else ("utf-8", "cp949", "cp1252"):
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if encoding == "cp949" and not _is_korean(text):
            continue
        if all(letter.isprintable() or letter.isspace() for letter in text):
            return text
    raise ValueError(say("expected text, comma-separated values, got something else"))


def _is_korean(text: str) -> bool:
    """Whether text that was read as Korean is: half of its letters that are not ASCII, or more, are usual syllables.

    What is Latin becomes Chinese characters, or syllables that hardly any word has: 캜 is °C.
    """
    letters = [letter for letter in text if letter.isalpha() and not letter.isascii()]
    return 2 * sum(map(_is_usual_syllable, letters)) >= len(letters)


def _is_usual_syllable(letter: str) -> bool:
    """Whether a letter is among the 2,350 syllables of KS X 1001: both of its bytes are beyond 0xA0."""
    return "가" <= letter <= "힣" and min(letter.encode("cp949")) > 0xA0


def heading(text: str) -> str:
    """A header as a table holds it: one for whatever room and composition of letters it is written with."""
    return " ".join(normalize("NFC", text).split())


def numbered(number: object) -> str:
    """The header that is made up for a column of which there is but a number."""
    return f"column {number}"


def are_numbers(cells: Sequence[str]) -> bool:
    """Whether cells hold numbers, in whatever spelling, so that they are no headers."""
    return all(_NUMBER.fullmatch(cell) or _DECIMAL_COMMA.fullmatch(cell) for cell in map(_plain, cells))


def _plain(cell: str) -> str:
    return cell.replace("−", "-")


def columns_of(text: str) -> Columns:
    """The columns of comma-separated values; headers are made up where the first line holds numbers."""
    (first, head), *lines = _lines(text)
    headers = list(map(heading, head))
    if are_numbers(headers):
        lines, headers = [(first, head), *lines], [""] * len(headers)
    while lines and headers and not headers[-1] and not any(any(row[len(headers) - 1 :]) for _, row in lines):
        headers.pop()  # the line ends in a separator
    headers = [header or numbered(number) for number, header in enumerate(headers, start=1)]
    _check(headers, lines)
    columns = Columns({}, {})
    for place, header in enumerate(headers):
        try:
            columns.numbers[header] = np.array([_number(line, row[place]) for line, row in lines])
        except ValueError as problem:
            columns.others[header] = say("{column}, {problem}", column=header, problem=problem.args[0])
    if len(columns.numbers) < 2:
        found = {"count": len(columns.numbers), "problem": next(iter(columns.others.values()), "")}
        if found["problem"]:
            raise ValueError(say("expected at least two columns of numbers, got {count}; {problem}", **found))
        raise ValueError(say("expected at least two columns, parted by commas, semicolons or tabs, got one"))
    return columns


def csv_text(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns as comma-separated values; numbers read back to the same floats."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, with their numbers; parted at what parts the first of them into most cells.

    A line before them may tell Excel what that is.
    """
    begun = next((line for line in text.splitlines() if line.strip()), "")
    told, lines = _SEPARATOR_TOLD.fullmatch(begun), []
    separator = told[1] if told else max(_SEPARATORS, key=lambda each: _parting(begun, each))
    parted = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        for row in parted:
            if any(map(str.strip, row)):
                lines.append((parted.line_num, [cell.strip() for cell in row]))
            if len(lines) > MOST_ROWS + 1 + bool(told):
                raise ValueError(say("expected at most {most} rows, got more", most=MOST_ROWS))
    except csv.Error:
        raise ValueError(say("line {line}: expected cells between separators", line=parted.line_num)) from None
    lines = lines[1:] if told else lines
    if not lines:
        raise ValueError(say("the file is empty: expected a line of headers, then rows of numbers"))
    return lines


def _parting(line: str, separator: str) -> tuple[bool, int]:
    """How well a separator parts a line: whether into numbers, which may have commas of their own, and how many."""
    try:
        cells = [cell.strip() for row in csv.reader([line], delimiter=separator) for cell in row]
    except csv.Error:
        return False, 0
    return len(cells) > 1 and are_numbers(cells), len(cells)


def _check(headers: Sequence[str], lines: Sequence[tuple[int, list[str]]]) -> None:
    """ValueError where headers are not to be told apart or too many, or lines are no table of numbers."""
    if len(headers) > MOST_COLUMNS:
        raise ValueError(say("expected at most {most} columns, got {count}", most=MOST_COLUMNS, count=len(headers)))
    for header in headers:
        if len(header) > LONGEST_HEADER:
            told = {"most": LONGEST_HEADER, "header": header[:LONGEST_HEADER]}
            raise ValueError(say("expected headers of at most {most} letters, got {header}…", **told))
        if headers.count(header) > 1:
            raise ValueError(say("expected a header of its own for each column, got {header} twice", header=header))
    if len(lines) > MOST_ROWS:
        raise ValueError(say("expected at most {most} rows, got more", most=MOST_ROWS))
    if len(lines) < 3:
        raise ValueError(say("expected at least 3 rows of numbers, got {count}", count=len(lines)))
    for line, row in lines:
        if len(row) < len(headers) or any(row[len(headers) :]):
            told = {"line": line, "cells": len(headers), "count": len(row)}
            problem = say("line {line}: expected {cells} cells, as the header has, got {count}", **told)
            if len(row) == 2 * len(headers) and all(map(_DECIMAL_COMMA.fullmatch, _in_pairs(row))):
                problem = say(
                    "{problem}: is the decimal sign a comma? Part cells by semicolons then, "
                    "and write points in numbers",
                    problem=problem,
                )
            raise ValueError(problem)


def _in_pairs(row: Sequence[str]) -> list[str]:
    """Cells as they were if every other comma stood in a number."""
    return [f"{_plain(whole)},{part}" for whole, part in zip(row[::2], row[1::2], strict=True)]


def _number(line: int, cell: str) -> float:
    if cell.lower() in _MISSING:
        raise ValueError(say("line {line}: a number is missing: fill it in, or take the row out", line=line))
    if _INFINITE.fullmatch(cell):
        raise ValueError(say("line {line}: expected a finite number, got {cell}", line=line, cell=cell))
    if not _NUMBER.fullmatch(number := _plain(cell)):
        if _DECIMAL_COMMA.fullmatch(number):
            raise ValueError(say("line {line}: {problem}", line=line, problem=decimal_comma(number)))
        raise ValueError(say("line {line}: expected a number, got {cell!r}", line=line, cell=cell[:40]))
    if abs(value := float(number)) > LARGEST_NUMBER:
        told = {"line": line, "most": LARGEST_NUMBER, "cell": cell[:40]}
        raise ValueError(say("line {line}: expected a number of at most {most:g}, got {cell}", **told))
    return value
