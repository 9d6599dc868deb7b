"""A bundle filled from a shape is, byte for byte, what a build of that row's settings gives."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import build
from generator.batch import shape as shape_module
from generator.batch.shape import KEY, URL, Shape, cut_shape
from generator.bundle import encode_text
from generator.errors import Problem, ShapeError
from generator.pipeline import build_texts
from generator.settings.document import Document
from tests.support.commands import KEY as REAL_KEY

PRESETS: dict[str, Any] = {"settings": {}}
RICH: dict[str, Any] = {
    "settings": {"sdkUrl": "/sdk.js?a=1&b=<2>"},
    "subscriptions": [
        {
            "name": f"Orders of {REAL_KEY} </script> \u2028",
            "partnerAction": "trackEvent",
            "subscribe": 'type = "track" and properties.plan = "k"',
            "mapping": {
                "event_name": {"@template": "VIP {{event}} $& k"},
                "properties": {"k": "k"},
            },
        },
        {
            "partnerAction": "identifyUser",
            "subscribe": 'type = "identify"',
            "mapping": {"userId": {"@path": "$.userId"}, "traits": {"@path": "$.traits"}},
        },
    ],
    "options": {"trackPayload": "segment", "loadSdk": "immediately"},
}
BASES = {"presets": PRESETS, "rich": RICH}

HOSTILE = {
    "plain": REAL_KEY,
    "one sign": "k",
    "double quotes": 'a"b""c',
    "single quotes": "a'b''c",
    "backquotes": "`${alert(1)}`",
    "backslashes": "\\",
    "backslash at the end": 'a\\"\\',
    "end of script": "</script><script>alert(1)</script>",
    "start of script": "<!--<script>",
    "separators": "a\u2028b\u2029c",
    "replacement patterns": "$& $1 $` $' $$ \\1 \\g<0>",
    "format fields": "{} {0} {word} %s %(a)s",
    "template holes": "{{ key }} {% raw %}",
    "variables": "${HOME} $${HOME}",
    "line ends": "a\nb\rc\r\n",
    "comments": "/* a */ // b",
    "a regular expression": "/[\"']/g",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "astral": "\U0001f600\U0010ffff",
    "spaces": "  k  ",
    "words of the code": "track",
    "the destination": "1Flow Web (Actions)",
    "the URL": "/sdk.js?a=1&b=<2>",
    "the default URL": "https://1flow.app/js/1flow.js",
    "a text of the settings": "k",
    "very long": 'k\\"<' * 50_000,
}

URLS = [
    "https://cdn.a.test/1flow.js",
    "HTTP://A.test:8080/x?a=1&b=\"'<>&$&`#</script>",
    "/1flow.js",
    "/a'b\"c<d>\u2028\u00fc",
    "https://1flow.app/js/1flow.js",
    "https://\u00fc.test/x",
]


def with_values(base: Mapping[str, Any], key: str, url: str = "") -> dict[str, Any]:
    settings = copy.deepcopy(dict(base))
    settings["settings"]["projectApiKey"] = key
    if url:
        settings["settings"]["sdkUrl"] = url
    return settings


def cut(base: Mapping[str, Any], *paths: Any) -> Shape:
    return cut_shape(Document(copy.deepcopy(dict(base))), {}, paths)[0]


@pytest.fixture(scope="module")
def shapes() -> dict[str, tuple[Shape, Shape]]:
    return {name: (cut(base, KEY), cut(base, KEY, URL)) for name, base in BASES.items()}


def unweighed(settings: dict[str, Any]) -> dict[str, bytes]:
    """The files of a build but the manifest, for which each of them is compressed."""
    texts, _ = build_texts(Document(settings), None)
    return {name: encode_text(text) for name, text in texts.items()}


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("key", HOSTILE.values(), ids=HOSTILE)
def test_any_key_gives_what_a_build_gives(
    shapes: dict[str, tuple[Shape, Shape]], base: str, key: str
) -> None:
    files = unweighed(with_values(BASES[base], key))
    assert shapes[base][0].fill(list(files), [key]) == files


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("base", BASES)
def test_any_url_gives_what_a_build_gives(
    shapes: dict[str, tuple[Shape, Shape]], base: str, url: str
) -> None:
    for key in (REAL_KEY, url, HOSTILE["end of script"]):
        files = unweighed(with_values(BASES[base], key, url))
        assert shapes[base][1].fill(list(files), [key, url]) == files


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
    st.from_regex(
        r"(https?://[a-z]{1,9}\.test)?/[^\s\\\x00-\x20\x7f/][^\s\\\x00-\x20\x7f]*", fullmatch=True
    ),
)
def test_whatever_the_row_it_gives_what_a_build_gives(
    shapes: dict[str, tuple[Shape, Shape]], key: str, url: str
) -> None:
    files = unweighed(with_values(RICH, key, url))
    assert shapes["rich"][1].fill(list(files), [key, url]) == files


@pytest.mark.parametrize("key", [REAL_KEY, HOSTILE["end of script"]])
def test_the_manifest_vouches_for_each_rows_own_files(
    shapes: dict[str, tuple[Shape, Shape]], key: str
) -> None:
    files = build(with_values(RICH, key, URLS[0])).files
    assert shapes["rich"][1].fill(list(files), [key, URLS[0]]) == files


def test_the_text_of_a_marker_is_a_key_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda size: "ab" * size)
    shape = cut(PRESETS, KEY, URL)
    word = "ab" * 16
    for key in (f"x0{word}", shape_module._MARKERS[KEY].format(word=f"x1{word}")):
        for url in (f"https://x0{word}.test/", f"/x1{word}", f"/{word}"):
            files = unweighed(with_values(PRESETS, key, url))
            assert shape.fill(list(files), [key, url]) == files


def test_only_the_files_asked_for_are_filled(shapes: dict[str, tuple[Shape, Shape]]) -> None:
    shape = shapes["presets"][0]
    assert set(shape.names()) == set(build(with_values(PRESETS, "k")).files)
    assert list(shape.fill(["snippet.html"], ["k"])) == ["snippet.html"]


def test_a_bundle_that_is_off_has_no_holes() -> None:
    base = {**RICH, "enabled": False}
    files = build(with_values(base, "k")).files
    assert cut(base, KEY).fill(list(files), ["other"]) == files


def test_the_base_may_lack_a_key_or_have_one_that_cant_be_filled() -> None:
    for part in ({}, {"projectApiKey": "${NOT_SET}"}):
        files = unweighed(with_values(PRESETS, "k"))
        assert cut({"settings": part}, KEY).fill(list(files), ["k"]) == files


Texts = tuple[dict[str, str], tuple[Problem, ...]]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: f"// {len(key)}",
        lambda key: f"// {hash(key)}",
        lambda key: f"// {key[:8]}",
        lambda key: f"// {key[34:44]}",
        lambda key: f"'{key}'",
        lambda key: f'data-key="{key.replace("<", "&lt;")}"',
        lambda key: f'"{key.lower()}"',
    ],
    ids=["length", "digest", "start", "a part", "raw", "another escape", "another case"],
)
def test_a_template_that_does_more_with_the_key_is_found_out(
    monkeypatch: pytest.MonkeyPatch, spoil: Any
) -> None:
    def spoiled(document: Document, environ: Mapping[str, str] | None) -> Texts:
        texts, warnings = build_texts(document, environ)
        key = spoil(document.data["settings"]["projectApiKey"])
        extra = key.encode("ascii", "xmlcharrefreplace").decode("ascii")
        return {**texts, "snippet.html": texts["snippet.html"] + extra}, warnings

    monkeypatch.setattr(shape_module, "build_texts", spoiled)
    with pytest.raises(ShapeError, match=r"snippet\.html"):
        cut(PRESETS, KEY)
