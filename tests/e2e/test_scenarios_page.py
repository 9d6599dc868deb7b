"""A page's life: calls before anything is there, navigation within the page, and its end."""

from __future__ import annotations

from itertools import permutations

import pytest

from .harness import segment
from .harness.page import script
from .harness.plays import EARLY, EARLY_CALLS
from .harness.scene import Scene
from .harness.sdk import Call

pytestmark = [
    pytest.mark.scenario("the life of a page"),
    pytest.mark.usefixtures("minified"),
]

LATER: Call = ["track", "Later", {}]

# All three are asked for at once, and come in every order but those in which Analytics.js runs
# before the bundle is there: no destination is told afterwards of what it has missed.
ORDERS = {
    ", then ".join(order): order
    for order in permutations(["the bundle", "Analytics.js", "the SDK"])
    if order.index("the bundle") < order.index("Analytics.js")
}


@pytest.mark.parametrize("title", ORDERS)
def test_calls_before_anything_has_loaded_arrive(scene: Scene, title: str) -> None:
    scene.install(options={"loadSdk": "immediately"})
    gates = {
        "the bundle": scene.hold(scene.bundle_path),
        "Analytics.js": scene.hold(segment.ANALYTICS_JS),
        "the SDK": scene.hold_sdk(),
    }
    conditions = {
        "the bundle": "typeof window._1flow === 'function'",
        "Analytics.js": "window.analytics.initialized",
        # It can't run before the bundle has asked for it.
        "the SDK": "window.__sdkRuns || !window._1flow",
    }
    scene.open(scene.snippet(), script(EARLY), scene.observer(), scene.bundle(**{"async": True}))
    for each in ORDERS[title]:
        gates[each].set()
        scene.wait_for(conditions[each])
    scene.wait_live()
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, LATER)
    assert scene.observed() == [*EARLY_CALLS, LATER]
    assert scene.sdk_requests == 1


VIEWS = {
    "name": "Views",
    "partnerAction": "trackEvent",
    "enabled": True,
    "subscribe": 'type = "page"',
    "mapping": {
        "event_name": {"@template": "Viewed {{context.page.path}}"},
        "properties": {"name": {"@path": "$.name"}},
    },
}
EVENTS = {
    "name": "Events",
    "partnerAction": "trackEvent",
    "enabled": True,
    "subscribe": 'type = "track"',
    "mapping": {"event_name": {"@path": "$.event"}, "properties": {"@path": "$.properties"}},
}

# What a router does, and what stands in the address bar afterwards.
ROUTES = {
    "pushState": "history.pushState({}, '', '/cart')",
    "replaceState": "history.replaceState({}, '', '/cart')",
}


@pytest.mark.parametrize("title", [f"navigation within the page by {way}" for way in ROUTES])
@pytest.mark.parametrize("sdk", ["there", "late"])
def test_navigation_within_the_page_changes_nothing(scene: Scene, title: str, sdk: str) -> None:
    navigate = ROUTES[title.rsplit(" ", maxsplit=1)[-1]]
    scene.install(subscriptions=[VIEWS, EVENTS])
    late = scene.hold_sdk()
    scene.start()
    if sdk == "there":
        late.set()
        scene.wait_sdk()
    scene.send("track('A')")
    scene.run(f"({navigate}, true)")
    scene.send("page('Cart')", "track('B', {n: 1})")
    scene.run("(history.pushState({}, '', '/pay'), document.title = 'Pay', true)")
    scene.send("page('Pay')", "track('C')")
    late.set()
    scene.wait_sdk()
    scene.expect_calls(
        ["track", "Viewed /shop.html", {}],
        ["track", "A", {}],
        ["track", "Viewed /cart", {"name": "Cart"}],
        ["track", "B", {"n": 1}],
        ["track", "Viewed /pay", {"name": "Pay"}],
        ["track", "C", {}],
    )
    assert scene.sdk_requests == 1
    assert len(scene.sdk_runs()) == 1


@pytest.mark.parametrize("title", ["back and forward within the page"])
def test_back_and_forward_within_the_page_change_nothing(scene: Scene, title: str) -> None:
    scene.install(subscriptions=[VIEWS])
    views = "addEventListener('popstate', function () { analytics.page('Popped'); });"
    scene.start(script(views))
    scene.wait_sdk()
    scene.send("page('Shop')")
    scene.run("(history.pushState({}, '', '/cart'), true)")
    scene.send("page('Cart')")
    scene.run("(history.back(), true)")
    popped = ["track", "Viewed /shop.html", {"name": "Popped"}]
    scene.expect_calls(
        ["track", "Viewed /shop.html", {}],
        ["track", "Viewed /shop.html", {"name": "Shop"}],
        ["track", "Viewed /cart", {"name": "Cart"}],
        popped,
    )
    assert scene.sdk_requests == 1
