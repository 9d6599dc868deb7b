"""A peer in a Node process of its own, kept warm."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from benchmarks.peers import Script

_RUNNER = Path(__file__).with_name("runner.cjs")

#: Nanoseconds that a round is meant to take: long beside the clock, short beside other programs.
_ROUND = 15e6


class PeerError(Exception):
    """A peer that does not do the work it is measured by."""


class Peer:
    """Runs one script; `calls` shows what it does, `round` how long that takes."""

    def __init__(self, name: str, script: Script, events: Sequence[dict[str, Any]]) -> None:
        self.name = name
        self._count = 200
        self._calls_an_event = 0.0
        self._process = subprocess.Popen(
            ["node", str(_RUNNER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._ask("open", events=list(events), **asdict(script))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            _opened(pipe).close()
        self._process.wait()

    def calls(self) -> list[list[Any]]:
        """What the SDK was given for each event, in order: `[method, name, payload]`."""
        found: list[list[Any]] = self._ask("calls")
        self._calls_an_event = sum(map(len, found)) / len(found)
        return found

    def warm(self, rounds: int) -> None:
        """Run until the engine has optimised what it will, and fit the round's length."""
        for _ in range(rounds):
            self._count = max(50, int(self._count * _ROUND / (self.round() * self._count)))

    def round(self) -> float:
        """Nanoseconds an event, all its calls on the SDK made."""
        answer = self._ask("round", count=self._count)
        if abs(answer["calls"] - self._count * self._calls_an_event) > self._calls_an_event * 64:
            raise PeerError(f"{self.name}: {answer['calls']} calls in {self._count} events")
        nanoseconds: float = answer["nanoseconds"]
        return nanoseconds / self._count

    def _ask(self, operation: str, **request: Any) -> Any:
        stdin, stdout = _opened(self._process.stdin), _opened(self._process.stdout)
        stdin.write(json.dumps({"operation": operation, **request}) + "\n")
        stdin.flush()
        line = stdout.readline()
        answer = json.loads(line) if line else {"error": "the process has ended"}
        if "error" in answer:
            raise PeerError(f"{self.name}: {answer['error']}")
        return answer["value"]


def _opened(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise PeerError("a process without pipes")
    return pipe
