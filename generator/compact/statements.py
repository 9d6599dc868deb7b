"""Statements with fewer words: the same program, token for token elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from generator.compact.tokens import is_property, match_brackets

_DECLARATIONS = ("const", "let")
_CONSTANTS = {"true": ["!", "0"], "false": ["!", "1"]}


def compact_statements(tokens: Sequence[str]) -> list[str]:
    """Declarations that follow each other joined, true and false as numbers, no last semicolons."""
    joined = _declarations_to_join(tokens)
    result: list[str] = []
    for at, word in enumerate(tokens):
        if word == ";" and tokens[at + 1 : at + 2] == ["}"]:
            continue
        if at in joined:
            result.append(",")
        elif word in _CONSTANTS and not is_property(tokens, at):
            result += _CONSTANTS[word]
        elif at - 1 not in joined:
            result.append(word)
    return result


def _declarations_to_join(tokens: Sequence[str]) -> set[int]:
    """The places of the semicolons between two declarations of the same kind."""
    pairs = match_brackets(tokens)
    found = set()
    for start, word in enumerate(tokens):
        # One in the head of a loop stands in parentheses.
        if word not in _DECLARATIONS or tokens[start - 1] == "(" or is_property(tokens, start):
            continue
        at = start
        while tokens[at] != ";":
            at = pairs.get(at, at) + 1
        if tokens[at + 1 : at + 2] == [word]:
            found.add(at)
    return found
