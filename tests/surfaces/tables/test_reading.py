"""Tables are read as people save them, and what cannot be read is said in one sentence."""

import io
import zipfile
from unicodedata import normalize

import numpy as np
import pytest

from surfaces import Table, from_table
from surfaces.tables import MOST_BYTES, MOST_ROWS
from tests.each import each

PLAIN = "s,d\n1,2\n2,3.5\n4,-1e-3\n"
SAME = {
    "commas": PLAIN,
    "semicolons": PLAIN.replace(",", ";"),
    "tabs": PLAIN.replace(",", "\t"),
    "lines of Windows": PLAIN.replace("\n", "\r\n"),
    "a byte-order mark": "\ufeff" + PLAIN,
    "empty lines": "\n" + PLAIN.replace("\n", "\n\n") + " , \n",
    "blanks": PLAIN.replace(",", " ,  "),
    "quotes": PLAIN.replace("2,3.5", '"2","3.5"'),
    "no end of line": PLAIN.rstrip(),
    "a separator at the end": PLAIN.replace("\n", ",\n"),
    "a minus sign": PLAIN.replace("-1", "−1"),
    "words in another column": PLAIN.replace("\n", ",red\n").replace("d,red", "d,colour"),
}
HEADERS = ["속도,제동 거리", "=1+1;@SUM(A1)", "<b>a</b>,$x^2$", '"speed, in mph","a ""b"""', " ,b"]


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def with_row(row):
    return f"{PLAIN}{row}\n"


WRONG = {
    "nothing": ("", "the file is empty"),
    "blank lines": (" \n\n", "the file is empty"),
    "a workbook": (workbook(), "this is a workbook: save its sheet as CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "this is a workbook"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "expected text, comma-separated values"),
    "zeros": (bytes(1000), "expected text"),
    "a large file": (b"1,2\n" * MOST_BYTES, "expected a file of at most 2 MB"),
    "one column": ("s\n1\n2\n3\n", "expected at least two columns, parted by commas, semicolons or tabs, got one"),
    "words alone": (
        "a,b\nx,y\nz,w\nu,v\n",
        "at least two columns of numbers, got 0; a, line 2: expected a number, got",
    ),
    "a header alone": ("a,b\n", "expected at least 3 rows of numbers, got 0"),
    "few rows": ("a,b\n1,2\n3,4\n", "expected at least 3 rows of numbers, got 2"),
    "many rows": ("a,b\n" + "1,2\n" * (MOST_ROWS + 1), "expected at most 2000 rows, got more"),
    "many rows without a header": ("1,2\n" * (MOST_ROWS + 1), "expected at most 2000 rows, got more"),
    "many columns": (",".join("abcdefghijklmnopqrstu") + "\n", "expected at most 20 columns, got 21"),
    "a short row": (with_row("5"), "line 5: expected 2 cells, as the header has, got 1"),
    "a long row": (with_row("5,6,7"), "line 5: expected 2 cells, as the header has, got 3"),
    "a header twice": (PLAIN.replace("d", "s"), "expected a header of its own for each column, got s twice"),
    "a long header": (PLAIN.replace("d", "d" * 61), "expected headers of at most 60 letters"),
    "an open quote": (with_row('"5,6' + "x" * 200_000), "line 5: expected cells between separators"),
    "a decimal comma": ("s;d\n1,5;2\n2;3\n3;4\n", "s, line 2: the decimal sign is a point: write 1.5"),
    "a first line like no other": ('"' + "x" * 200_000, "line 1: expected cells between separators"),
    "nothing but what parts cells": ("sep=;\n\n", "the file is empty"),
    "decimal commas between commas": (
        "s,d\n1,5,2,5\n2,5,3,5\n3,5,4,5\n",
        "expected 2 cells.* is the decimal sign a comma",
    ),
    "decimal commas without headers": ("1,5;2,5\n2;3\n3;4\n", "line 1: the decimal sign is a point: write 1.5"),
    "a missing number": (with_row("5,"), "d, line 5: a number is missing: fill it in, or take the row out"),
    "no number": (with_row("5,NA"), "d, line 5: a number is missing"),
    "an infinite number": (with_row("5,-inf"), "d, line 5: expected a finite number, got -inf"),
    "a huge number": (with_row("5,1e200"), "d, line 5: expected a number of at most 1e\\+09, got 1e200"),
    "a formula": (with_row("5,=1+1"), "d, line 5: expected a number, got '=1\\+1'"),
    "digits of another script": (with_row("5,١٢"), "d, line 5: expected a number"),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
@each("encoding", [None, "utf-8", "utf-16"])
def test_the_same_table_is_read_however_it_was_saved(text, encoding):
    table = Table.read(text.encode(encoding) if encoding else text)
    assert {header: column.tolist() for header, column in table.numbers.items()} == {
        "s": [1, 2, 4],
        "d": [2, 3.5, -1e-3],
    }
    assert table == Table.read(PLAIN)


@each("file, said", WRONG)
def test_what_is_no_table_is_told_in_a_sentence(file, said):
    with pytest.raises(ValueError, match=said):
        Table.read(file)


@each("header", HEADERS)
def test_headers_are_kept_as_they_are_and_nothing_in_them_is_evaluated(header):
    table = Table.read(f"{header}\n" + "1;2\n3;4\n5;7\n".replace(";", ";" if ";" in header else ","))
    assert (
        list(table.numbers)
        == {
            HEADERS[0]: ["속도", "제동 거리"],
            HEADERS[1]: ["=1+1", "@SUM(A1)"],
            HEADERS[2]: ["<b>a</b>", "$x^2$"],
            HEADERS[3]: ["speed, in mph", 'a "b"'],
            HEADERS[4]: ["column 1", "b"],
        }[header]
    )
    assert Table.read(table.text) == table


SPOKEN = {
    "Korean": ("길이,속도 (℃)", ["cp949", "utf-8", "utf-8-sig", "utf-16"]),
    "Korean beside English": ("x축 위치,speed 길이", ["cp949", "utf-8"]),
    "Korean with a rare syllable": ("똠얌 값,거리", ["cp949", "utf-8"]),
    "Korean of one word and symbols": ("값,±2㎞", ["cp949", "utf-8"]),
    "German": ("Größe,Länge", ["cp1252", "latin-1", "utf-8", "utf-16"]),
    "German capitals": ("GRÖSSE,Äpfel", ["cp1252", "utf-8"]),
    "French": ("naïve,l’été où", ["cp1252", "utf-8"]),
    "degrees": ("T (°C),µm", ["cp1252", "latin-1", "utf-8"]),
    "euros": ("prix en €,âge", ["cp1252", "utf-8"]),
    "Spanish": ("año,¿cuánto?", ["cp1252", "utf-8"]),
}


@each("headers, encodings", SPOKEN)
def test_headers_are_read_as_a_spreadsheet_of_their_language_writes_them(headers, encodings):
    for encoding in encodings:
        table = Table.read(f"{headers}\n1,2\n3,4\n5,6\n".encode(encoding))
        assert list(table.numbers) == headers.split(","), encoding


def test_words_of_a_language_in_the_cells_tell_how_the_headers_are_written():
    rows = "".join(f"{place},{i},{i * i}\n" for i, place in enumerate(["Köln", "Zürich", "Malmö", "Ärö", "Übersee"]))
    table = Table.read(f"Ähre,Größe,ÄÖ\n{rows}".encode("cp1252"))
    assert list(table.numbers) == ["Größe", "ÄÖ"]
    assert "Köln" in table.others["Ähre"]


@each("minus", ["-", "−"])
def test_columns_without_headers_are_counted_and_lose_no_row(minus):
    table = Table.read(f"{minus}1,2\n3,4\n5,6\n")
    assert list(table.numbers) == ["column 1", "column 2"]
    assert table.column("column 1").tolist() == [-1, 3, 5]


@each("headers", [(0, 1), ("1", "2"), ("−1", "1e3")])
def test_numbers_may_stand_for_headers_and_are_no_row(headers):
    table = Table.of(dict(zip(headers, ([1, 2, 4], [2, 3, 5]), strict=True)))
    assert table.rows == 3
    assert table.column(table.header(headers[1])).tolist() == [2, 3, 5]
    assert Table.read(table.text) == table
    assert from_table(table, *headers).rows == 3


def test_a_header_is_the_same_however_its_letters_and_its_room_are_written():
    table = Table.of({normalize("NFC", "제동  거리 "): [1, 2, 4], "é": [2, 3, 5]})
    loss = from_table(table, normalize("NFD", "제동 거리"), normalize("NFD", "é"))
    assert loss.columns.features == ("제동 거리",)
    with pytest.raises(ValueError, match="got é twice"):
        Table.of({normalize("NFC", "é"): [1, 2, 4], normalize("NFD", "é"): [2, 3, 5]})


def test_commas_in_a_quoted_header_and_excels_own_first_line_do_not_part_a_table_wrongly():
    assert list(Table.read('"speed, km/h, of the car";b\n1;2\n2;3\n3;5\n').numbers) == ["speed, km/h, of the car", "b"]
    assert Table.read("\nsep=;\n\na;b\n1;2\n2;3\n3;5\n") == Table.read("a,b\n1,2\n2,3\n3,5\n")


@each("table", [[[1, 2], [3, 4]], 5, None])
def test_what_has_no_headers_is_refused_in_a_sentence(table):
    with pytest.raises(ValueError, match="expected a file, or numbers by their headers, got"):
        from_table(table, "a", "b")


def test_a_column_that_holds_no_numbers_says_why_once_it_is_asked_for():
    table = Table.read("a,b,c\n1,2,red\n3,4,red\n5,6,red\n")
    with pytest.raises(ValueError, match=r"^c, line 2: expected a number, got 'red'$"):
        table.column("c")
    with pytest.raises(ValueError, match=r"^expected a column of a, b, got e$"):
        table.column("e")


def test_the_text_of_a_table_reads_back_to_the_same_floats():
    numbers = np.random.default_rng(0).normal(size=(2, 50)) * [[1e-7], [1e8]]
    table = Table.of({"a": numbers[0], "b": numbers[1]})
    np.testing.assert_array_equal([*Table.read(table.text).numbers.values()], numbers)


def test_of_a_file_no_more_is_read_than_a_table_may_have(tmp_path):
    (tmp_path / "endless.csv").write_bytes(b"1,2\n" * (MOST_BYTES // 2))
    with pytest.raises(ValueError, match="at most 2 MB"):
        Table.opened(tmp_path / "endless.csv")
