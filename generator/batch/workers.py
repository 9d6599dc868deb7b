"""Processes that fill bundles and write them, and that end with the one that started them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from types import TracebackType

from generator.batch.feed import Feed
from generator.batch.place import locked, place
from generator.batch.rows import Customer, Fault
from generator.batch.shape import Shape
from generator.errors import PublishError

#: Chunks that a process has at a time: one that it works on, and the next.
_AHEAD = 2


@dataclass(frozen=True)
class Job:
    """A folder to be, and the row that it is for."""

    customer: Customer
    folder: str


@dataclass(frozen=True)
class Done:
    """What became of a chunk: how many folders were written, how many were current already."""

    written: int
    current: int
    failed: list[Fault]


@dataclass(frozen=True)
class Plan:
    """What is the same for all rows.

    `shape` has a hole for the key; `url_shape`, which is None where no row has a URL, has one for
    the key and one for the URL.
    """

    out: str
    stage: str
    names: tuple[str, ...]
    shape: Shape
    url_shape: Shape | None

    def place(self, jobs: Iterable[Job]) -> Done:
        """Let the folders be there. What goes wrong with one is told and stops no other."""
        written = current = 0
        failed: list[Fault] = []
        for job in jobs:
            row = job.customer
            try:
                if place(self._files(row), f"{self.out}/{job.folder}", f"{self.stage}/{row.row}"):
                    written += 1
                else:
                    current += 1
            except OSError as error:
                reason = f"the folder can't be written: {error.strerror or error}"
                failed.append(Fault(row.row, row.line, row.name, reason))
        return Done(written, current, failed)

    def _files(self, row: Customer) -> dict[str, bytes]:
        if row.sdk_url and self.url_shape:
            return self.url_shape.fill(self.names, (row.key, row.sdk_url))
        return self.shape.fill(self.names, (row.key,))


def place_all(plan: Plan, chunks: Iterator[Sequence[Job]], feed: Feed, jobs: int) -> Iterator[Done]:
    """What became of each chunk, in any order, with `jobs` processes at work.

    One chunk is not worth a process, so with one, or one job, all is done in this one. Raises
    PublishError when a process dies, even while the chunks have to wait for their `feed`.
    """
    first = list(islice(chunks, 2))
    rest = chain(first, chunks)
    if jobs == 1 or len(first) < 2:
        for chunk in rest:
            yield plan.place(chunk)
        return
    with _Workers(plan, jobs) as workers:
        feed.before_read = workers.await_input
        for chunk in rest:
            yield from workers.give(chunk)
        yield from workers.finish()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """What is started here never sees an interrupt, not even before its first line of Python.

    One that comes in the meantime reaches this process afterwards.
    """
    if sys.platform == "win32":
        yield
        return
    # Its start, which comes with the first process, would let interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Workers:
    """Processes with a pipe each. The pipe's end tells them to end.

    The standard library's pools hold both ends of their pipes in every process, so that a kill of
    the parent leaves the others waiting for ever.
    """

    def __init__(self, plan: Plan, count: int) -> None:
        context = get_context("spawn")
        self._given: dict[Connection, int] = {}
        self._processes: list[SpawnProcess] = []
        try:
            for _ in range(count):
                ours, theirs = context.Pipe()
                self._given[ours] = 0
                process = context.Process(target=_serve, args=(theirs, plan, os.getpid()))
                with _interrupts_held():
                    process.start()
                self._processes.append(process)
                theirs.close()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> _Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let every process end what it is at, and wait for that."""
        for link in self._given:
            link.close()
        for process in self._processes:
            process.join()

    def give(self, chunk: Sequence[Job]) -> Iterator[Done]:
        """Give a chunk to the process with the least to do; what was done in the meantime."""
        while min(self._given.values()) >= _AHEAD:
            yield from self._collect()
        link = min(self._given, key=self._given.__getitem__)
        try:
            link.send(chunk)
        except OSError as error:
            raise _died() from error
        self._given[link] += 1

    def finish(self) -> Iterator[Done]:
        """Wait for all that was given."""
        while any(self._given.values()):
            yield from self._collect()

    def await_input(self, handle: int) -> None:
        """Wait until a read will not have to, or raise PublishError because a process has died."""
        sentinels = [process.sentinel for process in self._processes]
        if sys.platform == "win32":  # Its files can't be waited for; they are hardly ever pipes.
            ready = wait(sentinels, timeout=0)
        else:
            ready = wait([handle, *sentinels])
        if any(sentinel in ready for sentinel in sentinels):
            raise _died()

    def _collect(self) -> Iterator[Done]:
        ready = wait([link for link, given in self._given.items() if given])
        for link in [link for link in self._given if link in ready]:
            try:
                done = link.recv()
            except (EOFError, OSError) as error:
                raise _died() from error
            self._given[link] -= 1
            yield done


def _died() -> PublishError:
    return PublishError(
        "a process that wrote folders has died; what is there is whole, and the same command "
        "goes on from it"
    )


def _serve(link: Connection, plan: Plan, parent: int) -> None:
    """Work for the parent as long as it lives. The lock lets the next run wait for the last chunk.

    A pipe may hold a chunk that a parent has sent before it was killed, hence the look at who the
    parent is.
    """
    # An interrupt from the terminal goes to all processes; it is the parent that ends the run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    chunks: SimpleQueue[Sequence[Job] | None] = SimpleQueue()
    Thread(target=_receive, args=(link, chunks), daemon=True).start()
    with suppress(OSError), locked(Path(plan.stage), alone=False):
        for jobs in iter(chunks.get, None):
            if os.getppid() != parent:
                return
            link.send(plan.place(jobs))


def _receive(link: Connection, chunks: SimpleQueue[Sequence[Job] | None]) -> None:
    """Take each chunk at once, until the pipe ends.

    A pipe holds less than a chunk: while the parent waits for it to be taken, it does not take what
    became of the one before.
    """
    try:
        with suppress(EOFError, OSError):
            while True:
                chunks.put(link.recv())
    finally:
        chunks.put(None)
