"""What is left of a trigger once the event's type is known.

A plugin has one method an event type, so within a method every test of `type` has a known
outcome; and a type for which nothing is left gets no method at all.
"""

from __future__ import annotations

from generator.fql.evaluate import known_outcome, passes, simple_test
from generator.fql.nodes import And, Condition, Constant, Not, Or, Path
from generator.fql.satisfy import can_hold, ways_to_hold


def for_event_type(condition: Condition, event_type: str) -> Condition:
    """The condition for events of one type, with everything folded that is thereby known."""
    folded = _fold(condition, event_type)
    if isinstance(folded, Constant) or can_hold(ways_to_hold(folded)):
        return folded
    return Constant(False, condition.span)


def _fold(condition: Condition, event_type: str) -> Condition:
    match condition:
        case Not(operand, span):
            inner = _fold(operand, event_type)
            if isinstance(inner, Constant):
                return Constant(not inner.value, span)
            return Not(inner, span)
        case And():
            return _join(condition, event_type, decisive=False)
        case Or():
            return _join(condition, event_type, decisive=True)
        case _:
            outcome = _outcome(condition, event_type)
            return condition if outcome is None else Constant(outcome, condition.span)


def _join(condition: And | Or, event_type: str, *, decisive: bool) -> Condition:
    """An `and` is decided by one false operand, an `or` by one true one; the others drop out."""
    open_operands = []
    for operand in condition.operands:
        inner = _fold(operand, event_type)
        if not isinstance(inner, Constant):
            open_operands.append(inner)
        elif inner.value is decisive:
            return Constant(decisive, condition.span)
    if not open_operands:
        return Constant(not decisive, condition.span)
    if len(open_operands) == 1:
        return open_operands[0]
    return type(condition)(tuple(open_operands), condition.span)


def _outcome(condition: Condition, event_type: str) -> bool | None:
    """The outcome of a test of the event's type or of constants, None where the event decides."""
    known = known_outcome(condition)
    if known is not None:
        return known
    simple = simple_test(condition)
    if simple is None or not isinstance(simple[0], Path) or simple[0].keys != ("type",):
        return None
    return passes(event_type, simple[1])
