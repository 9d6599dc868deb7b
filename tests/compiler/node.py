"""The Node process that runs bundles and Segment's packages: its one client."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

RUNNER = Path(__file__).with_name("runner.cjs")

#: Far more than any request takes; what is slower hangs.
TIMEOUT = 60.0

#: What JSON can't say of an event, in the runner's terms.
UNDEFINED = {"$js": "undefined"}
NAN = {"$js": "NaN"}
INFINITY = {"$js": "Infinity"}


def date(text: str) -> dict[str, str]:
    """A Date object in an event."""
    return {"$js": "date", "value": text}


def counted(value: Any) -> dict[str, Any]:
    """A value in an event whose reads are counted."""
    return {"$js": "counted", "value": value}


@dataclass(frozen=True)
class Delivered:
    """What came of one event: the calls on the SDK in order, and what was logged as an error."""

    calls: list[dict[str, Any]]
    errors: list[str]
    reads: dict[str, int]
    changed: bool

    @property
    def names(self) -> list[Any]:
        """The names of the calls: a track's event name, an identify's user id."""
        return [call.get("name") for call in self.calls]


@dataclass(frozen=True)
class Ran:
    """What one form of a bundle did: with each event, and the methods of each plugin."""

    delivered: list[Delivered]
    methods: list[list[str]]


@dataclass(frozen=True)
class Outcome:
    """A value as canonical JSON text, None where it is undefined, or the error in its place."""

    value: str | None
    error: str | None = None

    @property
    def json(self) -> Any:
        """The value; None too where there is none."""
        return None if self.value is None else json.loads(self.value)


class NodeError(Exception):
    """The runner could not do what it was asked, or did not answer in time."""


class Node:
    """A running Node process. Requests are answered in turn."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(RUNNER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._answers: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(self._stdout,), daemon=True)
        self._reader.start()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._stdin.close()
        self._stdout.close()

    def run(self, forms: Sequence[str], events: Sequence[Mapping[str, Any]]) -> list[Ran]:
        """Deliver the events to each form of a bundle, each in a page of its own."""
        answer = self._ask("run", forms=list(forms), events=_texts(events))
        return [
            Ran([_delivered(event) for event in form["delivered"]], form["methods"])
            for form in answer
        ]

    def fires(
        self, triggers: Sequence[str], events: Sequence[Mapping[str, Any]]
    ) -> list[list[bool]]:
        """Whether the hosted destination fires: a row a trigger, a column an event."""
        answer: list[list[bool]] = self._ask(
            "fires", triggers=list(triggers), events=_texts(events)
        )
        return answer

    def conditions(self, triggers: Sequence[str]) -> list[Outcome]:
        """How the hosted destination reads each trigger."""
        return [_outcome(answer) for answer in self._ask("conditions", triggers=list(triggers))]

    def generate(self, conditions: Sequence[Mapping[str, Any]]) -> list[str]:
        """The triggers that Segment's editor writes for these conditions."""
        answer: list[str] = self._ask("generate", conditions=list(conditions))
        return answer

    def transform(
        self, mappings: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]
    ) -> list[list[Outcome]]:
        """What the hosted mapping kit gives: a row a mapping, a column an event."""
        answer = self._ask("transform", mappings=_texts(mappings), events=_texts(events))
        return [[_outcome(outcome) for outcome in row] for row in answer]

    def parses(self, codes: Sequence[str]) -> list[Outcome]:
        """Whether each text is a program to Node."""
        return [_outcome(answer) for answer in self._ask("parses", codes=list(codes))]

    def survey(self, codes: Sequence[str], ecma_version: int) -> list[dict[str, Any]]:
        """The kinds of nodes and the names called in each program, or the error of its parser."""
        answer: list[dict[str, Any]] = self._ask(
            "survey", codes=list(codes), ecmaVersion=ecma_version
        )
        return answer

    @property
    def _stdin(self) -> IO[str]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _read(self, stdout: IO[str]) -> None:
        for line in stdout:
            self._answers.put(line)
        self._answers.put("")

    def _ask(self, operation: str, **request: Any) -> Any:
        if self._process.poll() is not None:
            raise NodeError("the runner has ended")
        self._stdin.write(json.dumps({"operation": operation, **request}) + "\n")
        self._stdin.flush()
        try:
            line = self._answers.get(timeout=TIMEOUT)
        except queue.Empty:
            self._process.kill()
            raise NodeError(f"no answer to {operation!r} within {TIMEOUT:g} seconds") from None
        if not line:
            raise NodeError(f"the runner ended in {operation!r}")
        answer = json.loads(line)
        if "error" in answer:
            raise NodeError(answer["error"])
        return answer["value"]


def canonical(value: Any) -> str:
    """JSON text that is the same for the same JavaScript value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True)


def _texts(values: Sequence[Any]) -> list[str]:
    return [json.dumps(value) for value in values]


def _outcome(answer: Mapping[str, str]) -> Outcome:
    if "error" in answer:
        return Outcome(None, answer["error"])
    text = answer.get("value")
    return Outcome(None if text is None else canonical(json.loads(text)))


def _delivered(answer: Mapping[str, Any]) -> Delivered:
    calls = [json.loads(call) for call in answer["calls"]]
    return Delivered(calls, answer["errors"], answer["reads"], answer["changed"])
