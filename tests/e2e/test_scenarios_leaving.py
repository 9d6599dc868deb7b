"""The end of a page: what is called while it goes reaches the SDK, once, by the usual rules."""

from __future__ import annotations

from typing import Any

import pytest

from .harness.page import js, script
from .harness.plays import EARLY, direct, directly
from .harness.scene import Scene
from .harness.sdk import Call, Sdk, Shape

pytestmark = [
    pytest.mark.scenario("the end of a page"),
    pytest.mark.usefixtures("minified"),
]

NAME = "1Flow Web (Actions)"

# Where the page makes its last call, and with which words.
SEGMENT_CALL, DIRECT_CALL = "analytics.track('Left', {n: 0})", direct("Left")
PAGEHIDE = "window.addEventListener('pagehide', function () {{ {}; }});"
HIDDEN = (
    "document.addEventListener('visibilitychange', function () {{"
    " if (document.visibilityState === 'hidden') {}; }});"
)
UNLOAD = "window.addEventListener('beforeunload', function () {{ {}; }});"

LEAVING = {
    f"{what} in {when}: {shape}": (listener.format(call), Sdk(shape, keeps=True))
    for what, call in [("a Segment event", SEGMENT_CALL), ("a call of 1Flow", DIRECT_CALL)]
    for when, listener in [
        ("pagehide", PAGEHIDE),
        ("visibilitychange", HIDDEN),
        ("beforeunload", UNLOAD),
    ]
    for shape in (Shape.FUNCTION, Shape.CONFIGURED)
} | {
    f"a Segment event in {when}: {shape}": (
        listener.format(SEGMENT_CALL),
        Sdk(shape, keeps=True),
    )
    for when, listener in [("pagehide", PAGEHIDE), ("visibilitychange", HIDDEN)]
    for shape in (Shape.METHODS, Shape.LEXICAL, Shape.DECLARED, Shape.FIXED)
}


@pytest.mark.parametrize("title", LEAVING)
def test_a_last_call_reaches_the_sdk_before_the_page_goes(scene: Scene, title: str) -> None:
    listener, scene.sdk = LEAVING[title]
    scene.install()
    scene.start(script(listener))
    scene.wait_sdk()
    scene.send("track('Here')")
    here: Call = ["track", "Here", {}]
    scene.expect_calls(*scene.sdk.heard(here))
    scene.leave()
    assert scene.kept_calls() == scene.sdk.heard(here, directly("Left"))


@pytest.mark.parametrize("title", ["every last call, in its order"])
def test_last_calls_arrive_in_their_order(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(keeps=True)
    scene.install()
    calls = "analytics.identify('u2', {n: 1}); analytics.track('Left 1'); analytics.track('Left 2')"
    scene.start(script(PAGEHIDE.format(calls)))
    scene.wait_sdk()
    scene.send("track('Here')")
    scene.leave()
    assert scene.kept_calls() == [
        ["track", "Here", {}],
        ["identify", "u2", {"n": 1}],
        ["track", "Left 1", {}],
        ["track", "Left 2", {}],
    ]


@pytest.mark.parametrize("title", ["the page goes before the SDK has come"])
def test_leaving_before_the_sdk_has_come_harms_nothing(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(keeps=True)
    scene.install()
    scene.hold_sdk()
    scene.start(script(PAGEHIDE.format(SEGMENT_CALL) + EARLY))
    scene.wait_sdk_requested()
    # WebKit tells a page that goes of each script that it stops loading.
    scene.allow_console("warning", "1flow.*no sdk")
    scene.leave()
    assert scene.kept_calls() == []


@pytest.mark.parametrize("title", ["each page of a visit for itself"])
def test_each_page_delivers_its_own_calls(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(keeps=True)
    scene.install()
    for name in ("One", "Two"):
        scene.start()
        scene.wait_sdk()
        scene.send(f"track('{name}')")
        scene.leave()
    assert scene.kept_calls() == [["track", "One", {}], ["track", "Two", {}]]
    assert scene.sdk_requests == 2


LEFT: Call = ["track", "Left", {"n": 0}]

INTEGRATIONS: dict[str, tuple[dict[str, bool], bool]] = {
    "in pagehide, switched off by name": ({NAME: False}, False),
    "in pagehide, switched off by the action's name": ({f"{NAME} trackEvent": False}, False),
    "in pagehide, all switched off": ({"All": False}, False),
    "in pagehide, all switched off but it": ({"All": False, NAME: True}, True),
    "in pagehide, all switched off but the action": (
        {"All": False, f"{NAME} trackEvent": True},
        True,
    ),
    "in pagehide, the other action switched off": ({f"{NAME} identifyUser": False}, True),
    "in pagehide, its name says yes and the action's no": (
        {NAME: True, f"{NAME} trackEvent": False},
        True,
    ),
}


def leave_with(scene: Scene, call: str, *parts: str, **settings: Any) -> list[Call]:
    """What reached the SDK of a page that makes this call in pagehide."""
    scene.sdk = Sdk(keeps=True)
    scene.install(**settings)
    scene.start(*parts, script(PAGEHIDE.format(call)))
    scene.wait_sdk()
    scene.settle()
    scene.leave()
    return scene.kept_calls()


@pytest.mark.parametrize("title", INTEGRATIONS)
def test_a_last_call_keeps_to_its_integrations(scene: Scene, title: str) -> None:
    integrations, arrives = INTEGRATIONS[title]
    call = f"analytics.track('Left', {{n: 0}}, {js({'integrations': integrations})})"
    assert leave_with(scene, call) == ([LEFT] if arrives else [])


MIDDLEWARE = {
    "in pagehide, dropped by middleware": ("given.next(null);", []),
    "in pagehide, not passed on by middleware": ("", []),
    "in pagehide, changed by middleware": (
        "given.payload.obj.event = 'Changed'; given.next(given.payload);",
        [["track", "Changed", {"n": 0}]],
    ),
}


@pytest.mark.parametrize("title", MIDDLEWARE)
def test_a_last_call_passes_through_middleware(scene: Scene, title: str) -> None:
    code, calls = MIDDLEWARE[title]
    middleware = f"analytics.addDestinationMiddleware({js(NAME)}, function (given) {{ {code} }});"
    assert leave_with(scene, SEGMENT_CALL, script(middleware)) == calls


@pytest.mark.parametrize("title", ["in pagehide, with doubles dropped"])
def test_a_last_call_is_no_double_of_itself(scene: Scene, title: str) -> None:
    assert leave_with(scene, SEGMENT_CALL, options={"dedupe": True}) == [LEFT]


@pytest.mark.parametrize("title", ["in pagehide, for both actions"])
def test_a_last_call_reaches_every_action(scene: Scene, title: str) -> None:
    subscribe = {"enabled": True, "subscribe": 'event = "Left"'}
    track = {**subscribe, "partnerAction": "trackEvent", "mapping": {"event_name": "Gone"}}
    identify = {**subscribe, "partnerAction": "identifyUser", "mapping": {"userId": "u1"}}
    calls = leave_with(scene, SEGMENT_CALL, subscriptions=[track, identify])
    assert sorted(call[:2] for call in calls) == [["identify", "u1"], ["track", "Gone"]]


@pytest.mark.parametrize("title", ["in pagehide, deregistered"])
def test_a_last_call_of_what_is_deregistered_goes_nowhere(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(keeps=True)
    scene.install()
    scene.start(script(PAGEHIDE.format(SEGMENT_CALL)))
    scene.wait_sdk()
    scene.send(f"deregister({js(NAME)})")
    scene.leave()
    assert scene.kept_calls() == []


@pytest.mark.parametrize("title", ["in pagehide, consent withdrawn"])
def test_a_last_call_waits_for_no_consent(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(keeps=True)
    scene.install(options={"consent": {"event": "given", "withdrawEvent": "gone"}})
    scene.start(script(PAGEHIDE.format(SEGMENT_CALL)))
    scene.run("(window.dispatchEvent(new Event('given')), true)")
    scene.wait_sdk()
    scene.run("(window.dispatchEvent(new Event('gone')), true)")
    scene.leave()
    assert scene.kept_calls() == []


# What a tab does that is put into the background, and is looked at again.
HIDE = """(function (state) {
  function show(name, value) {
    Object.defineProperty(document, name, { configurable: true, get: function () {
      return value;
    }});
  }
  show("visibilityState", state);
  show("hidden", state === "hidden");
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  return true;
})("%s")"""


@pytest.mark.parametrize("title", ["hidden and shown again: each call once"])
def test_a_tab_in_the_background_delivers_each_call_once(scene: Scene, title: str) -> None:
    scene.install()
    scene.start(script(HIDDEN.format("analytics.track('Hidden')")))
    scene.wait_sdk()
    scene.send("track('A')")
    scene.run(HIDE % "hidden")
    scene.wait_observed(2)
    scene.send("track('B')", "identify('u1')")
    scene.run(HIDE % "visible")
    scene.send("track('C')")
    calls = [
        ["track", "A", {}],
        ["track", "Hidden", {}],
        ["track", "B", {}],
        ["identify", "u1", {}],
        ["track", "C", {}],
    ]
    scene.expect_calls(*calls)
    assert scene.observed() == calls


@pytest.mark.parametrize("title", ["hidden while the SDK is late: each call once"])
def test_a_tab_in_the_background_queues_each_call_once(scene: Scene, title: str) -> None:
    scene.install()
    late = scene.hold_sdk()
    scene.start()
    scene.wait_sdk_requested()
    scene.run(HIDE % "hidden")
    scene.send("track('A')", "track('B')")
    late.set()
    scene.wait_sdk()
    scene.send("track('C')")
    scene.expect_calls(*(["track", event, {}] for event in "ABC"))
