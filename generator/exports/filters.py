"""Destination filters, put into triggers where that means the same."""

from __future__ import annotations

from dataclasses import replace

from generator.fql.describe import describe
from generator.fql.lexer import FqlError
from generator.fql.nodes import (
    And,
    Comparison,
    Condition,
    Contains,
    Match,
    Membership,
    Not,
    Operand,
    Or,
    Path,
    Value,
    type_of,
)
from generator.fql.parser import parse_trigger
from generator.fql.satisfy import can_both_hold, ways_to_hold


def can_be_a_trigger(condition: str) -> bool:
    """Whether a filter's condition means the same here as where Segment evaluates it.

    Analytics.js evaluates filters with tsub. The two differ where a field is missing: on a number's
    `!=`, on `null`, on `!contains` and `!match`; those are not taken (observed in tsub).
    """
    try:
        parsed = parse_trigger(condition)
        return _means_the_same(parsed) and parse_trigger(describe(parsed)) == parsed
    except FqlError:
        return False


def narrowed(trigger: str, dropped: str) -> str:
    """A trigger that does not hold for the events that a condition describes.

    Both must be FQL without a fault. A trigger that never holds for them stays as it is.
    """
    condition = parse_trigger(trigger)
    other = parse_trigger(dropped)
    if not can_both_hold(ways_to_hold(condition), ways_to_hold(other)):
        return trigger
    left = trigger.strip()
    if isinstance(condition, Or):
        left = f"({left})"
    return " and ".join([left, *map(_within_and, _opposites(other))])


def _means_the_same(condition: Condition) -> bool:
    match condition:
        case Comparison("=" | "!=", left, Value(str() | bool())):
            return _is_field(left)
        case Comparison(operator, left, Value(value)):
            return operator != "!=" and type_of(value) == "number" and _is_field(left)
        case Contains(operand, Value(str()), negated=False):
            return _is_field(operand)
        case Match(operand, negated=False):
            return _is_field(operand)
        case Membership(operand, values):
            return _is_field(operand) and all(value.value is not None for value in values)
        case Not(operand):
            return _means_the_same(operand)
        case And(operands) | Or(operands):
            return all(map(_means_the_same, operands))
        case _:
            return False


def _is_field(operand: Operand) -> bool:
    """Whether it is a field whose path both read alike."""
    return isinstance(operand, Path) and not any("." in key for key in operand.keys)


def _opposites(condition: Condition) -> tuple[Condition, ...]:
    """Conditions that all hold where the given one does not, as plain as can be."""
    match condition:
        case Comparison("=" | "!=" as operator, _, Value(str() | bool())):
            return (replace(condition, operator="!=" if operator == "=" else "="),)
        case Or(operands):
            return tuple(opposite for operand in operands for opposite in _opposites(operand))
        case Not(operand):
            return (operand,)
        case _:
            return (Not(condition, condition.span),)


def _within_and(condition: Condition) -> str:
    text = describe(condition)
    return f"({text})" if isinstance(condition, Or) else text
