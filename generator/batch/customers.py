"""A customers file: opened, told apart, and read row by row; no fault of a row stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from types import TracebackType

from generator.batch.feed import Feed
from generator.batch.records import record_values
from generator.batch.rows import KEY, NAME, Customer, Fault, Lines, RowError
from generator.batch.table import Table
from generator.errors import CustomersError


class Customers:
    """The rows of a customers file, as Customer or Fault; a context manager.

    `name` is the file's, `has_urls` tells whether a row may have an sdkUrl, `unused` the columns
    that do not count, `size` the file's bytes and `position` how many of them were read; `feed` is
    what they are read from. Raises CustomersError when the file can't be read, is of no known kind,
    or has a header that does not fit.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        suffix = path.suffix.lower()
        if suffix not in (".csv", ".jsonl"):
            raise CustomersError(f"{path}: name the file .csv or .jsonl, for that tells its kind")
        try:
            self.feed = Feed(path)
            self.size = path.stat().st_size
        except OSError as error:
            message = f"{path}: the file can't be read: {error.strerror or error}"
            raise CustomersError(message) from error
        self._file = BufferedReader(self.feed)
        self._lines = Lines(self._file)
        self.has_urls = True
        self.unused: list[str] = []
        self._values: Callable[[], tuple[str, str, str] | None]
        if suffix == ".jsonl":
            self._values = lambda: record_values(next(self._lines))
            return
        try:
            table = Table(self._lines)
        except (CustomersError, OSError) as error:
            self._file.close()
            raise CustomersError(f"{path}: {error}") from error
        self._values = table.values
        self.has_urls = table.has_urls
        self.unused = table.unused

    @property
    def position(self) -> int:
        """How many bytes of the file were read."""
        return self._lines.position

    def __enter__(self) -> Customers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Customer | Fault]:
        for row, (line, values) in enumerate(self._rows(), 1):
            if isinstance(values, RowError):
                yield Fault(row, line, values.name, values.reason)
                continue
            name, key, url = values
            if self._lines.undecodable:
                yield Fault(row, line, name, f"line {self._lines.undecodable} is not UTF-8 text")
            elif not name or not key:
                yield Fault(row, line, name, f"there is no {KEY if name else NAME}")
            else:
                yield Customer(row, line, name, key, url)

    def _rows(self) -> Iterator[tuple[int, tuple[str, str, str] | RowError]]:
        """The first line of each row, and its values or its fault."""
        while True:
            self._lines.begin_row()
            line = self._lines.number + 1
            try:
                values = self._values()
            except StopIteration:
                return
            except RowError as error:
                yield line, error
                continue
            if values is not None:
                yield line, values
