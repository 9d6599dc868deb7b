"""A set of files is put in place whole, or not at all, whatever goes wrong on the way."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import build
from generator.bundle import MANIFEST, Bundle
from generator.errors import PublishError
from generator.publish import publish

OLD = {"1flow.js": b"old a", "1flow.min.js": b"old b", MANIFEST: b"old m", "snippet.html": b"old s"}
NEW = {"1flow.js": b"new a", "1flow.min.js": b"new b", MANIFEST: b"new m", "snippet.html": b"new s"}
BUNDLE = Bundle(NEW)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder: files with their content, folders with None."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
        for path in folder.rglob("*")
    }


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def break_on_call(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, nth: int, error: BaseException
) -> None:
    """Let the nth call of a function, and only that one, fail."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def call(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise error
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, call)


def no_space() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_folder_is_made_and_holds_the_files_and_nothing_else(tmp_path: Path) -> None:
    publish(BUNDLE, tmp_path / "a" / "b")
    assert tree(tmp_path / "a" / "b") == NEW


def test_older_files_are_replaced_and_foreign_ones_left_alone(tmp_path: Path) -> None:
    foreign = {"index.html": b"mine", ".htaccess": b"mine", "1flow.mjs": b"an older build's"}
    fill(tmp_path, {**OLD, **foreign})
    (tmp_path / "images").mkdir()
    publish(BUNDLE, tmp_path)
    assert tree(tmp_path) == {**NEW, **foreign, "images": None}


def test_a_real_bundle_arrives_byte_for_byte(tmp_path: Path) -> None:
    bundle = build({"settings": {"projectApiKey": "k"}})
    publish(bundle, tmp_path)
    assert tree(tmp_path) == dict(bundle.files)


def test_the_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        publish(BUNDLE, tmp_path / "out")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {0o644}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o755


def test_the_manifest_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[str] = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        placed.append(target.name)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    publish(BUNDLE, tmp_path)
    assert placed == ["1flow.js", "1flow.min.js", "snippet.html", MANIFEST]


def test_every_file_is_on_the_disk_before_the_first_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(handle: int) -> None:
        done.append("sync")
        sync(handle)

    def noted_replace(self: Path, target: Path) -> Path:
        done.append("put")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    publish(BUNDLE, tmp_path)
    assert done == ["sync"] * 4 + ["put"] * 4 + ["sync"]


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
@pytest.mark.parametrize("before", [OLD, {"1flow.js": b"old a"}, {}], ids=["all", "one", "none"])
def test_a_replace_that_fails_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Mapping[str, bytes], nth: int
) -> None:
    fill(tmp_path, before)
    break_on_call(monkeypatch, Path, "replace", nth, PermissionError(errno.EACCES, "Denied"))
    with pytest.raises(PublishError, match="Denied; nothing was changed"):
        publish(BUNDLE, tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_disk_that_fills_up_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    fill(tmp_path, OLD)
    break_on_call(monkeypatch, os, "fsync", nth, no_space())
    with pytest.raises(PublishError, match="No space left on device; nothing was changed"):
        publish(BUNDLE, tmp_path)
    assert tree(tmp_path) == OLD


def test_an_interrupt_between_two_files_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, OLD)
    break_on_call(monkeypatch, Path, "replace", 3, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        publish(BUNDLE, tmp_path)
    assert tree(tmp_path) == OLD


def test_a_failure_after_the_last_file_does_not_say_that_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, OLD)
    # The fifth sync is that of the folder; some network file systems refuse it.
    break_on_call(monkeypatch, os, "fsync", 5, OSError(errno.EINVAL, "Invalid argument"))
    said = ""
    try:
        publish(BUNDLE, tmp_path)
    except PublishError as error:
        said = str(error)
    assert tree(tmp_path) == (OLD if "nothing was changed" in said else NEW)


def test_a_way_back_that_fails_too_is_not_called_no_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, OLD)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.read_bytes() == NEW["snippet.html"] or self.read_bytes() == OLD["1flow.js"]:
            raise PermissionError(errno.EACCES, "Denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PublishError) as raised:
        publish(BUNDLE, tmp_path)
    assert "nothing was changed" not in str(raised.value)
    # What could be put back was.
    assert (tmp_path / "1flow.min.js").read_bytes() == OLD["1flow.min.js"]


@pytest.mark.parametrize("nth", [1, 2])
def test_a_folder_made_for_a_build_that_failed_is_gone_with_its_parents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    break_on_call(monkeypatch, os, "fsync", nth, no_space())
    with pytest.raises(PublishError):
        publish(BUNDLE, tmp_path / "a" / "b" / "c")
    assert tree(tmp_path) == {}


def test_a_folder_that_cant_be_made_leaves_no_parents(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="nothing was changed"):
        publish(BUNDLE, tmp_path / "a" / "b" / ("x" * 300))
    assert tree(tmp_path) == {}


def test_a_folder_within_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(PublishError) as raised:
            publish(BUNDLE, folder)
        assert str(raised.value).startswith(f"{folder}: ")
    assert tree(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("folder", ["/proc", "/proc/oneflow-snippet"])
def test_a_folder_that_nobody_can_write_into_is_refused(folder: str) -> None:
    with pytest.raises(PublishError, match="can't be written"):
        publish(BUNDLE, Path(folder))


def test_a_folder_in_the_place_of_a_file_changes_nothing(tmp_path: Path) -> None:
    fill(tmp_path, {"1flow.js": b"old a"})
    (tmp_path / "snippet.html").mkdir()
    with pytest.raises(PublishError, match="nothing was changed"):
        publish(BUNDLE, tmp_path)
    assert tree(tmp_path) == {"1flow.js": b"old a", "snippet.html": None}


@pytest.mark.parametrize("target", ["elsewhere.js", "missing.js"])
def test_a_link_in_the_place_of_a_file_comes_back_as_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    fill(tmp_path, {"elsewhere.js": b"mine"})
    (tmp_path / "1flow.js").symlink_to(target)
    break_on_call(monkeypatch, Path, "replace", 3, PermissionError(errno.EACCES, "Denied"))
    with pytest.raises(PublishError, match="nothing was changed"):
        publish(BUNDLE, tmp_path)
    assert (tmp_path / "1flow.js").is_symlink()
    assert (tmp_path / "1flow.js").readlink() == Path(target)
    assert (tmp_path / "elsewhere.js").read_bytes() == b"mine"


def test_a_link_in_the_place_of_a_file_is_replaced_and_its_target_left_alone(
    tmp_path: Path,
) -> None:
    fill(tmp_path, {"elsewhere.js": b"mine"})
    (tmp_path / "1flow.js").symlink_to("elsewhere.js")
    publish(BUNDLE, tmp_path)
    assert tree(tmp_path) == {**NEW, "elsewhere.js": b"mine"}


CRASH = """
import os, signal, sys
from pathlib import Path
from generator.bundle import Bundle
from generator.publish import publish
calls, real = 0, Path.replace
def replace(self, target):
    global calls
    calls += 1
    if calls == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = replace
names = ("1flow.js", "1flow.min.js", "manifest.json", "snippet.html")
publish(Bundle({name: b"new " + b"x" * 100_000 for name in names}), Path(sys.argv[1]))
"""


@pytest.mark.parametrize("nth", [1, 2, 4])
def test_a_crash_leaves_whole_files_and_the_old_manifest(tmp_path: Path, nth: int) -> None:
    fill(tmp_path, OLD)
    done = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), str(nth)], check=False)
    assert done.returncode == -signal.SIGKILL
    placed = {name: (tmp_path / name).read_bytes() for name in OLD}
    assert all(data in (OLD[name], b"new " + b"x" * 100_000) for name, data in placed.items())
    assert placed[MANIFEST] == OLD[MANIFEST]
    publish(BUNDLE, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in NEW} == NEW


def _on_a_small_disk(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run support/small_disk.py where no more than some 600 KB fit.

    On a tmpfs of that size, in its own mount namespace; where the system gives a process no
    namespace, under a limit on the size of files.
    """
    script = 'mount -t tmpfs -o size=600k tmpfs "$1" && touch "$1/mounted" && cp -a "$2/." "$1"'
    script += ' && { "$3" -m tests.support.small_disk "$1/out"; cp -a "$1/." "$2"; }'
    before, disk = folder / "before", folder / "disk"
    disk.mkdir()
    arguments = ["sh", str(disk), str(before), sys.executable]
    for options in (["--mount"], ["--map-root-user", "--mount"]):
        done = subprocess.run(
            ["unshare", *options, "sh", "-c", script, *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        if (before / "mounted").exists():
            (before / "mounted").unlink()
            return done
    limited = 'ulimit -f 200; exec "$3" -m tests.support.small_disk "$2/out"'
    return subprocess.run(
        ["sh", "-c", limited, *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("before", [OLD, {}], ids=["old files", "no folder"])
def test_a_disk_that_is_really_full_changes_nothing(
    tmp_path: Path, before: Mapping[str, bytes]
) -> None:
    (tmp_path / "before").mkdir()
    if before:
        fill(tmp_path / "before" / "out", before)
    expected = tree(tmp_path / "before")
    done = _on_a_small_disk(tmp_path)
    assert "can't be written" in done.stdout, done.stderr
    assert "nothing was changed" in done.stdout
    assert tree(tmp_path / "before") == expected


def test_files_beyond_a_real_limit_change_nothing(tmp_path: Path) -> None:
    fill(tmp_path / "out", OLD)
    limited = 'ulimit -f 200; exec "$0" -m tests.support.small_disk "$1"'
    done = subprocess.run(
        ["sh", "-c", limited, sys.executable, str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "File too large; nothing was changed" in done.stdout, done.stderr
    assert tree(tmp_path) == {"out": None, **{f"out/{name}": data for name, data in OLD.items()}}
