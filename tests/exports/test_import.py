"""Each export gives the bundle of settings written by hand, and a report that tells the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.exports.text import settings_text
from generator.pipeline import build_document
from generator.settings.reader import read_file
from tests.support.commands import oneflow

from .exported import CDN, DATA, EXPORTS, KEY, WITH_FILTER, command, imported

BY_HAND = (DATA / "by-hand.yaml").read_text("utf-8")
#: What the filter in the CDN settings does to the triggers, and the consent there.
FILTERED = (
    BY_HAND.replace(
        'subscribe: type = "track"\n', 'subscribe: type = "track" and event != "Ping"\n', 1
    )
    .replace('type = "identify"\n', 'type = "identify" and event != "Ping"\n')
    .replace('"/prices*")\n', '"/prices*") and event != "Ping"\n')
    + "  consent: {categories: [Analytics, Advertising]}\n"
)


def by_hand(tmp_path: Path, text: str) -> dict[str, bytes]:
    path = tmp_path / "by-hand.yaml"
    path.write_text(text, "utf-8")
    return dict(build_document(read_file(path), {}).files)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_gives_the_bundle_of_settings_by_hand(name: str, tmp_path: Path) -> None:
    done = command("import", *(DATA / file for file in EXPORTS[name]))
    assert done.exit_code == 0, done.stderr
    path = tmp_path / "imported.yaml"
    path.write_text(done.stdout, "utf-8")
    built = dict(build_document(read_file(path), {}).files)
    assert built == by_hand(tmp_path, FILTERED if name in WITH_FILTER else BY_HAND)


def test_the_files_of_settings_by_hand_differ() -> None:
    assert FILTERED.count("Ping") == 3


@pytest.mark.parametrize("name", EXPORTS)
def test_the_report_tells_what_was_taken_and_shows_no_key(name: str) -> None:
    done = command("import", *(DATA / file for file in EXPORTS[name]))
    assert "the project key" in done.stderr
    assert "5 mappings, 1 of them switched off" in done.stderr
    assert "options.trackPayload: segment" in done.stderr
    assert ("Ping" in done.stderr) is (name in WITH_FILTER)
    assert ("consent categories" in done.stderr) is (name in WITH_FILTER)
    assert KEY not in done.stderr
    assert KEY in done.stdout


def test_the_settings_go_to_a_file_with_their_schema(tmp_path: Path) -> None:
    out = tmp_path / "oneflow-snippet.yaml"
    arguments = ("import", DATA / CDN, "--out", out)
    done = command(*arguments)
    assert (done.exit_code, done.stdout) == (0, f"Wrote {out}.\n")
    printed = command("import", DATA / CDN).stdout
    assert out.read_text("utf-8") == printed
    assert printed.startswith("# yaml-language-server: $schema=oneflow-snippet.schema.json\n")
    schema = tmp_path / "oneflow-snippet.schema.json"
    assert schema.read_text("ascii") == command("schema").stdout
    assert command("check", "--config", out).exit_code == 0
    again = command(*arguments)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    schema.write_text("of an older version", "ascii")
    assert command(*arguments, "--force").exit_code == 0
    assert schema.read_text("ascii") == command("schema").stdout


def test_no_file_is_written_that_could_not_be_read(tmp_path: Path) -> None:
    done = command("import", DATA / CDN, "--out", tmp_path / "oneflow-snippet.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "name the file .yaml or .yml" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_export_can_come_from_stdin() -> None:
    done = command("import", "-", given=(DATA / CDN).read_bytes())
    assert done.exit_code == 0, done.stderr
    assert done.stdout == settings_text(imported(CDN))
    assert done.stderr.startswith("Imported from stdin\n")


def test_a_real_process_says_the_same(tmp_path: Path) -> None:
    done = oneflow("import", str(DATA / CDN), cwd=tmp_path)
    assert done.stdout == settings_text(imported(CDN))
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"remotePlugins": [' + b"1" * 5000 + b"]}", "too long"),
        (b"[]", "no export"),
        (b"5", "no export"),
        (b'{"a": 1}', "no export"),
        (b'{"errors": [{"type": "forbidden"}]}', "an error"),
        (b'{"remotePlugins": []}', "there is no 1Flow"),
        (b'{"integrations": {}}', "there is no 1Flow"),
        (b'{"resources": []}', "there is no 1Flow"),
        (b'{"data": {"subscriptions": 5}}', "list of mappings"),
        (b'{"data": {"subscriptions": [5]}}', "a trigger and an action"),
    ],
)
def test_what_is_no_export_ends_with_2(data: bytes, word: str, tmp_path: Path) -> None:
    export = tmp_path / "export.json"
    export.write_bytes(data)
    done = command("import", export, "--out", tmp_path / "out.yaml")
    assert done.exit_code == 2
    assert word in done.stderr
    assert "export.json" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out.yaml").exists()


def test_a_file_that_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "no such file" in command("import", tmp_path / "none.json").stderr
    assert "folder" in command("import", tmp_path).stderr
    assert command("import").exit_code == 2
