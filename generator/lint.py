"""What settings say that their owner is unlikely to mean: warnings, which stop no build."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from generator.actions import TRACK_EVENT
from generator.errors import KeyPath, Problem, format_path, shorten
from generator.fql.nodes import Condition, Constant
from generator.fql.satisfy import can_hold
from generator.js.plugins import Rule
from generator.mapping.nodes import Constant as Plain
from generator.mapping.nodes import Object, Undefined
from generator.settings.document import Document


def lint_rules(document: Document, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """The warnings about the enabled subscriptions, and about pairs of them."""
    for rule in rules:
        path: KeyPath = (*rule.path, "subscribe")
        if not any(map(_is_open, rule.conditions.values())):
            message = "this mapping can never fire: no event satisfies its trigger"
            yield document.problem(path, message, severity="warning")
        if rule.action == TRACK_EVENT.slug and _never_names(rule):
            here = (*rule.path, "mapping", "event_name")
            message = "this mapping can never give event_name, so that nothing is sent"
            hint = 'map it, such as event_name: {"@path": "$.event"}'
            yield document.problem(here, message, hint, at="key", severity="warning")
    for first, second in combinations(rules, 2):
        if first.action == second.action and _can_both_fire(first, second):
            other = f"{format_path(first.path)} ({shorten(first.title)})"
            yield document.problem(
                (*second.path, "subscribe"),
                f"{other} can fire on the same event as this: {first.action} is then called twice",
                "narrow one of the two triggers, if that is not meant",
                severity="warning",
            )


def _is_open(condition: Condition) -> bool:
    return not isinstance(condition, Constant) or condition.value


def _can_both_fire(first: Rule, second: Rule) -> bool:
    return any(
        _is_open(condition)
        and _is_open(second.conditions[event_type])
        and can_hold(condition, second.conditions[event_type])
        for event_type, condition in first.conditions.items()
    )


def _never_names(rule: Rule) -> bool:
    if not isinstance(rule.mapping, Object):
        return False
    node = dict(rule.mapping.entries).get("event_name", Undefined())
    match node:
        case Plain(value):
            return value is None or value == ""
        case _:
            return isinstance(node, Undefined)
