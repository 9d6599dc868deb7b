"""Consent: before it nothing is fetched, after it all is delivered, withdrawn it all stops."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import segment
from .harness.page import js, script, script_file
from .harness.plays import EARLY, EARLY_CALLS, SITE, assert_page_goes_on, direct, directly
from .harness.scene import Scene
from .harness.sdk import Call, Sdk, Shape
from .harness.server import Reply

pytestmark = [
    pytest.mark.scenario("consent"),
    pytest.mark.usefixtures("minified"),
]

LATER: Call = ["track", "Later", {}]


def start(scene: Scene, consent: dict[str, Any], *parts: str, **options: Any) -> None:
    """The usual page, with calls of both kinds before consent can have been given."""
    scene.install(options={"consent": consent, **options})
    scene.start(script(EARLY + direct("Direct")), *parts)
    scene.wait_observed(2)


def assert_nothing_of_1flow(scene: Scene) -> None:
    """Neither the SDK nor a call of it, whatever the page does."""
    scene.send("track('Unheard')")
    scene.advance(86_400_000)
    scene.settle()
    assert scene.sdk_requests == 0
    assert scene.calls() == []


# Segment's consent shape

CATEGORIES = {"categories": ["Advertising", "Functional"]}


def with_preferences(call: str, **preferences: Any) -> str:
    """`track('A', {})` with these preferences in the event's context."""
    options = {"context": {"consent": {"categoryPreferences": preferences}}}
    return f"{call.removesuffix(')')}, {js(options)})"


def agreed(call: str) -> str:
    return with_preferences(call, Advertising=True, Functional=True, Other=False)


def refused(call: str) -> str:
    return with_preferences(call, Advertising=False, Functional=True)


# The queue, in the order of the calls: the direct one is made before Analytics.js is there.
WAITING = [directly("Direct"), *EARLY_CALLS]

UNDECIDED = {
    "categories: no event tells of them": "track('A', {})",
    "categories: an event tells of others": with_preferences("track('A', {})", Other=True),
    "categories: an event tells of one of two": with_preferences(
        "track('A', {})", Advertising=True
    ),
    "categories: an event tells of none": with_preferences("track('A', {})"),
    "categories: an event says something else than yes": with_preferences(
        "track('A', {})", Advertising="true", Functional=1
    ),
}


@pytest.mark.parametrize("title", UNDECIDED)
def test_undecided_categories_keep_everything_waiting(scene: Scene, title: str) -> None:
    start(scene, CATEGORIES)
    scene.send(UNDECIDED[title])
    scene.settle()
    assert scene.sdk_requests == 0
    scene.send(agreed("track('B', {})"))
    scene.expect_calls(*WAITING, ["track", "A", {}], ["track", "B", {}])
    assert scene.sdk_requests == 1
    # What does not tell of them keeps the state it finds, given consent too.
    scene.send(UNDECIDED[title], "track('Later')")
    scene.expect_calls(*WAITING, ["track", "A", {}], ["track", "B", {}], ["track", "A", {}], LATER)


CARRIERS = {
    "categories: given with a track": ("track('A', {})", [["track", "A", {}]]),
    "categories: given with an identify": (
        "identify('u1', {n: 1})",
        [["identify", "u1", {"n": 1}]],
    ),
    "categories: given with a page": ("page('Docs', 'Start', {})", []),
    "categories: given with a group": ("group('g1', {})", []),
}


@pytest.mark.parametrize("title", CARRIERS)
def test_any_event_can_bring_consent(scene: Scene, title: str) -> None:
    call, calls = CARRIERS[title]
    start(scene, CATEGORIES)
    scene.settle()
    assert scene.sdk_requests == 0
    scene.send(agreed(call))
    scene.expect_calls(*WAITING, *calls)
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("title", ["categories: refused"])
def test_refused_consent_empties_the_queue(scene: Scene, title: str) -> None:
    start(scene, CATEGORIES)
    scene.send(refused("track('A', {})"))
    assert_nothing_of_1flow(scene)
    scene.send(agreed("track('B', {})"), "track('Later')")
    scene.expect_calls(["track", "B", {}], LATER)


@pytest.mark.parametrize("title", ["categories: withdrawn, and given again"])
def test_withdrawn_consent_stops_calls_until_it_is_given_again(scene: Scene, title: str) -> None:
    start(scene, CATEGORIES)
    scene.send(agreed("track('A', {})"))
    scene.expect_calls(*WAITING, ["track", "A", {}])
    scene.send(refused("track('B', {})"), "track('C')", "identify('u2')", refused("page('P', {})"))
    scene.expect_calls(*WAITING, ["track", "A", {}])
    scene.send(agreed("track('D', {})"), "track('Later')")
    scene.expect_calls(*WAITING, ["track", "A", {}], ["track", "D", {}], LATER)
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("title", ["categories: withdrawn while the SDK is late"])
def test_consent_withdrawn_while_the_sdk_is_late_leaves_nothing_to_deliver(
    scene: Scene, title: str
) -> None:
    late = scene.hold_sdk()
    start(scene, CATEGORIES)
    scene.send(agreed("track('A', {})"))
    scene.wait_sdk_requested()
    scene.send(refused("track('B', {})"))
    late.set()
    scene.wait_sdk()
    scene.send("track('C')")
    scene.expect_calls()
    scene.send(agreed("track('D', {})"))
    scene.expect_calls(["track", "D", {}])


@pytest.mark.parametrize("title", ["categories: withdrawn while a retry is to come"])
def test_consent_withdrawn_stops_retries(scene: Scene, title: str) -> None:
    scene.answer_sdk(Reply(status=404))
    scene.expect_console("warning", "1flow")
    scene.expect_timers(1000)
    start(scene, CATEGORIES, SITE)
    scene.send(agreed("track('A', {})"))
    scene.wait_warning()
    scene.send(refused("track('B', {})"))
    scene.advance(86_400_000)
    scene.run("(window.dispatchEvent(new Event('online')), true)")
    assert_page_goes_on(scene)
    assert scene.sdk_requests == 1
    scene.answer_sdk(Reply(Sdk().source()))
    scene.send(agreed("track('C', {})"))
    scene.expect_calls(["track", "C", {}])
    assert scene.sdk_requests == 2


@pytest.mark.parametrize("title", ["categories: middleware that never answers"])
def test_hearing_of_consent_holds_nobody_elses_events_up(scene: Scene, title: str) -> None:
    start(scene, CATEGORIES)
    never = "function () { return new Promise(function () {}); }"
    scene.send(f"addDestinationMiddleware('1Flow Web (Actions)', {never})")
    scene.run("(analytics.group('g1'), true)")
    scene.wait_until(lambda: bool(scene.server.segment_events("group")), "Segment gets the group")


# A function, a promise or a boolean on window

CALLBACK = {"callback": "cmp.onConsent"}
TELL = "window.cmp = {onConsent: function (tell) { this.tell = tell; %s }};"

GIVEN = {
    "callback: called back at once": (TELL % "tell(true);", None),
    "callback: called back later": (TELL % "", "cmp.tell(true)"),
    "callback: no, then yes": (TELL % "tell(false);", "cmp.tell(true)"),
    "callback: it returns true": (TELL % "return true;", None),
    "callback: it returns a promise": (TELL % "return Promise.resolve(true);", None),
    "callback: it returns a promise that takes its time": (
        "window.cmp = {onConsent: function () {"
        " return new Promise(function (done) { window.cmp.decide = done; }); }};",
        "cmp.decide(true)",
    ),
    "callback: it calls back and returns something": (TELL % "tell(true); return 'ok';", None),
    "callback: true stands in its place": ("window.cmp = {onConsent: true};", None),
    "callback: a promise stands in its place": (
        "window.cmp = {onConsent: Promise.resolve(true)};",
        None,
    ),
    "callback: a promise that takes its time stands in its place": (
        "window.cmp = {onConsent: new Promise(function (done) { window.decide = done; })};",
        "decide(true)",
    ),
}


@pytest.mark.parametrize("title", GIVEN)
def test_consent_given_on_window_delivers(scene: Scene, title: str) -> None:
    code, decision = GIVEN[title]
    scene.install(options={"consent": CALLBACK})
    scene.start(script(EARLY), first=script(code))
    scene.wait_observed(2)
    calls = [] if "no, then yes" in title else EARLY_CALLS
    if decision is not None:
        scene.settle()
        assert scene.sdk_requests == 0
        scene.run(f"({decision}, true)")
        scene.wait_sdk()
    scene.send("track('Later')")
    scene.expect_calls(*calls, LATER)
    assert scene.sdk_requests == 1


NOT_GIVEN = {
    "callback: never called back": (TELL % "", None),
    "callback: no": (TELL % "tell(false);", None),
    "callback: it returns false": (TELL % "return false;", None),
    "callback: it returns neither yes nor no": (TELL % "return 'true';", None),
    "callback: its promise says no": (TELL % "return Promise.resolve(false);", None),
    "callback: false stands in its place": ("window.cmp = {onConsent: false};", None),
    "callback: it throws": (TELL % "throw new Error('no cmp');", "consent"),
    "callback: its promise is rejected": (
        TELL % "return Promise.reject(new Error('no cmp'));",
        "consent",
    ),
    "callback: the page has none": ("window.cmp = {};", r"consent.*cmp\.onConsent"),
    "callback: the page has nothing of its path": ("", r"consent.*cmp\.onConsent"),
}


@pytest.mark.parametrize("title", NOT_GIVEN)
def test_without_consent_on_window_nothing_of_1flow_happens(scene: Scene, title: str) -> None:
    code, warning = NOT_GIVEN[title]
    if warning is not None:
        scene.expect_console("warning", f"1flow.*{warning}")
    scene.install(options={"consent": CALLBACK})
    scene.start(SITE, script(EARLY), first=script(code))
    scene.wait_observed(2)
    assert_page_goes_on(scene)
    assert_nothing_of_1flow(scene)
    assert len(scene.messages("warning")) == (1 if warning else 0)


@pytest.mark.parametrize("value", ["undefined", "null", "0"])
@pytest.mark.parametrize("title", ["callback: what is no yes, then yes"])
def test_what_is_no_yes_is_a_no_until_there_is_one(scene: Scene, title: str, value: str) -> None:
    scene.install(options={"consent": CALLBACK})
    scene.start(first=script(TELL % f"tell({value});"))
    scene.run(f"({direct('Direct')}, true)")
    assert_nothing_of_1flow(scene)
    scene.run("(cmp.tell(true), true)")
    scene.wait_sdk()
    scene.send("track('Later')")
    scene.expect_calls(LATER)


@pytest.mark.parametrize("title", ["callback: asked once, told often"])
def test_the_function_is_asked_once_and_may_tell_often(scene: Scene, title: str) -> None:
    counting = "window.asked = (window.asked || 0) + 1;"
    scene.install(options={"consent": CALLBACK})
    scene.start(first=script(TELL % counting))
    assert scene.run("window.asked") == 1
    # What still waits for the SDK when consent is withdrawn is not sent; so the SDK comes first.
    scene.run("(cmp.tell(true), true)")
    scene.wait_sdk()
    for decision, event in [("true", "A"), ("false", "B"), ("true", "C"), ("true", "D")]:
        scene.run(f"(cmp.tell({decision}), true)")
        scene.send(f"track('{event}')")
    scene.expect_calls(["track", "A", {}], ["track", "C", {}], ["track", "D", {}])
    assert scene.run("window.asked") == 1
    assert scene.sdk_requests == 1


# A DOM event

EVENT = {"event": "consent-given", "withdrawEvent": "consent-gone"}


def fire(target: str, name: str = "consent-given", **init: Any) -> str:
    return f"({target}.dispatchEvent(new CustomEvent({js(name)}, {js(init)})), true)"


EVENTS = {
    "event: on window": fire("window"),
    "event: on document": fire("document"),
    "event: on document, bubbling": fire("document", bubbles=True),
    "event: on an element": fire("document.body.firstChild"),
    "event: with a detail": fire("window", detail={"all": True}),
    "event: with the detail true": fire("window", detail=True),
    "event: a plain Event": "(window.dispatchEvent(new Event('consent-given')), true)",
}


@pytest.mark.parametrize("title", EVENTS)
def test_a_dom_event_gives_consent(scene: Scene, title: str) -> None:
    start(scene, EVENT)
    scene.settle()
    assert scene.sdk_requests == 0
    scene.run(EVENTS[title])
    scene.wait_sdk()
    scene.send("track('Later')")
    scene.expect_calls(*WAITING, LATER)
    assert scene.sdk_requests == 1


GONE = {
    "event: withdrawn by its detail": fire("document.body", detail=False),
    "event: withdrawn by the other event": fire("document.body", "consent-gone"),
}


@pytest.mark.parametrize("title", GONE)
def test_a_dom_event_withdraws_consent(scene: Scene, title: str) -> None:
    start(scene, EVENT)
    scene.run(GONE[title])
    assert_nothing_of_1flow(scene)
    scene.run(EVENTS["event: on window"])
    scene.wait_sdk()
    scene.send("track('A')")
    scene.run(GONE[title])
    scene.send("track('B')")
    scene.run(EVENTS["event: on document"])
    scene.send("track('C')")
    scene.expect_calls(["track", "A", {}], ["track", "C", {}])
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("title", ["event: before Segment has started"])
def test_consent_may_come_before_segment(scene: Scene, title: str) -> None:
    scene.install(options={"consent": EVENT})
    analytics_js = scene.hold(segment.ANALYTICS_JS)
    scene.open(scene.snippet(), scene.bundle(), script(EARLY))
    scene.run(EVENTS["event: on document"])
    scene.settle()
    # It says that the SDK may be loaded, and Segment says when.
    assert scene.sdk_requests == 0
    analytics_js.set()
    scene.expect_calls(*EARLY_CALLS)
    assert scene.sdk_requests == 1


# Whatever its source

SOURCES = {"categories": CATEGORIES, "callback": CALLBACK, "event": EVENT}


@pytest.mark.parametrize("title", [f"{each}: none, and no event comes" for each in SOURCES])
def test_loading_immediately_waits_for_consent_too(scene: Scene, title: str) -> None:
    consent = SOURCES[title.partition(":")[0]]
    scene.install(options={"consent": consent, "loadSdk": "immediately"})
    scene.start(script(EARLY), first=script(TELL % ""))
    assert_nothing_of_1flow(scene)


@pytest.mark.parametrize("title", ["event: a customer's own SDK is running"])
def test_a_running_sdk_of_the_customer_waits_for_consent_too(scene: Scene, title: str) -> None:
    own = Sdk(Shape.METHODS)
    scene.server.routes["/customer/1flow.js"] = Reply(own.source())
    scene.install(options={"consent": EVENT})
    scene.start(script(EARLY), first=script_file("/customer/1flow.js", data_api_key="own"))
    scene.wait_observed(2)
    scene.expect_calls()
    scene.run(EVENTS["event: on window"])
    scene.expect_calls(*EARLY_CALLS)
    assert scene.sdk_requests == 0


@pytest.mark.parametrize("title", ["event: more calls than the queue holds"])
def test_the_queue_before_consent_has_its_limit(scene: Scene, title: str) -> None:
    scene.expect_console("warning", r"1flow.*\b1\b")
    start(scene, EVENT, queueLimit=2)
    scene.run(EVENTS["event: on window"])
    scene.expect_calls(*WAITING[-2:])
