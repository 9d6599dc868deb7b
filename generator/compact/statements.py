"""Statements with fewer words: the same program, token for token elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from generator.compact.tokens import is_property, match_brackets

_CONSTANTS = {"true": ["!", "0"], "false": ["!", "1"]}


def compact_statements(tokens: Sequence[str]) -> list[str]:
    """Declarations that follow each other joined, true and false as numbers, no last semicolons.

    One word declares all: a constant may as well be a variable, for nothing changes it.
    """
    joined = _declarations_to_join(tokens)
    result: list[str] = []
    for at, word in enumerate(tokens):
        if word == ";" and tokens[at + 1 : at + 2] == ["}"]:
            continue
        if at in joined:
            result.append(",")
        elif is_property(tokens, at):
            result.append(word)
        elif word in _CONSTANTS:
            result += _CONSTANTS[word]
        elif at - 1 not in joined:
            result.append("let" if word == "const" else word)
    return result


def _declarations_to_join(tokens: Sequence[str]) -> set[int]:
    """The places of the semicolons between two declarations."""
    pairs = match_brackets(tokens)
    found = set()
    for start in range(len(tokens)):
        # One in the head of a loop stands in parentheses.
        if not _declares(tokens, start) or tokens[start - 1] == "(":
            continue
        at = start
        while tokens[at] != ";":
            at = pairs.get(at, at) + 1
        if at + 1 < len(tokens) and _declares(tokens, at + 1):
            found.add(at)
    return found


def _declares(tokens: Sequence[str], at: int) -> bool:
    return tokens[at] in ("const", "let") and not is_property(tokens, at)
