"""JavaScript to smaller JavaScript."""

from __future__ import annotations

from collections.abc import Iterable

from jsmin import jsmin

from generator.compact.names import shorten_names
from generator.compact.statements import compact_statements
from generator.compact.tokens import join, places, split
from generator.errors import CodeError
from generator.js.code import Code
from generator.source_map import Word


def minify(code: Code) -> Code:
    """The same program without comments and needless white space, and with short local names."""
    return Code(_squeeze(compact_statements(shorten_names(split(code.text)))))


def trace_words(code: Code) -> tuple[Word, ...]:
    """Where the words of a program's minified form come from.

    Raises CodeError if they can't be told for sure: if the minified form has other words than those
    that were followed.
    """
    found = list(places(code.text))
    short = shorten_names([word for word, _, _ in found])
    traced = [
        _Traced.of(new, (line, column), old if new != old else None)
        for new, (old, line, column) in zip(short, found, strict=True)
    ]
    small = compact_statements(traced)
    result = list(places(_squeeze(small)))
    if [word for word, _, _ in result] != small:
        raise CodeError("the words of the minified form are others than those it was made of")
    return tuple(
        Word(line, column, word.source, word.name)
        if isinstance(word, _Traced)
        else Word(line, column, None, None)
        for word, (_, line, column) in zip(small, result, strict=True)
    )


class _Traced(str):
    """A word that knows where it comes from, wherever it is moved to."""

    __slots__ = ("name", "source")

    source: tuple[int, int]
    name: str | None

    @classmethod
    def of(cls, word: str, source: tuple[int, int], name: str | None) -> _Traced:
        """A word, its line and column, and the name that it had there, if that was another."""
        traced = cls(word)
        traced.source = source
        traced.name = name
        return traced


def _squeeze(tokens: Iterable[str]) -> str:
    text: str = jsmin(join(tokens))
    return text.strip()
