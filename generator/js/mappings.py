"""Mapping nodes to JavaScript expressions over `event`."""

from __future__ import annotations

from generator.js.helpers import Helpers
from generator.js.tree import (
    Array,
    Binary,
    Chain,
    Conditional,
    Expression,
    Literal,
    Member,
    Name,
    Object,
    Undefined,
)
from generator.mapping import nodes


def compile_field(node: nodes.Node | None, helpers: Helpers) -> Expression:
    """What an action's field is for `event`: a value that shares nothing with the event.

    None, a field that the mapping does not have, is undefined.
    """
    if node is None:
        return Undefined()
    value = _value(node, helpers)
    return helpers.call("copy", value) if _may_share(node) else value


def _may_share(node: nodes.Node | None) -> bool:
    """Whether the value can hold a part of the event, or a key that is undefined."""
    match node:
        case nodes.Path():
            return True
        case nodes.Object(entries):
            return any(_may_share(value) or _may_be_undefined(value) for _, value in entries)
        case nodes.Array(items):
            return any(_may_share(item) for item in items)
        case nodes.If(then=then, otherwise=otherwise):
            return _may_share(then) or _may_share(otherwise)
        case _:
            return False


def _may_be_undefined(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.Path, nodes.If))


def _value(node: nodes.Node, helpers: Helpers) -> Expression:
    match node:
        case nodes.Constant(value):
            return Literal(value)
        case nodes.Object(entries):
            return Object(tuple((key, _value(item, helpers)) for key, item in entries))
        case nodes.Array(items):
            return Array(tuple(_value(item, helpers) for item in items))
        case nodes.Path(keys):
            return _path(keys)
        case nodes.Template(parts):
            return _template(parts, helpers)
        case nodes.If(condition, blank, then, otherwise):
            tested = _value(condition, helpers)
            exists = Binary("!=", tested, Literal(None))
            test = helpers.call("filled", tested) if blank else exists
            return Conditional(test, _branch(then, helpers), _branch(otherwise, helpers))


def _branch(node: nodes.Node | None, helpers: Helpers) -> Expression:
    return Undefined() if node is None else _value(node, helpers)


def _path(keys: tuple[str, ...]) -> Expression:
    """A value of the event; a falsy value on the way is the result (observed)."""
    value: Expression = Name("event")
    steps: list[Expression] = []
    for key in keys:
        value = Member(value, key)
        steps.append(value)
    if not steps:
        return value
    return steps[0] if len(steps) == 1 else Chain("&&", tuple(steps))


def _template(parts: tuple[str | nodes.Path, ...], helpers: Helpers) -> Expression:
    texts: list[Expression] = [
        Literal(part) if isinstance(part, str) else helpers.call("text", _path(part.keys))
        for part in parts
    ]
    if not texts:
        return Literal("")
    return texts[0] if len(texts) == 1 else Chain("+", tuple(texts))
