"""Whether conditions can hold at all, as far as their comparisons with constants tell.

The answer errs on one side: what is said to be impossible is; what is said to be possible may yet
be ruled out by something that is not looked at.
"""

from __future__ import annotations

from functools import lru_cache

from generator.fql.nodes import (
    And,
    Comparison,
    ComparisonOperator,
    Condition,
    Constant,
    Membership,
    Not,
    Operand,
    Or,
    Scalar,
    Value,
    type_of,
)

#: Alternatives beyond this number are not looked into.
_MAX_ALTERNATIVES = 200

#: An operand, and what is asked of it; a False at the end asks for the opposite.
_Test = tuple[Operand, ComparisonOperator, Scalar, bool]
_Alternative = tuple[_Test, ...]


class _TooManyError(Exception):
    """More alternatives than are looked into."""


def can_hold(*conditions: Condition) -> bool:
    """Whether some event may satisfy all the conditions at once."""
    try:
        alternatives: tuple[_Alternative, ...] = ((),)
        for condition in conditions:
            alternatives = _both(alternatives, _ways(condition))
    except _TooManyError:
        return True
    return any(_consistent(alternative) for alternative in alternatives)


@lru_cache(maxsize=512)
def _ways(condition: Condition) -> tuple[_Alternative, ...]:
    """The ways in which a condition holds; pairs of many subscriptions ask for them again."""
    return _alternatives(condition, wanted=True)


def _alternatives(condition: Condition, *, wanted: bool) -> tuple[_Alternative, ...]:
    """The ways in which a condition has the wanted outcome, each a list of simple tests."""
    match condition:
        case Constant(value):
            return ((),) if value is wanted else ()
        case Not(operand):
            return _alternatives(operand, wanted=not wanted)
        case And(operands) | Or(operands):
            parts = [_alternatives(operand, wanted=wanted) for operand in operands]
            if isinstance(condition, And) is wanted:
                joined: tuple[_Alternative, ...] = ((),)
                for part in parts:
                    joined = _both(joined, part)
                return joined
            return tuple(alternative for part in parts for alternative in part)
        case Comparison(operator, left, Value(value)):
            return (((left, operator, value, wanted),),)
        case Membership(operand, values):
            tests: list[_Test] = [(operand, "=", value.value, wanted) for value in values]
            return tuple((test,) for test in tests) if wanted else (tuple(tests),)
        case _:
            return ((),)


def _both(
    left: tuple[_Alternative, ...], right: tuple[_Alternative, ...]
) -> tuple[_Alternative, ...]:
    if len(left) * len(right) > _MAX_ALTERNATIVES:
        raise _TooManyError
    return tuple((*one, *other) for one in left for other in right)


def _consistent(alternative: _Alternative) -> bool:
    by_operand: dict[Operand, list[_Test]] = {}
    for test in alternative:
        by_operand.setdefault(test[0], []).append(test)
    return all(_possible(tests) for tests in by_operand.values())


def _possible(tests: list[_Test]) -> bool:
    """Whether one value can pass all the tests: a constant that is asked for, or some number."""
    for _, operator, wanted, positive in tests:
        if operator == "=" and positive:
            return all(_passes(wanted, test) for test in tests)
    return _range_is_open(tests)


def _passes(value: Scalar, test: _Test) -> bool:
    _, operator, constant, positive = test
    same = type_of(value) == type_of(constant) and value == constant
    match operator:
        case "=":
            outcome = same
        case "!=" if type_of(constant) == "number":
            outcome = type_of(value) == "number" and not same
        case "!=":
            outcome = not same
        case _:
            outcome = _ordered(value, operator, constant)
    return outcome is positive


def _ordered(value: Scalar, operator: str, constant: Scalar) -> bool:
    if type_of(value) != "number" or type_of(constant) != "number":
        return False
    number, bound = float(value or 0), float(constant or 0)
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
    }[operator]


def _range_is_open(tests: list[_Test]) -> bool:
    """Whether the orderings among the tests leave any number."""
    low, high = float("-inf"), float("inf")
    low_open = high_open = False
    for _, operator, constant, positive in tests:
        if not positive or type_of(constant) != "number":
            continue
        bound = float(constant or 0)
        if operator in (">", ">=") and bound >= low:
            low, low_open = bound, operator == ">" or (low_open and bound == low)
        if operator in ("<", "<=") and bound <= high:
            high, high_open = bound, operator == "<" or (high_open and bound == high)
    return low < high or (low == high and not low_open and not high_open)
