"""The processes that a process has started, as Linux tells of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

GENEROUS = 60.0


def descendants(process: int) -> set[int]:
    """The living processes that it has started, and those that these have started."""
    parents = dict(_parents())
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process}


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        if fields := _fields(int(folder.name)):
            yield int(folder.name), int(fields[1])


def _fields(process: int) -> list[str]:
    """State, parent and so on; nothing of one that has ended, waited for or not."""
    try:
        text = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    fields = text.rpartition(")")[2].split()
    return [] if fields[0] in "ZX" else fields


def wait_until_ended(processes: set[int]) -> None:
    """Wait for all of them; an error tells which go on."""
    end = time.monotonic() + GENEROUS
    while left := {process for process in processes if _fields(process)}:
        if time.monotonic() > end:
            raise AssertionError(f"still there: {[_command(process) for process in left]}")
        time.sleep(0.05)


def _command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text("utf-8", "replace").replace("\0", " ")
