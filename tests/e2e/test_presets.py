"""The default presets: what the documentation promises for track and identify."""

from __future__ import annotations

import pytest

from .harness.page import js, script
from .harness.scene import Scene

pytestmark = pytest.mark.usefixtures("both_forms")

ORDER = {"orderId": "o-1", "total": 49.9, "products": [{"sku": "a", "n": 2}], "gift": False}
TRAITS = {"name": "Jane Doe", "plan": "Premium", "total_spend": 880, "tags": ["a", None]}


def test_track_calls_the_sdk_once_with_event_and_properties(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send(f"track('Order Completed', {js(ORDER)})")
    scene.expect_calls(["track", "Order Completed", ORDER])


def test_identify_calls_the_sdk_once_with_user_id_and_traits(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send(f"identify('u1', {js(TRAITS)})")
    scene.expect_calls(["identify", "u1", TRAITS])


def test_several_calls_arrive_in_their_order_once_each(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send("track('A')", "identify('u1', {n: 1})", "track('B', {n: 2})", "track('A')")
    scene.expect_calls(
        ["track", "A", {}],
        ["identify", "u1", {"n": 1}],
        ["track", "B", {"n": 2}],
        ["track", "A", {}],
    )


def test_calls_without_waiting_in_between_arrive_in_their_order(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.run("(analytics.identify('u1'), analytics.track('A'), analytics.track('B'), true)")
    scene.expect_calls(["identify", "u1", {}], ["track", "A", {}], ["track", "B", {}])


def test_page_group_and_alias_make_no_call(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send("page('Docs')", "group('g1', {n: 1})", "alias('u2')", "track('End')")
    scene.expect_calls(["track", "End", {}])


def test_the_segment_payload_carries_both_ids_beside_the_properties(scene: Scene) -> None:
    scene.install(options={"trackPayload": "segment"})
    scene.start()
    scene.send("identify('u1')", f"track('Order Completed', {js(ORDER)})")
    anonymous_id = scene.run("analytics.user().anonymousId()")
    payload = {"userId": "u1", "anonymousId": anonymous_id, "properties": ORDER}
    scene.expect_calls(["identify", "u1", {}], ["track", "Order Completed", payload])


def test_the_segment_payload_of_an_anonymous_visitor_has_no_user_id(scene: Scene) -> None:
    scene.install(options={"trackPayload": "segment"})
    scene.start()
    scene.send("track('Looked')")
    scene.settle()
    [[method, event, payload]] = scene.calls()
    assert (method, event) == ("track", "Looked")
    assert payload.get("userId") in (None, {"@undefined": True})
    assert payload["anonymousId"] == scene.run("analytics.user().anonymousId()")
    assert payload["properties"] == {}


def test_what_was_called_before_analytics_js_arrived_is_delivered(scene: Scene) -> None:
    scene.install()
    scene.open(
        scene.snippet(),
        script("analytics.identify('u1', {n: 1}); analytics.track('Early', {n: 2});"),
        scene.bundle(),
    )
    scene.expect_calls(["identify", "u1", {"n": 1}], ["track", "Early", {"n": 2}])


def test_segment_itself_still_gets_every_event(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send(f"track('Order Completed', {js(ORDER)})", f"identify('u1', {js(TRAITS)})")
    scene.wait_until(
        lambda: bool(scene.server.segment_events("identify")), "Segment gets the identify"
    )
    [track] = scene.server.segment_events("track")
    [identify] = scene.server.segment_events("identify")
    assert (track["event"], track["properties"]) == ("Order Completed", ORDER)
    assert (identify["userId"], identify["traits"]) == ("u1", TRAITS)
