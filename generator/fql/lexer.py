"""Trigger text to tokens.

The words and signs are those of Segment's FQL documentation. A character that has no place in the
language ends the reading with an error at its column and a guess at what was meant.
"""

from __future__ import annotations

import re
from enum import Enum

from generator.fql.nodes import Span
from generator.record import Record

#: More than any trigger has that a person or Segment's own editor writes.
MAX_TOKENS = 5_000


class Kind(Enum):
    """What a token is."""

    PATH = "path"
    STRING = "string"
    NUMBER = "number"
    CONSTANT = "constant"
    OPERATOR = "operator"
    CONNECTIVE = "connective"
    IN = "in"
    NOT = "not"
    OPEN = "open"
    CLOSE = "close"
    OPEN_LIST = "open_list"
    CLOSE_LIST = "close_list"
    COMMA = "comma"
    END = "end"


class Token(Record):
    """A token; `text` is as written, `keys` are a field's unescaped keys."""

    kind: Kind
    text: str
    span: Span
    keys: tuple[str, ...] = ()


class FqlError(Exception):
    """A trigger that can't be compiled: a message, a hint, and where in the trigger."""

    def __init__(self, message: str, span: Span, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.span, self.hint = message, span, hint


_WORDS = {
    "true": Kind.CONSTANT,
    "false": Kind.CONSTANT,
    "null": Kind.CONSTANT,
    "and": Kind.CONNECTIVE,
    "or": Kind.CONNECTIVE,
    "in": Kind.IN,
}

#: A key of word characters and hyphens; a backslash escapes any other character.
_KEY = r"(?:[A-Za-z0-9_-]|\\.)+"
_INDEX = r"(?:\[[0-9]+\])*"
_TOKENS = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?![\w.\\-]))
    | (?P<in>in(?=[\s\[]))
    | (?P<path>{_KEY}{_INDEX}(?:\.{_KEY}{_INDEX})*)
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<operator>!=(?!=)|=(?![=<>])|<(?!>)=?|>=?)
    | (?P<not>!(?!=))
    | (?P<open>\()
    | (?P<close>\))
    | (?P<open_list>\[)
    | (?P<close_list>\])
    | (?P<comma>,)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYS = re.compile(r"((?:[^.\\\[\]]|\\.)+)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

#: Signs of other languages, longest first, and what FQL has in their place.
_FOREIGN = {
    "===": 'FQL compares with a single "="',
    "!==": 'FQL writes it "!="',
    "==": 'FQL compares with a single "="',
    "=>": 'FQL writes it ">="',
    "=<": 'FQL writes it "<="',
    "<>": 'FQL writes it "!="',
    "&&": 'FQL writes it "and"',
    "||": 'FQL writes it "or"',
    "&": 'FQL writes it "and"',
    "|": 'FQL writes it "or"',
    "\u201c": "use straight quotes",
    "\u201d": "use straight quotes",
    "\u2018": "use straight quotes",
    "\u2019": "use straight quotes",
    "`": "use double quotes",
    "$": 'a field of a trigger has no "$."; write properties.plan',
    ".": "a field begins with its name, such as properties.plan",
}


def too_long(at: int) -> FqlError:
    """The error of a trigger with more tokens than are taken, at the offset of the first."""
    message = f"this trigger is too long: it has more than {MAX_TOKENS:,} words and signs"
    return FqlError(message, Span(at, at), "split the mapping in several")


def tokenize(text: str) -> list[Token]:
    """The tokens of a trigger, the last of them the end. Raises FqlError."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            raise _unknown(text, at)
        if match.lastgroup != "space":
            tokens.append(_token(match))
        if len(tokens) > MAX_TOKENS:
            raise too_long(at)
        at = match.end()
    tokens.append(Token(Kind.END, "", Span(at, at)))
    return tokens


def _token(match: re.Match[str]) -> Token:
    text, span = match.group(), Span(*match.span())
    if match.lastgroup != "path":
        return Token(Kind(match.lastgroup), text, span)
    if text in _WORDS:
        return Token(_WORDS[text], text, span)
    keys = tuple(_ESCAPE.sub(r"\1", key) for key in _KEYS.findall(text))
    return Token(Kind.PATH, text, span, keys)


def _unknown(text: str, at: int) -> FqlError:
    char = text[at]
    span = Span(at, at + 1)
    if char in "\"'":
        hint = f"close it with another {char}; FQL's text has no escapes"
        return FqlError("this text is not closed", span, hint)
    for sign, hint in _FOREIGN.items():
        if text.startswith(sign, at):
            return FqlError(f'"{sign}" is not FQL', Span(at, at + len(sign)), hint)
    hint = f"write \\{char} inside a field's name" if char.isprintable() else ""
    return FqlError(f"{char!a} has no place here", span, hint)
