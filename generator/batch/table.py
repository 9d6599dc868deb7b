"""CSV (RFC 4180): the header, which must fit, and the values of each row."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from generator.batch.rows import (
    COLUMNS,
    KEY,
    MAX_ROW,
    NAME,
    URL,
    Lines,
    RowError,
    RowTooLongError,
    meant_column,
)
from generator.errors import CustomersError, shorten


class Table:
    """The rows of a CSV file, whose header has been read; `unused` are its other columns.

    Raises CustomersError for a header that can't be read or does not fit.
    """

    def __init__(self, lines: Lines) -> None:
        csv.field_size_limit(MAX_ROW)
        self._lines = lines
        self._reader = csv.reader(lines, strict=True)
        header = self._header()
        self._width = len(header)
        self._columns = _columns(header)
        self.has_urls = URL in self._columns
        self.unused = [name for name in dict.fromkeys(header) if name and name not in COLUMNS]

    def values(self) -> tuple[str, str, str] | None:
        """Name, key and URL of the next row; None for a blank line.

        Raises RowError, and StopIteration at the end.
        """
        try:
            cells = next(self._reader)
        except csv.Error as error:
            raise RowError(_reason(error)) from error
        except RowTooLongError as error:
            # Where the next row begins can't be known: a cell may have swallowed it.
            self._lines.end()
            message = f"{error.reason}: is a quotation mark missing? The rest was not read"
            raise RowError(message) from error
        if not cells:
            return None
        name, key, url = (self._cell(cells, column) for column in COLUMNS)
        if len(cells) > self._width:
            raise RowError(
                f"the row has {len(cells)} cells, the header {self._width}: a cell that holds a "
                "comma must stand in quotation marks",
                name,
            )
        return name, key, url

    def _cell(self, cells: list[str], column: str) -> str:
        """A cell that is missing at the end of a row is empty; spreadsheets leave them out."""
        place = self._columns.get(column, len(cells))
        return cells[place] if place < len(cells) else ""

    def _header(self) -> list[str]:
        try:
            cells = next(self._reader, [])
        except (csv.Error, RowTooLongError) as error:
            raise CustomersError("the header can't be read: is this a CSV file?") from error
        if self._lines.undecodable:
            raise CustomersError("the header is not UTF-8 text: save the file as UTF-8")
        return [cell.strip() for cell in cells]


def _columns(header: list[str]) -> Mapping[str, int]:
    """The place of each column that counts."""
    if not any(header):
        raise CustomersError(f"there is no header; it names the columns: {','.join(COLUMNS)}")
    for name in header:
        if name in COLUMNS and header.count(name) > 1:
            raise CustomersError(f'the column "{name}" is there {header.count(name)} times')
        if meant := meant_column(name):
            raise CustomersError(f'the column {shorten(name)} is not known; write it "{meant}"')
    for name in (NAME, KEY):
        if name not in header:
            hint = ""
            if len(header) == 1 and any(sign in header[0] for sign in ";\t\0"):
                hint = "; save it as UTF-8 text, with commas between the cells"
            raise CustomersError(f'the header has no column "{name}"{hint}')
    return {name: header.index(name) for name in COLUMNS if name in header}


def _reason(error: csv.Error) -> str:
    """What Python's reader found, in our words."""
    match str(error):
        case "unexpected end of data":
            return "a quotation mark is opened and not closed before the end of the file"
        case message if "expected after" in message:
            return "something stands between a closing quotation mark and the next comma"
        case message if "new-line character" in message:
            return "a carriage return stands within the row; lines must end in LF or CRLF"
        case message:
            return f"the row can't be read: {message}"
