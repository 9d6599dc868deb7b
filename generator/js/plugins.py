"""The plugins of a bundle: each action with its event types, each type with its straight code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.fql.nodes import Condition, Constant
from generator.js.helpers import Helpers
from generator.js.mappings import compile_field
from generator.js.tree import (
    Array,
    Call,
    Comment,
    Do,
    Expression,
    Function,
    If,
    Literal,
    Name,
    Object,
    Statement,
    Try,
)
from generator.js.triggers import compile_condition
from generator.mapping.nodes import Node


@dataclass(frozen=True)
class Rule:
    """A subscription ready for code: its action's fields, and its condition for each event type.

    `title` and `trigger` are for people: the one in messages, both in a comment.
    """

    action: str
    title: str
    trigger: str
    conditions: Mapping[str, Condition]
    fields: Mapping[str, Node]


def compile_plugins(
    rules: tuple[Rule, ...], actions: tuple[str, ...], *, segment_payload: bool, helpers: Helpers
) -> Array:
    """`[plugin(action, {"track page": (event, ctx) => {...}}), ...]`, in the order of `actions`.

    An action none of whose rules can fire gets no plugin, an event type none no method; types
    with the same code share it.
    """
    calls: list[Expression] = []
    for action in actions:
        methods = _methods(
            [rule for rule in rules if rule.action == action], segment_payload, helpers
        )
        if methods:
            calls.append(Call(Name("plugin"), (Literal(action), Object(methods))))
    return Array(tuple(calls))


def _methods(
    rules: list[Rule], segment_payload: bool, helpers: Helpers
) -> tuple[tuple[str, Expression], ...]:
    types_by_body: dict[tuple[Statement, ...], list[str]] = {}
    event_types = rules[0].conditions if rules else ()
    for event_type in event_types:
        body = tuple(
            statement
            for rule in rules
            for statement in _statements(
                rule, rule.conditions[event_type], segment_payload, helpers
            )
        )
        if body:
            types_by_body.setdefault(body, []).append(event_type)
    return tuple(
        (" ".join(types), Function(("event", "ctx"), body)) for body, types in types_by_body.items()
    )


def _statements(
    rule: Rule, condition: Condition, segment_payload: bool, helpers: Helpers
) -> tuple[Statement, ...]:
    if isinstance(condition, Constant) and not condition.value:
        return ()
    call: Statement = Do(_action_call(rule, segment_payload, helpers))
    if not isinstance(condition, Constant):
        call = If(compile_condition(condition), (call,))
    failed = Call(Name("failed"), (Name("ctx"), Literal(rule.title), Name("error")))
    return (Comment(f"{rule.title}: {rule.trigger}"), Try((call,), "error", (Do(failed),)))


def _action_call(rule: Rule, segment_payload: bool, helpers: Helpers) -> Expression:
    def field(name: str) -> Expression:
        return compile_field(rule.fields.get(name), helpers)

    if rule.action == "identifyUser":
        return Call(
            Name("identify"), (Name("ctx"), Name("event"), field("userId"), field("traits"))
        )
    payload = field("properties")
    if segment_payload:
        identity = tuple((name, field(name)) for name in ("userId", "anonymousId"))
        payload = Object((*identity, ("properties", payload)))
    return Call(Name("track"), (Name("ctx"), field("event_name"), payload))
