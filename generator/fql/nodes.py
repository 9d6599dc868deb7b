"""What a trigger is made of. Nodes are immutable, and equal when they mean the same.

Every node but a glob's knows its place in the trigger's text; places do not count in comparisons.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from generator.record import Record

Scalar = str | int | float | bool | None
ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]
FunctionName = Literal[
    "bool",
    "kebabcase",
    "length",
    "lowercase",
    "number",
    "snakecase",
    "string",
    "titlecase",
    "typeof",
    "uppercase",
]


class Span(Record):
    """Character offsets of a node in the trigger: `start` included, `end` not."""

    start: int
    end: int


class Path(Record):
    """A field of the event, from its root: `properties.items[0]` is properties, items, 0."""

    keys: tuple[str, ...]
    span: Span = field(compare=False)


class Value(Record):
    """A constant: text, a number, true, false or null."""

    value: Scalar
    span: Span = field(compare=False)


class Function(Record):
    """A function of one operand that gives a value."""

    name: FunctionName
    argument: Operand
    span: Span = field(compare=False)


Operand = Path | Value | Function


class Comparison(Record):
    """Two operands held against each other; a constant stands on the right if on either side."""

    operator: ComparisonOperator
    left: Operand
    right: Operand
    span: Span = field(compare=False)


class Membership(Record):
    """An operand that is one of some constants."""

    operand: Operand
    values: tuple[Value, ...]
    span: Span = field(compare=False)


class Contains(Record):
    """A text within a text. `negated`: the operand is a text, and the part is not within it."""

    operand: Operand
    part: Operand
    negated: bool
    span: Span = field(compare=False)


class AnyCharacter(Record):
    """`?` in a glob: one character."""


class CharacterClass(Record):
    """`[abc]`, `[a-z]` in a glob: one character within one of the ranges, ends included."""

    ranges: tuple[tuple[str, str], ...]


GlobCharacter = str | AnyCharacter | CharacterClass


class Glob(Record):
    """A whole-text pattern: parts, with anything between one and the next."""

    parts: tuple[tuple[GlobCharacter, ...], ...]


class Match(Record):
    """A text that a glob describes. `negated`: the operand is a text that it does not describe."""

    operand: Operand
    glob: Glob
    negated: bool
    span: Span = field(compare=False)


class Not(Record):
    """True when its operand is false."""

    operand: Condition
    span: Span = field(compare=False)


class And(Record):
    """True when all operands are; at least two."""

    operands: tuple[Condition, ...]
    span: Span = field(compare=False)


class Or(Record):
    """True when any operand is; at least two."""

    operands: tuple[Condition, ...]
    span: Span = field(compare=False)


class Constant(Record):
    """A condition whose outcome is known at build time."""

    value: bool
    span: Span = field(compare=False)


Condition = Comparison | Membership | Contains | Match | Not | And | Or | Constant


def type_of(value: Scalar) -> str:
    """The type of a constant, as JavaScript has it: every number is one type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    return "string" if isinstance(value, str) else "number"
