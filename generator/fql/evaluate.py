"""Simple tests, of one operand against constants: what they ask, and whether a constant passes."""

from __future__ import annotations

from generator.fql.globs import glob_matches
from generator.fql.nodes import (
    Comparison,
    Condition,
    Contains,
    Function,
    FunctionName,
    Match,
    Membership,
    Operand,
    Scalar,
    Value,
    type_of,
)

#: Of an operand that an event decides.
UNKNOWN = object()

_SPACES: dict[str, str] = {"kebabcase": "-", "snakecase": "_"}

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


def known_outcome(condition: Condition) -> bool | None:
    """The outcome of a test between constants, or None where an event decides."""
    match condition:
        case Comparison(operator, left, right, span):
            constant = known_value(right)
            if not isinstance(constant, str | int | float | None):
                return None
            test: SimpleTest = Comparison(operator, left, Value(constant, span), span)
        case Contains(operand, part, negated, span):
            looked_for = known_value(part)
            if not isinstance(looked_for, str):
                return None
            left, test = operand, Contains(operand, Value(looked_for, span), negated, span)
        case Membership(left) | Match(left):
            test = condition
        case _:
            return None
    value = known_value(left)
    return passes(value, test) if isinstance(value, str | int | float | None) else None


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


def known_value(operand: Operand) -> Scalar | object:
    """The value of an operand that no event decides, else UNKNOWN.

    Letter case is worked out in ASCII only: of other characters JavaScript has its own idea.
    """
    match operand:
        case Value(value):
            return value
        case Function(name, argument):
            known = known_value(argument)
            return UNKNOWN if known is UNKNOWN else _applied(name, known)
        case _:
            return UNKNOWN


def _applied(name: FunctionName, value: object) -> Scalar | object:
    if name == "typeof":
        return type_of(value) if isinstance(value, str | int | float) else "null"
    if name == "length":
        return len(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else UNKNOWN
    if name in _SPACES:
        return value.replace(" ", _SPACES[name]) if isinstance(value, str) else None
    if name in ("lowercase", "uppercase") and isinstance(value, str) and value.isascii():
        return value.lower() if name == "lowercase" else value.upper()
    return UNKNOWN
