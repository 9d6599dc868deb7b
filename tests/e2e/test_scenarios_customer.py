"""A customer's own install of 1Flow, running or on its way: used, never replaced, never doubled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from .harness import segment
from .harness.page import script, script_file
from .harness.plays import EARLY, EARLY_CALLS, SITE, assert_page_goes_on, direct, directly
from .harness.scene import Scene
from .harness.sdk import PUBLIC_URL, Call, Sdk, Shape
from .harness.server import Reply

pytestmark = [
    pytest.mark.scenario("a customer's own install"),
    pytest.mark.usefixtures("minified"),
]

OWN_PATH = "/customer/1flow.js"
OWN = script_file(OWN_PATH, data_api_key="customer-key")
LATER: Call = ["track", "Later", {}]

# How its owner can tell that it is still theirs.
UNTOUCHED = {Shape.LEXICAL: "_1flow === window.__sdkLexical"}
UNTOUCHED_FUNCTION = "window._1flow === window.__sdkOwn"

RUNNING = {
    f"running{when}: {shape}": (Sdk(shape), options)
    for shape in (
        Shape.FUNCTION,
        Shape.METHODS,
        Shape.LEXICAL,
        Shape.VAR,
        Shape.FIXED,
        Shape.OBJECT,
    )
    for when, options in [("", {}), (", loading immediately", {"loadSdk": "immediately"})]
}


@pytest.mark.parametrize("title", RUNNING)
def test_a_customers_own_running_sdk_is_used_and_no_other_fetched(scene: Scene, title: str) -> None:
    own, options = RUNNING[title]
    scene.server.routes[OWN_PATH] = Reply(own.source())
    scene.install(options=options)
    scene.start(first=OWN)
    scene.send("identify('u1')", "track('A', {n: 1})")
    scene.run(
        f"({direct('Direct').replace('window.', '')}, true)"
        if not own.shape.by_method
        else "(_1flow.logEvent('Direct', {n: 0}), true)"
    )
    calls = [["identify", "u1", {}], ["track", "A", {"n": 1}], directly("Direct")]
    scene.expect_calls(*own.heard(*calls))
    assert [run["key"] for run in scene.sdk_runs()] == ["customer-key"]
    assert scene.sdk_requests == 0
    assert scene.run(UNTOUCHED.get(own.shape, UNTOUCHED_FUNCTION))


@dataclass(frozen=True)
class Loading:
    """A customer's loader whose SDK is not there yet; `parts` is the head of the page."""

    parts: Callable[[Scene], tuple[str, ...]]
    sdk: Sdk = field(default_factory=Sdk)


def loader(stub: str, url: str = PUBLIC_URL) -> str:
    """What the customer pasted: a stub that queues, and the element that brings the SDK."""
    return script(stub) + script_file(url, data_api_key="customer-key", **{"async": True})


def queueing(name: str, *, keeps_what_is_there: bool = True) -> str:
    """The usual stub: it puts its arguments into a list that the SDK makes up for."""
    there = "window._1flow || " if keeps_what_is_there else ""
    return (
        f"window._1flow = {there}function () {{"
        f" (window._1flow.{name} = window._1flow.{name} || []).push(arguments); }};"
    )


NO_STUB = ""

# Where each stands on the page; the element is still waiting for its answer in all of them.
LOADING = {
    "on its way, its stub has a q": Loading(
        lambda s: (loader(queueing("q")), s.snippet(), s.bundle()), Sdk(replays="q")
    ),
    "on its way, its stub has a queue": Loading(
        lambda s: (loader(queueing("queue")), s.snippet(), s.bundle()), Sdk(replays="queue")
    ),
    "on its way without a stub": Loading(lambda s: (loader(NO_STUB), s.snippet(), s.bundle())),
    "on its way without a stub, an older SDK": Loading(
        lambda s: (loader(NO_STUB), s.snippet(), s.bundle()), Sdk(Shape.LEXICAL)
    ),
    "on its way without a stub, configured first": Loading(
        lambda s: (loader(NO_STUB), s.snippet(), s.bundle()), Sdk(Shape.CONFIGURED)
    ),
    "on its way after the bundle, its stub keeps what is there": Loading(
        lambda s: (s.snippet(), s.bundle(), loader(queueing("q"))), Sdk(replays="q")
    ),
    "on its way after the bundle, its stub replaces what is there": Loading(
        lambda s: (s.snippet(), s.bundle(), loader(queueing("q", keeps_what_is_there=False))),
        Sdk(replays="q"),
    ),
    "on its way after the bundle without a stub": Loading(
        lambda s: (s.snippet(), s.bundle(), loader(NO_STUB)), Sdk(Shape.METHODS)
    ),
    "on its way between the bundle and the snippet": Loading(
        lambda s: (s.bundle(), loader(queueing("q")), s.snippet()), Sdk(replays="q")
    ),
}


@pytest.mark.parametrize("title", LOADING)
def test_a_customers_sdk_on_its_way_gets_each_call_once(scene: Scene, title: str) -> None:
    loading = LOADING[title]
    scene.sdk = loading.sdk
    scene.install()
    analytics_js = scene.hold(segment.ANALYTICS_JS)
    late = scene.hold_sdk()
    scene.open(*loading.parts(scene), scene.observer(), script(EARLY))
    analytics_js.set()
    scene.wait_live()
    scene.wait_observed(2)
    scene.run(f"({direct('Direct')}, true)")
    assert scene.calls() == []
    late.set()
    scene.wait_sdk()
    scene.wait_for("(window.__sdkCalls || []).length >= 3")
    scene.send("track('Later')")
    scene.expect_calls(*loading.sdk.heard(*EARLY_CALLS, directly("Direct"), LATER))
    assert [run["key"] for run in scene.sdk_runs()] == ["customer-key"]
    assert scene.sdk_requests == 1


# The hosted destination's way: each call is made again after 5 ms, until the SDK is there.
POLLING = """
window._1flow = window._1flow || function () {
  var call = arguments;
  setTimeout(function () { window._1flow.apply(null, call); }, 5);
};
"""


@pytest.mark.parametrize("title", ["on its way, its stub polls"])
def test_behind_a_stub_that_polls_each_call_arrives_once(scene: Scene, title: str) -> None:
    scene.install()
    late = scene.hold_sdk()
    scene.open(loader(POLLING), scene.snippet(), scene.bundle(), scene.observer(), script(EARLY))
    scene.wait_live()
    scene.wait_observed(2)
    late.set()
    scene.wait_for("(window.__sdkCalls || []).length >= 2")
    scene.send("track('Later')")
    scene.settle()
    # Their order is the stub's own affair, which does not keep it.
    assert sorted(scene.calls(), key=str) == sorted([*EARLY_CALLS, LATER], key=str)
    assert [run["key"] for run in scene.sdk_runs()] == ["customer-key"]
    assert scene.sdk_requests == 1


ELSEWHERE = {
    "on its way from another address, its stub has a q": Sdk(replays="q"),
    "on its way from another address, its stub has a queue": Sdk(replays="queue"),
}


@pytest.mark.parametrize("title", ELSEWHERE)
def test_a_customers_sdk_may_come_from_another_address(scene: Scene, title: str) -> None:
    own = ELSEWHERE[title]
    scene.server.routes[OWN_PATH] = Reply(own.source())
    late = scene.hold(OWN_PATH)
    scene.install()
    stub = queueing(own.replays or "")
    scene.open(
        loader(stub, OWN_PATH), scene.snippet(), scene.bundle(), scene.observer(), script(EARLY)
    )
    scene.wait_live()
    scene.wait_observed(2)
    late.set()
    scene.wait_sdk()
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, LATER)
    assert [run["key"] for run in scene.sdk_runs()] == ["customer-key"]
    assert scene.sdk_requests == 0


@pytest.mark.parametrize("title", ["starting after the bundle"])
def test_a_customers_sdk_that_starts_after_the_bundle_is_used_too(scene: Scene, title: str) -> None:
    scene.server.routes[OWN_PATH] = Reply(Sdk().source())
    scene.install()
    scene.open(scene.bundle(), script(direct("Early")), OWN, scene.snippet())
    scene.wait_live()
    scene.send("track('A')")
    scene.expect_calls(directly("Early"), ["track", "A", {}])
    assert scene.sdk_requests == 0


# For one that is written into the page, Firefox may ask twice: in advance, and where that failed,
# once more.
ADDED = f"""
var element = document.createElement("script");
element.src = "{PUBLIC_URL}";
element.setAttribute("data-api-key", "customer-key");
document.head.append(element);
"""


@pytest.mark.parametrize("title", ["on its way, and it fails"])
def test_a_customers_loader_that_fails_breaks_nothing_of_ours(scene: Scene, title: str) -> None:
    scene.answer_sdk(Reply(status=404))
    scene.install()
    own = script(f"{queueing('q')} {ADDED}")
    scene.open(SITE, own, scene.snippet(), scene.bundle(), scene.observer())
    scene.wait_live()
    assert_page_goes_on(scene)
    scene.advance(60_000)
    scene.expect_calls()
    assert scene.sdk_requests == 1


WRAPPER = """
(function () {
  var before = window._1flow;
  window._1flow = function () { return before.apply(this, arguments); };
})();
"""


# They pass on what they like: fewer arguments, or others.
CHANGING = """
(function () {
  var before = window._1flow;
  window._1flow = function (method, name, properties) {
    return before(method, name, Object.assign({ site: "shop" }, properties));
  };
})();
"""
RENAMING = """
(function () {
  var before = window._1flow;
  window._1flow = function (method, name, properties) {
    return before(method, "shop: " + name, properties);
  };
})();
"""
# And what becomes of a call that was made before, and of one that is made by it.
WRAPPERS: dict[str, tuple[str, list[Call]]] = {
    "no install, but a page that wraps our function": (
        WRAPPER,
        [directly("Direct"), directly("Wrapped")],
    ),
    "no install, but a wrapper of our function that changes calls": (
        CHANGING,
        [directly("Direct"), ["track", "Wrapped", {"n": 0, "site": "shop"}]],
    ),
    "no install, but a wrapper of our function that renames events": (
        RENAMING,
        [directly("shop: Direct"), directly("shop: Wrapped")],
    ),
}


@pytest.mark.parametrize("title", WRAPPERS)
def test_a_wrapper_of_our_function_is_no_sdk(scene: Scene, title: str) -> None:
    wrapper, calls = WRAPPERS[title]
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(f"{EARLY} {direct('Direct')}; {wrapper} {direct('Wrapped')};"))
    scene.wait_observed(2)
    late.set()
    scene.wait_sdk()
    scene.send("track('Later')")
    scene.expect_calls(*calls, *EARLY_CALLS, LATER)
    assert scene.sdk_requests == 1


CONSENT = {"consent": {"event": "consent-given"}}
WRAPPED_WITHOUT_A_CALL = {
    "no install, but a wrapper of our function, before the SDK is to load": ({}, "true"),
    "no install, but a wrapper of our function, and another later": (
        {},
        f"({WRAPPER.strip().rstrip(';')}, true)",
    ),
    "no install, but a wrapper of our function, just before consent": (
        CONSENT,
        f"({WRAPPER.strip().rstrip(';')}, window.dispatchEvent(new Event('consent-given')))",
    ),
}


@pytest.mark.parametrize("title", WRAPPED_WITHOUT_A_CALL)
def test_what_turns_out_to_be_a_wrapper_has_the_sdk_fetched(scene: Scene, title: str) -> None:
    options, then = WRAPPED_WITHOUT_A_CALL[title]
    scene.install(options=options)
    scene.start(*([] if options else [script(WRAPPER)]))
    scene.settle()
    scene.run(then)
    # Only a call tells a wrapper from an SDK.
    scene.settle()
    assert scene.sdk_requests == 0
    scene.send("track('A')", "track('Later')")
    scene.expect_calls(["track", "A", {}], LATER)
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("title", ["no install, but a wrapper of our function, and no Segment"])
def test_a_wrapper_does_not_bring_the_sdk_before_segment(scene: Scene, title: str) -> None:
    scene.install()
    scene.open(scene.bundle(), script(f"{direct('Direct')}; {WRAPPER} {direct('Wrapped')};"))
    scene.settle()
    scene.expect_calls()
    assert scene.sdk_requests == 0


@pytest.mark.parametrize("title", ["no install, but an element of that name"])
def test_an_element_of_that_name_is_no_sdk(scene: Scene, title: str) -> None:
    scene.install()
    element = "<script id='_1flow' type='application/json'>{}</script>"
    scene.start(script(EARLY), first=element)
    scene.expect_calls(*EARLY_CALLS)
    assert scene.sdk_requests == 1
