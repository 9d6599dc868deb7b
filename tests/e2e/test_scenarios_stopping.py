"""Deregistering stops all of it, reset harms nothing, and doubles are dropped where asked."""

from __future__ import annotations

import pytest

from .harness import segment
from .harness.page import js, script
from .harness.plays import (
    EARLY,
    EARLY_CALLS,
    SITE,
    assert_page_goes_on,
    direct,
    directly,
    wait_failures,
)
from .harness.scene import Scene
from .harness.sdk import Call, Sdk, Shape
from .harness.server import Reply

pytestmark = pytest.mark.usefixtures("minified")

stopping = pytest.mark.scenario("deregistering and reset")
doubles = pytest.mark.scenario("doubles")

NAME = "1Flow Web (Actions)"
DEREGISTER = f"deregister({js(NAME)})"
LATER: Call = ["track", "Later", {}]

STOPPED = {f"deregistered: {shape}": Sdk(shape) for shape in Shape}


@stopping
@pytest.mark.parametrize("title", STOPPED)
def test_deregistering_by_name_stops_both_actions(scene: Scene, title: str) -> None:
    scene.sdk = STOPPED[title]
    scene.install()
    scene.start(SITE)
    scene.wait_sdk()
    scene.run("(window.__sdkTakeOver && __sdkTakeOver(), true)")
    scene.send("identify('u1')", "track('Before')")
    before = scene.sdk.heard(["identify", "u1", {}], ["track", "Before", {}])
    scene.expect_calls(*before)
    scene.send(DEREGISTER)
    assert_page_goes_on(scene)
    scene.expect_calls(*before)


@stopping
@pytest.mark.parametrize("title", ["deregistered while the SDK is late"])
def test_deregistering_empties_the_queue(scene: Scene, title: str) -> None:
    scene.install()
    late = scene.hold_sdk()
    scene.start(SITE, script(EARLY + direct("Direct")))
    scene.wait_observed(2)
    scene.wait_sdk_requested()
    scene.send(DEREGISTER)
    late.set()
    scene.wait_sdk()
    assert_page_goes_on(scene)
    scene.expect_calls()


# An SDK whose call runs what the page gave it.
RUNS = """
window._1flow = (function (own) {
  return function (method, run) {
    typeof run === "function" ? run() : own.apply(window, arguments);
  };
})(window._1flow);
"""


@stopping
@pytest.mark.parametrize("title", ["deregistered within a call of the SDK"])
def test_deregistering_within_a_call_stops_those_behind_it(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(ending=RUNS)
    scene.install()
    late = scene.hold_sdk()
    call = f"window._1flow('run', function () {{ analytics.{DEREGISTER}; }});"
    scene.start(SITE, script(call + direct("Direct")))
    scene.wait_sdk_requested()
    late.set()
    scene.wait_sdk()
    assert_page_goes_on(scene)
    scene.expect_calls()


# The page has kept our function, as it may.
WITHIN_A_CALL = {
    "event: withdrawn within a call of the SDK": ("fire('gone');", []),
    "event: withdrawn and given again within a call of the SDK": (
        "fire('gone'); fire('given'); early('track', 'Inner', {n: 0});",
        [directly("Inner")],
    ),
}


@pytest.mark.scenario("consent")
@pytest.mark.parametrize("title", WITHIN_A_CALL)
def test_consent_may_change_within_a_call(scene: Scene, title: str) -> None:
    code, calls = WITHIN_A_CALL[title]
    scene.sdk = Sdk(ending=RUNS)
    scene.install(options={"consent": {"event": "given", "withdrawEvent": "gone"}})
    late = scene.hold_sdk()
    scene.start()
    scene.run(
        "(window.early = window._1flow,"
        " window.fire = function (name) { window.dispatchEvent(new Event(name)); },"
        f" early('run', function () {{ {code} }}), early('track', 'Dropped', {{n: 0}}),"
        " fire('given'), true)"
    )
    scene.wait_sdk_requested()
    late.set()
    scene.wait_sdk()
    scene.settle()
    scene.run("(fire('given'), true)")
    scene.send("track('Later')")
    scene.expect_calls(*calls, LATER)


@stopping
@pytest.mark.parametrize("title", ["deregistered while a retry is to come"])
def test_deregistering_stops_retries(scene: Scene, title: str) -> None:
    scene.answer_sdk(Reply(status=404))
    scene.expect_console("warning", "1flow")
    scene.expect_timers(1000)
    scene.install()
    scene.start(SITE, script(EARLY))
    wait_failures(scene, 1)
    scene.send(DEREGISTER)
    scene.answer_sdk(Reply(Sdk().source()))
    scene.run("(window.dispatchEvent(new Event('online')), true)")
    scene.advance(86_400_000)
    assert_page_goes_on(scene)
    scene.expect_calls()
    assert scene.sdk_requests == 1


@stopping
@pytest.mark.parametrize("title", ["deregistered before consent"])
def test_what_is_deregistered_waits_for_no_consent(scene: Scene, title: str) -> None:
    scene.install(options={"consent": {"event": "consent-given"}})
    scene.start(SITE, script(EARLY))
    scene.wait_observed(2)
    scene.send(DEREGISTER)
    scene.run("(window.dispatchEvent(new Event('consent-given')), true)")
    assert_page_goes_on(scene)
    scene.expect_calls()
    assert scene.sdk_requests == 0


@stopping
@pytest.mark.parametrize("title", ["deregistered in the npm form"])
def test_the_npm_form_deregisters_too(scene: Scene, title: str) -> None:
    scene.install()
    scene.open(scene.npm_library(), scene.npm_start(), scene.bundle(), scene.observer(), SITE)
    scene.wait_live()
    scene.send("track('Before')")
    scene.expect_calls(["track", "Before", {}])
    scene.send(DEREGISTER)
    assert_page_goes_on(scene)
    scene.expect_calls(["track", "Before", {}])


@stopping
@pytest.mark.parametrize("title", ["reset"])
def test_reset_harms_nothing(scene: Scene, title: str) -> None:
    scene.install()
    scene.start(SITE)
    scene.send("identify('u1')", "reset()", "identify('u2')", "track('A')")
    scene.expect_calls(["identify", "u1", {}], ["identify", "u2", {}], ["track", "A", {}])


@stopping
@pytest.mark.parametrize("title", ["reset while the SDK is late"])
def test_reset_keeps_the_queue(scene: Scene, title: str) -> None:
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(EARLY))
    scene.wait_observed(2)
    scene.send("reset()", "track('Later')")
    late.set()
    scene.expect_calls(*EARLY_CALLS, LATER)
    assert scene.sdk_requests == 1


@stopping
@pytest.mark.parametrize("title", ["reset before anything has loaded"])
def test_reset_before_anything_has_loaded_harms_nothing(scene: Scene, title: str) -> None:
    scene.install()
    analytics_js = scene.hold(segment.ANALYTICS_JS)
    scene.open(scene.snippet(), scene.bundle(), script("analytics.reset();" + EARLY))
    analytics_js.set()
    scene.wait_live()
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, LATER)


# A source middleware gives two events one messageId.
SAME_ID = """
analytics.addSourceMiddleware(function (given) {
  var id = given.payload.obj.properties && given.payload.obj.properties.id;
  if (id) given.payload.obj.messageId = id;
  given.next(given.payload);
});
"""

ONE = "track('A', {id: 'm-1'})"


def called(*ids: str) -> list[Call]:
    return [["track", "A", {"id": each}] for each in ids]


DOUBLES = {
    "off: each is sent": ({}, ["m-1", "m-1", "m-2"]),
    "on: each messageId once": ({"dedupe": True}, ["m-1", "m-2"]),
}


@doubles
@pytest.mark.parametrize("title", DOUBLES)
def test_a_message_seen_twice_is_sent_once_where_asked(scene: Scene, title: str) -> None:
    options, ids = DOUBLES[title]
    scene.install(options=options)
    scene.start(script(SAME_ID))
    scene.send(ONE, ONE, ONE.replace("m-1", "m-2"))
    scene.expect_calls(*called(*ids))
    assert len(scene.observed()) == 3


@doubles
@pytest.mark.parametrize("title", ["on: while the SDK is late"])
def test_a_message_queued_twice_is_delivered_once(scene: Scene, title: str) -> None:
    scene.install(options={"dedupe": True})
    late = scene.hold_sdk()
    scene.start(script(SAME_ID))
    scene.send(ONE, ONE, ONE.replace("m-1", "m-2"), ONE)
    late.set()
    scene.expect_calls(*called("m-1", "m-2"))


@doubles
@pytest.mark.parametrize("title", ["on: the same event is for both actions"])
def test_each_action_sees_a_message_once(scene: Scene, title: str) -> None:
    subscribe = {"enabled": True, "subscribe": 'type = "track"'}
    scene.install(
        options={"dedupe": True},
        subscriptions=[
            {**subscribe, "partnerAction": "trackEvent", "mapping": {"event_name": "First"}},
            {**subscribe, "partnerAction": "trackEvent", "mapping": {"event_name": "Second"}},
            {**subscribe, "partnerAction": "identifyUser", "mapping": {"userId": "u1"}},
        ],
    )
    scene.start(script(SAME_ID))
    scene.send(ONE, ONE)
    scene.wait_for("(window.__sdkCalls || []).length >= 3")
    scene.settle()
    assert [call[:2] for call in scene.calls()] == [
        ["track", "First"],
        ["track", "Second"],
        ["identify", "u1"],
    ]


@doubles
@pytest.mark.parametrize("title", ["on: events of their own ids"])
def test_different_messages_are_all_sent(scene: Scene, title: str) -> None:
    scene.install(options={"dedupe": True})
    scene.start()
    scene.send("track('A')", "track('A')", "identify('u1')", "identify('u1')")
    scene.expect_calls(*[["track", "A", {}]] * 2, *[["identify", "u1", {}]] * 2)


MANY = """
(function (chain) {
  for (var i = 0; i < 1500; i++) chain = chain.then(next(i));
  function next(i) { return function () { return analytics.track('A', {id: 'm-' + i}); }; }
  return chain.then(function () { return true; });
})(Promise.resolve())
"""


@doubles
@pytest.mark.parametrize("title", ["on: a page that lives for long"])
def test_the_latest_of_many_messages_are_remembered(scene: Scene, title: str) -> None:
    scene.install(options={"dedupe": True})
    scene.start(script(SAME_ID))
    scene.wait_sdk()
    scene.run(MANY)
    scene.send("track('A', {id: 'm-1499'})", "track('A', {id: 'm-1000'})", "track('A', {id: 'x'})")
    calls = scene.calls()
    assert [call[2]["id"] for call in calls] == [*(f"m-{n}" for n in range(1500)), "x"]
