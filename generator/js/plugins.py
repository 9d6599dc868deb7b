"""The plugins of a bundle: each action with its event types, each type with its straight code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.errors import KeyPath
from generator.fql.nodes import Condition, Constant
from generator.js.helpers import NAMES_IN_SCOPE, Helpers
from generator.js.mappings import compile_value
from generator.js.optimise import lower_reads
from generator.js.tree import (
    Array,
    Call,
    Chain,
    Comment,
    Const,
    Do,
    Expression,
    Function,
    If,
    Literal,
    Member,
    Name,
    Object,
    Statement,
    Try,
    Undefined,
)
from generator.js.triggers import compile_condition
from generator.mapping.nodes import Node
from generator.mapping.nodes import Object as Fields

#: A comment need not repeat the whole of a very long trigger.
_COMMENT_LENGTH = 300

#: The outcome of a directive that stands for a whole mapping.
_MAPPED = "mapped"


@dataclass(frozen=True)
class Rule:
    """A subscription ready for code: its mapping, and its condition for each event type.

    `title` and `trigger` are for people: the one in messages, both in a comment. The mapping is an
    object of the action's fields, or a directive that makes one. `path` is where it all stands in
    the settings.
    """

    path: KeyPath
    action: str
    title: str
    trigger: str
    conditions: Mapping[str, Condition]
    mapping: Node


def compile_plugins(
    rules: tuple[Rule, ...], actions: tuple[str, ...], *, segment_payload: bool, helpers: Helpers
) -> tuple[Statement, ...]:
    """`const plugins = [plugin(action, {track: (event, ctx) => {...}}), ...];`

    In the order of `actions`. An action none of whose rules can fire gets no plugin, an event type
    none no method. Event types with the same code share a constant, which stands before.
    """
    shared: list[Statement] = []
    calls: list[Expression] = []
    for action in actions:
        own = [rule for rule in rules if rule.action == action]
        if methods := _methods(own, shared, segment_payload, helpers):
            calls.append(Call(Name("plugin"), (Literal(action), Object(methods))))
    return (*shared, Const("plugins", Array(tuple(calls))))


def _methods(
    rules: list[Rule], shared: list[Statement], segment_payload: bool, helpers: Helpers
) -> tuple[tuple[str, Expression], ...]:
    types_by_body: dict[tuple[Statement, ...], list[str]] = {}
    for event_type in rules[0].conditions if rules else ():
        body: list[Statement] = []
        for rule in rules:
            body += _statements(rule, rule.conditions[event_type], segment_payload, helpers)
        if body:
            types_by_body.setdefault(tuple(body), []).append(event_type)
    methods: list[tuple[str, Expression]] = []
    for statements, types in types_by_body.items():
        method: Expression = lower_reads(Function(("event", "ctx"), statements), NAMES_IN_SCOPE)
        if len(types) > 1:
            name = f"method{len(shared) + 1}"
            shared.append(Const(name, method))
            method = Name(name)
        methods += [(event_type, method) for event_type in types]
    return tuple(methods)


def _statements(
    rule: Rule, condition: Condition, segment_payload: bool, helpers: Helpers
) -> tuple[Statement, ...]:
    if isinstance(condition, Constant) and not condition.value:
        return ()
    statements = _action_call(rule, segment_payload, helpers)
    if not isinstance(condition, Constant):
        statements = (If(compile_condition(condition, helpers), statements),)
    failed = Call(Name("failed"), (Name("ctx"), Literal(rule.title), Name("error")))
    return (
        Comment(_shortened(f"{rule.title}: {rule.trigger}")),
        Try(statements, "error", (Do(failed),)),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _COMMENT_LENGTH else text[:_COMMENT_LENGTH] + "..."


def _action_call(rule: Rule, segment_payload: bool, helpers: Helpers) -> tuple[Statement, ...]:
    mapping = rule.mapping
    fields = dict(mapping.entries) if isinstance(mapping, Fields) else None

    def value(name: str) -> Expression:
        if fields is None:
            # A directive may give no object at all; then it gives no field.
            return Member(Chain("||", (Name(_MAPPED), Object(()))), name)
        return compile_value(fields[name], helpers) if name in fields else Undefined()

    if rule.action == "identifyUser":
        arguments = (Name("ctx"), Name("event"), value("userId"), value("traits"))
        call = Call(Name("identify"), arguments)
    else:
        payload = value("properties")
        if segment_payload:
            identity = tuple((name, value(name)) for name in ("userId", "anonymousId"))
            payload = Object((*identity, ("properties", payload)))
        call = Call(Name("track"), (Name("ctx"), value("event_name"), payload))
    if fields is None:
        return (Const(_MAPPED, compile_value(mapping, helpers)), Do(call))
    return (Do(call),)
