"""The trigger language's tree as text, with no more parentheses than it says."""

from __future__ import annotations

import re

from .language import (
    Both,
    Call,
    Compare,
    Condition,
    Constant,
    Either,
    Field,
    Group,
    In,
    Not,
    Operand,
)


def text_of(condition: Condition) -> str:
    """The trigger that stands for a condition. A Group is a pair of parentheses."""
    match condition:
        case Group(inner):
            return f"({text_of(inner)})"
        case Not(operand):
            return f"!{_tight(operand, (Both, Either))}"
        case Both(operands):
            return " and ".join(_tight(operand, (Both, Either)) for operand in operands)
        case Either(operands):
            return " or ".join(_tight(operand, (Either,)) for operand in operands)
        case In(left, items):
            return f"{operand_text(left)} in [{', '.join(operand_text(item) for item in items)}]"
        case Compare(operator, left, right):
            return f"{operand_text(left)} {operator} {operand_text(right)}"
        case Call():
            return operand_text(condition)


def _tight(operand: Condition, loose: tuple[type, ...]) -> str:
    text = text_of(operand)
    return f"({text})" if isinstance(operand, loose) else text


def operand_text(operand: Operand) -> str:
    """A field, a constant or a call as it is written."""
    match operand:
        case Field(keys):
            return field_text(keys)
        case Constant(value):
            return constant_text(value)
        case Call(name, arguments):
            return f"{name}({', '.join(operand_text(argument) for argument in arguments)})"


def field_text(keys: tuple[str | int, ...]) -> str:
    """A path: a number is an index, and what has no place in a name is escaped."""
    text = ""
    for key in keys:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            text += ("." if text else "") + re.sub(r"[^A-Za-z0-9_-]", r"\\\g<0>", key)
    return text


def constant_text(value: str | float | bool | None) -> str:
    """A constant; text with both kinds of quotes can't be written."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            quote = "'" if '"' in value else '"'
            assert quote not in value, f"FQL has no way to write {value!r}"
            return quote + value + quote
    return f"{value:.15g}"
