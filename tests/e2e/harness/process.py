"""Browser processes: each ends with the run that started it, however that ends."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import IO

# Seconds for a browser to start.
START_TIME = 120.0


class EngineError(Exception):
    """A browser or its driver that did not do what it was told, or did not answer in time."""


def program(name: str, package: str) -> str:
    """The path of a program; the error names the Debian package that brings it."""
    path = shutil.which(name)
    if path is None:
        raise EngineError(f"no {name} on the PATH: install Debian's package {package}")
    return path


class BrowserProcess:
    """A program in a process group of its own, whose output is read all the time."""

    def __init__(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self._name = name
        # The kernel ends the program when this process ends without having done so itself.
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *arguments],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._last: deque[str] = deque(maxlen=20)
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=[self._process.stdout], daemon=True)
        self._reader.start()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait_for_line(self, pattern: str) -> re.Match[str]:
        """The first line of output that matches; an error tells what was printed instead."""
        end = time.monotonic() + START_TIME
        while (left := end - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=left)
            except queue.Empty:
                break
            if line is None:
                raise EngineError(f"{self._name} ended as it started:\n{self.output()}")
            if match := re.search(pattern, line):
                return match
        raise EngineError(f"{self._name} said no {pattern!r} in {START_TIME:g} s:\n{self.output()}")

    def output(self) -> str:
        """The last lines that it printed."""
        return "".join(self._last)

    def give_up(self, reason: object) -> EngineError:
        """End it, for the next test gets another, and tell why: the error is to be raised."""
        self.end()
        return EngineError(f"{self._name} was given up: {reason}\n{self.output()}")

    def end(self) -> None:
        """End it with all that it started. There is nothing in it that needs a farewell."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()

    def _read(self, output: IO[str]) -> None:
        with output:
            for line in output:
                self._last.append(line)
                self._lines.put(line)
        self._lines.put(None)
