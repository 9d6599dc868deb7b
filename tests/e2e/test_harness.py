"""The harness itself: what it promises to notice, it notices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from .harness import product, segment
from .harness.driver import Engine
from .harness.page import script, script_file
from .harness.scene import BUNDLE_FOLDER, Scene
from .harness.server import Reply, Server


@pytest.fixture
def troubled(engine: Engine) -> Iterator[Scene]:
    """A scene whose problems are looked at by the test, and fail nothing at its end."""
    with Server() as server:
        scene = Scene(server, engine.new_tab)
        yield scene
        server.open_gates()
        scene.tab.close()


TROUBLES = {
    "page error: .*broken": "setTimeout(function () { throw new Error('broken'); }, 0);",
    "page error: .*lost": "Promise.reject(new Error('lost'));",
    "unexpected console error: oh": "console.error('oh');",
    "unexpected console warning: hm": "console.warn('hm');",
    "unexpected console error: .*so": "console.assert(false, 'so');",
    "page error: .*(Syntax|Unexpected)": "document.write('<script>var 1;</' + 'script>');",
    "unexpected request: https://elsewhere.invalid/x": (
        "fetch('https://elsewhere.invalid/x').catch(function () {});"
    ),
    "unexpected request: https://elsewhere.invalid/y": (
        "new Image().src = 'https://elsewhere.invalid/y';"
    ),
    "unexpected request: http://elsewhere.invalid/z": (
        "fetch('http://elsewhere.invalid/z').catch(function () {});"
    ),
    "unexpected request: https://elsewhere.invalid/beacon": (
        "navigator.sendBeacon('https://elsewhere.invalid/beacon', 'x');"
    ),
}


@pytest.mark.parametrize(("problem", "code"), TROUBLES.items(), ids=TROUBLES.keys())
def test_trouble_on_a_page_is_noticed(troubled: Scene, problem: str, code: str) -> None:
    troubled.open(script(code))
    troubled.settle()
    assert any(re.match(problem, each, re.DOTALL) for each in troubled.problems()), (
        troubled.problems()
    )


def test_a_quiet_page_has_no_problems(troubled: Scene) -> None:
    troubled.open(script("console.log('fine'); setTimeout(function () {}, 0);"))
    troubled.settle()
    assert troubled.problems() == []


def test_a_console_message_that_is_expected_is_missed(troubled: Scene) -> None:
    troubled.expect_console("warning", "help")
    troubled.open()
    assert troubled.problems() == ["missing console warning: help"]


def test_a_request_that_the_test_has_no_answer_for_is_noticed(troubled: Scene) -> None:
    troubled.open(script_file("/nowhere.js"))
    assert troubled.problems() == ["request without an answer: /nowhere.js"]


POLICY = {
    "content-security-policy": (
        "script-src 'nonce-abc'; require-trusted-types-for 'script'; trusted-types known"
    )
}

VIOLATIONS = {
    "script-src-elem https?://.*/x.js": (
        "var element = document.createElement('script'); "
        "element.src = known.createScriptURL('/x.js'); document.head.appendChild(element);"
    ),
    "script-src eval|require-trusted-types-for": (
        "try { setTimeout(eval, 0); eval('1'); } catch (error) {}"
    ),
    "require-trusted-types-for trusted-types-sink": (
        "try { document.createElement('script').src = '/y.js'; } catch (error) {}"
    ),
    "trusted-types trusted-types-policy": (
        "try { trustedTypes.createPolicy('unknown', {}); } catch (error) {}"
    ),
}
ALLOW = "var known = trustedTypes.createPolicy('known', {createScriptURL: String});"


@pytest.mark.parametrize(("violation", "code"), VIOLATIONS.items(), ids=VIOLATIONS.keys())
def test_a_violation_of_a_security_policy_is_noticed(
    troubled: Scene, violation: str, code: str
) -> None:
    troubled.server.routes["/x.js"] = Reply(b"window.__x = true;")
    troubled.open(script(ALLOW + code, nonce="abc"), headers=POLICY, nonce="abc")
    troubled.settle()
    problems = troubled.problems()
    assert any(re.match(f"violation of a security policy: ({violation})", it) for it in problems)
    assert not [each for each in problems if "console" in each]
    troubled.expect_violation(violation)
    assert troubled.problems() == []
    assert troubled.run("typeof window.__x") == "undefined"


def test_a_violation_that_is_expected_is_missed(troubled: Scene) -> None:
    troubled.expect_violation("script-src")
    troubled.open()
    assert troubled.problems() == ["missing violation of a security policy: script-src"]


def test_a_file_whose_integrity_is_another_is_not_run(troubled: Scene) -> None:
    troubled.server.routes["/x.js"] = Reply(b"window.__x = true;")
    hash_of_nothing = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
    troubled.open(script_file("/x.js", integrity=hash_of_nothing))
    troubled.settle()
    assert troubled.problems() == []
    assert troubled.run("typeof window.__x") == "undefined"


def test_a_tab_has_no_storage_of_another(engine: Engine) -> None:
    stored = "[document.cookie, localStorage.n, sessionStorage.n]"
    with Server() as server:
        for _ in range(2):
            scene = Scene(server, engine.new_tab)
            scene.open()
            assert scene.run(stored) == ["", None, None]
            scene.run("document.cookie = localStorage.n = sessionStorage.n = 'n=1'")
            scene.open()
            assert scene.run(stored) == ["n=1"] * 3
            scene.tab.close()


def test_a_page_that_throws_when_asked_says_what(troubled: Scene) -> None:
    troubled.open()
    with pytest.raises(Exception, match="nothing called Shop"):
        troubled.run("(function () { throw new Error('nothing called Shop'); })()")
    assert troubled.problems() == []


TIMERS = {
    "setTimeout": "setTimeout(function () {}, 5)",
    "setInterval": "setInterval(function () {}, 1000)",
    "requestAnimationFrame": "requestAnimationFrame(function () {})",
}


@pytest.mark.parametrize("form", [product.READABLE, product.MINIFIED, product.INLINE])
def test_the_bundles_timers_are_counted_and_no_others(troubled: Scene, form: str) -> None:
    code = "; ".join(TIMERS.values())
    mark = "window._1flowKey = 1;"
    bundle = f"(function () {{ {mark} function later() {{ {code}; }} later(); }})();"
    troubled.form = form
    troubled.files = {product.INLINE: f"<script>{bundle}</script>".encode()}
    troubled.server.routes[BUNDLE_FOLDER + form] = Reply(bundle.encode())
    troubled.open(script(code), troubled.bundle())
    timers = troubled.bundle_timers()
    assert [timer["kind"] for timer in timers] == list(TIMERS)
    problems = troubled.problems()
    assert problems[:-1] == [f"the bundle left a timer: {timer}" for timer in timers]
    assert problems[-1].startswith("the bundle started timers: ")


def test_a_timer_of_what_the_bundle_calls_is_not_the_bundles(troubled: Scene) -> None:
    troubled.server.routes[BUNDLE_FOLDER + product.READABLE] = Reply(b"window.later();")
    troubled.open(
        script("window.later = function () { setTimeout(function () { __rang = true; }, 5); };"),
        troubled.bundle(),
    )
    troubled.wait_for("window.__rang")
    assert troubled.bundle_timers() == []


RETRY = """
var count = 0;
function retry() { if (count++ < 2) setTimeout(retry, 1000 * count); }
retry();
clearTimeout(setTimeout(retry, 7000));
"""


def test_the_bundles_timeouts_run_when_the_test_puts_the_clock_forward(troubled: Scene) -> None:
    troubled.server.routes[BUNDLE_FOLDER + product.READABLE] = Reply(RETRY.encode())
    troubled.open(troubled.bundle())
    seen = []
    for milliseconds in (999, 1, 1999, 1):
        troubled.advance(milliseconds)
        seen.append(troubled.run("count"))
    assert seen == [1, 2, 2, 3]
    troubled.expect_timers(1000, 7000, 2000)
    assert troubled.problems() == []
    troubled.expect_timers(1000)
    assert len(troubled.problems()) == 1


def test_timers_of_an_earlier_page_count_too(troubled: Scene) -> None:
    troubled.server.routes[BUNDLE_FOLDER + product.READABLE] = Reply(RETRY.encode())
    troubled.open(troubled.bundle())
    troubled.leave()
    [left, started] = troubled.problems()
    assert left.startswith("the bundle left a timer: ")
    assert started.startswith("the bundle started timers: ")


def test_an_expected_page_error_is_missed_and_others_are_told(troubled: Scene) -> None:
    troubled.expect_page_error("broken")
    troubled.open()
    assert troubled.problems() == ["missing page error: broken"]
    troubled.open(script("setTimeout(function () { throw new Error('broken'); }, 0);"))
    troubled.settle()
    assert troubled.problems() == []


def test_the_headers_of_a_page_reach_the_browser(troubled: Scene) -> None:
    policy = {"content-security-policy": "script-src 'nonce-n1'"}
    troubled.open(
        script("window.__first = true;", nonce="n1"),
        script("window.__second = true;", nonce="n2"),
        headers=policy,
        nonce="n1",
    )
    assert troubled.run("[Boolean(window.__first), Boolean(window.__second)]") == [True, False]


def test_another_destination_is_served_by_the_real_analytics_js(troubled: Scene) -> None:
    troubled.open(troubled.snippet(), troubled.observer())
    troubled.wait_live()
    troubled.send("track('A', {n: 1})")
    assert troubled.observed() == [["track", "A", {"n": 1}]]
    assert troubled.run("analytics.VERSION") == segment_version()
    assert troubled.problems() == []


def segment_version() -> str:
    package = segment.UMD.parents[1] / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])
