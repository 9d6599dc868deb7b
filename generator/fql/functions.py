"""The functions of FQL and the fields of an event, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from generator.errors import shorten
from generator.fql.globs import GlobError, parse_glob
from generator.fql.lexer import FqlError, Token
from generator.fql.nodes import Contains, Function, FunctionName, Match, Operand, Span, Value
from generator.hints import did_you_mean
from generator.numbers import number_text

_VALUE_FUNCTIONS: Mapping[str, FunctionName] = MappingProxyType(
    {name: name for name in get_args(FunctionName)}
)

#: How many arguments each takes; those of two are conditions.
FUNCTIONS: Mapping[str, int] = MappingProxyType(
    {"contains": 2, "match": 2, **dict.fromkeys(_VALUE_FUNCTIONS, 1)}
)

#: The fields of a Segment event at its root (Segment's common fields, and those of each call).
ROOT_FIELDS = (
    "anonymousId",
    "category",
    "channel",
    "context",
    "event",
    "groupId",
    "integrations",
    "messageId",
    "name",
    "options",
    "originalTimestamp",
    "previousId",
    "projectId",
    "properties",
    "receivedAt",
    "sentAt",
    "timestamp",
    "traits",
    "type",
    "userId",
    "version",
    "writeKey",
    "_metadata",
)

#: More keys than any event is deep, and longer ones than it has.
_MAX_KEYS = 50
_MAX_KEY_LENGTH = 1_000

#: Each character of a pattern costs code.
_MAX_PATTERN = 1_000


def check_root(token: Token, hint: str = "") -> None:
    """Raise FqlError for a path that begins with no field of an event, or is far too long."""
    root = token.keys[0]
    if root not in ROOT_FIELDS:
        raise FqlError(
            f"an event has no field {shorten(root)} at its root",
            token.span,
            hint or did_you_mean(root, ROOT_FIELDS) or f"perhaps properties.{token.text[:60]}",
        )
    if len(token.keys) > _MAX_KEYS or max(map(len, token.keys)) > _MAX_KEY_LENGTH:
        message = f"a path has {_MAX_KEYS} keys of {_MAX_KEY_LENGTH:,} characters at most"
        raise FqlError(message, token.span)


def function_value(name: str, argument: Operand, span: Span) -> Function:
    """The node of a function that gives a value."""
    return Function(_VALUE_FUNCTIONS[name], argument, span)


def function_condition(name: str, text: Operand, other: Operand, span: Span) -> Contains | Match:
    """The node of `contains` or `match`. Raises FqlError for a pattern that is none."""
    if name == "contains":
        return Contains(text, _as_text(other), negated=False, span=span)
    if not isinstance(other, Value) or not isinstance(other.value, str):
        raise FqlError("a pattern must be text in quotes", other.span)
    if len(other.value) > _MAX_PATTERN:
        raise FqlError(f"a pattern has {_MAX_PATTERN:,} characters at most", other.span)
    try:
        glob = parse_glob(other.value)
    except GlobError as error:
        at = other.span.start + 1 + error.offset
        raise FqlError(f"in the pattern: {error.message}", Span(at, at + 1)) from error
    return Match(text, glob, negated=False, span=span)


def _as_text(operand: Operand) -> Operand:
    """A constant that is looked for in a text stands for its own text."""
    match operand:
        case Value(bool() as value, span):
            return Value("true" if value else "false", span)
        case Value(int() | float() as value, span):
            return Value(number_text(value), span)
        case Value(None, span):
            raise FqlError("nothing is looked for", span, "write the text in quotes")
    return operand
