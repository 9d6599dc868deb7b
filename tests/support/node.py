"""Generated JavaScript run in Node: what a page with that bundle does with events."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

_RUNNER = Path(__file__).with_name("run_bundles.js")


@dataclass(frozen=True)
class Job:
    """A bundle's code and the events to send; see run_bundles.js."""

    code: str
    events: Sequence[dict[str, Any]]
    sdk: Literal["present", "late"] = "present"
    poison: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What the page did: the SDK's calls, the elements added, and all that was said."""

    calls: list[Any]
    scripts: list[dict[str, Any]]
    warnings: list[str]
    logs: list[dict[str, Any]]
    plugins: list[dict[str, Any]]
    error: str | None
    hurt: bool


def run(jobs: Sequence[Job]) -> list[Outcome]:
    """The outcomes of all jobs, from one Node process."""
    done = subprocess.run(
        ["node", str(_RUNNER)],
        input=json.dumps([asdict(job) for job in jobs]),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [Outcome(**outcome) for outcome in json.loads(done.stdout)]


def evaluate(expressions: Sequence[str]) -> list[Any]:
    """The values, as JSON data, of JavaScript expressions."""
    lines = ", ".join(f"({expression}\n)" for expression in expressions)
    done = subprocess.run(
        ["node", "-"],
        input=f"console.log(JSON.stringify([{lines}]))",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    values: list[Any] = json.loads(done.stdout)
    return values
