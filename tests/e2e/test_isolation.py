"""Nobody can change another's data: not the SDK, not the page, not another destination."""

from __future__ import annotations

import pytest

from .harness.page import js, script
from .harness.scene import Scene
from .harness.sdk import Sdk, Shape

pytestmark = pytest.mark.usefixtures("both_forms")

DEEP = {"list": [{"deep": {"n": 1}}, "x"], "top": 2}
TRAITS = {"address": {"city": "Pune"}, "plan": "pro"}

shapes = pytest.mark.parametrize(
    "shape", [Shape.FUNCTION, Shape.LEXICAL], ids=lambda shape: shape.name.lower()
)


@shapes
def test_an_sdk_that_changes_its_arguments_spoils_nobody_elses_event(
    scene: Scene, shape: Shape
) -> None:
    scene.sdk = Sdk(shape, mutates=True)
    scene.install()
    scene.start()
    # With the SDK there already, nothing is queued: what it is given must be a copy all the same.
    scene.wait_sdk()
    scene.run(f"(window.__page = {js(DEEP)}, true)")
    scene.send("track('A', __page)", f"identify('u1', {js(TRAITS)})", "track('B', __page)")
    assert scene.observed() == [
        ["track", "A", DEEP],
        ["identify", "u1", TRAITS],
        ["track", "B", DEEP],
    ]
    scene.expect_calls(
        *scene.sdk.heard(["track", "A", DEEP], ["identify", "u1", TRAITS], ["track", "B", DEEP])
    )
    assert scene.run("__page") == DEEP
    assert scene.run("analytics.user().traits()") == TRAITS


def test_two_subscriptions_of_one_event_do_not_share_what_the_sdk_changes(scene: Scene) -> None:
    scene.sdk = Sdk(mutates=True)
    subscriptions = [
        {
            "name": name,
            "partnerAction": "trackEvent",
            "enabled": True,
            "subscribe": 'type = "track"',
            "mapping": {"event_name": name, "properties": {"@path": "$.properties"}},
        }
        for name in ("First", "Second")
    ]
    scene.install(subscriptions=subscriptions)
    scene.start()
    scene.wait_sdk()
    scene.send(f"track('A', {js(DEEP)})", f"track('B', {js(DEEP)})")
    scene.expect_calls(*(["track", name, DEEP] for name in ("First", "Second") * 2))


def test_constant_values_of_a_mapping_survive_an_sdk_that_changes_them(scene: Scene) -> None:
    scene.sdk = Sdk(mutates=True)
    mapping = {"event_name": "Fixed", "properties": {"@literal": DEEP}}
    scene.install(
        subscriptions=[
            {
                "name": "Fixed",
                "partnerAction": "trackEvent",
                "enabled": True,
                "subscribe": 'type = "track"',
                "mapping": mapping,
            }
        ]
    )
    scene.start()
    scene.send("track('A')", "track('B')")
    scene.expect_calls(["track", "Fixed", DEEP], ["track", "Fixed", DEEP])


def test_the_page_cannot_change_what_is_queued_for_a_late_sdk(scene: Scene) -> None:
    scene.install()
    late = scene.hold_sdk()
    scene.start()
    scene.run(f"(window.__page = {js(DEEP)}, window.__traits = {js(TRAITS)}, true)")
    scene.send("track('A', __page)", "identify('u1', __traits)")
    scene.run(
        "(__page.list[0].deep.n = 'changed', __page.more = true, delete __page.top,"
        "__traits.address.city = 'changed', true)"
    )
    late.set()
    scene.expect_calls(["track", "A", DEEP], ["identify", "u1", TRAITS])


def test_the_page_cannot_change_a_direct_call_that_is_queued(scene: Scene) -> None:
    scene.install()
    late = scene.hold_sdk()
    scene.start(
        script(
            f"var p = {js(DEEP)}; window._1flow('track', 'Direct', p);"
            "p.list[0].deep.n = 'changed'; p.more = true; delete p.top;"
        )
    )
    scene.wait_sdk_requested()
    late.set()
    scene.expect_calls(["track", "Direct", DEEP])


def test_1flow_does_not_see_what_a_later_destination_does_to_the_event(scene: Scene) -> None:
    scene.install()
    late = scene.hold_sdk()
    scene.start()
    greedy = (
        "{name: 'Greedy', type: 'destination', version: '1',"
        "isLoaded: function () { return true; }, load: function () { return Promise.resolve(); },"
        "track: function (ctx) { ctx.event.properties.list = 'changed'; return ctx; }}"
    )
    scene.send(f"register({greedy})", f"track('A', {js(DEEP)})")
    late.set()
    scene.expect_calls(["track", "A", DEEP])


def test_what_a_page_puts_on_every_object_is_no_part_of_a_call(scene: Scene) -> None:
    scene.install(options={"loadSdk": "immediately"})
    late = scene.hold_sdk()
    scene.open(scene.bundle())
    scene.run(
        "(Object.prototype.shared = {n: 1},"
        " window.given = {own: {n: 2}}, window._1flow('track', 'A', given),"
        " window._1flow('track', 'B', {shared: {n: 3}}),"
        # It has been copied all the same.
        " given.own.n = 4, delete Object.prototype.shared)"
    )
    late.set()
    scene.expect_calls(["track", "A", {"own": {"n": 2}}], ["track", "B", {"shared": {"n": 3}}])
