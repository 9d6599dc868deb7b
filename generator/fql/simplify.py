"""What is left of a trigger once the event's type is known.

A plugin has one method an event type, so within a method every comparison of `type` has a known
outcome; and a type for which nothing is left gets no method at all.
"""

from __future__ import annotations

from generator.fql.nodes import And, Comparison, Condition, Constant, Not, Or


def for_event_type(condition: Condition, event_type: str) -> Condition:
    """The condition for events of one type, with everything folded that is thereby known."""
    match condition:
        case Comparison(operator, left, right, span) if left.keys == ("type",):
            return Constant((right.value == event_type) == (operator == "="), span)
        case Not(operand, span):
            inner = for_event_type(operand, event_type)
            return (
                Constant(not inner.value, span) if isinstance(inner, Constant) else Not(inner, span)
            )
        case And():
            return _join(condition, event_type, decisive=False)
        case Or():
            return _join(condition, event_type, decisive=True)
        case _:
            return condition


def _join(condition: And | Or, event_type: str, *, decisive: bool) -> Condition:
    """An `and` is decided by one false operand, an `or` by one true one; the others drop out."""
    open_operands = []
    for operand in condition.operands:
        inner = for_event_type(operand, event_type)
        if not isinstance(inner, Constant):
            open_operands.append(inner)
        elif inner.value is decisive:
            return Constant(decisive, condition.span)
    if not open_operands:
        return Constant(not decisive, condition.span)
    if len(open_operands) == 1:
        return open_operands[0]
    return type(condition)(tuple(open_operands), condition.span)
