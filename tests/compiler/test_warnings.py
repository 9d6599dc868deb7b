"""What settings say that their owner is unlikely to mean: a warning, and the build goes on."""

from __future__ import annotations

from typing import Any

from generator import Bundle, Problem

from .bundles import build, compile_triggers, forms, settings, subscription
from .node import Node
from .tables import table, track

Json = Any
NAMED = {"event_name": "x"}


def built(*subscriptions: Json) -> Bundle:
    """The bundle of some subscriptions."""
    return build(settings(subscriptions))


def one_warning(bundle: Bundle) -> Problem:
    """The only warning of a bundle."""
    [warning] = bundle.warnings
    assert warning.severity == "warning"
    return warning


BOTH_CAN_FIRE = [
    ("the same trigger", 'type = "track"', 'type = "track"'),
    ("one within the other", 'type = "track"', 'type = "track" and event = "A"'),
    ("other fields", 'event = "A"', 'userId = "u"'),
    ("text and pattern", 'event = "Order"', 'match(event, "Or*")'),
    ("text and part", 'event = "Order"', 'contains(event, "rde")'),
    ("overlapping ranges", "properties.a > 5", "properties.a < 10"),
    ("lists that share an item", 'event in ["A", "B"]', 'event in ["B", "C"]'),
    ("one of several types", 'type = "page" or type = "track"', 'type = "track"'),
    ("not a text", 'event != "A"', 'event = "B"'),
]
ONLY_ONE_CAN_FIRE = [
    ("other types", 'type = "track"', 'type = "page"'),
    ("other events", 'type = "track" and event = "A"', 'type = "track" and event = "B"'),
    ("a text and not it", 'event = "A"', 'event != "A"'),
    ("there and not there", "properties.a != null", "properties.a = null"),
    ("true and false", "properties.a = true", "properties.a = false"),
    ("a type never both", 'type = "track" and userId = "u"', 'type != "track"'),
]


@table(("first", "second"), BOTH_CAN_FIRE)
def test_two_subscriptions_of_an_action_that_can_fire_on_one_event(first: str, second: str) -> None:
    bundle = built(
        subscription(first, NAMED, "First one"), subscription(second, NAMED, "Second one")
    )
    [warning] = [warning for warning in bundle.warnings if "hosted" not in warning.message]
    assert warning.path == "subscriptions[1].subscribe"
    assert "First one" in str(warning)


@table(("first", "second"), ONLY_ONE_CAN_FIRE)
def test_two_subscriptions_that_can_not(first: str, second: str) -> None:
    assert not compile_triggers([first, second]).warnings


def test_subscriptions_of_two_actions_may_fire_on_one_event() -> None:
    trigger = 'type = "identify"'
    assert not built(
        subscription(trigger, NAMED), subscription(trigger, {}, action="identifyUser")
    ).warnings


def test_a_disabled_subscription_does_not_fire_beside_another() -> None:
    trigger = 'type = "track"'
    disabled = {**subscription(trigger, NAMED), "enabled": False}
    assert not built(subscription(trigger, NAMED), disabled).warnings


NAMELESS = [
    ("none", {"properties": {"@path": "$.properties"}}),
    ("null", {"event_name": None}),
    ("no text", {"event_name": ""}),
    ("a literal null", {"event_name": {"@literal": None}}),
    ("a literal without text", {"event_name": {"@literal": ""}}),
    ("an empty template", {"event_name": {"@template": ""}}),
    ("an else that is dropped", {"event_name": {"@if": {"exists": {"@path": "$.x"}, "else": ""}}}),
    ("nothing of a case", {"event_name": {"@case": {"operator": "lower"}}}),
    ("a transform of none", {"@transform": {"apply": {}, "mapping": {"properties": {}}}}),
]


@table(("mapping",), NAMELESS)
def test_a_mapping_that_can_never_give_event_name(mapping: Json) -> None:
    warning = one_warning(built(subscription('type = "track"', mapping)))
    assert "event_name" in f"{warning.path} {warning.message}"
    assert warning.path.startswith("subscriptions[0].mapping")


@table(
    ("name",),
    [
        ("a path", {"@path": "$.event"}),
        ("a text", "Signed Up"),
        ("a template", {"@template": "{{event}}"}),
        ("an if with one", {"@if": {"exists": {"@path": "$.x"}, "then": "x"}}),
    ],
)
def test_a_mapping_that_can_give_event_name(name: Json) -> None:
    assert not built(subscription('type = "track"', {"event_name": name})).warnings


def test_identify_user_needs_no_event_name() -> None:
    assert not built(subscription('type = "identify"', {}, action="identifyUser")).warnings


NEVER = [
    ("two types", 'type = "track" and type = "page"'),
    ("no such type", 'type = "trak"'),
    ("a text and another", 'event = "A" and event = "B"'),
    ("a text and not it", 'event = "A" and event != "A"'),
    ("there and not there", "properties.a = null and properties.a != null"),
    ("no number between", "properties.a > 5 and properties.a < 5"),
    ("an empty list", "event in []"),
    ("a text without the part", 'event = "A" and contains(event, "B")'),
    ("a text unlike the pattern", 'event = "A" and match(event, "B*")'),
]


@table(("trigger",), NEVER)
def test_a_subscription_that_can_never_fire(trigger: str, node: Node) -> None:
    bundle = compile_triggers([trigger])
    told = [warning for warning in bundle.warnings if "never fire" in warning.message]
    assert [warning.path for warning in told] == ["subscriptions[0].subscribe"]
    for ran in node.run(forms(bundle), [track("A"), track("B")]):
        assert [delivered.calls for delivered in ran.delivered] == [[], []]


@table(
    ("trigger",),
    [
        ("an event", 'type = "track" and event = "A"'),
        ("a range", "properties.a > 5 and properties.a < 6"),
        ("a list and a text", 'event in ["A", "B"] and event != "A"'),
        ("two patterns", 'match(event, "A*") and match(event, "*B")'),
        ("another kind of contradiction each", '(event = "A" or event = "B") and event != "A"'),
    ],
)
def test_a_subscription_that_can_fire(trigger: str) -> None:
    assert not any(
        "never fire" in warning.message for warning in compile_triggers([trigger]).warnings
    )


@table(
    ("action", "field", "hint"),
    [
        ("misspelt", "trackEvent", "event_nam", "event_name"),
        ("of the other action", "trackEvent", "traits", "event_name"),
        ("misspelt for identify", "identifyUser", "userID", "userId"),
        ("of no action", "identifyUser", "email", "traits"),
    ],
)
def test_a_field_that_the_action_does_not_know(action: str, field: str, hint: str) -> None:
    mapping = {"event_name": "x"} if action == "trackEvent" else {"userId": "x"}
    warning = one_warning(
        built(subscription('type = "track"', {**mapping, field: {"@path": "$.a"}}, action=action))
    )
    assert warning.path == f"subscriptions[0].mapping.{field}"
    assert hint in warning.hint


def test_a_field_that_the_action_does_not_know_leaves_no_code() -> None:
    mapping = {"event_name": "x", "unheard_of": {"@path": "$.telltale"}}
    assert all(
        "telltale" not in code for code in forms(built(subscription('type="track"', mapping)))
    )


def test_the_presets_are_without_warnings() -> None:
    assert not build({"settings": {"projectApiKey": "k"}}).warnings
