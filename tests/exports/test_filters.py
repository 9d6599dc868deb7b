"""Destination filters in triggers drop what tsub drops in a page; others are not taken."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator import build
from generator.exports.filters import can_be_a_trigger, narrowed
from generator.exports.notes import Topic
from generator.pipeline import build_document
from tests.support.node import Job, run

from .exported import API, CDN, imported, load, said, settings_of

#: Filters as Segment has them: the condition, and what it compiles it to.
TAKEN: list[tuple[str, Any]] = [
    ('event = "Ping"', ["=", "event", {"value": "Ping"}]),
    ('event != "Ping"', ["!=", "event", {"value": "Ping"}]),
    ("properties.n = 5", ["=", "properties.n", {"value": 5}]),
    ("properties.n > 4", [">", "properties.n", {"value": 4}]),
    ("properties.n <= 4.5", ["<=", "properties.n", {"value": 4.5}]),
    ("properties.flag = true", ["=", "properties.flag", {"value": True}]),
    ("properties.flag != false", ["!=", "properties.flag", {"value": False}]),
    ('contains(event, "in")', ["contains", "event", {"value": "in"}]),
    ('match(event, "P*g")', ["match", "event", {"value": "P*g"}]),
    ('match(properties.t, "[a-c]?")', ["match", "properties.t", {"value": "[a-c]?"}]),
    (
        'event = "Ping" or properties.n > 4',
        ["or", ["=", "event", {"value": "Ping"}], [">", "properties.n", {"value": 4}]],
    ),
    (
        'event = "Ping" and (properties.n = 5 or properties.t = "b1")',
        [
            "and",
            ["=", "event", {"value": "Ping"}],
            ["or", ["=", "properties.n", {"value": 5}], ["=", "properties.t", {"value": "b1"}]],
        ],
    ),
    (
        '!(event = "Ping" or event = "Pong")',
        ["!", ["or", ["=", "event", {"value": "Ping"}], ["=", "event", {"value": "Pong"}]]],
    ),
    ('!(contains(event, "in"))', ["!", ["contains", "event", {"value": "in"}]]),
]

#: Conditions that mean something else where a field is missing.
NOT_TAKEN: list[tuple[str, Any]] = [
    ("properties.n != 5", ["!=", "properties.n", {"value": 5}]),
    ("properties.n != null", ["!=", "properties.n", {"value": None}]),
    ("properties.n = null", ["=", "properties.n", {"value": None}]),
    ('!contains(properties.t, "b")', ["!", ["contains", "properties.t", {"value": "b"}]]),
    ('!match(properties.t, "b*")', ["!", ["match", "properties.t", {"value": "b*"}]]),
]

EVENTS: list[dict[str, Any]] = [
    {"type": "track", "event": event, "properties": properties}
    for event in ("Ping", "Pong", "Swing", "P*g", "")
    for properties in (
        {},
        {"n": 5, "t": "b1"},
        {"n": 4, "flag": True, "t": "d1"},
        {"n": "5", "flag": "true"},
        {"n": None, "flag": None, "t": None},
        {"n": 4.5, "flag": False, "t": "b"},
    )
] + [{"type": "track", "properties": {}}, {"type": "track", "event": "Ping"}]

TRIGGERS = ['type = "track"', 'type = "track" or type = "page"', "properties.n >= 4"]


@cache
def _tsub() -> list[list[bool]]:
    rows = [{"ir": ir, "events": EVENTS} for _, ir in (*TAKEN, *NOT_TAKEN)]
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("tsub_verdicts.js"))],
        input=json.dumps(rows),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    verdicts: list[list[bool]] = json.loads(done.stdout)
    return verdicts


@cache
def _firing() -> dict[str, list[bool]]:
    """On which of the events a mapping with a trigger calls the SDK, for all triggers here."""
    triggers = [*TRIGGERS]
    triggers += [narrowed(trigger, condition) for trigger in TRIGGERS for condition, _ in TAKEN]
    triggers += [_negated(condition) for condition, _ in NOT_TAKEN]
    numbered = [{**event, "messageId": str(index)} for index, event in enumerate(EVENTS)]
    outcomes = run([Job(_code(trigger), numbered) for trigger in triggers])
    return {
        trigger: [
            any(call[1] == event["messageId"] for call in outcome.calls) for event in numbered
        ]
        for trigger, outcome in zip(triggers, outcomes, strict=True)
    }


def _negated(condition: str) -> str:
    return f'type = "track" and !({condition})'


def _code(trigger: str) -> str:
    subscription = {
        "partnerAction": "trackEvent",
        "subscribe": trigger,
        "mapping": {"event_name": {"@path": "$.messageId"}},
    }
    data = {"settings": {"projectApiKey": "k"}, "subscriptions": [subscription]}
    return build(data).files["1flow.js"].decode("ascii")


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("row", range(len(TAKEN)), ids=[row[0] for row in TAKEN])
def test_a_trigger_drops_what_the_filter_drops(row: int, trigger: str) -> None:
    condition = TAKEN[row][0]
    assert can_be_a_trigger(condition)
    dropped = _tsub()[row]
    assert True in dropped
    assert False in dropped
    both = narrowed(trigger, condition)
    assert _firing()[both] == [
        fires and not drops for fires, drops in zip(_firing()[trigger], dropped, strict=True)
    ], both


@pytest.mark.parametrize("row", range(len(NOT_TAKEN)), ids=[row[0] for row in NOT_TAKEN])
def test_a_filter_that_means_something_else_here_is_not_taken(row: int) -> None:
    condition = NOT_TAKEN[row][0]
    assert not can_be_a_trigger(condition)
    # Were it put into the trigger, it would drop other events than tsub does.
    dropped = _tsub()[len(TAKEN) + row]
    assert _firing()[_negated(condition)] != [not drops for drops in dropped]


@pytest.mark.parametrize(
    "condition", ["event =", "", "nonsense", "context.a\\.b = 5", "lowercase(event) = 'a'"]
)
def test_what_is_no_condition_or_another_is_not_taken(condition: str) -> None:
    assert not can_be_a_trigger(condition)


def test_a_trigger_that_never_meets_the_filter_stays_as_it_is() -> None:
    trigger = 'type = "track" and event = "Basket Paid"'
    assert narrowed(trigger, 'event = "Ping"') == trigger


def with_rule(**changes: Any) -> Any:
    settings = load(CDN)
    settings["middlewareSettings"]["routingRules"][1].update(changes)
    return settings


def rule(expression: str | None, *effects: str, kind: str = "fql") -> dict[str, Any]:
    config = {} if expression is None else {"config": {"expr": expression}}
    return {
        "matchers": [{"type": kind, "ir": "", **config}],
        "transformers": [[{"type": effect} for effect in effects]],
    }


@pytest.mark.parametrize(
    "change",
    [
        rule('event = "Ping"', "drop_properties"),
        rule('event = "Ping"', "sample_event"),
        rule("properties.n != 5", "drop"),
        rule(None, "drop"),
        rule("", "allow_properties", kind="all"),
    ],
)
def test_a_filter_that_no_trigger_can_stand_for_is_told(change: dict[str, Any]) -> None:
    given = imported(with_rule(**change))
    (text,) = said(given, Topic.LEFT)
    assert "the destination filter" in text
    subscriptions = imported(*API).data["subscriptions"]
    assert given.data["subscriptions"] == subscriptions


def test_a_filter_that_drops_all_switches_the_destination_off() -> None:
    given = imported(with_rule(**rule("", "drop", kind="all")))
    assert given.data["enabled"] is False
    assert b"_1flow" not in build_document(settings_of(given), {}).files["1flow.min.js"]


def test_a_rule_for_all_destinations_counts_where_there_is_one_of_1flows() -> None:
    settings = load(CDN)
    rules = settings["middlewareSettings"]["routingRules"]
    everyone = rule('event = "Secret"', "drop")
    given = imported({**settings, "middlewareSettings": {"routingRules": [*rules, everyone]}})
    first = given.data["subscriptions"][0]["subscribe"]
    assert first == 'type = "track" and event != "Ping" and event != "Secret"'
    alone = imported({**settings, "middlewareSettings": {"routingRules": [everyone]}})
    assert alone.data["subscriptions"] == imported(*API).data["subscriptions"]


@pytest.mark.parametrize("enabled", [True, False])
def test_filters_of_the_public_api_and_of_terraform(enabled: bool) -> None:
    filter_ = {
        "id": "f1",
        "if": 'event = "Ping"',
        "actions": [{"type": "DROP"}],
        "title": "No pings",
        "enabled": enabled,
    }
    answer = {"data": {"filters": [{**filter_, "destinationId": "d-1flow"}]}}
    state = load("terraform.tfstate.json")
    attributes = {**filter_, "destination_id": "d-1flow"}
    state["resources"].append(
        {
            "type": "segment_destination_filter",
            "name": "f",
            "instances": [{"attributes": attributes}],
        }
    )
    expected = imported(CDN if enabled else API[1], *(() if enabled else API[:1]))
    for given in (imported(*API, answer), imported(state)):
        assert given.data["subscriptions"] == expected.data["subscriptions"]
