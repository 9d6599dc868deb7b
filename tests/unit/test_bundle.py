"""The manifest tells the truth about every file, and a bundle is the same for the same settings."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import hashlib
import json
import subprocess
import threading
from typing import Any, cast

import brotli
import pytest

from generator import build
from generator.assemble import FORMATS, Scripts
from generator.bundle import MANIFEST, Bundle, make_bundle
from generator.errors import Problem

SETTINGS = {"settings": {"projectApiKey": "oneflow_prod_a+b/c=="}}
BUNDLE = build(SETTINGS)
NAMES = sorted(set(BUNDLE.files) - {MANIFEST})


def manifest(bundle: Bundle) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(bundle.files[MANIFEST]))


def test_a_bundle_holds_the_files_of_the_contract() -> None:
    assert {"1flow.js", "1flow.min.js", "snippet.html", MANIFEST} <= set(BUNDLE.files)


def test_the_manifest_describes_every_file_but_itself() -> None:
    assert sorted(manifest(BUNDLE)["files"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_sizes_are_those_of_the_file(name: str) -> None:
    entry, data = manifest(BUNDLE)["files"][name], BUNDLE.files[name]
    assert entry["raw"] == len(data)
    assert entry["brotli"] == len(brotli.compress(data, quality=11))
    command = subprocess.run(["gzip", "-9", "-n"], input=data, capture_output=True, check=True)
    assert gzip.decompress(command.stdout) == data
    # The command and zlib differ by a few bytes.
    assert abs(entry["gzip"] - len(command.stdout)) <= 16


@pytest.mark.parametrize("name", NAMES)
def test_the_digests_are_those_of_the_file(name: str) -> None:
    entry, data = manifest(BUNDLE)["files"][name], BUNDLE.files[name]
    assert entry["file"] == name
    assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    algorithm, _, digest = entry["integrity"].partition("-")
    assert algorithm == "sha384"
    assert base64.b64decode(digest, validate=True) == hashlib.sha384(data).digest()


def test_the_sizes_of_a_bundle_are_those_of_its_manifest() -> None:
    assert list(BUNDLE.sizes()) == NAMES
    for name, sizes in BUNDLE.sizes().items():
        entry = manifest(BUNDLE)["files"][name]
        assert sizes == {kind: entry[kind] for kind in ("raw", "gzip", "brotli")}


@pytest.mark.parametrize("name", sorted(BUNDLE.files))
def test_every_file_is_ascii_with_line_feeds_and_ends_in_one(name: str) -> None:
    data = BUNDLE.files[name]
    assert data.isascii()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")
    assert not any(line.endswith((b" ", b"\t")) for line in data.split(b"\n"))


def test_the_manifest_is_sorted_and_holds_no_time() -> None:
    text = BUNDLE.files[MANIFEST].decode("ascii")
    assert text == json.dumps(manifest(BUNDLE), indent=2, sort_keys=True) + "\n"


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\n\n\n"])
def test_every_text_ends_in_one_line_feed(text: str) -> None:
    assert make_bundle([("a.js", text)]).files["a.js"] == text.strip().encode() + b"\n"


def test_the_order_in_which_files_are_made_does_not_matter() -> None:
    one = make_bundle({"a.js": "a", "b.js": "b"}.items())
    other = make_bundle({"b.js": "b", "a.js": "a"}.items())
    assert one == other
    assert list(one.files) == list(other.files)


def test_a_file_is_compressed_while_the_next_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    compressing, making = threading.Event(), threading.Event()
    in_time = []
    compress, make = brotli.compress, Scripts.file

    def compress_meanwhile(data: bytes) -> bytes:
        compressing.set()
        in_time.append(making.wait(timeout=60))
        return cast("bytes", compress(data))

    def make_meanwhile(scripts: Scripts, name: str) -> str:
        if name == FORMATS[1]:
            making.set()
            in_time.append(compressing.wait(timeout=60))
        return make(scripts, name)

    monkeypatch.setattr(brotli, "compress", compress_meanwhile)
    monkeypatch.setattr(Scripts, "file", make_meanwhile)
    assert build(SETTINGS) == BUNDLE
    assert in_time == [True] * (len(FORMATS) + 1)


def test_a_file_that_can_not_be_compressed_is_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_data: bytes) -> bytes:
        raise MemoryError

    monkeypatch.setattr(brotli, "compress", fail)
    with pytest.raises(MemoryError):
        build(SETTINGS)


def test_a_text_that_is_not_ascii_is_a_defect() -> None:
    with pytest.raises(UnicodeEncodeError):
        make_bundle([("a.js", "\u00e9")])


def test_a_bundle_cant_be_changed() -> None:
    with pytest.raises(TypeError):
        BUNDLE.files["1flow.js"] = b""  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        BUNDLE.warnings = ()  # type: ignore[misc]


def test_warnings_do_not_change_the_files() -> None:
    warning = Problem(path="a", message="b", severity="warning")
    assert make_bundle([("a.js", "a")], (warning,)).files == make_bundle([("a.js", "a")]).files
