"""Whatever ends a run, no file is left by halves, and the same run again ends with the same set."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from multiprocessing import active_children, get_context
from pathlib import Path

import pytest

from generator.batch import place
from generator.batch.feed import Feed
from generator.batch.place import STAGE, locked, staging, write_report
from generator.batch.rows import Customer
from generator.batch.shape import KEY, cut_shape
from generator.batch.workers import Done, Job, Plan, _serve, place_all
from generator.errors import PublishError
from generator.settings.document import Document
from tests.batch.runs import BASE, expected, files_below, run, write_csv
from tests.support.commands import CONSOLE_SCRIPT, environment, oneflow

ROOT = Path(__file__).parent.parent.parent
OPTIONS = ("--config", "base.json", "--out", "out", "--jobs", "2")
#: Seconds, for a machine that has much else to do.
PATIENCE = 600

#: The calls that a run is killed at in each scene: at the least these.
SCENES = {
    "new": {"mkdir": 4, "open": 8, "write": 6, "rename": 3, "replace": 1},
    "old": {"mkdir": 4, "open": 8, "write": 6, "replace": 7},
    "current": {"lstat": 9, "unlink": 1, "replace": 1},
}


@pytest.mark.parametrize("scene", SCENES)
def test_a_run_killed_at_any_call_is_mended_by_the_next(tmp_path: Path, scene: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch.killed_runs", str(tmp_path), scene],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    faults, died = json.loads(done.stdout)
    assert faults == []
    for call, least in SCENES[scene].items():
        assert died[call] >= least, died


def customers(folder: Path, count: int) -> dict[str, bytes]:
    """Write the settings and a file of so many customers; what their folders must hold."""
    rows = [(f"Customer {index}", f"key <{index}>") for index in range(count)]
    write_csv(folder / "c.csv", rows)
    (folder / "base.json").write_text(json.dumps(BASE), "utf-8")
    template = expected({"x": ("key <0>",)})
    return {
        f"{name}/{path.removeprefix('x/')}": data.replace(
            b"key \\u003c0>", f"key \\u003c{index}>".encode()
        )
        for index, (name, _) in enumerate(rows)
        for path, data in template.items()
    }


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], FileIO]]:
    """A batch command with two workers, and its customers file, to write to.

    The file is a pipe: the run can't come to its end before the pipe does, however fast it is.
    The command has a process group of its own, which is ended with all that is in it.
    """
    os.mkfifo(folder / "fed.csv")
    # Where the tests run in a shell's background, interrupts are ignored by all below it.
    command = ["env", "--default-signal=INT", str(CONSOLE_SCRIPT), "batch", "fed.csv", *OPTIONS]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            with (folder / "fed.csv").open("wb", buffering=0) as feed:
                yield process, feed
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def folders(out: Path) -> int:
    return len(list(out.glob("Customer*")))


def children(pid: int) -> list[int]:
    """The worker processes of a run; the standard library has one more, which tracks resources."""
    found = []
    for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
        if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes():
            found.append(int(each))
    return found


def open_folders(pid: int) -> set[str]:
    """The names of what a process has open."""
    found = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(handle.readlink().name)
    return found


def lock_at_once(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(handle)


@pytest.mark.parametrize("after", [1, 200, 700])
def test_a_killed_command_is_mended_by_the_next(tmp_path: Path, after: int) -> None:
    files = customers(tmp_path, 1000)
    out = tmp_path / "out"
    with running(tmp_path) as (process, feed):
        feed.write((tmp_path / "c.csv").read_bytes())
        wait_for(lambda: folders(out) >= after, "no folders come")
        workers = children(process.pid)
        process.kill()
        process.wait()
    assert len(workers) == 2
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "orphans stay")
    left = files_below(out)
    left = {name: data for name, data in left.items() if not name.startswith(STAGE)}
    assert after * 2 <= len(left)
    assert {name: files[name] for name in left} == left
    assert not (out / "report.json").exists()
    done = oneflow("batch", "c.csv", *OPTIONS, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert files_below(out) == files
    assert {path.name for path in out.iterdir()} == {
        "report.json",
        *(name.split("/")[0] for name in files),
    }


def test_an_interrupt_ends_the_run_and_leaves_no_stage(tmp_path: Path) -> None:
    customers(tmp_path, 1000)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.json").write_text("an older run's", "ascii")
    with running(tmp_path) as (process, feed):
        feed.write((tmp_path / "c.csv").read_bytes())
        wait_for(lambda: folders(tmp_path / "out") >= 100, "no folders come")
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said.decode().strip() == "Aborted!"
    assert not (tmp_path / "out" / STAGE).exists()
    assert not (tmp_path / "out" / "report.json").exists()


def test_each_worker_holds_the_stage_so_that_the_next_run_can_wait_for_it(tmp_path: Path) -> None:
    customers(tmp_path, 1000)
    with running(tmp_path) as (process, feed):
        feed.write((tmp_path / "c.csv").read_bytes())
        wait_for(lambda: folders(tmp_path / "out") >= 1, "no folders come")
        for worker in children(process.pid):
            wait_for(lambda worker=worker: STAGE in open_folders(worker), "the stage is not held")  # type: ignore[misc]
        with pytest.raises(BlockingIOError):
            lock_at_once(tmp_path / "out" / STAGE)


@pytest.mark.parametrize("alive", [True, False])
def test_a_worker_works_for_its_own_parent_only(tmp_path: Path, alive: bool) -> None:
    shape, _ = cut_shape(Document(BASE), {}, (KEY,))
    parent = os.getppid() if alive else os.getppid() + 1
    ours, theirs = get_context("spawn").Pipe()
    # What was sent is read after the pipe's other end is closed, as after a kill.
    ours.send([Job(Customer(1, 2, "A", "k", ""), "A")])
    ours.close()
    before = signal.getsignal(signal.SIGINT)
    try:
        with staging(tmp_path) as stage:
            _serve(theirs, Plan(str(tmp_path), str(stage), ("snippet.html",), shape, None), parent)
    finally:
        signal.signal(signal.SIGINT, before)
    assert [path.name for path in tmp_path.iterdir()] == (["A"] if alive else [])


def test_a_worker_that_dies_ends_the_run_with_a_message(tmp_path: Path) -> None:
    files = customers(tmp_path, 1000)
    lines = (tmp_path / "c.csv").read_bytes().splitlines(keepends=True)
    with running(tmp_path) as (process, feed):
        feed.write(b"".join(lines[:600]))
        wait_for(lambda: folders(tmp_path / "out") >= 100, "no folders come")
        os.kill(children(process.pid)[0], signal.SIGKILL)
        # The run waits for more rows, and none will come; nor will their end.
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert said.decode().startswith("error: a process that wrote folders has died")
    assert "Traceback" not in said.decode()
    run(tmp_path / "c.csv", tmp_path / "out")
    assert files_below(tmp_path / "out") == files


def test_rows_that_come_slowly_are_waited_for(tmp_path: Path) -> None:
    files = customers(tmp_path, 1000)
    lines = (tmp_path / "c.csv").read_bytes().splitlines(keepends=True)
    with running(tmp_path) as (process, feed):
        feed.write(b"".join(lines[:600]))
        wait_for(lambda: folders(tmp_path / "out") == 500, "two chunks are not written")
        feed.write(b"".join(lines[600:]))
        feed.close()
        _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (0, b"")
    assert files_below(tmp_path / "out") == files


class Deadly(Plan):
    """A plan whose process dies of it."""

    def place(self, jobs: Iterable[Job]) -> Done:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().place(jobs)


@contextmanager
def planned(out: Path, kind: type[Plan]) -> Iterator[tuple[Plan, Feed]]:
    """A plan for a folder, and a customers file that holds nothing."""
    shape, _ = cut_shape(Document(BASE), {}, (KEY,))
    with staging(out) as stage, Feed(Path(os.devnull)) as feed:
        yield kind(str(out), str(stage), ("snippet.html",), shape, None), feed


def test_workers_that_die_when_all_is_given_are_noticed(tmp_path: Path) -> None:
    with (
        planned(tmp_path, Deadly) as (plan, feed),
        pytest.raises(PublishError, match="has died"),
    ):
        list(place_all(plan, iter([[], []]), feed, 2))


def test_workers_that_are_dead_when_they_are_given_more_are_noticed(tmp_path: Path) -> None:
    def chunks() -> Iterator[list[Job]]:
        yield []
        yield []
        for worker in active_children():
            worker.kill()
            worker.join()
        yield []

    with planned(tmp_path, Plan) as (plan, feed), pytest.raises(PublishError, match="has died"):
        list(place_all(plan, chunks(), feed, 2))


def test_a_report_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "half" * 10_000
        raise OSError(errno.EIO, "Input/output error")

    for before in (None, b"an older one"):
        if before is not None:
            (tmp_path / "report.json").write_bytes(before)
        with staging(tmp_path) as stage, suppress(OSError):
            write_report(parts(), tmp_path / "report.json", stage)
        left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert left == ({"report.json": before} if before else {})


def test_two_runs_do_not_write_into_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = customers(tmp_path, 2)
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(place, "PATIENCE", 0.2)
    with locked(tmp_path / "out", alone=True), pytest.raises(PublishError, match="another run"):
        run(tmp_path / "c.csv", tmp_path / "out")
    assert files_below(tmp_path / "out") == {}
    run(tmp_path / "c.csv", tmp_path / "out")
    assert files_below(tmp_path / "out") == files


def test_a_run_waits_for_the_last_chunk_of_a_killed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = customers(tmp_path, 2)
    stage = tmp_path / "out" / STAGE
    (stage / "17").mkdir(parents=True)
    monkeypatch.setattr(place, "PATIENCE", 0.2)
    with locked(stage, alone=False), pytest.raises(PublishError, match="another run"):
        run(tmp_path / "c.csv", tmp_path / "out")
    assert (stage / "17").exists()
    run(tmp_path / "c.csv", tmp_path / "out")
    assert files_below(tmp_path / "out") == files
    assert not stage.exists()
