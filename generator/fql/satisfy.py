"""Whether conditions can hold at all, as far as their tests against constants tell.

The answer errs on one side: what is said to be impossible is; what is said to be possible may yet
be ruled out by something that is not looked at.
"""

from __future__ import annotations

from generator.fql.evaluate import SimpleTest, passes, simple_test
from generator.fql.nodes import (
    And,
    Comparison,
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

#: An operand, a test of it, and the outcome that the test must have.
_Asked = tuple[Operand, SimpleTest, bool]

#: The ways in which a condition can hold, each a list of tests; None: too many to look into.
Ways = tuple[tuple[_Asked, ...], ...] | None


def ways_to_hold(condition: Condition) -> Ways:
    """The ways in which a condition can hold."""
    return _ways(condition, wanted=True)


def can_hold(ways: Ways) -> bool:
    """Whether some event may satisfy a condition that can hold in these ways."""
    return ways is None or any(map(_consistent, ways))


def can_both_hold(left: Ways, right: Ways) -> bool:
    """Whether some event may satisfy two conditions at once."""
    return can_hold(_both(left, right))


def _ways(condition: Condition, *, wanted: bool) -> Ways:
    """The ways in which a condition has the wanted outcome."""
    match condition:
        case Constant(value):
            return ((),) if value is wanted else ()
        case Not(operand):
            return _ways(operand, wanted=not wanted)
        case And(operands) | Or(operands):
            joined: Ways = ((),) if isinstance(condition, And) is wanted else ()
            for operand in operands:
                part = _ways(operand, wanted=wanted)
                conjoin = isinstance(condition, And) is wanted
                joined = _both(joined, part) if conjoin else _either(joined, part)
                if joined is None:
                    return None
            return joined
        case Membership(operand, values, span) if wanted:
            # One way a constant, so that each is held against what else is asked.
            tests = (Comparison("=", operand, value, span) for value in values)
            return tuple(((operand, test, True),) for test in tests)
        case _:
            simple = simple_test(condition)
            return ((),) if simple is None else (((*simple, wanted),),)


def _both(left: Ways, right: Ways) -> Ways:
    if left is None or right is None or len(left) * len(right) > _MAX_ALTERNATIVES:
        return None
    return tuple((*one, *other) for one in left for other in right)


def _either(left: Ways, right: Ways) -> Ways:
    if left is None or right is None or len(left) + len(right) > _MAX_ALTERNATIVES:
        return None
    return left + right


def _consistent(way: tuple[_Asked, ...]) -> bool:
    by_operand: dict[Operand, list[tuple[SimpleTest, bool]]] = {}
    for operand, test, wanted in way:
        by_operand.setdefault(operand, []).append((test, wanted))
    return all(map(_possible, by_operand.values()))


def _possible(asked: list[tuple[SimpleTest, bool]]) -> bool:
    """Whether one value can pass all the tests: a constant that is asked for, or some number."""
    for test, wanted in asked:
        if wanted and isinstance(test, Comparison) and test.operator == "=":
            value = _constant(test)
            return all(passes(value, other) is outcome for other, outcome in asked)
    return _range_is_open([test for test, wanted in asked if wanted])


def _constant(test: Comparison) -> Scalar:
    return test.right.value if isinstance(test.right, Value) else None


def _range_is_open(tests: list[SimpleTest]) -> bool:
    """Whether the orderings among the tests leave any number."""
    low, high = float("-inf"), float("inf")
    low_open = high_open = False
    for test in tests:
        if not isinstance(test, Comparison) or type_of(_constant(test)) != "number":
            continue
        bound = float(_constant(test) or 0)
        if test.operator in (">", ">=") and bound >= low:
            low_open = test.operator == ">" or (low_open and bound == low)
            low = bound
        if test.operator in ("<", "<=") and bound <= high:
            high_open = test.operator == "<" or (high_open and bound == high)
            high = bound
    return low < high or (low == high and not low_open and not high_open)
