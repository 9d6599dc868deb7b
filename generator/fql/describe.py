"""A condition as FQL text, for messages: what a trigger was understood to say."""

from __future__ import annotations

import re

from generator.fql.nodes import (
    And,
    AnyCharacter,
    CharacterClass,
    Comparison,
    Condition,
    Constant,
    Contains,
    Function,
    Glob,
    GlobCharacter,
    Match,
    Membership,
    Not,
    Operand,
    Or,
    Path,
    Scalar,
    Value,
)

_PLAIN = re.compile(r"[A-Za-z0-9_-]")


def describe(condition: Condition) -> str:
    """The condition in FQL, with the parentheses that its meaning needs."""
    match condition:
        case Comparison(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Membership(operand, values):
            return f"{_operand(operand)} in [{', '.join(_scalar(value.value) for value in values)}]"
        case Contains(operand, part, negated):
            return f"{'!' if negated else ''}contains({_operand(operand)}, {_operand(part)})"
        case Match(operand, glob, negated):
            sign = "!" if negated else ""
            return f'{sign}match({_operand(operand)}, "{_glob(glob)}")'
        case Not(operand):
            return f"!({describe(operand)})"
        case And(operands):
            return " and ".join(_within(operand) for operand in operands)
        case Or(operands):
            return " or ".join(_within(operand) for operand in operands)
        case Constant(value):
            return "always" if value else "never"


def _within(condition: Condition) -> str:
    text = describe(condition)
    return f"({text})" if isinstance(condition, And | Or) else text


def _operand(operand: Operand) -> str:
    match operand:
        case Path(keys):
            return ".".join(_key(key) for key in keys) or "(nothing)"
        case Value(value):
            return _scalar(value)
        case Function(name, argument):
            return f"{name}({_operand(argument)})"


def _key(key: str) -> str:
    return "".join(char if _PLAIN.match(char) else f"\\{char}" for char in key)


def _scalar(value: Scalar) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}'" if '"' in value else f'"{value}"'
        case _:
            return str(value)


def _glob(glob: Glob) -> str:
    return "*".join("".join(_character(char) for char in part) for part in glob.parts)


def _character(char: GlobCharacter) -> str:
    match char:
        case AnyCharacter():
            return "?"
        case CharacterClass(ranges):
            inner = (first if first == last else f"{first}-{last}" for first, last in ranges)
            return f"[{''.join(inner)}]"
        case str():
            return f"\\{char}" if char in "*?[\\" else char
