"""The compiler's nodes of a trigger in the terms of the language's own tree."""

from __future__ import annotations

from generator.fql import nodes

from .language import (
    Both,
    Call,
    Compare,
    Condition,
    Constant,
    Either,
    Field,
    In,
    Not,
    Operand,
)


def condition(node: nodes.Condition) -> Condition:
    """What a node says, as a condition of the language."""
    match node:
        case nodes.Constant(value):
            return Both(()) if value else Either(())
        case nodes.Not(operand):
            return Not(_in_parentheses(condition(operand)))
        case nodes.And(operands):
            return Both(tuple(condition(operand) for operand in operands))
        case nodes.Or(operands):
            return Either(tuple(condition(operand) for operand in operands))
        case nodes.Membership(operand, values):
            return In(_operand(operand), tuple(Constant(value.value) for value in values))
        case nodes.Comparison(operator, left, right):
            return Compare(operator, _operand(left), _operand(right))
        case nodes.Contains(operand, part, negated):
            call = Call("contains", (_operand(operand), _operand(part)))
        case nodes.Match(operand, glob, negated):
            call = Call("match", (_operand(operand), Constant(_pattern(glob))))
    return Not(call) if negated else call


def _in_parentheses(inner: Condition) -> Condition:
    """A node `Not` is a plain not: what is written directly before a call is the call's own."""
    return Both((inner,)) if isinstance(inner, Call) else inner


def _operand(node: nodes.Operand) -> Operand:
    match node:
        case nodes.Path(keys):
            return Field(keys)
        case nodes.Value(value):
            return Constant(value)
        case nodes.Function(name, argument):
            return Call(name, (_operand(argument),))


def _pattern(glob: nodes.Glob) -> str:
    parts = ("".join(_character(character) for character in part) for part in glob.parts)
    return "*".join(parts)


def _character(character: nodes.GlobCharacter) -> str:
    match character:
        case str():
            return "\\" + character
        case nodes.AnyCharacter():
            return "?"
        case nodes.CharacterClass(ranges):
            return f"[{''.join(_range(*ends) for ends in ranges)}]"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"
