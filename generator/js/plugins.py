"""The plugins of a bundle: each action with its event types, each type with its straight code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal as OneOf

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
from generator.record import Record

#: A comment need not repeat the whole of a very long trigger.
_COMMENT_LENGTH = 300

#: The outcome of a directive that stands for a whole mapping.
_MAPPED = "mapped"


class Rule(Record):
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


class Calls(Record):
    """How the actions call the SDK (`options.trackPayload`, `options.anonymousIdentify`)."""

    segment_payload: bool
    anonymous_identify: OneOf["skip", "anonymousId", "pass"]


def compile_plugins(
    rules: tuple[Rule, ...], actions: tuple[str, ...], calls: Calls, helpers: Helpers
) -> tuple[Statement, ...]:
    """`const destinations = [{...plugin, track: act((event, ctx) => {...})}, ...];`

    In the order of `actions`, each with its action's name beside the destination's. An action none
    of whose rules can fire gets no plugin, an event type none no method. Event types with the same
    code share a constant, which stands before.
    """
    shared: list[Statement] = []
    plugins: list[Expression] = []
    for action in actions:
        own = [rule for rule in rules if rule.action == action]
        if methods := _methods(own, shared, calls, helpers):
            name = Chain("+", (Name("destination"), Literal(f" {action}")))
            entries = (("alternativeNames", Array((name,))), *methods)
            plugins.append(Object(entries, base=Name("plugin")))
    return (*shared, Const("destinations", Array(tuple(plugins))))


def open_types(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The event types on which any of the rules can fire."""
    types = (
        event_type
        for rule in rules
        for event_type, condition in rule.conditions.items()
        if _is_open(condition)
    )
    return tuple(dict.fromkeys(types))


def _methods(
    rules: list[Rule], shared: list[Statement], calls: Calls, helpers: Helpers
) -> tuple[tuple[str, Expression], ...]:
    types_by_body: dict[tuple[Statement, ...], list[str]] = {}
    for event_type in rules[0].conditions if rules else ():
        if body := _body(rules, event_type, calls, helpers):
            types_by_body.setdefault(body, []).append(event_type)
    methods: list[tuple[str, Expression]] = []
    for statements, types in types_by_body.items():
        run = lower_reads(Function(("event", "ctx"), statements), NAMES_IN_SCOPE)
        method: Expression = Call(Name("act"), (run,))
        if len(types) > 1:
            name = f"method{len(shared) + 1}"
            shared.append(Const(name, method))
            method = Name(name)
        methods += [(event_type, method) for event_type in types]
    return tuple(methods)


def _body(
    rules: list[Rule], event_type: str, calls: Calls, helpers: Helpers
) -> tuple[Statement, ...]:
    """What the rules do on an event of one type; one that fails stops no other."""
    open_rules = [rule for rule in rules if _is_open(rule.conditions[event_type])]
    body: list[Statement] = []
    for rule in open_rules:
        statements = _statements(rule, rule.conditions[event_type], calls, helpers)
        if len(open_rules) > 1:
            # What a single one throws, Analytics.js itself logs and swallows.
            arguments = (Name("ctx"), Literal(rule.title), Name("error"))
            statements = (Try(statements, "error", (Do(helpers.call("failed", *arguments)),)),)
        body += (Comment(_shortened(f"{rule.title}: {rule.trigger}")), *statements)
    return tuple(body)


def _is_open(condition: Condition) -> bool:
    return not isinstance(condition, Constant) or condition.value


def _statements(
    rule: Rule, condition: Condition, calls: Calls, helpers: Helpers
) -> tuple[Statement, ...]:
    statements = _action_call(rule, calls, helpers)
    if isinstance(condition, Constant):
        return statements
    return (If(compile_condition(condition, helpers), statements),)


def _shortened(text: str) -> str:
    return text if len(text) <= _COMMENT_LENGTH else text[:_COMMENT_LENGTH] + "..."


def _action_call(rule: Rule, calls: Calls, helpers: Helpers) -> tuple[Statement, ...]:
    mapping = rule.mapping
    fields = dict(mapping.entries) if isinstance(mapping, Fields) else None

    def value(name: str) -> Expression:
        if fields is None:
            # A directive may give no object at all; then it gives no field.
            return Member(Chain("||", (Name(_MAPPED), Object(()))), name)
        return compile_value(fields[name], helpers) if name in fields else Undefined()

    if rule.action == "identifyUser":
        call = _identify(value("userId"), value("traits"), calls, helpers)
    else:
        payload = value("properties")
        if calls.segment_payload:
            identity = tuple((name, value(name)) for name in ("userId", "anonymousId"))
            payload = Object((*identity, ("properties", payload)))
        arguments = (Name("ctx"), Literal("track"), value("event_name"), payload)
        call = helpers.call("perform", *arguments)
    if fields is None:
        return (Const(_MAPPED, compile_value(mapping, helpers)), Do(call))
    return (Do(call),)


def _identify(user: Expression, traits: Expression, calls: Calls, helpers: Helpers) -> Call:
    match calls.anonymous_identify:
        case "pass":
            return Call(Name("send"), (Array((Literal("identify"), user, traits)),))
        case "anonymousId":
            user = helpers.call("orAnonymous", user, Name("event"))
    return helpers.call("perform", Name("ctx"), Literal("identify"), user, traits)
