"""A source map (version 3): where each word of a minified program stands in the readable one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from generator.record import Record

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Word(Record):
    """A word of a minified program.

    Arguments:
        line: its line, from 0; `column` its first letter there, from 0.
        source: its line and column in the readable program; None for one that is not from there.
        name: what the readable program calls it, where that is another name.
    """

    line: int
    column: int
    source: tuple[int, int] | None
    name: str | None


def write_source_map(words: Sequence[Word], source_name: str, source_text: str) -> str:
    """The text of a source map that holds the readable program too. `words` are in their order."""
    names = list(dict.fromkeys(word.name for word in words if word.name is not None))
    document = {
        "version": 3,
        "sources": [source_name],
        "sourcesContent": [source_text],
        "names": names,
        "mappings": _mappings(words, names),
    }
    return json.dumps(document, separators=(",", ":"))


def _mappings(words: Sequence[Word], names: Sequence[str]) -> str:
    numbers = {name: number for number, name in enumerate(names)}
    # All but a column count from the word before, in whatever line that stands.
    last = (0, 0, 0, 0)
    lines: list[str] = []
    for line, group in groupby(words, key=lambda word: word.line):
        lines += [""] * (line - len(lines))
        segments = []
        column = 0
        for word in group:
            fields = [word.column - column]
            column = word.column
            if word.source is not None:
                name = last[3] if word.name is None else numbers[word.name]
                place = (0, *word.source, name)
                differences = [new - old for new, old in zip(place, last, strict=True)]
                fields += differences if word.name is not None else differences[:3]
                last = place
            segments.append("".join(map(_quantity, fields)))
        lines.append(",".join(segments))
    return ";".join(lines)


def _quantity(number: int) -> str:
    """A number in base 64: the sign in the lowest bit, five bits a digit, the lowest first."""
    rest = abs(number) << 1 | (number < 0)
    text = ""
    while True:
        rest, digit = rest >> 5, rest & 31
        text += _BASE64[digit | (32 if rest else 0)]
        if not rest:
            return text
