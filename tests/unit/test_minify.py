"""The minified program is the same program, and no literal in it is harmed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from generator import build
from generator.js.code import Code, literal, string_literal
from generator.minify import minify
from tests.support.node import Job, evaluate, run

TEXTS = [
    "",
    " ",
    "  two  spaces  ",
    "\"'`",
    "'it''s'",
    '\\"',
    "\\",
    "\\\\",
    "ends in a backslash \\",
    "// no comment",
    "/* no comment */",
    "/no/regex/",
    "http://example.com/a//b",
    "${x} `",
    "</script><!-- -->",
    "a\nb\r\nc\td\x00\x7f",
    "\u2028\u2029\u00e9\U0001f600",
    "a;b;;c , d",
    "return /x/",
    "*/",
    "# x",
]
NUMBERS: list[float] = [0, -0.0, 1, -1, 0.1, -2.5, 1e21, 5e-324, 1.7976931348623157e308, 2**53]


def test_every_text_survives() -> None:
    small = [minify(Code(f"({string_literal(text)})")).text for text in TEXTS]
    assert evaluate(small) == TEXTS


def test_every_text_survives_among_others() -> None:
    array = ", ".join(string_literal(text) for text in TEXTS)
    assert evaluate([minify(Code(f"[ {array} ]  // comment's \" end")).text]) == [TEXTS]


def test_every_number_survives_an_operator() -> None:
    small = [minify(Code(f"1  -  {literal(number)}")).text for number in NUMBERS]
    assert evaluate(small) == [1 - number for number in NUMBERS]


def test_comments_and_needless_white_space_go() -> None:
    code = Code("// one\nconst  a = 1;  // two\n\n\n/* three */\nconst b = a  +  +a;\n")
    assert minify(code).text == "const a=1;const b=a+ +a;"


def _settings(**changes: Any) -> dict[str, Any]:
    return {"settings": {"projectApiKey": "oneflow_prod_a+b/c=="}, **changes}


SETTINGS = {
    "presets": _settings(),
    "no subscriptions": _settings(subscriptions=[]),
    "every option": _settings(
        options={
            "trackPayload": "segment",
            "anonymousIdentify": "anonymousId",
            "loadSdk": "immediately",
        }
    ),
    "passing": _settings(options={"anonymousIdentify": "pass"}),
    "texts everywhere": _settings(
        subscriptions=[
            {
                "name": text,
                "partnerAction": "trackEvent",
                "subscribe": 'type = "track" and !(event = "a" or properties.n = -1)',
                "mapping": {
                    "event_name": {"@template": f"{{{{event}}}} {text}"},
                    "properties": {
                        "k" + text: {"@if": {"blank": {"@path": "$.properties.n"}, "then": -1}},
                        "all": {"@path": "$.properties"},
                    },
                },
            }
            for text in TEXTS
        ]
    ),
}
EVENTS: list[dict[str, Any]] = [
    {"type": "track", "event": "a"},
    {"type": "track", "event": "b", "properties": {"n": -1}},
    {"type": "track", "event": "c", "properties": {"n": 2, "x": [1, {"y": None}]}},
    {"type": "identify", "anonymousId": "anon", "traits": {"plan": "pro"}},
    {"type": "identify", "userId": "u"},
    {"type": "page", "name": "Home"},
]


def _files(name: str) -> Mapping[str, bytes]:
    return build(SETTINGS[name]).files


@pytest.mark.parametrize("name", SETTINGS)
def test_the_minified_bundle_behaves_as_the_readable_one(name: str) -> None:
    files = _files(name)
    jobs = [
        Job(files[form].decode("ascii"), EVENTS, sdk)
        for sdk in ("present", "late")
        for form in ("1flow.js", "1flow.min.js")
    ]
    readable, small, readable_late, small_late = run(jobs)
    assert readable.error is None
    assert readable == small
    assert readable_late == small_late
    assert readable.calls == readable_late.calls
    assert bool(readable.calls) == (name != "no subscriptions")


@pytest.mark.parametrize("name", SETTINGS)
def test_the_minified_bundle_parses_strictly_and_is_smaller(name: str) -> None:
    files = _files(name)
    checked = subprocess.run(
        ["node", "--check", "-"],
        input=b'"use strict";' + files["1flow.min.js"],
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr.decode()
    assert len(files["1flow.min.js"]) < 0.75 * len(files["1flow.js"])


def test_minifying_twice_changes_nothing() -> None:
    once = minify(Code(_files("texts everywhere")["1flow.js"].decode("ascii")))
    assert minify(once) == once
