"""The source map is honest: every word leads to the word that it was made of, and no other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator import Packing, build, minify
from generator.cli import main
from generator.errors import CodeError
from generator.js.code import Code
from generator.minify import trace_words
from generator.pipeline import build_document
from generator.publish import compare, publish
from generator.settings.reader import read_file

from .projects import HERE, KEY, PACKAGES, run_in

GOOD = HERE.parent / "cases" / "good"
CASES = sorted(folder.name for folder in GOOD.iterdir())
ENVIRONMENT = {"CASE_KEY": "oneflow_prod_ZnJvbSBlbnY=", "CASE_PLAN": "plan: \"pro\" # '1'"}

SETTINGS = {"settings": {"projectApiKey": KEY}}
MAPPED = Packing(source_map=True)


def published(folder: Path, packing: Packing = MAPPED, **settings: Any) -> Path:
    publish(build({**SETTINGS, **settings}, packing=packing), folder)
    return folder


def follow(folder: Path) -> Any:
    (folder / "node_modules").symlink_to(PACKAGES)
    return json.loads(run_in(folder, "node", str(HERE / "follow_map.cjs"), str(folder)))


@pytest.mark.parametrize("case", CASES)
def test_every_word_leads_to_the_word_that_it_was_made_of(tmp_path: Path, case: str) -> None:
    [settings] = (GOOD / case).glob("settings.*")
    publish(build_document(read_file(settings), ENVIRONMENT, MAPPED), tmp_path)
    found = follow(tmp_path)
    assert found["wrong"] == []
    # What the minifier makes itself is said to come from nowhere.
    assert set(found["made"]) <= {",", "!", "0", "1", "let"}
    assert found["same"] + sum(found["renamed"].values()) > found["words"] * 0.9


def test_names_that_were_shortened_are_told(tmp_path: Path) -> None:
    renamed = follow(published(tmp_path))["renamed"]
    assert {"queue", "install", "destinations"} <= set(renamed)


def test_a_switched_off_bundle_has_one_too(tmp_path: Path) -> None:
    found = follow(published(tmp_path, enabled=False))
    assert (found["wrong"], found["same"]) == ([], found["words"])


@pytest.mark.parametrize("hash_names", [False, True])
def test_an_error_in_the_minified_script_shows_the_readable_line(
    tmp_path: Path, hash_names: bool
) -> None:
    published(tmp_path, Packing(source_map=True, hash_names=hash_names))
    [script] = tmp_path.glob("*.min.js")
    # In Node there is no window, which is where it stops.
    done = subprocess.run(
        ["node", "--enable-source-maps", str(script)],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "ReferenceError: window is not defined" in done.stderr
    place, line = done.stderr.split("\n")[:2]
    assert place.startswith(str(tmp_path / "1flow.js:"))
    readable = build(SETTINGS).files["1flow.js"].decode().split("\n")
    assert readable[int(place.rpartition(":")[2]) - 1] == line
    assert "window" in line


def test_without_being_asked_for_there_is_none_and_no_byte_of_it() -> None:
    plain, mapped = build(SETTINGS), build(SETTINGS, packing=MAPPED)
    assert set(mapped.files) - set(plain.files) == {"1flow.min.js.map"}
    assert b"sourceMappingURL" not in b"".join(plain.files.values())
    last = b"//# sourceMappingURL=1flow.min.js.map\n"
    assert mapped.files["1flow.min.js"] == plain.files["1flow.min.js"] + last
    for name in set(plain.files) - {"1flow.min.js", "manifest.json"}:
        assert mapped.files[name] == plain.files[name]


def test_hashed_names_are_those_of_the_bytes_with_the_last_line_in_them() -> None:
    files = build(SETTINGS, packing=Packing(source_map=True, hash_names=True)).files
    entries = json.loads(files["manifest.json"])["files"]
    for name in ("1flow.min.js", "1flow.min.js.map"):
        assert entries[name]["file"].startswith(f"1flow-{entries[name]['sha256'][:10]}.")
    last = f"//# sourceMappingURL={entries['1flow.min.js.map']['file']}\n"
    assert files[entries["1flow.min.js"]["file"]].decode().endswith(last)


def test_a_minifier_that_changes_a_word_unseen_gets_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    code = Code("const a = 1; // one\n")
    assert len(trace_words(code)) == 5
    monkeypatch.setattr(minify, "jsmin", lambda text: text.replace("1", "2"))
    with pytest.raises(CodeError):
        trace_words(code)


def test_the_command_writes_and_checks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("oneflow-snippet.json").write_text(json.dumps(SETTINGS), "utf-8")
    assert CliRunner().invoke(main, ["build", "--source-map"]).exit_code == 0
    assert compare(build(SETTINGS, packing=MAPPED), tmp_path / "dist") == []
    assert CliRunner().invoke(main, ["build", "--source-map", "--check"]).exit_code == 0
    assert CliRunner().invoke(main, ["build", "--check"]).exit_code == 1
