"""`--check`: a folder is current when it holds what the settings give, and a diff says what not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import build
from generator.bundle import MANIFEST, Bundle
from generator.errors import PublishError
from generator.publish import Difference, compare, publish

BUNDLE = build({"settings": {"projectApiKey": "k"}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(BUNDLE, tmp_path)
    return tmp_path


def states(differences: list[Difference]) -> dict[str, str]:
    return {difference.name: difference.state for difference in differences}


def edit_manifest(folder: Path, name: str, **changes: Any) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("ascii"))
    manifest["files"][name].update(changes)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "ascii")


def test_what_was_published_is_current(folder: Path) -> None:
    assert compare(BUNDLE, folder) == []


def test_other_files_do_not_count(folder: Path) -> None:
    (folder / "index.html").write_text("mine", "utf-8")
    assert compare(BUNDLE, folder) == []


@pytest.mark.parametrize("name", sorted(BUNDLE.files))
def test_a_file_that_is_gone_is_missing(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert states(compare(BUNDLE, folder)) == {name: "missing"}


@pytest.mark.parametrize("name", sorted(BUNDLE.files))
@pytest.mark.parametrize("change", [b"", b"\xff\x00", None], ids=["empty", "binary", "one byte"])
def test_a_file_that_was_changed_is_stale(folder: Path, name: str, change: bytes | None) -> None:
    data = BUNDLE.files[name]
    (folder / name).write_bytes(data.replace(b"e", b"f", 1) if change is None else change)
    assert states(compare(BUNDLE, folder)) == {name: "stale"}


def test_line_ends_of_another_system_are_stale(folder: Path) -> None:
    data = BUNDLE.files["1flow.js"]
    (folder / "1flow.js").write_bytes(data.replace(b"\n", b"\r\n"))
    assert states(compare(BUNDLE, folder)) == {"1flow.js": "stale"}


@pytest.mark.parametrize("state", ["no folder", "a file"])
def test_without_a_folder_everything_is_missing(tmp_path: Path, state: str) -> None:
    if state == "a file":
        (tmp_path / "out").write_text("", "utf-8")
    assert states(compare(BUNDLE, tmp_path / "out")) == dict.fromkeys(BUNDLE.files, "missing")


def test_a_diff_shows_what_would_change(folder: Path) -> None:
    old = BUNDLE.files["1flow.js"].replace(b"let queue = [];", b"let queue = {};")
    (folder / "1flow.js").write_bytes(old)
    [difference] = compare(BUNDLE, folder)
    lines = difference.diff.split("\n")
    assert lines[0] == f"--- {folder / '1flow.js'}"
    assert "-  let queue = {};" in lines
    assert "+  let queue = [];" in lines
    assert len(lines) < 15


def test_a_diff_shows_a_difference_in_white_space_only(folder: Path) -> None:
    data = BUNDLE.files["1flow.js"]
    (folder / "1flow.js").write_bytes(data.replace(b"\n", b"\r\n"))
    [difference] = compare(BUNDLE, folder)
    assert difference.diff


def test_a_diff_of_bytes_that_are_no_text_is_text(folder: Path) -> None:
    (folder / "snippet.html").write_bytes(b"\xff\xfe\x1b[31m")
    [difference] = compare(BUNDLE, folder)
    assert "\x1b" not in difference.diff


def test_a_diff_does_not_show_a_project_key(folder: Path) -> None:
    key = "oneflow_prod_SECRET+a2V5/=="
    changed = build({"settings": {"projectApiKey": key}})
    assert not any(key in difference.diff for difference in compare(changed, folder))
    publish(changed, folder)
    assert not any(key in difference.diff for difference in compare(BUNDLE, folder))


@pytest.mark.parametrize("compressor", ["gzip", "brotli"])
def test_the_bytes_that_another_compressor_needs_are_no_staleness(
    folder: Path, compressor: str
) -> None:
    edit_manifest(folder, "1flow.js", **{compressor: 1})
    assert compare(BUNDLE, folder) == []


@pytest.mark.parametrize("change", [{"raw": 1}, {"sha256": ""}, {"integrity": ""}, {"more": 1}])
def test_anything_else_in_the_manifest_counts(folder: Path, change: dict[str, Any]) -> None:
    edit_manifest(folder, "1flow.js", **change)
    assert states(compare(BUNDLE, folder)) == {MANIFEST: "stale"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 5}', '{"files": {"a": 5}}', "{"])
def test_a_manifest_that_is_none_is_stale(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, "utf-8")
    assert states(compare(BUNDLE, folder)) == {MANIFEST: "stale"}


def test_a_file_that_cant_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "1flow.js").mkdir()
    with pytest.raises(PublishError) as raised:
        compare(Bundle({"1flow.js": b""}), tmp_path)
    assert str(raised.value) == f"{tmp_path / '1flow.js'}: Is a directory"


def test_comparing_writes_nothing(folder: Path) -> None:
    (folder / "1flow.js").write_bytes(b"stale")
    before = {path: path.stat().st_mtime_ns for path in (folder, *folder.iterdir())}
    compare(BUNDLE, folder)
    assert {path: path.stat().st_mtime_ns for path in (folder, *folder.iterdir())} == before
