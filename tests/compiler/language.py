"""The trigger language, from its description alone: a tree, its text, and what it means.

Knows nothing of JavaScript or of the compiler. Where the description leaves something open, the
evaluator raises UnspecifiedError, and a test claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Any


class UnspecifiedError(Exception):
    """The description of the language does not say what this is."""


@dataclass(frozen=True)
class Field:
    """A field of the event; a number is an index."""

    keys: tuple[str | int, ...]


@dataclass(frozen=True)
class Constant:
    """A constant."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class Call:
    """A function of its arguments, in a condition's place or in an operand's."""

    name: str
    arguments: tuple[Operand, ...]


@dataclass(frozen=True)
class Compare:
    """Two operands held against each other."""

    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True)
class In:
    """An operand looked for in a list."""

    left: Operand
    items: tuple[Constant, ...]


@dataclass(frozen=True)
class Not:
    """`!` before a condition."""

    operand: Condition


@dataclass(frozen=True)
class Both:
    """Conditions joined by `and`."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True)
class Either:
    """Conditions joined by `or`."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True)
class Group:
    """A condition in parentheses."""

    inner: Condition


Operand = Field | Constant | Call
Condition = Compare | In | Call | Not | Both | Either | Group


def holds(condition: Condition, event: Mapping[str, Json]) -> bool:
    """Whether the condition is true for the event."""
    match condition:
        case Group(inner):
            return holds(inner, event)
        case Not(Call("contains" | "match" as name, (Field() as subject, Constant()) as arguments)):
            # As Segment's editor means it: a text, and not such a text.
            return isinstance(value_of(subject, event), str) and not call(name, arguments, event)
        case Not(Call("contains" | "match")):
            raise UnspecifiedError("! before a call that the editor does not write")
        case Not(operand):
            return not holds(operand, event)
        case Both(operands):
            return all(holds(operand, event) for operand in operands)
        case Either(operands):
            return any(holds(operand, event) for operand in operands)
        case Compare() | In():
            return _compared(condition, event)
        case Call(name, arguments):
            result = call(name, arguments, event)
            if not isinstance(result, bool):
                raise UnspecifiedError(f"{name} as a condition")
            return result


def _compared(condition: Compare | In, event: Mapping[str, Json]) -> bool:
    match condition:
        case In(left, items):
            value = value_of(left, event)
            return any(same(value, item.value) for item in items)
        case Compare("!=", left, Constant(number)) if is_number(number):
            # As Segment's editor means it: a number, and another one.
            value = value_of(left, event)
            return is_number(value) and bool(value != number)
        case Compare("!=", Constant(number)) if is_number(number):
            raise UnspecifiedError("a number on the left of !=")
        case Compare(operator, left, right):
            return compare(operator, value_of(left, event), value_of(right, event))


def value_of(operand: Operand, event: Mapping[str, Json]) -> Json:
    """The value of an operand; what is missing is null."""
    match operand:
        case Constant(value):
            return value
        case Field(keys):
            return at(event, keys)
        case Call(name, arguments):
            return call(name, arguments, event)


def at(event: Mapping[str, Json], keys: tuple[str | int, ...]) -> Json:
    """What stands at a path; a falsy value on the way is the result."""
    value: Json = event
    for key in keys:
        if value is None or value is False or value in (0, ""):
            return value
        if isinstance(value, dict):
            value = value.get(str(key))
        elif isinstance(value, list):
            value = value[int(key)] if str(key).isdecimal() and int(key) < len(value) else None
        elif isinstance(value, str) and str(key).isdecimal():
            raise UnspecifiedError("an index into text")
        else:
            value = None
    return value


def is_number(value: Json) -> bool:
    """A number; in Python a bool would be one too."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(left: Json, right: Json) -> bool:
    """Equal, and of one type."""
    if isinstance(left, (list, dict)) and isinstance(right, (list, dict)):
        raise UnspecifiedError("lists or objects compared with each other")
    if is_number(left) and is_number(right):
        return bool(left == right)
    return type(left) is type(right) and bool(left == right)


def compare(operator: str, left: Json, right: Json) -> bool:
    """What a comparison says of two values."""
    if operator == "=":
        return same(left, right)
    if operator == "!=":
        return not same(left, right)
    if not is_number(left) or not is_number(right):
        return False
    return bool(
        {"<": left < right, "<=": left <= right, ">": left > right}.get(operator, left >= right)
    )


def call(name: str, arguments: tuple[Operand, ...], event: Mapping[str, Json]) -> Json:
    """The value of a function."""
    values = [value_of(argument, event) for argument in arguments]
    value = values[0]
    match name:
        case "contains":
            if isinstance(value, list):
                raise UnspecifiedError("contains of a list")
            # A constant that is looked for in a text is its own text.
            part = _string(values[1]) if isinstance(arguments[1], Constant) else values[1]
            return isinstance(value, str) and isinstance(part, str) and part in value
        case "match":
            return isinstance(value, str) and bool(glob(values[1]).fullmatch(value))
        case "length":
            return _length(value)
        case "typeof":
            return type_name(value)
        case "string":
            return _string(value)
        case "number":
            return _number(value)
        case "bool":
            return (
                value
                if isinstance(value, bool)
                else {"true": True, "false": False}.get(value if isinstance(value, str) else "")
            )
    return _recased(name, value) if isinstance(value, str) else None


def type_name(value: Json) -> str:
    """What typeof gives."""
    if is_number(value):
        return "number"
    names = {str: "string", bool: "bool", list: "list", dict: "object", type(None): "null"}
    return names[type(value)]


def glob(pattern: str) -> re.Pattern[str]:
    """A whole-text, case-sensitive pattern as a regular expression."""
    pieces = re.findall(r"\\.|\[[^\]]+\]|.", pattern, re.DOTALL)
    return re.compile("".join(_piece(piece) for piece in pieces), re.DOTALL)


def _piece(piece: str) -> str:
    if piece == "*":
        return ".*"
    if piece == "?":
        return "."
    if piece.startswith("\\"):
        return re.escape(piece[1:])
    if len(piece) > 2:
        inner = "".join(char if char == "-" else re.escape(char) for char in piece[1:-1])
        return f"[{inner}]"
    return re.escape(piece)


def _length(value: Json) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        return len(value.encode("utf-8"))
    if isinstance(value, list):
        return len(value)
    raise UnspecifiedError(f"the length of {value!r}")


def _recased(name: str, text: str) -> str:
    match name:
        case "lowercase":
            return text.lower()
        case "uppercase":
            return text.upper()
        case "snakecase":
            return text.replace(" ", "_")
        case "kebabcase":
            return text.replace(" ", "-")
        case "titlecase":
            return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
    raise AssertionError(name)


def _string(value: Json) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) or value is None:
        return value
    if not is_number(value):
        return None
    if value != 0 and not 1e-5 < abs(value) < 1e15:
        raise UnspecifiedError("how a very large or small number is written")
    return f"{value:.15g}" if value != 0 else "0"


def _number(value: Json) -> int | float | None:
    if is_number(value):
        number: int | float = value
        return number
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value, re.ASCII):
        return float(value)
    if isinstance(value, str) and re.search(r"[0-9]", value):
        raise UnspecifiedError("text that is nearly a number")
    return None
