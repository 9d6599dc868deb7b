"""Triggers and mappings on real events: a smoke test of each construct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from .harness.page import js
from .harness.scene import Scene

pytestmark = pytest.mark.usefixtures("both_forms")

EVENTS = {
    "free": "track('Order Completed', {plan: 'free', total: 5})",
    "pro": "track('Order Completed', {plan: 'pro', total: 50, gift: true})",
    "other": "track('Other', {plan: 'pro', coupon: 'X1', total: '5'})",
    "known": "identify('u1', {plan: 'pro'})",
}

# Which of the events above fire under each trigger.
TRIGGERS: dict[str, set[str]] = {
    'type = "track"': {"free", "pro", "other"},
    'type = "identify"': {"known"},
    'event = "Order Completed" and properties.plan != "free"': {"pro"},
    "event = 'Other'": {"other"},
    '!(type = "track")': {"known"},
    '!(event = "Order Completed" and properties.plan = "free")': {"pro", "other", "known"},
    'type = "identify" or event = "Other"': {"known", "other"},
    'type = "track" and (event = "Other" or properties.plan = "free")': {"free", "other"},
    'event = "Other" or event = "Order Completed" and properties.plan = "free"': {"other", "free"},
    '((event = "Other"))': {"other"},
    'type="track"and(event!="Other")': {"free", "pro"},
    'type = "track" and properties.missing != "x"': {"free", "pro", "other"},
    'type = "track" and properties.coupon != null': {"other"},
    'type = "track" and properties.coupon = null': {"free", "pro"},
    "properties.total = 5": {"free"},
    "properties.gift = true": {"pro"},
    'type = "track" and properties.gift != true': {"free", "other"},
    'type = "identify" and traits.plan = "pro" and userId = "u1"': {"known"},
}

PROPERTIES = {
    "name": "Ann",
    "none": None,
    "empty": "",
    "zero": 0,
    "items": [{"sku": "a"}, {"sku": "b"}],
    "two words": {"deep": True},
}

# What becomes of a mapping of `properties` when the event has the properties above.
MAPPINGS: dict[str, tuple[Any, Any]] = {
    "whole": ({"@path": "$.properties"}, PROPERTIES),
    "path": ({"n": {"@path": "$.properties.name"}}, {"n": "Ann"}),
    "missing path": ({"n": {"@path": "$.properties.nowhere.at.all"}}, {}),
    "null path": ({"n": {"@path": "$.properties.none"}}, {"n": None}),
    "index": ({"n": {"@path": "$.properties.items[1].sku"}}, {"n": "b"}),
    "quoted key": ({"n": {"@path": "$.properties['two words'].deep"}}, {"n": True}),
    "literal": ({"n": {"@literal": {"a": [1, None, "x"]}}}, {"n": {"a": [1, None, "x"]}}),
    "plain values": ({"a": "x", "b": 1.5, "c": False, "d": None, "e": [1, "y"]},) * 2,
    "list": ({"n": [{"@path": "$.properties.name"}, 2]}, {"n": ["Ann", 2]}),
    "nested": ({"a": {"b": {"@path": "$.properties.zero"}}}, {"a": {"b": 0}}),
    "template": (
        {"n": {"@template": "Hi {{properties.name}}, {{{properties.zero}}}{{properties.no}}!"}},
        {"n": "Hi Ann, 0!"},
    ),
    "if exists": (
        {"n": {"@if": {"exists": {"@path": "$.properties.name"}, "then": "yes", "else": "no"}}},
        {"n": "yes"},
    ),
    "if exists not": (
        {"n": {"@if": {"exists": {"@path": "$.properties.none"}, "then": "yes", "else": "no"}}},
        {"n": "no"},
    ),
    # The hosted mapping kit takes the then-branch where the value is not blank.
    "if blank, and it is": (
        {"n": {"@if": {"blank": {"@path": "$.properties.empty"}, "then": "yes", "else": "no"}}},
        {"n": "no"},
    ),
    "if blank, and it is not": (
        {"n": {"@if": {"blank": {"@path": "$.properties.name"}, "then": "yes", "else": "no"}}},
        {"n": "yes"},
    ),
}


def subscription(**changes: Any) -> dict[str, Any]:
    preset = {
        "name": "Track Event",
        "partnerAction": "trackEvent",
        "enabled": True,
        "subscribe": 'type = "track"',
        "mapping": {
            "event_name": {"@path": "$.event"},
            "properties": {"@path": "$.properties"},
        },
    }
    return {**preset, **changes}


def named(name: str) -> Mapping[str, Any]:
    return {"name": name, "mapping": {"event_name": name, "properties": {}}}


def test_each_trigger_fires_on_the_right_events_only(scene: Scene) -> None:
    scene.install(
        subscriptions=[
            subscription(subscribe=trigger, mapping={"event_name": trigger, "properties": {}})
            for trigger in TRIGGERS
        ]
    )
    scene.start()
    scene.wait_sdk()
    # Some of the triggers match the snippet's own page event: let it pass before looking.
    scene.send("page()")
    fired: dict[str, list[str]] = {trigger: [] for trigger in TRIGGERS}
    seen = len(scene.calls())
    for label, call in EVENTS.items():
        scene.send(call)
        calls = scene.calls()
        for _, trigger, _ in calls[seen:]:
            fired[trigger].append(label)
        seen = len(calls)
    assert {trigger: sorted(labels) for trigger, labels in fired.items()} == {
        trigger: sorted(labels) for trigger, labels in TRIGGERS.items()
    }


def test_each_mapping_gives_what_it_says(scene: Scene) -> None:
    scene.install(
        subscriptions=[
            subscription(mapping={"event_name": label, "properties": mapping})
            for label, (mapping, _) in MAPPINGS.items()
        ]
    )
    scene.start()
    scene.send(f"track('A', {js(PROPERTIES)})")
    scene.expect_calls(*(["track", label, result] for label, (_, result) in MAPPINGS.items()))


def test_every_matching_subscription_fires_in_the_order_of_the_list(scene: Scene) -> None:
    scene.install(
        subscriptions=[
            subscription(**named("First")),
            subscription(**{**named("Not this"), "subscribe": 'event = "B"'}),
            subscription(**{**named("Not on"), "enabled": False}),
            subscription(**named("Second")),
            subscription(**named("Third")),
        ]
    )
    scene.start()
    scene.send("track('A')")
    scene.expect_calls(*(["track", name, {}] for name in ("First", "Second", "Third")))


def test_an_action_may_be_triggered_by_another_kind_of_event(scene: Scene) -> None:
    scene.install(
        subscriptions=[
            subscription(
                name="Identify on sign-up",
                partnerAction="identifyUser",
                subscribe='event = "Signed Up"',
                mapping={
                    "userId": {"@path": "$.properties.id"},
                    "traits": {"plan": {"@path": "$.properties.plan"}},
                },
            ),
            subscription(
                name="Track pages",
                subscribe='type = "page"',
                mapping={
                    "event_name": {"@template": "Viewed {{name}}"},
                    "properties": {"path": {"@path": "$.properties.n"}},
                },
            ),
        ]
    )
    scene.start()
    # The snippet has called page() already: without a name.
    scene.send("track('Signed Up', {id: 'u9', plan: 'pro'})", "page('Docs', 'Start', {n: 1})")
    scene.expect_calls(
        ["track", "Viewed ", {}],
        ["identify", "u9", {"plan": "pro"}],
        ["track", "Viewed Start", {"path": 1}],
    )


def test_without_an_event_name_nothing_is_sent(scene: Scene) -> None:
    mapping = {"event_name": {"@path": "$.properties.label"}, "properties": {}}
    scene.install(subscriptions=[subscription(mapping=mapping)])
    scene.start()
    scene.send("track('A')", "track('B', {label: 'Named'})")
    scene.expect_calls(["track", "Named", {}])


def test_no_enabled_subscription_means_no_call_and_no_sdk(scene: Scene) -> None:
    scene.install(subscriptions=[subscription(enabled=False)])
    scene.start()
    scene.send("track('A')", "identify('u1')")
    scene.expect_calls()
    assert scene.sdk_requests == 0
