"""A customers file, row by row: what is wrong with one row never reaches another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.batch.customers import Customers
from generator.batch.rows import MAX_ROW, Customer, Fault
from generator.errors import CustomersError

HEADER = "name,projectApiKey,sdkUrl\n"


def write(folder: Path, text: str | bytes, name: str = "c.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def read(path: Path) -> list[Customer | Fault]:
    with Customers(path) as customers:
        rows = list(customers)
        assert customers.position == customers.size
    return rows


def values(rows: list[Customer | Fault]) -> list[tuple[int, int, str, str, str]]:
    """Row, line, name, key and URL of rows that have no fault."""
    assert all(isinstance(row, Customer) for row in rows), rows
    return [
        (row.row, row.line, row.name, row.key, row.sdk_url)
        for row in rows
        if isinstance(row, Customer)
    ]


def faults(rows: list[Customer | Fault]) -> list[tuple[int, int, str, str]]:
    return [(row.row, row.line, row.name, row.reason) for row in rows if isinstance(row, Fault)]


# CSV


def test_rows_have_their_number_and_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + 'A,k1,\n\n"B\nC",k2,/x.js\n\n\nD,k3\n')
    assert values(read(path)) == [
        (1, 2, "A", "k1", ""),
        (2, 4, "B\nC", "k2", "/x.js"),
        (3, 8, "D", "k3", ""),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["no BOM", "BOM"])
@pytest.mark.parametrize("last", [True, False], ids=["last line ends", "last line is open"])
def test_forms_of_the_same_table(tmp_path: Path, start: str, end: str, last: bool) -> None:
    lines = [HEADER.strip(), '"A ""x"", Ltd",k==,', "Über,k2,https://a.test/x?a=1"]
    text = start + end.join(lines) + (end if last else "")
    assert values(read(write(tmp_path, text))) == [
        (1, 2, 'A "x", Ltd', "k==", ""),
        (2, 3, "Über", "k2", "https://a.test/x?a=1"),
    ]


def test_columns_in_any_order_and_others_that_do_not_count(tmp_path: Path) -> None:
    path = write(tmp_path, " projectApiKey , country,name,country,url\nk,DE,A,,a.test\n")
    with Customers(path) as customers:
        assert customers.unused == ["country", "url"]
        assert not customers.has_urls
        assert values(list(customers)) == [(1, 2, "A", "k", "")]


def test_values_are_taken_as_they_are(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + '" A "," k ",\n${HOME},$${HOME},\n')
    assert [row[2:4] for row in values(read(path))] == [(" A ", " k "), ("${HOME}", "$${HOME}")]


BAD_ROWS = {
    "no key": ("Bad,,", "there is no projectApiKey", "Bad"),
    "no name": (",k,", "there is no name", ""),
    "short": ("Bad", "there is no projectApiKey", "Bad"),
    "empty cells": (",,", "there is no name", ""),
    "long": ("Bad, Ltd,k,", "4 cells, the header 3", "Bad"),
    "quote": ('"Bad"x,k,', "between a closing quotation mark and the next comma", ""),
    "carriage return": ("Bad\rx,k,", "a carriage return stands within the row", ""),
}


@pytest.mark.parametrize(("row", "reason", "name"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_stops_no_other(tmp_path: Path, row: str, reason: str, name: str) -> None:
    rows = read(write(tmp_path, f"{HEADER}First,k1,\n{row}\nLast,k3,\n"))
    (found,) = faults(rows)
    assert found[:3] == (2, 3, name)
    assert reason in found[3]
    assert values([rows[0], rows[2]]) == [(1, 2, "First", "k1", ""), (3, 4, "Last", "k3", "")]


@pytest.mark.parametrize("where", [b"Caf\xe9,k,", b"Cafe,k\xff,", b'"Caf\xc3\n\xa9",k,'])
def test_a_row_that_is_not_utf_8_stops_no_other(tmp_path: Path, where: bytes) -> None:
    rows = read(write(tmp_path, HEADER.encode() + b"A,k1,\n" + where + b"\nB,k2,\n"))
    (found,) = faults(rows)
    assert found[3] == "line 3 is not UTF-8 text"
    assert [row[2] for row in values([rows[0], rows[2]])] == ["A", "B"]


def test_a_nul_is_a_character_like_others(tmp_path: Path) -> None:
    assert values(read(write(tmp_path, HEADER + "A\0B,k\0,\n"))) == [(1, 2, "A\0B", "k\0", "")]


def test_a_very_long_cell_is_a_cell(tmp_path: Path) -> None:
    rows = read(write(tmp_path, f"{HEADER}{'n' * 200_000},{'k' * 300_000},\nB,k,\n"))
    assert [(len(row[2]), len(row[3])) for row in values(rows)] == [(200_000, 300_000), (1, 1)]


def test_a_row_beyond_all_measure_ends_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "A,k,\n" + f'"{"x" * MAX_ROW}\nB,k,\n')
    with Customers(path) as customers:
        first, second = customers
    assert isinstance(first, Customer)
    assert isinstance(second, Fault)
    assert (second.row, second.line) == (2, 3)
    assert "16 MiB" in second.reason
    assert "the rest was not read" in second.reason.lower()


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    rows = read(write(tmp_path, HEADER + 'A,k,\n"B,k,\nC,k,\n'))
    (found,) = faults(rows)
    assert found[:2] == (2, 3)
    assert "not closed before the end of the file" in found[3]
    assert len(rows) == 2


def test_a_header_alone_is_no_customers(tmp_path: Path) -> None:
    assert read(write(tmp_path, HEADER)) == []
    assert read(write(tmp_path, HEADER.strip() + "\n\n\n")) == []


BAD_HEADERS = {
    "empty file": (b"", "there is no header"),
    "blank line": (b"\n\nA,k\n", "there is no header"),
    "only commas": (b",,\nA,k,\n", "there is no header"),
    "no key": (b"name,sdkUrl\n", 'no column "projectApiKey"'),
    "no name": (b"projectApiKey\n", 'no column "name"'),
    "no header at all": (b"Acme,oneflow_prod_x,\n", 'no column "name"'),
    "misspelt": (b"name,projectApiKey,sdkURL\n", 'write it "sdkUrl"'),
    "spaces": (b"name,projectApiKey,SDK url\n", 'write it "sdkUrl"'),
    "capitals": (b"Name,projectApiKey\n", 'write it "name"'),
    "twice": (b"name,projectApiKey,name\n", 'the column "name" is there 2 times'),
    "semicolons": (b"name;projectApiKey\nA;k\n", "commas between the cells"),
    "tabs": (b"name\tprojectApiKey\nA\tk\n", "commas between the cells"),
    "UTF-16": ("name,projectApiKey\n".encode("utf-16"), "not UTF-8 text"),
    "UTF-16 without a mark": ("name,projectApiKey\n".encode("utf-16-le"), 'write it "name"'),
    "Latin-1": ("näme,projectApiKey\n".encode("latin-1"), "not UTF-8 text"),
    "old Mac lines": (b"name,projectApiKey\rA,k\r", "the header can't be read"),
    "open quote": (b'"name,projectApiKey\n', "the header can't be read"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8 text"),
    "endless": (b"x" * (MAX_ROW + 10), "the header can't be read"),
}


@pytest.mark.parametrize(("data", "message"), BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_a_header_that_does_not_fit_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = write(tmp_path, data)
    with pytest.raises(CustomersError) as raised:
        Customers(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert message in str(raised.value)


@pytest.mark.parametrize("name", ["c.txt", "c", "c.json", "c.xlsx"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CustomersError, match=r"\.csv or \.jsonl"):
        Customers(write(tmp_path, HEADER, name))


def test_a_file_that_cant_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CustomersError, match="No such file"):
        Customers(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CustomersError, match="Is a directory"):
        Customers(tmp_path / "folder.csv")


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert len(read(write(tmp_path, HEADER + "A,k,\n", "C.CSV"))) == 1


# JSON lines


def test_records_have_their_number_and_their_line(tmp_path: Path) -> None:
    records = [
        {"name": "A", "projectApiKey": "k1"},
        {"projectApiKey": "k2", "name": "B\nC", "sdkUrl": "/x.js", "country": "DE"},
        {"name": "D\u2028", "projectApiKey": "k3", "sdkUrl": None},
    ]
    text = "\ufeff" + "\n\n".join(json.dumps(each, ensure_ascii=False) for each in records)
    path = write(tmp_path, text, "c.jsonl")
    assert values(read(path)) == [
        (1, 1, "A", "k1", ""),
        (2, 3, "B\nC", "k2", "/x.js"),
        (3, 5, "D\u2028", "k3", ""),
    ]


BAD_RECORDS = {
    "no JSON": (b"{name: 1}", "this is not JSON", ""),
    "cut": (b'{"name": "Bad", "projectApiKey":', "this is not JSON", ""),
    "two": (b'{"name": "A"} {"name": "B"}', "this is not JSON", ""),
    "list": (b'["Bad", "k"]', "must be an object, not a list", ""),
    "null": (b"null", "must be an object, not nothing", ""),
    "number key": (b'{"name": "Bad", "projectApiKey": 7}', "must be text, not a number", "Bad"),
    "list key": (b'{"name": "Bad", "projectApiKey": []}', "must be text, not a list", "Bad"),
    "number name": (b'{"name": 7, "projectApiKey": "k"}', "name must be text, not a number", ""),
    "URL": (b'{"name": "Bad", "projectApiKey": "k", "sdkUrl": true}', "sdkUrl must be text", "Bad"),
    "no key": (b'{"name": "Bad"}', "there is no projectApiKey", "Bad"),
    "null key": (b'{"name": "Bad", "projectApiKey": null}', "there is no projectApiKey", "Bad"),
    "no name": (b'{"projectApiKey": "k"}', "there is no name", ""),
    "empty": (b"{}", "there is no name", ""),
    "twice": (
        b'{"name": "Bad", "projectApiKey": "a", "projectApiKey": "b"}',
        "is there twice",
        "Bad",
    ),
    "misspelt": (b'{"name": "Bad", "projectAPIKey": "k"}', 'write it "projectApiKey"', "Bad"),
    "deep": (b"[" * 100_000, "nested too deep", ""),
    "long number": (b'{"name": "Bad", "x": ' + b"9" * 5000 + b"}", "a number that is too long", ""),
    "not UTF-8": (b'{"name": "Caf\xe9", "projectApiKey": "k"}', "line 2 is not UTF-8", "Caf\ufffd"),
    "too long": (b'"' + b"x" * MAX_ROW + b'"', "longer than 16 MiB", ""),
}


@pytest.mark.parametrize(("line", "reason", "name"), BAD_RECORDS.values(), ids=BAD_RECORDS)
def test_a_bad_record_stops_no_other(tmp_path: Path, line: bytes, reason: str, name: str) -> None:
    good = [json.dumps({"name": each, "projectApiKey": "k"}).encode() for each in ("A", "B")]
    rows = read(write(tmp_path, b"\n".join([good[0], line, good[1]]), "c.jsonl"))
    (found,) = faults(rows)
    assert found[:3] == (2, 2, name)
    assert reason in found[3]
    assert values([rows[0], rows[2]]) == [(1, 1, "A", "k", ""), (3, 3, "B", "k", "")]


def test_no_records_are_no_customers(tmp_path: Path) -> None:
    assert read(write(tmp_path, "", "c.jsonl")) == []
    assert read(write(tmp_path, "\n  \n", "c.jsonl")) == []
