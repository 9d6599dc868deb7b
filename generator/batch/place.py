"""Folders on the disk: each made whole beside its place and moved there by one rename."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from generator.bundle import MANIFEST
from generator.errors import PublishError

try:
    import fcntl
except ImportError:  # Windows: there nothing keeps two runs apart
    fcntl = None  # type: ignore[assignment]

#: Where folders are made before they are moved. A killed run leaves it, the next one removes it.
STAGE = ".oneflow-snippet-batch"

#: Seconds to wait for another run: the processes of a killed one end within a moment.
PATIENCE = 10.0

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
if sys.platform == "win32":
    _NEW_FILE |= os.O_BINARY  # without it other line ends would be written


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A new folder within `out`, which is made if need be, for one run at a time; gone at the end.

    What an earlier run left of it is removed, once no process of that run works in it. Raises
    PublishError where the folder can't be had.
    """
    stage = out / STAGE
    try:
        out.mkdir(parents=True, exist_ok=True)
        with locked(out, alone=True):
            if os.path.lexists(stage):
                with locked(stage, alone=True):
                    shutil.rmtree(stage)
            stage.mkdir()
            try:
                yield stage
            finally:
                shutil.rmtree(stage, ignore_errors=True)
    except BlockingIOError as error:
        message = f"{out}: another run writes into this folder; wait until it has ended"
        raise PublishError(message) from error
    except OSError as error:
        message = f"{out}: {error.strerror or error}; the same command goes on from what is there"
        raise PublishError(message) from error


@contextmanager
def locked(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a folder's lock, which others may share unless it is held `alone`.

    The system frees it when the process ends, however that is. Raises BlockingIOError when it
    can't be had within PATIENCE; a file system without locks gives it to anyone.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, how: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        except OSError:
            return
        else:
            return


def place(files: Mapping[str, bytes], target: str, spare: str) -> bool:
    """Let the folder `target` hold these files; False if it does so already.

    A new folder is made as `spare`, a path on the same disk where nothing is, and moved. In one
    that is there each file that differs is replaced by a rename, the manifest last, and other
    files are left alone. So at any moment, whatever ends the process, a file is there whole or
    not at all. Nothing is synced: after a power cut a file may be there empty, and the next
    run, which compares the bytes, mends it. Raises OSError.
    """
    try:
        kind = os.lstat(target).st_mode
    except FileNotFoundError:
        _make(files, spare, lambda: os.rename(spare, target))
        return True
    if not stat.S_ISDIR(kind):
        raise NotADirectoryError(0, "something that is no folder has its name")
    stale = {
        name: files[name]
        for name in sorted(files, key=lambda name: (name == MANIFEST, name))
        if not _holds(f"{target}/{name}", files[name])
    }
    if stale:
        _make(stale, spare, lambda: _move(stale, spare, target))
        os.rmdir(spare)
    return bool(stale)


def write_report(parts: Iterable[str], path: Path, stage: Path) -> None:
    """Put an ASCII text, which need not fit into memory, into its place whole. Raises OSError."""
    spare = stage / path.name
    with spare.open("w", encoding="ascii", newline="\n") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    spare.replace(path)


def _make(files: Mapping[str, bytes], spare: str, move: Callable[[], None]) -> None:
    """Write files into a new folder and move it; on a failure nothing is left of it."""
    os.mkdir(spare)
    try:
        for name, data in files.items():
            _write(f"{spare}/{name}", data)
        move()
    except BaseException:
        shutil.rmtree(spare, ignore_errors=True)
        raise


def _move(names: Iterable[str], source: str, target: str) -> None:
    for name in names:
        os.replace(f"{source}/{name}", f"{target}/{name}")


def _write(path: str, data: bytes) -> None:
    """`open` does the same and takes twice the time."""
    handle = os.open(path, _NEW_FILE, 0o666)
    try:
        done = 0
        while done < len(data):
            done += os.write(handle, data[done:] if done else data)
    finally:
        os.close(handle)


def _holds(path: str, data: bytes) -> bool:
    """Whether a file, and no link to one, has exactly these bytes."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
        return False
    with open(path, "rb", buffering=0) as file:
        return file.read() == data
