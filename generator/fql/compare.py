"""Whether two readings of a trigger mean the same for every event, as far as their trees tell."""

from __future__ import annotations

from generator.fql.nodes import And, Condition, Not, Or


def same_meaning(left: Condition, right: Condition) -> bool:
    """Whether two conditions are the same but for needless parentheses and the places of nodes."""
    return _flat(left) == _flat(right)


def _flat(condition: Condition) -> Condition:
    """The condition with every `and` within an `and`, and `or` within an `or`, dissolved."""
    match condition:
        case And(operands) | Or(operands):
            kind = type(condition)
            flat: list[Condition] = []
            for operand in map(_flat, operands):
                flat += operand.operands if isinstance(operand, kind) else (operand,)
            return kind(tuple(flat), condition.span)
        case Not(operand, span):
            return Not(_flat(operand), span)
        case _:
            return condition
