"""What a trigger is made of. Every node is immutable and knows its place in the trigger's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ComparisonOperator = Literal["=", "!="]


@dataclass(frozen=True)
class Span:
    """Character offsets of a node in the trigger: `start` included, `end` not."""

    start: int
    end: int


@dataclass(frozen=True)
class Path:
    """A field of the event, from its root: `properties.plan` is `("properties", "plan")`."""

    keys: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Value:
    """A constant: text, a number, true, false or null."""

    value: str | int | float | bool | None
    span: Span


@dataclass(frozen=True)
class Comparison:
    """A field held against a constant."""

    operator: ComparisonOperator
    left: Path
    right: Value
    span: Span


@dataclass(frozen=True)
class Not:
    """True when its operand is false."""

    operand: Condition
    span: Span


@dataclass(frozen=True)
class And:
    """True when all operands are; at least two."""

    operands: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True)
class Or:
    """True when any operand is; at least two."""

    operands: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True)
class Constant:
    """A condition whose outcome is known at build time; only simplification makes it."""

    value: bool
    span: Span


Condition = Comparison | Not | And | Or | Constant
