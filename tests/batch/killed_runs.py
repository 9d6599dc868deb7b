"""Kills a run before, or in the middle of, each of its calls to the system: run by a test.

Prints what was wrong afterwards, or after the same run started again, as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.batch.runs import BASE, expected, files_below, run, write_csv

ROWS = {"Acme": ("key one",), "Über": ("key </script>",), "_b": ("key three", "/sdk.js")}
NAMES = {"Acme": "Acme", "Über": "U\u0308ber", "_b": "/b"}
OLD: dict[str, Any] = {**BASE, "options": {"loadSdk": "immediately"}}
CALLS = ("open", "write", "mkdir", "rename", "replace", "rmdir", "lstat", "close", "unlink")


def die_at(nth: int, log: int) -> None:
    """Kill this process at the nth call; a write is cut in its middle."""
    calls = 0

    def killing(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == nth:
                if name == "write":
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2])
                real_write(log, name.encode())
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)

        return call

    real_write = os.write
    for name in CALLS:
        setattr(os, name, killing(name, vars(os)[name]))


def in_a_child(work: Callable[[], object]) -> bool:
    """Whether a process that does some work was killed."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def kills(folder: Path, before: dict[str, Any] | None) -> tuple[list[str], Counter[str]]:
    """The faults found, and how often a run was killed at each kind of call."""
    customers = write_csv(folder / "c.csv", [(NAMES[name], *rest) for name, rest in ROWS.items()])
    new, old = expected(ROWS), expected(ROWS, OLD)
    reference = folder / "reference"
    run(customers, reference)
    report = (reference / "report.json").read_bytes()
    faults: list[str] = []
    died: Counter[str] = Counter()
    for nth in range(1, 1000):
        out = folder / f"out{nth}"
        if before is not None:
            run(customers, out, base=before)
        receive, send = os.pipe()

        def killed_run(nth: int = nth, out: Path = out, send: int = send) -> None:
            die_at(nth, send)
            run(customers, out)

        killed = in_a_child(killed_run)
        os.close(send)
        died[os.read(receive, 100).decode() or "nothing"] += 1
        os.close(receive)
        left = {name: data for name, data in files_below(out).items() if name[0] != "."}
        for name, data in left.items():
            if data != new[name] and (before is None or data != old[name]):
                faults.append(f"{nth}: {name} is not whole")
        if before is None and {name.split("/")[0] for name in left} != {
            name.split("/")[0] for name in new if name in left and name.endswith("html")
        }:
            faults.append(f"{nth}: a folder is not whole")
        if (out / "report.json").exists() and (out / "report.json").read_bytes() != report:
            faults.append(f"{nth}: the report is not whole")
        in_a_child(lambda out=out: run(customers, out))  # type: ignore[misc]
        if files_below(out) != new or (out / "report.json").read_bytes() != report:
            faults.append(f"{nth}: the second run did not end with the same set")
        if len(list(out.iterdir())) != len(ROWS) + 1:
            faults.append(f"{nth}: something is left")
        shutil.rmtree(out)
        if not killed:
            break
    return faults, died


if __name__ == "__main__":
    scene = {"new": None, "old": OLD, "current": BASE}[sys.argv[2]]
    print(json.dumps(kills(Path(sys.argv[1]), scene)))  # noqa: T201 - read by the test
