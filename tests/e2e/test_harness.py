"""The harness itself: what it promises to notice, it notices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from .harness import product, segment
from .harness.driver import Engine
from .harness.page import script
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
    "unexpected request: https://elsewhere.invalid/x": (
        "fetch('https://elsewhere.invalid/x').catch(function () {});"
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


TIMERS = {
    "setTimeout": "setTimeout(function () {}, 5)",
    "setInterval": "setInterval(function () {}, 1000)",
    "requestAnimationFrame": "requestAnimationFrame(function () {})",
}


@pytest.mark.parametrize("form", [product.READABLE, product.MINIFIED, product.INLINE])
def test_the_bundles_timers_are_counted_and_no_others(troubled: Scene, form: str) -> None:
    code = "; ".join(TIMERS.values())
    bundle = f"(function () {{ function later() {{ {code}; }} later(); }})();"
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
