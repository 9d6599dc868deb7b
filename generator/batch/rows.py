"""What a customers file is read into, and the lines that it is read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

#: In the order in which a row's values are handed on.
NAME, KEY, URL = COLUMNS = ("name", "projectApiKey", "sdkUrl")

#: A row longer than this many bytes is no customer, but a quotation mark or a line end missing.
MAX_ROW = 16 * 2**20

#: What some programs put before UTF-8.
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Customer:
    """A row of the file.

    `row` counts from 1, without the header; `line` is the line on which it begins. `sdk_url` is
    empty where the base settings' URL counts.
    """

    row: int
    line: int
    name: str
    key: str
    sdk_url: str


@dataclass(frozen=True)
class Fault:
    """A row that gives no customer, or that no folder can be made for, and why."""

    row: int
    line: int
    name: str
    reason: str


@lru_cache(maxsize=1024)
def meant_column(name: str) -> str:
    """The column that a name stands for which is written otherwise: `sdk_url`, `Project API key`.

    Taken for a column that does not count, it would give each customer the base's value.
    """
    letters = re.sub(r"[\W_]", "", name).lower()
    return next((each for each in COLUMNS if each != name and each.lower() == letters), "")


class RowError(Exception):
    """What is wrong with a row, and its name as far as it is known."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.name = name


class RowTooLongError(RowError):
    """A row of more than MAX_ROW bytes."""

    def __init__(self) -> None:
        super().__init__(f"the row is longer than {MAX_ROW >> 20} MiB")


class Lines:
    """The lines of a file as text; a row may take several of them.

    Next to the text: `position`, the bytes read so far; `number`, the lines read so far; and of
    the row that was begun last `undecodable`, its first line that is not UTF-8, or 0.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._row_size = 0
        self._ended = False
        self.position = 0
        self.number = 0
        self.undecodable = 0

    def begin_row(self) -> None:
        """The next line is the first of a row."""
        self._row_size = 0
        self.undecodable = 0

    def end(self) -> None:
        """Give no more lines."""
        self._ended = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line, its end included; what is not UTF-8 in it is replaced.

        Raises RowTooLongError, once it has passed over the line.
        """
        raw = b"" if self._ended else self._read()
        if not raw:
            raise StopIteration
        self.number += 1
        if self._row_size > MAX_ROW:
            while not raw.endswith(b"\n") and raw:
                raw = self._read()
            raise RowTooLongError
        if self.number == 1:
            raw = raw.removeprefix(_BOM)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            self.undecodable = self.undecodable or self.number
            return raw.decode("utf-8", "replace")

    def _read(self) -> bytes:
        raw = self._file.readline(MAX_ROW + 1)
        self.position += len(raw)
        self._row_size += len(raw)
        return raw
