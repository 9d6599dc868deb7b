"""What settings say that their owner is unlikely to mean: warnings, which stop no build."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from generator.actions import TRACK_EVENT
from generator.errors import KeyPath, Problem, format_path, shorten
from generator.fql.nodes import Condition, Constant
from generator.fql.satisfy import Ways, can_both_hold, ways_to_hold
from generator.js.plugins import Rule
from generator.mapping.nodes import Constant as Plain
from generator.mapping.nodes import If, Node, Object, Transform, Undefined
from generator.settings.document import Document


def lint_rules(document: Document, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """The warnings about the enabled subscriptions, and about pairs of them."""
    if not rules:
        message = "no mapping is enabled: the bundle sends nothing"
        yield document.problem(("subscriptions",), message, severity="warning")
    for rule in rules:
        path: KeyPath = (*rule.path, "subscribe")
        if not any(map(_is_open, rule.conditions.values())):
            message = "this mapping can never fire: no event satisfies its trigger"
            yield document.problem(path, message, severity="warning")
        if rule.action == TRACK_EVENT.slug and _never_names(rule.mapping):
            here = (*rule.path, "mapping", "event_name")
            message = "this mapping can never give event_name, so that nothing is sent"
            hint = 'map it, such as event_name: {"@path": "$.event"}'
            yield document.problem(here, message, hint, at="key", severity="warning")
    with_ways = [(rule, _ways(rule)) for rule in rules]
    for (first, theirs), (second, ours) in combinations(with_ways, 2):
        if first.action == second.action and _can_both_fire(theirs, ours):
            other = f"{format_path(document.written(first.path))} ({shorten(first.title)})"
            yield document.problem(
                (*second.path, "subscribe"),
                f"{other} can fire on the same event as this: {first.action} is then called twice",
                "narrow one of the two triggers, if that is not meant",
                severity="warning",
            )


def _is_open(condition: Condition) -> bool:
    return not isinstance(condition, Constant) or condition.value


def _ways(rule: Rule) -> dict[str, Ways]:
    """For each event type on which a rule may fire, the ways in which its condition holds."""
    return {
        event_type: ways_to_hold(condition)
        for event_type, condition in rule.conditions.items()
        if _is_open(condition)
    }


def _can_both_fire(first: dict[str, Ways], second: dict[str, Ways]) -> bool:
    return any(
        event_type in second and can_both_hold(ways, second[event_type])
        for event_type, ways in first.items()
    )


def _never_names(mapping: Node) -> bool:
    """Whether a mapping of trackEvent gives no event_name, whatever the event."""
    match mapping:
        case Object(entries):
            return _is_nothing(dict(entries).get("event_name", Undefined()))
        case Transform(mapping=Object() as fields):
            return _never_names(fields)
        case _:
            return False


def _is_nothing(node: Node) -> bool:
    match node:
        case Undefined() | Plain(None) | Plain(""):
            return True
        case If(then=then, otherwise=otherwise):
            return _is_nothing(then) and _is_nothing(otherwise)
        case _:
            return False
