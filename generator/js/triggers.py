"""Conditions of a trigger to JavaScript expressions over `event`."""

from __future__ import annotations

from generator.fql import nodes
from generator.js.tree import (
    Binary,
    Chain,
    Expression,
    Literal,
    Member,
    Name,
    Object,
    Unary,
)


def compile_condition(condition: nodes.Condition) -> Expression:
    """An expression that is true or false, and that throws on no event whatever."""
    match condition:
        case nodes.Constant(value):
            return Literal(value)
        case nodes.Not(operand):
            return Unary("!", compile_condition(operand))
        case nodes.And(operands):
            return Chain("&&", tuple(compile_condition(operand) for operand in operands))
        case nodes.Or(operands):
            return Chain("||", tuple(compile_condition(operand) for operand in operands))
        case nodes.Comparison(operator, left, right):
            return _comparison(operator, _field(left), right.value)


def _comparison(
    operator: nodes.ComparisonOperator, field: Expression, value: str | float | bool | None
) -> Expression:
    equal = operator == "="
    if value is None:
        # A field that is missing is null, by FQL's documentation.
        return Binary("==" if equal else "!=", field, Literal(None))
    test = Binary("===" if equal else "!==", field, Literal(value))
    if equal or isinstance(value, (bool, str)):
        return test
    # What Segment's editor writes as "number is not" holds for numbers only (observed).
    return Chain("&&", (Binary("===", Unary("typeof", field), Literal("number")), test))


def _field(path: nodes.Path) -> Expression:
    """A field of the event; what is below something missing is missing."""
    field: Expression = Member(Name("event"), path.keys[0])
    for key in path.keys[1:]:
        field = Member(Chain("||", (field, Object(()))), key)
    return field
