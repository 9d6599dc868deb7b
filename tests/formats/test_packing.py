"""Hashes in names, and compressed forms: what a folder holds and when `--check` takes it."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner

from generator import Packing, build
from generator.bundle import MANIFEST, Bundle
from generator.cli import main
from generator.errors import PublishError
from generator.integrations.element import linked_element
from generator.publish import compare, publish

from .projects import run_in

SETTINGS = {"settings": {"projectApiKey": "k"}}
HASHED = build(SETTINGS, packing=Packing(hash_names=True))
COMPRESSED = build(SETTINGS, packing=Packing(precompress=True))
PLAIN = build(SETTINGS)

SCRIPTS = ("1flow.js", "1flow.min.js", "1flow.mjs", "1flow.remote.js")
KEPT = ("snippet.html", MANIFEST)


def manifest(bundle: Bundle) -> Any:
    return json.loads(bundle.files[MANIFEST])


def actual(name: str) -> str:
    """The hashed name of a file."""
    file = manifest(HASHED)["files"][name]["file"]
    assert isinstance(file, str)
    return file


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_scripts_name_holds_the_hash_of_its_own_bytes(name: str) -> None:
    data = HASHED.files[actual(name)]
    assert data == PLAIN.files[name]
    stem, _, rest = name.partition(".")
    assert actual(name) == f"{stem}-{hashlib.sha256(data).hexdigest()[:10]}.{rest}"


def test_the_types_are_named_after_the_module_for_typescript_looks_there() -> None:
    assert actual("1flow.d.mts") == actual("1flow.mjs").replace(".mjs", ".d.mts")
    assert HASHED.files[actual("1flow.d.mts")] == PLAIN.files["1flow.d.mts"]


def test_the_other_names_stay_and_the_manifest_has_the_plain_ones_as_keys() -> None:
    assert set(HASHED.files) == {*map(actual, (*SCRIPTS, "1flow.d.mts")), *KEPT}
    assert set(manifest(HASHED)["files"]) == set(manifest(PLAIN)["files"])
    for name, entry in manifest(PLAIN)["files"].items():
        assert manifest(HASHED)["files"][name] == {**entry, "file": actual(name)}
    assert set(HASHED.sizes()) == set(HASHED.files) - {MANIFEST}


def test_the_remote_plugins_entry_names_the_hashed_file() -> None:
    [entry] = manifest(HASHED)["remotePlugins"]
    assert entry["url"] == actual("1flow.remote.js")


def test_other_settings_give_other_names_and_the_same_ones_the_same() -> None:
    other = build({"settings": {"projectApiKey": "other"}}, packing=Packing(hash_names=True))
    assert not set(other.files) & set(HASHED.files) - set(KEPT)
    assert build(SETTINGS, packing=Packing(hash_names=True)).files == HASHED.files


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_element_for_a_hashed_script_has_its_integrity(name: str) -> None:
    element = linked_element(HASHED, f"/js/{actual(name)}", integrity=True)
    assert f'integrity="{manifest(PLAIN)["files"][name]["integrity"]}"' in element


def test_the_code_in_the_docs_makes_that_element_from_the_manifest(tmp_path: Path) -> None:
    docs = Path(__file__).parents[2] / "docs" / "formats.md"
    [code] = re.findall(r"```js\n(const .*?)```", docs.read_text("utf-8"), re.DOTALL)
    publish(HASHED, tmp_path / "dist")
    page = f'import {{ readFileSync }} from "node:fs";\n{code}console.log(element);'
    printed = run_in(tmp_path, "node", "--input-type=module", "-e", page)
    expected = linked_element(HASHED, f"/js/{actual('1flow.min.js')}", integrity=True)
    assert printed == f"{expected}\n"


def test_only_scripts_have_compressed_forms() -> None:
    added = set(COMPRESSED.files) - set(PLAIN.files)
    assert added == {name + suffix for name in SCRIPTS for suffix in (".gz", ".br")}
    assert manifest(COMPRESSED) == manifest(PLAIN)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_compressed_forms_hold_the_file_in_the_bytes_that_the_manifest_tells(name: str) -> None:
    zipped = COMPRESSED.files[f"{name}.gz"]
    # Neither a name nor a time: flags, then four bytes of the time.
    assert zipped[3:8] == bytes(5)
    done = subprocess.run(["gzip", "-d"], input=zipped, capture_output=True, check=True)
    assert done.stdout == PLAIN.files[name]
    assert brotli.decompress(COMPRESSED.files[f"{name}.br"]) == PLAIN.files[name]
    entry = manifest(COMPRESSED)["files"][name]
    assert (entry["gzip"], entry["brotli"]) == (len(zipped), len(COMPRESSED.files[f"{name}.br"]))


def test_hashed_and_compressed_together() -> None:
    both = build(SETTINGS, packing=Packing(hash_names=True, precompress=True))
    name = actual("1flow.min.js")
    assert {name, f"{name}.gz", f"{name}.br"} <= set(both.files)


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("1flow.js.gz", gzip.compress(PLAIN.files["1flow.js"], 1)),
        ("1flow.js.gz", gzip.compress(PLAIN.files["1flow.js"], 9, mtime=1_700_000_000)),
        ("1flow.js.br", brotli.compress(PLAIN.files["1flow.js"], quality=1)),
    ],
    ids=["gzip -1", "gzip with a time", "brotli -1"],
)
def test_what_another_compressor_made_of_the_file_is_current(
    tmp_path: Path, file: str, data: bytes
) -> None:
    publish(COMPRESSED, tmp_path)
    assert data != COMPRESSED.files[file]
    (tmp_path / file).write_bytes(data)
    assert compare(COMPRESSED, tmp_path) == []


@pytest.mark.parametrize("suffix", [".gz", ".br"])
@pytest.mark.parametrize("change", ["of another file", "cut short", "longer", "plain", "empty"])
def test_a_compressed_form_of_anything_else_is_stale(
    tmp_path: Path, suffix: str, change: str
) -> None:
    publish(COMPRESSED, tmp_path)
    path = tmp_path / f"1flow.js{suffix}"
    changed = {
        "of another file": COMPRESSED.files[f"1flow.min.js{suffix}"],
        "cut short": path.read_bytes()[:-1],
        "longer": path.read_bytes() + b"x",
        "plain": PLAIN.files["1flow.js"],
        "empty": b"",
    }
    path.write_bytes(changed[change])
    [difference] = compare(COMPRESSED, tmp_path)
    assert (difference.name, difference.state, difference.diff) == (path.name, "stale", "")


OTHER = build({"settings": {"projectApiKey": "other"}})


def test_a_build_leaves_no_compressed_form_of_an_older_one_that_a_server_would_send(
    tmp_path: Path,
) -> None:
    publish(COMPRESSED, tmp_path)
    (tmp_path / "index.html.gz").write_bytes(b"mine")
    # The types are the same in both builds, so what holds them may stay.
    (tmp_path / "1flow.d.mts.gz").write_bytes(gzip.compress(PLAIN.files["1flow.d.mts"]))
    outdated = set(COMPRESSED.files) - set(PLAIN.files)
    assert compare(PLAIN, tmp_path) == []
    found = {each.name for each in compare(OTHER, tmp_path)}
    assert found == {*outdated, *SCRIPTS, *KEPT}
    publish(OTHER, tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*OTHER.files, "index.html.gz", "1flow.d.mts.gz"}
    assert compare(OTHER, tmp_path) == []


def test_a_build_that_fails_leaves_the_compressed_forms_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(COMPRESSED, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "snippet.html":
            raise PermissionError(errno.EACCES, "Denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PublishError, match="nothing was changed"):
        publish(OTHER, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "oneflow-snippet.json").write_text(json.dumps(SETTINGS), "utf-8")
    return tmp_path


def test_the_command_writes_them_and_checks_them(site: Path) -> None:
    command = ["build", "--hash-names", "--precompress"]
    written = CliRunner().invoke(main, command)
    assert written.exit_code == 0, written.output
    packed = build(SETTINGS, packing=Packing(hash_names=True, precompress=True))
    assert {path.name for path in (site / "dist").iterdir()} == set(packed.files)
    assert actual("1flow.min.js") in written.stdout
    assert CliRunner().invoke(main, [*command, "--check"]).exit_code == 0
    (site / "dist" / f"{actual('1flow.min.js')}.br").unlink()
    stale = CliRunner().invoke(main, [*command, "--check", "--diff"])
    assert stale.exit_code == 1
    name = f"dist/{actual('1flow.min.js')}.br"
    assert stale.stdout == f"{name} is missing.\n"


def test_files_of_older_builds_stay_for_pages_that_still_name_them(site: Path) -> None:
    CliRunner().invoke(main, ["build", "--hash-names"])
    changed = ["build", "--hash-names", "--set", "settings.projectApiKey=other"]
    checked = CliRunner().invoke(main, [*changed, "--check"])
    assert checked.exit_code == 1
    assert f"{MANIFEST} is stale." in checked.stdout
    CliRunner().invoke(main, changed)
    assert (site / "dist" / actual("1flow.min.js")).is_file()
    assert CliRunner().invoke(main, [*changed, "--check"]).exit_code == 0
