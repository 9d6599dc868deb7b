"""A run: rows checked and given folders, folders filled and written, a report at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.batch.customers import Customers
from generator.batch.folders import REPORT, folder_name
from generator.batch.place import staging, write_report
from generator.batch.register import Register
from generator.batch.rows import Customer, Fault
from generator.batch.shape import KEY, URL, cut_shape
from generator.batch.workers import Job, Plan, place_all
from generator.errors import OneflowError, Problem
from generator.hints import did_you_mean, one_of
from generator.settings.document import Document
from generator.settings.validate import validate
from generator.settings.values import literal_text

#: The files of a folder when nothing else is asked for.
DEFAULT_FORMATS = ("1flow.min.js", "snippet.html")

#: Rows, and characters, that are handed to a process at once.
_CHUNK_ROWS = 250
_CHUNK_SIZE = 2**20

#: What the rules may look at besides the settings themselves.
_KEPT = ("enabled", "options")

#: Rows that failed which the outcome names; the report has all.
_FIRST_FAULTS = 5


@dataclass(frozen=True)
class Outcome:
    """What a run has done: numbers of rows, and the first that failed."""

    rows: int
    written: int
    current: int
    failed: int
    first_faults: tuple[Fault, ...]


class Batch:
    """A run to be: the base settings are compiled, nothing is written yet.

    Arguments:
        document: the base settings; a row's key takes the place of theirs.
        environ: what `${NAME}` in them stands for. A row's values are taken as they are.
        formats: the names of the files that each folder gets.
        with_urls: whether a row may have an `sdkUrl`, which takes the place of the base's.

    `warnings` are about the base settings. Raises SettingsError, and OneflowError for a format
    that there is not.
    """

    def __init__(
        self,
        document: Document,
        environ: Mapping[str, str] | None,
        formats: tuple[str, ...] = DEFAULT_FORMATS,
        *,
        with_urls: bool = True,
    ) -> None:
        self._rules = _Rules(document, environ)
        self._shape, self.warnings = cut_shape(document, environ, (KEY,))
        self._url_shape = cut_shape(document, environ, (KEY, URL))[0] if with_urls else None
        self._formats = formats
        known = self._shape.names()
        for name in formats:
            if name not in known:
                hint = did_you_mean(name, known) or f"known here: {one_of(known)}"
                raise OneflowError(f'there is no format "{name}"; {hint}')

    def run(
        self, customers: Customers, out: Path, *, jobs: int, progress: Callable[[int], None]
    ) -> Outcome:
        """Make a folder in `out` for each customer, and `report.json`, which comes last.

        `progress` is called now and then with the number of bytes of the file that were dealt
        with. Raises PublishError; all that stands in `out` then is whole, and the same run again
        goes on from there.
        """
        register = Register()
        try:
            with staging(out) as stage:
                (out / REPORT).unlink(missing_ok=True)
                plan = Plan(str(out), str(stage), self._formats, self._shape, self._url_shape)
                rows = _Rows(customers, self._rules, register)
                written = current = 0
                for done in place_all(plan, rows.chunks(), customers.feed, jobs):
                    written += done.written
                    current += done.current
                    for fault in done.failed:
                        register.fail(fault)
                    progress(customers.position)
                write_report(register.report(customers.name, rows.count), out / REPORT, stage)
            first = tuple(register.faults(_FIRST_FAULTS))
            return Outcome(rows.count, written, current, register.failures, first)
        finally:
            register.close()


class _Rows:
    """The rows of a file as chunks of jobs; those that can't be one are noted."""

    def __init__(self, customers: Customers, rules: _Rules, register: Register) -> None:
        self._customers = customers
        self._rules = rules
        self._register = register
        self.count = 0

    def chunks(self) -> Iterator[list[Job]]:
        chunk: list[Job] = []
        size = 0
        for row in self._customers:
            self.count += 1
            job = row if isinstance(row, Fault) else self._job(row)
            if isinstance(job, Fault):
                self._register.fail(job)
                continue
            chunk.append(job)
            customer = job.customer
            size += len(customer.name) + len(customer.key) + len(customer.sdk_url)
            if len(chunk) == _CHUNK_ROWS or size > _CHUNK_SIZE:
                yield chunk
                chunk, size = [], 0
        yield chunk

    def _job(self, customer: Customer) -> Job | Fault:
        folder = folder_name(customer.name)
        reason = self._rules.fault(customer)
        if not folder:
            reason = "no folder can have this name: it has no letter, digit or other visible sign"
        if not reason:
            if other := self._register.claim(customer, folder):
                reason = f"row {other} has the same folder (capitals and accents do not count)"
            else:
                return Job(customer, folder)
        return Fault(customer.row, customer.line, customer.name, reason)


class _Rules:
    """What the settings' own validation says of a row's values in the place of the base's."""

    def __init__(self, document: Document, environ: Mapping[str, str] | None) -> None:
        # The rest of the document has been checked, and looking at it again would take its time.
        rest = {name: document.data[name] for name in _KEPT if name in document.data}
        self._settings: dict[str, Any] = document.data.get("settings", {})
        self._data = {**rest, "subscriptions": []}
        self._document = replace(document, source=None, places={}, moved={})
        self._environ = environ

    def fault(self, customer: Customer) -> str:
        """What is wrong with a row, or the empty string."""
        settings = {**self._settings, "projectApiKey": literal_text(customer.key)}
        if customer.sdk_url:
            settings["sdkUrl"] = literal_text(customer.sdk_url)
        document = replace(self._document, data={**self._data, "settings": settings})
        _, problems = validate(document, self._environ)
        return "; ".join(_reason(each) for each in problems if each.severity == "error")


def _reason(problem: Problem) -> str:
    return f"{problem.path.removeprefix('settings.')}: {problem.message}"
