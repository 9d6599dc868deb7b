"""Whether conditions can hold at all, as far as their tests against constants tell.

The answer errs on one side: what is said to be impossible is; what is said to be possible may yet
be ruled out by something that is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from generator.record import Record

#: Alternatives beyond this number are not looked into.
_MAX_ALTERNATIVES = 200

#: An operand, a test of it, and the outcome that the test must have.
_Asked = tuple[Operand, SimpleTest, bool]

#: Alternatives, each a list of tests; None: too many to look into.
_Alternatives = tuple[tuple[_Asked, ...], ...] | None


class _Way(Record):
    """What is asked of each operand, and the constants, with their types, that some must be."""

    asked: Mapping[Operand, list[tuple[SimpleTest, bool]]]
    fixed: Mapping[Operand, tuple[str, Scalar]]


#: The ways in which a condition can hold, None for one that contradicts itself; or None: too many
#: to look into.
Ways = tuple[_Way | None, ...] | None


def ways_to_hold(condition: Condition) -> Ways:
    """The ways in which a condition can hold."""
    alternatives = _ways(condition, wanted=True)
    return None if alternatives is None else tuple(map(_way, alternatives))


def can_hold(ways: Ways) -> bool:
    """Whether some event may satisfy a condition that can hold in these ways."""
    return ways is None or any(way is not None for way in ways)


def can_both_hold(left: Ways, right: Ways) -> bool:
    """Whether some event may satisfy two conditions at once."""
    if left is None or right is None or len(left) * len(right) > _MAX_ALTERNATIVES:
        return True
    return any(_compatible(one, other) for one in left for other in right)


def _ways(condition: Condition, *, wanted: bool) -> _Alternatives:
    """The alternatives in which a condition has the wanted outcome."""
    match condition:
        case Constant(value):
            return ((),) if value is wanted else ()
        case Not(operand):
            return _ways(operand, wanted=not wanted)
        case And(operands) | Or(operands):
            joined: _Alternatives = ((),) if isinstance(condition, And) is wanted else ()
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


def _both(left: _Alternatives, right: _Alternatives) -> _Alternatives:
    if left is None or right is None or len(left) * len(right) > _MAX_ALTERNATIVES:
        return None
    return tuple((*one, *other) for one in left for other in right)


def _either(left: _Alternatives, right: _Alternatives) -> _Alternatives:
    if left is None or right is None or len(left) + len(right) > _MAX_ALTERNATIVES:
        return None
    return left + right


def _way(asked: tuple[_Asked, ...]) -> _Way | None:
    by_operand: dict[Operand, list[tuple[SimpleTest, bool]]] = {}
    fixed: dict[Operand, tuple[str, Scalar]] = {}
    for operand, test, wanted in asked:
        by_operand.setdefault(operand, []).append((test, wanted))
        if _is_fixed(test, wanted=wanted):
            value = _constant(test)
            fixed[operand] = (type_of(value), value)
    return _Way(by_operand, fixed) if all(map(_possible, by_operand.values())) else None


def _compatible(one: _Way | None, other: _Way | None) -> bool:
    """Whether some event may go both ways: only what both ask of can stand against it."""
    if one is None or other is None:
        return False
    for operand, value in one.fixed.items():
        if other.fixed.get(operand, value) != value:
            return False
    return all(
        operand not in other.asked or _possible([*asked, *other.asked[operand]])
        for operand, asked in one.asked.items()
    )


def _possible(asked: list[tuple[SimpleTest, bool]]) -> bool:
    """Whether one value can pass all the tests: a constant that is asked for, or some number."""
    for test, wanted in asked:
        if _is_fixed(test, wanted=wanted):
            value = _constant(test)
            return all(passes(value, other) is outcome for other, outcome in asked)
    return _range_is_open([test for test, wanted in asked if wanted])


def _is_fixed(test: SimpleTest, *, wanted: bool) -> bool:
    """Whether a test asks for one value."""
    return wanted and isinstance(test, Comparison) and test.operator == "="


def _constant(test: SimpleTest) -> Scalar:
    if isinstance(test, Comparison) and isinstance(test.right, Value):
        return test.right.value
    return None


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
