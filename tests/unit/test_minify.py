"""The minified program is the same program, and no literal in it is harmed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import build
from generator.js.code import Code, literal, string_literal
from generator.minify import minify
from tests.support.node import Job, evaluate, run

SUPPORT = Path(__file__).parents[1] / "support"

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
    code = Code("// one\nconst  a = 1;  // two\n\n\nconst b = a  +  +a;\n")
    assert minify(code).text == "let e=1,n=e+ +e;"


def _same_program(*pairs: tuple[str, str]) -> list[bool]:
    """For each pair whether it is one program, but for the names that it declares."""
    done = subprocess.run(
        ["node", str(SUPPORT / "same_program.cjs")],
        input=json.dumps(pairs),
        env={**os.environ, "NODE_PATH": str(SUPPORT.parent / "node_modules")},
        capture_output=True,
        text=True,
        check=True,
    )
    return [one == other for one, other in json.loads(done.stdout)]


#: Readable, and what must not become of it: the oracle of the next test can tell.
NOT_THE_SAME = [
    ("const a = 1; const b = 2; f(a, b);", "const a=1,b=2;f(b,a);"),
    ("const a = x => y => x;", "const a=x=>x=>x;"),
    ("let a = 1; { let b = a; f(b); }", "let a=1;{let a=a;f(a)}"),
    ("f(g.length);", "f(g.a);"),
    ("f({ a: b });", "f({c:b});"),
    ("try { f(); } catch (error) { g(error); }", "try{f()}catch(e){g(f)}"),
    ('f("a;}");', 'f("a}");'),
    ("f(true);", "f(!1);"),
    ("document.scripts;", "e.scripts;"),
]


def test_the_oracle_tells_programs_apart() -> None:
    assert not any(_same_program(*NOT_THE_SAME))
    assert all(_same_program(*((code, code) for code, _ in NOT_THE_SAME)))


TRICKY = [
    "const a = 1; const b = () => { const a = 2; return a + b; }; f(a);",
    "const outer = 1; const f = x => y => z => x + y + z + outer; f(1)(2)(3);",
    "let e = 1; const t = e => e; g(t, e);",
    "const go = (first, ...rest) => rest.map(each => each + first); go(1, 2);",
    "const [one, ...two] = list; g(one, two, three);",
    "for (const name in value) { for (const name of value[name]) { f(name); } }",
    "for (let i = 0; i < 3; i++) { g(() => i); } const i = 5; g(i);",
    "try { const a = 1; f(a); } catch (error) { const b = error; f(b); }",
    "const ask = async () => { await go(ask); }; ask();",
    "const a = { name: 1, get: () => 2, set: value => { a.name = value; } }; f(a.name, name);",
    "f(a ? b : c, { a: b ? c : d }); const b = 1; const c = b; const d = c;",
    "const a = 1; let b = 2; const c = 3; const d = 4; let e = 5; let t; f(a, b, c, d, e, t);",
    "const a = () => { if (b) return; const c = true; return c || false; }; let b = false; a();",
    'const a = "b; // c }"; const c = "\\\\"; f(a, c);',
    "const setTimeout = event.setTimeout; f(setTimeout); const g = () => { clearTimeout(a); };",
    "const key = 1; const f = key => key; f(key);",
    "const a = b.true; const c = b.const; f(a, c, { false: 1, let: 2, catch: 3 }); f(b.let);",
    "go().then(x => x).catch(() => {}); const a = 1; const b = { catch: e => { f(e, a); } }; b;",
    "const x = { true: true, a: false }; f(x.false); f(x.catch(a => a)); f(!true, [false, 1]);",
]


@pytest.mark.parametrize("code", TRICKY)
def test_short_names_and_joined_statements_leave_a_program_as_it_is(code: str) -> None:
    small = minify(Code(code)).text
    assert _same_program((code, small)) == [True], small


def test_names_are_as_short_as_their_scopes_allow() -> None:
    code = (
        "const first = 1; const go = (item, other) => item + first; const last = x => x; go(last);"
    )
    # In `last` nothing from outside is used, so its parameter can have the first letter again.
    assert minify(Code(code)).text == "let e=1,n=(n,s)=>n+e,s=e=>e;n(s);"


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
            "dedupe": True,
            "nonce": "n",
            "sdkIntegrity": "sha384-a",
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
WITH_CONSENT = {
    "callback": _settings(options={"consent": {"callback": "cmp.ask"}}),
    "categories": _settings(options={"consent": {"categories": ["A", "B"]}}),
    "event": _settings(options={"consent": {"event": "yes", "withdrawEvent": "no"}}),
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


@pytest.mark.parametrize("settings", [*SETTINGS.values(), *WITH_CONSENT.values()])
def test_the_minified_bundle_is_the_same_program(settings: dict[str, Any]) -> None:
    files = build(settings).files
    pair = (files["1flow.js"].decode("ascii"), files["1flow.min.js"].decode("ascii"))
    assert _same_program(pair) == [True]
