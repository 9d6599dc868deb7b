"""The tokens of the JavaScript that our templates and printer write, and of no other.

It has double-quoted texts and line comments; no regular expressions, no template literals, no
shorthand properties; every statement ends in a semicolon or a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_TOKEN = re.compile(
    r"""
    "(?:[^"\\]|\\.)*" | //[^\n]* | \s+ | \d[\w.]* | [A-Za-z_$][\w$]*
    | \.{3} | => | [=!]==? | [<>]=? | && | \|\| | \+\+ | -- | \*\* | .
    """,
    re.VERBOSE,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def split(text: str) -> list[str]:
    """The tokens of a program without its comments and white space."""
    tokens: list[str] = _TOKEN.findall(text)
    return [token for token in tokens if not (token.isspace() or token.startswith("//"))]


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """The same tokens, each with its line and column, from 0."""
    line = start = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.isspace():
            if "\n" in token:
                line += token.count("\n")
                start = match.start() + token.rindex("\n") + 1
        elif not token.startswith("//"):
            yield token, line, match.start() - start


def join(tokens: Iterable[str]) -> str:
    """The program of tokens, with as many spaces as jsmin can take away."""
    return " ".join(tokens)


def match_brackets(tokens: Iterable[str]) -> dict[int, int]:
    """The place of each closing bracket by the place of the opening one."""
    pairs: dict[int, int] = {}
    opened: list[tuple[int, str]] = []
    for at, token in enumerate(tokens):
        if token in _CLOSING:
            opened.append((at, _CLOSING[token]))
        elif opened and token == opened[-1][1]:
            pairs[opened.pop()[0]] = at
    return pairs


def is_property(tokens: Sequence[str], at: int) -> bool:
    """Whether a word is the name of a property, which any word of the language can be."""
    before = tokens[at - 1] if at else ""
    return before == "." or (before in ("{", ",") and tokens[at + 1 : at + 2] == [":"])
