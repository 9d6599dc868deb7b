"""A failing SDK costs one warning, and nobody else anything."""

from __future__ import annotations

import re

import pytest

from .harness import product
from .harness.page import js, script
from .harness.scene import Scene
from .harness.sdk import Sdk, Shape
from .harness.server import Reply

pytestmark = pytest.mark.usefixtures("both_forms")

MISSING = Reply(b"no such project", status=404, content_type="text/plain")
UNREACHABLE = Reply(hang_up=True)

failures = pytest.mark.parametrize(
    "reply", [MISSING, UNREACHABLE], ids=["answers 404", "does not answer"]
)

# What the warning must speak of, for somebody who has nothing else to go by.
CAUSES = [r"\bkey\b", r"\bregion|\burl\b", r"block", r"\bcsp\b|content.security.policy"]
SDK_FAILED = "1flow.*the sdk throws for bad"
BROWSERS_OWN_WORDS = "failed to load resource"

FLOOD = """
(function () { for (var i = 0; i < 20000; i++) window._1flow("track", "E", i); })()
"""


def start_without_sdk(scene: Scene, reply: Reply, *parts: str) -> None:
    scene.answer_sdk(reply)
    scene.expect_console("error", BROWSERS_OWN_WORDS)
    scene.expect_console("warning", "1flow")
    scene.install()
    scene.start(*parts)
    scene.wait_until(lambda: bool(scene.messages("warning")), "a warning on the console")


@failures
def test_a_failed_load_gives_one_warning_with_the_likely_causes(scene: Scene, reply: Reply) -> None:
    start_without_sdk(scene, reply, script("analytics.identify('u1'); analytics.track('Early');"))
    scene.send("track('A')", "identify('u1')", "track('B')")
    scene.settle()
    [warning] = scene.messages("warning")
    missing = [each for each in CAUSES if not re.search(each, warning.text, re.IGNORECASE)]
    assert not missing, warning.text
    [loud] = scene.messages("error")
    assert BROWSERS_OWN_WORDS in loud.text.lower()


@failures
def test_page_and_analytics_go_on_without_the_sdk(scene: Scene, reply: Reply) -> None:
    start_without_sdk(scene, reply, script("window.__pageScript = 'ran';"))
    scene.send("identify('u1', {n: 1})", "track('A', {n: 2})")
    assert scene.observed() == [["identify", "u1", {"n": 1}], ["track", "A", {"n": 2}]]
    assert scene.run("__pageScript") == "ran"
    assert scene.run("analytics.ready().then(function () { return 'ready'; })") == "ready"
    scene.wait_until(
        lambda: bool(scene.server.segment_events("track")), "Segment gets the track event"
    )


def test_a_failed_load_leaves_no_timer_and_asks_once(scene: Scene) -> None:
    start_without_sdk(scene, MISSING)
    scene.send("track('A')", "track('B')")
    scene.settle()
    assert scene.bundle_timers() == []
    assert scene.sdk_requests == 1


def test_the_queue_of_an_sdk_that_never_comes_is_bounded(scene: Scene) -> None:
    start_without_sdk(scene, MISSING)
    scene.run(FLOOD)
    # The queue can be seen only by letting somebody take it over after all.
    scene.run("(window.__kept = [], window._1flow = function (m, e, n) { __kept.push(n); }, 0)")
    scene.settle()
    kept = scene.run("window.__kept")
    assert 0 < len(kept) <= 10_000
    assert kept == sorted(set(kept)), "out of order, or twice"


@pytest.mark.parametrize("shape", [Shape.FUNCTION, Shape.LEXICAL], ids=["function", "lexical"])
def test_a_call_in_which_the_sdk_throws_stops_nothing_else(scene: Scene, shape: Shape) -> None:
    scene.sdk = Sdk(shape, throws_for="Bad")
    subscriptions = [
        {
            "name": name,
            "partnerAction": "trackEvent",
            "enabled": True,
            "subscribe": 'type = "track"',
            "mapping": {"event_name": name, "properties": {"@path": "$.properties"}},
        }
        for name in ("First", "Bad", "Last")
    ]
    scene.install(subscriptions=subscriptions)
    scene.expect_console("warning", SDK_FAILED)
    scene.start(script("window.__pageScript = 'ran';"))
    scene.wait_sdk()
    scene.send("track('A', {n: 1})", "track('B', {n: 2})")
    names = ["First", "Bad", "Last"]
    calls = [["track", name, {"n": n}] for n in (1, 2) for name in names]
    scene.expect_calls(*scene.sdk.heard(*calls))
    assert scene.observed() == [["track", "A", {"n": 1}], ["track", "B", {"n": 2}]]
    assert scene.run("__pageScript") == "ran"
    assert scene.run("analytics.ready().then(function () { return 'ready'; })") == "ready"


@pytest.mark.parametrize("shape", list(Shape), ids=lambda shape: shape.name.lower())
def test_a_queued_call_in_which_the_sdk_throws_loses_no_other(scene: Scene, shape: Shape) -> None:
    scene.sdk = Sdk(shape, throws_for="Bad")
    scene.install()
    scene.expect_console("warning", SDK_FAILED)
    late = scene.hold_sdk()
    events = ["First", "Bad", "Last"]
    scene.start(script("".join(f"analytics.track({js(event)});" for event in events)))
    scene.wait_observed(3)
    late.set()
    scene.wait_sdk()
    scene.run("window.__sdkTakeOver && __sdkTakeOver()")
    scene.send("track('Later')")
    calls = [["track", event, {}] for event in [*events, "Later"]]
    scene.expect_calls(*scene.sdk.heard(*calls))


def test_the_warning_does_not_spell_the_whole_key(scene: Scene) -> None:
    start_without_sdk(scene, MISSING)
    assert product.KEY not in scene.messages("warning")[0].text
