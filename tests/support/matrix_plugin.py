"""The matrix of scenarios as a part of a pytest run: marked, collected, printed, kept current."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import xdist

from .matrix import Matrix, Result, Scenario, Verdict, differences

MARKERS = (
    "scenario(group): a row of the matrix of scenarios by engine; its title is the test's "
    "parameter id, or its name",
    "cannot_run(engine, reason): an engine in which this test can't be run, and why",
)

WRITE, CHECK = "write", "check"

# What travels with a report from a worker to the process that prints.
_SCENARIO = "scenario"
_VERSION = "engine version"

_CANNOT_RUN = "cannot run: "


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(
        "--matrix",
        choices=[WRITE, CHECK],
        help="after a run of all engines: write the matrix of scenarios, or compare it",
    )


def note_version(item: pytest.Item, version: str) -> None:
    """Let the matrix know with which version of its engine a test has run."""
    item.user_properties.append((_VERSION, version))


class MatrixPlugin:
    """Gathers the results of tests that are marked as scenarios; `path` is the document."""

    def __init__(self, engines: Sequence[str], path: Path, task: str | None) -> None:
        self._matrix = Matrix(engines)
        self._path = path
        self._task = task
        self._said: list[str] = []

    # In each process that collects tests

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Name the row of each scenario before pytest sorts the tests by engine."""
        rows: dict[tuple[str, str], tuple[int, str]] = {}
        for item in items:
            _skip_where_it_cannot_run(item)
            marker = item.get_closest_marker("scenario")
            if marker is None or not isinstance(item, pytest.Function):
                continue
            [group] = marker.args
            engine, title = _engine_and_title(item)
            function = item.nodeid.partition("[")[0]
            position, owner = rows.setdefault((group, title), (len(rows), function))
            if owner != function:
                raise pytest.UsageError(
                    f"two scenarios are named {group!r}, {title!r}: {owner} and {function}"
                )
            item.user_properties.append((_SCENARIO, [position, group, title, engine]))

    # In the process that prints

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties = dict(report.user_properties)
        if _SCENARIO not in properties:
            return
        # A list of these four, though pytest has it as an object.
        position, group, title, engine = list(properties[_SCENARIO])  # type: ignore[call-overload]
        result = _result(report)
        if result is not None:
            self._matrix.add(Scenario(position, group, title), engine, result)
        if _VERSION in properties:
            self._matrix.versions[engine] = str(properties[_VERSION])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._task is None or xdist.is_xdist_worker(session):
            return
        missing = [name for name in self._matrix.engines if name not in self._matrix.versions]
        if missing and self._matrix.results:
            self._said = [f"no matrix without a run of {', '.join(missing)}"]
        elif self._task == WRITE:
            self._path.write_text(self._matrix.markdown(), encoding="utf-8")
            self._said = [f"written: {self._path}"]
            return
        else:
            written = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
            self._said = differences(written, self._matrix.markdown())
            if self._said:
                self._said.append(f"{self._path} is not current: run make matrix")
        if self._said and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        lines = self._matrix.terminal_lines()
        if lines:
            terminalreporter.section("scenarios by engine")
        for line in [*lines, *self._said]:
            terminalreporter.write_line(line)


def _skip_where_it_cannot_run(item: pytest.Item) -> None:
    for marker in item.iter_markers("cannot_run"):
        [engine], reason = marker.args, marker.kwargs["reason"]
        if isinstance(item, pytest.Function) and engine == _engine_and_title(item)[0]:
            item.add_marker(pytest.mark.skip(reason=f"{_CANNOT_RUN}{reason}"))


def _engine_and_title(item: pytest.Function) -> tuple[str, str]:
    """The engine, and the rest of the parameter ids, which stand after engine and form."""
    given = item.callspec.params
    ours = [str(given[name]) for name in ("engine", "bundle_form") if name in given]
    rest = item.callspec.id.removeprefix("-".join(ours)).removeprefix("-")
    return ours[0], rest or item.originalname.removeprefix("test_").replace("_", " ")


def _result(report: pytest.TestReport) -> Result | None:
    """None for a phase that says nothing: a set-up or clean-up in which all went well."""
    if report.failed:
        return Result(Verdict.FAIL)
    if report.skipped:
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
        reason = reason.removeprefix("Skipped: ").removeprefix(_CANNOT_RUN)
        return Result(Verdict.CANNOT_RUN, reason)
    return Result(Verdict.PASS) if report.when == "call" else None
