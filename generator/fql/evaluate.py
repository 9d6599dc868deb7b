"""Simple tests, of one operand against constants: what they ask, and whether a constant passes."""

from __future__ import annotations

from generator.fql.globs import glob_matches
from generator.fql.nodes import (
    Comparison,
    Condition,
    Contains,
    Match,
    Membership,
    Operand,
    Scalar,
    Value,
    type_of,
)

SimpleTest = Comparison | Membership | Contains | Match


def simple_test(condition: Condition) -> tuple[Operand, SimpleTest] | None:
    """The operand that a simple test is about, and the test; None for any other condition."""
    match condition:
        case Comparison(left=operand, right=Value()):
            return operand, condition
        case Membership(operand) | Match(operand):
            return operand, condition
        case Contains(operand, Value()):
            return operand, condition
        case _:
            return None


def passes(value: Scalar, test: SimpleTest) -> bool:
    """Whether a simple test holds where its operand has this value."""
    match test:
        case Comparison(operator, _, Value(constant)):
            return _compares(value, operator, constant)
        case Membership(_, values):
            return any(_is_same(value, each.value) for each in values)
        case Contains(_, Value(str() as part), negated):
            return isinstance(value, str) and (part in value) != negated
        case Match(_, glob, negated):
            return isinstance(value, str) and glob_matches(glob, value) != negated
        case _:
            return False


def _compares(value: Scalar, operator: str, constant: Scalar) -> bool:
    if operator == "=":
        return _is_same(value, constant)
    if operator == "!=":
        # Against a number, only a number is something else (see js.triggers).
        comparable = type_of(constant) != "number" or type_of(value) == "number"
        return comparable and not _is_same(value, constant)
    if type_of(value) != "number" or type_of(constant) != "number":
        return False
    number, bound = float(value or 0), float(constant or 0)
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
    }[operator]


def _is_same(value: Scalar, constant: Scalar) -> bool:
    return type_of(value) == type_of(constant) and value == constant
