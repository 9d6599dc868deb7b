"""A bundle on the disk: staged whole, put in place file by file, put back where that fails."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from generator.bundle import MANIFEST, Bundle
from generator.compression import COMPRESSED, decompress
from generator.errors import PublishError
from generator.record import Record

_STAGE_PREFIX = ".oneflow-snippet-"
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

#: Where the templates place the project key.
_KEY_LITERAL = re.compile(r"""(key ?= ?")(?:[^"\\]|\\.)*""")

#: Compressors differ by version and machine in a few bytes; their counts alone are no staleness.
_MACHINE_DEPENDENT = ("gzip", "brotli")


class Difference(Record):
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
    made = _missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _stage(folder) as stage:
            _write(bundle.files, stage / "new")
            outdated = _outdated_forms(bundle, folder)
            _keep_old([*outdated, *bundle.files], stage / "old", folder)
            _replace(outdated, _manifest_last(bundle.files), stage, folder)
    except BaseException as error:
        _remove_empty(made)
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            message = f"{folder}: the files can't be written: {reason}; nothing was changed"
            raise PublishError(message) from error
        raise
    _sync(folder)


def write_file(path: Path, data: bytes) -> None:
    """Write one file whole, or leave what stands there. Raises PublishError."""
    try:
        with _stage(path.parent) as stage:
            _write({path.name: data}, stage / "new")
            (stage / "new" / path.name).replace(path)
    except OSError as error:
        raise PublishError(f"{path}: {error.strerror or error}") from error


def replace_file(path: Path, data: bytes) -> None:
    """Give a file other content, whole or not at all; it keeps its mode and, if we may, its owner.

    Other names of the same file, hard links, keep what they had. The file is not synced: of
    thousands, that would take minutes. Raises OSError; a file without write permission is refused.
    """
    status = path.stat()
    # The system lets an administrator write into a file that says it is not to be written.
    if not (status.st_mode & _WRITABLE and os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "the file is read-only")
    handle, name = tempfile.mkstemp(prefix=_STAGE_PREFIX, dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if sys.platform != "win32":
            with suppress(PermissionError):
                os.chown(new, status.st_uid, status.st_gid)
        new.chmod(stat.S_IMODE(status.st_mode))
        new.replace(path)
    except BaseException:
        new.unlink()
        raise


def compare(bundle: Bundle, folder: Path) -> list[Difference]:
    """Which files in a folder differ from the bundle; other files there do not count.

    But a compressed form of one of the files does, whoever made it: it must hold that file. Raises
    PublishError for a file that can't be read.
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
            diff = "" if name.endswith(COMPRESSED) else _diff(folder / name, found, data)
            differences.append(Difference(name, "stale", diff))
    differences += [Difference(name, "stale", "") for name in _outdated_forms(bundle, folder)]
    return differences


def _comparable(name: str, data: bytes) -> object:
    """What of a file must be as it was built: all but what the machine's compressors decide."""
    if name.endswith(COMPRESSED):
        return decompress(name[-3:], data)
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
    # Imported here, for only a check that shows what differs needs it.
    import difflib  # noqa: PLC0415

    lines = difflib.unified_diff(
        _shown_lines(found),
        _shown_lines(built),
        fromfile=str(path),
        tofile=f"{path} (built)",
        lineterm="",
    )
    return "\n".join(lines)


def _shown_lines(data: bytes) -> list[str]:
    """Lines for a terminal: control characters visible, the project key hidden."""
    text = _KEY_LITERAL.sub(r"\1***", data.decode("utf-8", "replace"))
    return [
        "".join(char if char.isprintable() else repr(char)[1:-1] for char in line)
        for line in text.split("\n")
    ]


def _missing_folders(folder: Path) -> list[Path]:
    """The folders that have to be made, innermost first."""
    return [each for each in (folder, *folder.parents) if not os.path.lexists(each)]


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


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


def _keep_old(names: Iterable[str], kept: Path, folder: Path) -> None:
    """Copies of the files that will be replaced; a link is kept as a link."""
    for name in names:
        if os.path.lexists(folder / name):
            shutil.copy2(folder / name, kept / name, follow_symlinks=False)


def _outdated_forms(bundle: Bundle, folder: Path) -> list[str]:
    """Compressed forms beside the bundle's files that hold something else.

    An earlier build made them, or another tool; a server would send them in the files' place.
    """
    forms = [
        (name + suffix, suffix, data)
        for name, data in bundle.files.items()
        for suffix in COMPRESSED
        if name != MANIFEST and name + suffix not in bundle.files
    ]
    return [
        form
        for form, suffix, data in forms
        if (folder / form).is_file() and decompress(suffix, (folder / form).read_bytes()) != data
    ]


def _replace(outdated: list[str], names: list[str], stage: Path, folder: Path) -> None:
    """Remove what is outdated, rename every new file over the old one; on a failure put all back.

    Raises PublishError where that fails too, naming the files that are new.
    """
    replaced: list[str] = []
    try:
        for name in outdated:
            (folder / name).unlink()
            replaced.append(name)
        for name in names:
            (stage / "new" / name).replace(folder / name)
            replaced.append(name)
    except BaseException as error:
        left = [name for name in replaced if not _put_back(name, stage / "old", folder)]
        if left:
            message = f"{folder}: the files can't be written: {error}; new already: "
            raise PublishError(message + ", ".join(left)) from error
        raise


def _put_back(name: str, kept: Path, folder: Path) -> bool:
    try:
        if os.path.lexists(kept / name):
            (kept / name).replace(folder / name)
        else:
            (folder / name).unlink()
    except OSError:
        return False
    return True


def _sync(folder: Path) -> None:
    """Make the renames last, where the system can: not on Windows, nor on every network disk."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
