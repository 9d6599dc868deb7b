"""The browsers' processes: they end with the run, and one that hangs is given up with a reason."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import descendants, wait_until_ended

from .harness.driver import Engine

ROOT = Path(__file__).resolve().parents[2]

# What a run does, in few lines: it starts a browser, shows a page, and goes on until it is told.
RUN = """
import sys
from tests.e2e.conftest import START
from tests.e2e.harness.driver import PATIENCE
from tests.e2e.harness.scene import Scene
from tests.e2e.harness.server import Server

engine = START[sys.argv[1]](PATIENCE)
with Server() as server:
    scene = Scene(server, engine.new_tab)
    scene.open()
    print("shown", flush=True)
    sys.stdin.readline()
    scene.tab.close()
    engine.close()
    print("closed", flush=True)
    sys.stdin.readline()
"""

# Twice the browser does not answer: its page is busy, and then all of its processes are stopped.
HANG = """
import os, signal, sys
from tests.e2e.conftest import START
from tests.e2e.harness.process import EngineError
from tests.e2e.harness.scene import Scene
from tests.e2e.harness.server import Server
from tests.support.processes import descendants

def answer(scene, question):
    try:
        print(scene.run(question), flush=True)
    except EngineError as error:
        print(str(error).partition("\\n")[0], flush=True)
    scene.tab.close()

# Seconds in which a new browser must start too, beside all that a busy machine does.
engine = START[sys.argv[1]](20.0)
with Server() as server:
    for question in ("1 + 1", "new Promise(function () {})", "2 + 2"):
        scene = Scene(server, engine.new_tab)
        scene.open()
        answer(scene, question)
    scene = Scene(server, engine.new_tab)
    scene.open()
    # A browser has a session of its own; Playwright's driver has this one.
    for process in descendants(os.getpid()):
        if os.getsid(process) != os.getsid(0):
            os.kill(process, signal.SIGSTOP)
    answer(scene, "3 + 3")
engine.close()
print(len([each for each in descendants(os.getpid()) if os.getsid(each) != os.getsid(0)]))
"""


@pytest.fixture
def run(engine: Engine) -> Iterator[subprocess.Popen[str]]:
    """A run of its own in the same engine, which shows a page."""
    command = [sys.executable, "-c", RUN, engine.name]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "shown\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_a_run_that_is_cut_off_leaves_no_process(
    run: subprocess.Popen[str], how: signal.Signals
) -> None:
    processes = descendants(run.pid)
    assert len(processes) > 1
    run.send_signal(how)
    run.wait()
    wait_until_ended(processes)


def test_an_engine_that_is_closed_leaves_no_process(run: subprocess.Popen[str]) -> None:
    processes = descendants(run.pid)
    assert len(processes) > 1
    assert run.stdin is not None
    assert run.stdout is not None
    run.stdin.write("\n")
    run.stdin.flush()
    assert run.stdout.readline() == "closed\n"
    wait_until_ended(processes)


def test_a_browser_that_hangs_is_given_up_and_replaced(engine: Engine) -> None:
    command = [sys.executable, "-c", HANG, engine.name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert len(lines) == 5, done.stderr
    assert [lines[0], lines[2], lines[4]] == ["2", "4", "0"]
    for line in (lines[1], lines[3]):
        assert line.startswith(f"{engine.name} was given up: no answer to ")
