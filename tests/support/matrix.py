"""What each scenario came to in each browser engine: put together, printed, written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

TITLE = "# Scenarios by browser engine"
INTRODUCTION = """
What reaches the 1Flow SDK in each scenario is tested in each engine, in a real browser with the
real Analytics.js. `make matrix` runs the scenarios and writes this file; `make test` fails when a
row of it is not what the run gave.
"""

# The engines' versions differ from machine to machine, so this line is not compared.
_SEEN_IN = "Last written with "


class Verdict(IntEnum):
    """How a scenario ended. Where it ran in several forms of the bundle, the highest counts."""

    PASS = 0
    CANNOT_RUN = 1
    FAIL = 2

    @property
    def text(self) -> str:
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, order=True)
class Scenario:
    """A row of the matrix; `position` is its place among the tests that were collected."""

    position: int
    group: str
    title: str


@dataclass(frozen=True)
class Result:
    """How one scenario ended in one engine, and why it could not run."""

    verdict: Verdict
    reason: str = ""

    def worse(self, other: Self | None) -> Self:
        return other if other is not None and other.verdict > self.verdict else self

    @property
    def text(self) -> str:
        return f"{self.verdict.text}: {self.reason}" if self.reason else self.verdict.text


@dataclass
class Matrix:
    """Results by scenario and engine; `engines` are the columns, `versions` those that ran."""

    engines: Sequence[str]
    results: dict[Scenario, dict[str, Result]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def add(self, scenario: Scenario, engine: str, result: Result) -> None:
        row = self.results.setdefault(scenario, {})
        row[engine] = result.worse(row.get(engine))

    def terminal_lines(self) -> list[str]:
        """The matrix in columns, a heading above each group."""
        first = max((len(scenario.title) for scenario in self.results), default=0) + 4
        lines = []
        for group, rows in self._groups():
            lines.append(f"{group:{first}}" + "  ".join(f"{name:10}" for name in self.engines))
            for title, cells in rows:
                lines.append(f"  {title:{first - 2}}" + "  ".join(f"{cell:10}" for cell in cells))
        return [line.rstrip() for line in lines]

    def markdown(self) -> str:
        """The matrix as a document, one table a group."""
        seen = ", ".join(f"{name} {self.versions.get(name, '')}" for name in self.engines)
        lines = [TITLE, INTRODUCTION, f"{_SEEN_IN}{seen}."]
        for group, rows in self._groups():
            lines += ["", f"## {group}", ""]
            lines.append(_row("scenario", *self.engines))
            lines.append("|---" * (len(self.engines) + 1) + "|")
            lines += [_row(title, *cells) for title, cells in rows]
        return "\n".join(lines) + "\n"

    def _groups(self) -> Iterable[tuple[str, list[tuple[str, list[str]]]]]:
        """Groups and rows in the order of the tests, whichever worker ran them first."""
        groups: dict[str, list[tuple[str, list[str]]]] = {}
        for scenario in sorted(self.results):
            row = self.results[scenario]
            cells = [row[name].text if name in row else "not run" for name in self.engines]
            groups.setdefault(scenario.group, []).append((scenario.title, cells))
        return groups.items()


def _row(*cells: str) -> str:
    texts = (re.sub(r"\s+", " ", cell).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(texts)} |"


def differences(written: str, current: str) -> list[str]:
    """The lines in which two documents differ, as a diff shows them; versions don't count."""
    old, new = _compared(written), _compared(current)
    gone = [f"- {line}" for line in old if line not in new]
    come = [f"+ {line}" for line in new if line not in old]
    if gone or come or old == new:
        return gone + come
    return ["the same lines in another order"]


def _compared(document: str) -> list[str]:
    return [line for line in document.split("\n") if not line.startswith(_SEEN_IN)]
