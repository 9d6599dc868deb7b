"""A failing SDK costs a warning, and nobody else anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from .harness import product
from .harness.page import js, script
from .harness.plays import (
    EARLY,
    EARLY_CALLS,
    SITE,
    assert_page_goes_on,
    assert_timers,
    take_over,
    wait_failures,
)
from .harness.scene import Scene
from .harness.sdk import CONFIGURATION_PATH, Call, Sdk, Shape
from .harness.server import HTML, Reply

pytestmark = [
    pytest.mark.scenario("an SDK that fails"),
    pytest.mark.usefixtures("minified"),
]

# What the warning must speak of, for somebody who has nothing else to go by.
CAUSES = [r"\bkey\b", r"\bregion|\burl\b", r"block", r"\bcsp\b|content.security.policy"]
NOT_LOADED = "1flow.*(sdk|load)"
SDK_FAILED = "1flow.*the sdk throws for bad"
PAGE = b"<!doctype html><p>Log in to the network"
GOING_ON: list[Call] = [["identify", "u9", {"n": 8}], ["track", "Going on", {"n": 9}]]


@dataclass(frozen=True)
class Failure:
    """How the SDK's answer fails, and what the page shows of it."""

    reply: Reply | None = None
    sdk: Sdk = field(default_factory=Sdk)
    headers: Mapping[str, str] = field(default_factory=dict)
    violation: str | None = None
    # The words of the SDK's own error.
    page_error: str | None = None
    requests: int = 1
    delivers: bool = False


NOT_LOADED_AT_ALL = {
    "it answers 404": Failure(
        Reply(b"no such project", status=404, content_type="text/plain"),
        requests=4,
    ),
    "it answers 500 with a script": Failure(Reply(Sdk().source(), status=500), requests=4),
    "it does not answer": Failure(Reply(hang_up=True), requests=4),
    "it answers with a page": Failure(
        Reply(PAGE, content_type=HTML, headers={"x-content-type-options": "nosniff"}),
        requests=4,
    ),
    "a policy blocks it": Failure(
        headers={"content-security-policy": "script-src 'self' 'unsafe-inline'"},
        violation="script-src-elem https://1flow.app/js/1flow.js",
        requests=0,
    ),
}

LOADED_IN_VAIN = {
    # Without its type: what an engine does with a page's type differs.
    "it answers with a page as a script": Failure(
        Reply(PAGE),
        page_error="syntaxerror|unexpected token|expected expression",
    ),
    "it answers with nothing": Failure(Reply(b"")),
    "it throws before anything": Failure(
        sdk=Sdk(beginning="throw new Error('the SDK is broken');"),
        page_error="the sdk is broken",
    ),
    "it throws before its const is set": Failure(
        sdk=Sdk(Shape.LEXICAL, beginning="throw new Error('the SDK is broken');"),
        page_error="the sdk is broken",
    ),
    "it never takes over": Failure(sdk=Sdk(Shape.FUNCTION_LATER)),
    "it never gets its configuration": Failure(sdk=Sdk(Shape.CONFIGURED)),
}

TAKES_OVER_AND_THROWS = {
    f"it throws when it has taken over: {shape}": Failure(
        sdk=Sdk(shape, ending="throw new Error('the SDK is broken');"),
        page_error="the sdk is broken",
        delivers=True,
    )
    for shape in (Shape.FUNCTION, Shape.LEXICAL, Shape.DECLARED, Shape.FIXED)
}

ALL = NOT_LOADED_AT_ALL | LOADED_IN_VAIN | TAKES_OVER_AND_THROWS


def start(scene: Scene, failure: Failure) -> None:
    """A page with a site's script and another destination, on which the SDK fails so."""
    scene.sdk = failure.sdk
    if failure.reply is not None:
        scene.answer_sdk(failure.reply)
    scene.server.routes[CONFIGURATION_PATH] = Reply(hang_up=True)
    if failure.violation is not None:
        scene.expect_violation(failure.violation)
    if failure.page_error is not None:
        scene.expect_page_error(failure.page_error)
    parts = (SITE, scene.snippet(), scene.bundle(), scene.observer(), script(EARLY))
    scene.open(*parts, headers=failure.headers)
    scene.wait_live()


def exhaust_retries(scene: Scene, requests: int) -> None:
    """Let the load fail, and each of its three retries after its time."""
    scene.expect_timers(1000, 3000, 9000)
    wait_failures(scene, 1)
    for number, delay in enumerate((1000, 3000, 9000), start=1):
        scene.advance(delay - 1)
        assert_timers(scene, number, left=1)
        scene.advance(1)
        wait_failures(scene, number + 1)
        assert scene.sdk_requests == min(requests, number + 1)


@pytest.mark.parametrize("title", ALL)
def test_page_and_analytics_go_on_without_the_sdk(scene: Scene, title: str) -> None:
    failure = ALL[title]
    scene.install()
    retried = title in NOT_LOADED_AT_ALL
    if retried:
        scene.expect_console("warning", NOT_LOADED)
    start(scene, failure)
    if retried:
        exhaust_retries(scene, failure.requests)
    else:
        scene.wait_until(lambda: scene.sdk_requests == 1, "the SDK is asked for")
    assert_page_goes_on(scene)
    # A day later nothing has moved on: what failed rests.
    scene.advance(86_400_000)
    scene.expect_calls(*scene.sdk.heard(*EARLY_CALLS, *GOING_ON) if failure.delivers else [])
    assert scene.sdk_requests == failure.requests
    if retried:
        [warning] = scene.messages("warning")
        missing = [each for each in CAUSES if not re.search(each, warning.text, re.IGNORECASE)]
        assert not missing, warning.text
        assert product.KEY not in warning.text


@pytest.mark.parametrize("title", ["it never answers"])
def test_an_sdk_that_never_answers_holds_nothing_up(scene: Scene, title: str) -> None:
    scene.install()
    scene.hold_sdk()
    start(scene, Failure())
    scene.wait_sdk_requested()
    assert_page_goes_on(scene)
    scene.advance(86_400_000)
    scene.expect_calls()
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("title", ["its element cannot be added"])
def test_a_page_that_takes_no_element_goes_on(scene: Scene, title: str) -> None:
    scene.install()
    scene.expect_console("warning", "1flow")
    refuse = """
    Element.prototype.prepend = HTMLElement.prototype.appendChild = function () {
      throw new Error("no elements here");
    };
    """
    scene.open(scene.snippet(), scene.bundle(), scene.observer(), SITE, script(EARLY + refuse))
    scene.wait_live()
    assert_page_goes_on(scene)
    scene.advance(86_400_000)
    scene.expect_calls()
    assert scene.sdk_requests == 0
    assert len(scene.messages("warning")) == 1


THROWS_IN_A_CALL = {
    f"it throws in a call: {shape}": Sdk(shape, throws_for="Bad")
    for shape in (Shape.FUNCTION, Shape.LEXICAL, Shape.DECLARED)
}


def subscription(name: str) -> Mapping[str, object]:
    return {
        "name": name,
        "partnerAction": "trackEvent",
        "enabled": True,
        "subscribe": 'type = "track"',
        "mapping": {"event_name": name, "properties": {"@path": "$.properties"}},
    }


@pytest.mark.parametrize("title", THROWS_IN_A_CALL)
def test_a_call_in_which_the_sdk_throws_stops_nothing_else(scene: Scene, title: str) -> None:
    names = ["First", "Bad", "Last"]
    scene.sdk = THROWS_IN_A_CALL[title]
    scene.install(subscriptions=[subscription(name) for name in names])
    scene.expect_console("warning", SDK_FAILED)
    scene.start(SITE)
    scene.wait_sdk()
    scene.send("track('A', {n: 1})", "track('B', {n: 2})")
    assert_page_goes_on(scene)
    calls = [["track", name, {"n": n}] for n in (1, 2, 9) for name in names]
    scene.expect_calls(*scene.sdk.heard(*calls))
    assert scene.observed()[:2] == [["track", "A", {"n": 1}], ["track", "B", {"n": 2}]]


# Not one that queues by itself: it makes those calls, and has to catch what they throw.
THROWS_IN_A_QUEUED_CALL = {
    f"it throws in a queued call: {shape}": Sdk(shape, throws_for="Bad")
    for shape in Shape
    if shape is not Shape.TWICE
}


@pytest.mark.parametrize("title", THROWS_IN_A_QUEUED_CALL)
def test_a_queued_call_in_which_the_sdk_throws_loses_no_other(scene: Scene, title: str) -> None:
    scene.sdk = THROWS_IN_A_QUEUED_CALL[title]
    scene.install()
    scene.expect_console("warning", SDK_FAILED)
    late = scene.hold_sdk()
    events = ["First", "Bad", "Last"]
    scene.start(script("".join(f"analytics.track({js(event)});" for event in events)))
    scene.wait_observed(3)
    late.set()
    take_over(scene)
    scene.send("track('Later')")
    calls = [["track", event, {}] for event in [*events, "Later"]]
    scene.expect_calls(*scene.sdk.heard(*calls))
