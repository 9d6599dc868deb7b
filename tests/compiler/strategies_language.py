"""Valid triggers, as trees of the language: every operator and function over shared fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

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
    is_number,
)
from .strategies_events import FIELDS

_MORE_FIELDS: tuple[tuple[str | int, ...], ...] = (
    ("type",),
    ("anonymousId",),
    ("messageId",),
    ("groupId",),
    ("previousId",),
    ("properties", "list", 0),
    ("properties", "list", 1, "price"),
    ("properties", "list", "0"),
    ("properties", "a.b"),
    ("context", "page"),
    ("properties",),
)
_RECASING = ("lowercase", "uppercase", "snakecase", "kebabcase", "titlecase")
_READING = ("length", "typeof", "string", "number", "bool")
_orderings = st.sampled_from(["<", "<=", ">", ">="])
_GLOBS = ("{}*", "*{}", "*{}*", "{}", "?{}", "{}?", "*{}*b", "[a-f]*", "?", "*", "[ab]?*", "\\{}*")

_fields = st.one_of(
    st.sampled_from([Field(path) for path in FIELDS]),
    st.sampled_from([Field(path) for path in FIELDS]),
    st.sampled_from([Field(path) for path in _MORE_FIELDS]),
)


def _writable(value: Any) -> bool:
    return not (isinstance(value, str) and '"' in value and "'" in value) and not (
        isinstance(value, float) and not 1e-5 < abs(value) < 1e15
    )


def _constants(pool: Sequence[Any]) -> st.SearchStrategy[Constant]:
    return st.sampled_from(
        [Constant(value) for value in pool if _writable(value)]
        + [Constant(value) for value in ("pro", "track", "string", "null", 0, 3, 5, True, None)]
    )


def _plain_texts(pool: Sequence[Any]) -> list[str]:
    """Texts of the pool that a pattern holds as they are."""
    return [
        value for value in pool if isinstance(value, str) and not set(value) & set("\"'*?[]\\")
    ] + ["pro"]


@st.composite
def _operand(draw: st.DrawFn, pool: Sequence[Any], depth: int = 1) -> Operand:
    kind = draw(st.integers(0, 5 if depth else 3))
    if kind <= 2:
        return draw(_fields)
    if kind == 3:
        return draw(_constants(pool))
    name = draw(st.sampled_from([*_RECASING, *_READING]))
    return Call(name, (draw(_operand(pool, depth - 1)),))


@st.composite
def _test(draw: st.DrawFn, pool: Sequence[Any]) -> Call:
    """A test of a text for a part or a pattern."""
    subject = draw(_operand(pool))
    if draw(st.booleans()):
        # Nothing at all can't be looked for.
        part = st.one_of(_constants(pool), _fields).filter(lambda part: part != Constant(None))
        return Call("contains", (subject, draw(part)))
    text = draw(st.sampled_from(_plain_texts(pool)))
    pattern = draw(st.sampled_from(_GLOBS)).replace("{}", text)
    return Call("match", (subject, Constant(pattern)))


@st.composite
def _comparison(draw: st.DrawFn, pool: Sequence[Any]) -> Condition:
    kind = draw(st.integers(0, 9))
    left = draw(_operand(pool))
    if kind == 0:
        items = draw(st.lists(_constants(pool), min_size=1, max_size=4))
        return In(left, tuple(items))
    if kind <= 3:
        return draw(_test(pool))
    if kind <= 5:
        number = st.sampled_from([0, 1, 5, -1, 5.5, 4.999])
        right: Operand = draw(st.one_of(number.map(Constant), _operand(pool)))
        operator = "=" if _is_no_number(left) or _is_no_number(right) else draw(_orderings)
        return Compare(operator, left, right)
    right = draw(st.one_of(_constants(pool), _constants(pool), _operand(pool)))
    return Compare(draw(st.sampled_from(["=", "!="])), left, right)


def _is_no_number(operand: Operand) -> bool:
    """Whether the language has no order for it."""
    return isinstance(operand, Constant) and not is_number(operand.value)


@st.composite
def conditions(draw: st.DrawFn, pool: Sequence[Any], depth: int = 3) -> Condition:
    """A condition of any nesting."""
    kind = draw(st.integers(0, 9 if depth else 3))
    if kind <= 3:
        return draw(_comparison(pool))
    if kind == 4:
        return Group(draw(conditions(pool, depth - 1)))
    if kind == 5:
        return _not(draw(conditions(pool, depth - 1)))
    operands = tuple(draw(st.lists(conditions(pool, depth - 1), min_size=2, max_size=3)))
    return Both(operands) if kind <= 7 else Either(operands)


def _not(operand: Condition) -> Not:
    """`!!contains(..)` says two things at once; parentheses say which one is meant."""
    return Not(Group(operand) if isinstance(operand, Not) else operand)
