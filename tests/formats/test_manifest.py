"""The remotePlugins entry of the manifest, and builds of a part of the files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator import assemble, build
from generator.assemble import FORMATS
from generator.bundle import MANIFEST, make_bundle
from generator.pipeline import build_texts
from generator.settings.document import Document

SETTINGS = {"settings": {"projectApiKey": "k"}}
FILES = build(SETTINGS).files


def test_the_documented_entry_is_that_of_the_manifest() -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    [shown] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert json.loads(FILES[MANIFEST])["remotePlugins"] == [json.loads(shown)]


def test_without_the_remote_plugin_there_is_no_entry() -> None:
    bundle = make_bundle([("1flow.js", "a")])
    assert list(json.loads(bundle.files[MANIFEST])) == ["files"]


@pytest.mark.parametrize("name", FORMATS)
def test_each_file_can_be_made_alone(name: str) -> None:
    texts, _ = build_texts(Document(SETTINGS), None, [name])
    assert list(texts) == [name]
    assert texts[name].rstrip("\n").encode() == FILES[name].rstrip(b"\n")


def test_what_is_not_wanted_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("nothing minified is wanted")

    monkeypatch.setattr(assemble, "minify", refuse)
    build_texts(Document(SETTINGS), None, ["1flow.js", "1flow.mjs", "1flow.d.mts"])
    with pytest.raises(AssertionError):
        build_texts(Document(SETTINGS), None, ["1flow.min.js"])
