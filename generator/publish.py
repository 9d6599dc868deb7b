"""A bundle on the disk: staged whole, put in place file by file, put back where that fails."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from generator.bundle import MANIFEST, Bundle
from generator.errors import PublishError

_STAGE_PREFIX = ".oneflow-snippet-"

#: Compressors differ by version and machine in a few bytes; their counts alone are no staleness.
_MACHINE_DEPENDENT = ("gzip", "brotli")


@dataclass(frozen=True)
class Difference:
    """A file on the disk that is not as the bundle has it."""

    name: str
    state: Literal["missing", "stale"]
    diff: str


def publish(bundle: Bundle, folder: Path) -> None:
    """Put the files of a bundle into a folder, which is made if need be.

    All are written and synced beside their places before the first one is replaced, so a full
    disk changes nothing. The manifest comes last: a set that a crash cut short does not match it.
    When a file can't be replaced, those that were are put back. Raises PublishError.
    """
    try:
        made = _make_folder(folder)
        try:
            with _stage(folder) as stage:
                _write(bundle.files, stage / "new")
                _replace(_manifest_last(bundle.files), stage, folder)
        except BaseException:
            if made and not any(folder.iterdir()):
                folder.rmdir()
            raise
        _sync(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PublishError(
            f"{folder}: the files can't be written: {reason}; nothing was changed"
        ) from error


def compare(bundle: Bundle, folder: Path) -> list[Difference]:
    """Which files in a folder differ from the bundle; other files there do not count.

    Raises PublishError for a file that can't be read.
    """
    differences = []
    for name, data in bundle.files.items():
        try:
            found = (folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            differences.append(Difference(name, "missing", ""))
            continue
        except OSError as error:
            raise PublishError(f"{folder / name}: {error.strerror or error}") from error
        if _comparable(name, found) != _comparable(name, data):
            differences.append(Difference(name, "stale", _diff(folder / name, found, data)))
    return differences


def _comparable(name: str, data: bytes) -> object:
    if name != MANIFEST:
        return data
    try:
        manifest = json.loads(data)
        for entry in manifest["files"].values():
            for key in _MACHINE_DEPENDENT:
                del entry[key]
    except (ValueError, KeyError, TypeError, AttributeError):
        return data
    return manifest


def _diff(path: Path, found: bytes, built: bytes) -> str:
    lines = difflib.unified_diff(
        found.decode("utf-8", "replace").splitlines(),
        built.decode("ascii").splitlines(),
        fromfile=str(path),
        tofile=f"{path} (built)",
        lineterm="",
    )
    return "\n".join(lines)


def _make_folder(folder: Path) -> bool:
    """Whether the folder had to be made."""
    if folder.is_dir():
        return False
    folder.mkdir(parents=True)
    return True


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """A folder within the folder, so that files can be renamed into place; gone at the end."""
    stage = Path(tempfile.mkdtemp(prefix=_STAGE_PREFIX, dir=folder))
    try:
        (stage / "new").mkdir()
        (stage / "old").mkdir()
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        with (folder / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _manifest_last(files: Mapping[str, bytes]) -> list[str]:
    return sorted(files, key=lambda name: (name == MANIFEST, name))


def _replace(names: list[str], stage: Path, folder: Path) -> None:
    """Rename every new file over the old one; on a failure rename the old ones back."""
    for name in names:
        if (folder / name).exists():
            shutil.copy2(folder / name, stage / "old" / name)
    replaced = []
    try:
        for name in names:
            (stage / "new" / name).replace(folder / name)
            replaced.append(name)
    except BaseException:
        for name in replaced:
            old = stage / "old" / name
            if old.exists():
                old.replace(folder / name)
            else:
                (folder / name).unlink()
        raise


def _sync(folder: Path) -> None:
    """Make the renames last; where a folder can't be opened (Windows) there is nothing to do."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
