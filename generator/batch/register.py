"""Which row has which folder, and what the report says; kept in a file, so memory stays flat."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from generator.batch.folders import same_folder_key
from generator.batch.rows import Customer, Fault
from generator.settings.document import hide_key
from generator.source import Source

#: A name longer than this is cut in the report.
_SHOWN_OF_NAME = 200

_TABLES = """
CREATE TABLE folders (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID;
CREATE TABLE renamed (row INTEGER PRIMARY KEY, name TEXT, folder TEXT);
CREATE TABLE failed (row INTEGER PRIMARY KEY, line INTEGER, name TEXT, reason TEXT);
"""


class Register:
    """The folders that are taken and the rows that failed; gone when it is closed."""

    def __init__(self) -> None:
        # A temporary file of SQLite's own, which nothing else sees and a kill leaves no trace of.
        self._data = sqlite3.connect("", isolation_level=None)
        self._data.executescript(_TABLES + "PRAGMA synchronous = OFF; BEGIN;")
        self.failures = 0

    def close(self) -> None:
        """Forget everything."""
        self._data.close()

    def claim(self, customer: Customer, folder: str) -> int | None:
        """Give a folder to a row, or tell which row has it, or one that some system takes for it.

        The first row that asks has it.
        """
        key = same_folder_key(folder)
        taken = self._data.execute(
            "INSERT OR IGNORE INTO folders VALUES (?, ?)", (key, customer.row)
        )
        if not taken.rowcount:
            found = self._data.execute("SELECT row FROM folders WHERE key = ?", (key,))
            return int(found.fetchone()[0])
        if folder != customer.name:
            row = (customer.row, _shown(customer.name), folder)
            self._data.execute("INSERT INTO renamed VALUES (?, ?, ?)", row)
        return None

    def fail(self, fault: Fault) -> None:
        """Note a row that has no folder, even if one was claimed for it."""
        self.failures += 1
        row = (fault.row, fault.line, _shown(fault.name), fault.reason)
        self._data.execute("INSERT INTO failed VALUES (?, ?, ?, ?)", row)
        self._data.execute("DELETE FROM renamed WHERE row = ?", (fault.row,))

    def faults(self, limit: int = -1) -> Iterator[Fault]:
        """The rows that failed, in their order; all of them, or the first few."""
        query = "SELECT row, line, name, reason FROM failed ORDER BY row LIMIT ?"
        for row in self._data.execute(query, (limit,)):
            yield Fault(*row)

    def report(self, customers: str, rows: int) -> Iterator[str]:
        """The report as JSON: what failed and what goes by another name, a row a line."""
        head = {"customers": customers, "rows": rows, "folders": rows - self.failures}
        yield json.dumps(head, indent=2).removesuffix("\n}") + ',\n  "failed": ['
        for index, fault in enumerate(self.faults()):
            entry = {
                "row": fault.row,
                "line": fault.line,
                "name": fault.name,
                "reason": fault.reason,
            }
            yield f"{',' if index else ''}\n    {json.dumps(entry)}"
        yield "\n  ]" if self.failures else "]"
        yield ',\n  "renamed": ['
        end = "]"
        for name, folder in self._data.execute("SELECT name, folder FROM renamed ORDER BY row"):
            entry = {"name": name, "folder": folder}
            yield f"{'' if end == ']' else ','}\n    {json.dumps(entry)}"
            end = "\n  ]"
        yield end + "\n}\n"


def _shown(name: str) -> str:
    """A name as the report has it: a key that got into it is hidden."""
    shown = hide_key(Source("", name[:_SHOWN_OF_NAME])).text
    shown = shown.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text
    return shown if len(name) <= _SHOWN_OF_NAME else shown + "..."
