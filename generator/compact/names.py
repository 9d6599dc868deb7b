"""Names of one or two letters for what a program declares itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, product

from generator.compact.tokens import is_property, match_brackets
from generator.js.names import is_variable_name

_WORD = re.compile(r"[A-Za-z_$]")
_DECLARE = frozenset({"const", "let", "catch", "=>"})
#: What ends the body of an arrow function that is an expression.
_ENDS = frozenset(",;)]}")

#: In the order in which the default script compresses best of those that were tried.
_LETTERS = "ensrophdayctglvuzwibmjqfxkCSTPEAODNRILMFUWHGKBVJYXQZ"

#: The project key's constant keeps its name, by which messages find and hide its value.
_KEPT = frozenset({"key"})


def shorten_names(tokens: Sequence[str]) -> list[str]:
    """The same program with the shortest names for its constants, variables and parameters."""
    scopes = _scopes(tokens)
    for at, name in _declarations(tokens):
        scopes[at].variables[name] = 0
    homes: dict[int, _Scope] = {}
    globals_ = set(_KEPT)
    for at, word in enumerate(tokens):
        if _is_variable(tokens, at):
            home = scopes[at].home(word)
            if home is None:
                globals_.add(word)
            else:
                homes[at] = home
                scopes[at].use(word, home)
    # Outer scopes come first, and what an inner one uses of them keeps its name there.
    for scope in dict.fromkeys(scopes):
        scope.name_variables(globals_)
    return [homes[at].short[word] if at in homes else word for at, word in enumerate(tokens)]


@dataclass(eq=False, repr=False)
class _Scope:
    """A function with its parameters, or a block; variables by their number of uses."""

    outer: _Scope | None
    end: int
    variables: Counter[str] = field(default_factory=Counter)
    #: What is used in it, and in what stands in it, of the scopes around it.
    free: set[tuple[_Scope, str]] = field(default_factory=set)
    short: dict[str, str] = field(default_factory=dict)

    def home(self, name: str) -> _Scope | None:
        """The scope whose variable a name is; None for a global."""
        scope: _Scope | None = self
        while scope is not None and name not in scope.variables:
            scope = scope.outer
        return scope

    def use(self, name: str, home: _Scope) -> None:
        """Note the use of a variable, here and in every scope up to its own."""
        home.variables[name] += 1
        scope = self
        while scope is not home and scope.outer is not None:
            scope.free.add((home, name))
            scope = scope.outer

    def name_variables(self, globals_: set[str]) -> None:
        """The shortest names; none that is taken by what is used in the scope.

        Where much is declared, what is used most comes first. In functions the order is that of the
        declarations, for heads that are alike compress.
        """
        taken = globals_ | {home.short[name] for home, name in self.free}
        free = (name for name in _short_names() if name not in taken)
        names = list(self.variables)
        if self.outer is None or self.outer.outer is None:
            names.sort(key=lambda name: (-self.variables[name], name))
        self.short = {name: name if name in _KEPT else next(free) for name in names}


def _is_variable(words: Sequence[str], at: int) -> bool:
    """Whether a word is neither a property's name nor one of the language."""
    return is_variable_name(words[at]) and not is_property(words, at)


def _declarations(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where a name is declared, and the name; a parameter counts to the function's scope."""
    for at, word in enumerate(words):
        if word not in _DECLARE or is_property(words, at):
            continue
        match word:
            case "const" | "let" if words[at + 1] == "[":
                end = words.index("]", at)
                yield from ((at, name) for name in words[at + 1 : end] if _WORD.match(name))
            case "const" | "let":
                yield at, words[at + 1]
            case "catch" if words[at + 1] == "(":
                yield at + 2, words[at + 2]
            case "=>":
                start = _parameters(words, at)
                yield from ((at, name) for name in words[start:at] if _WORD.match(name))


def _parameters(words: Sequence[str], arrow: int) -> int:
    """Where the parameters of an arrow function begin; none of ours has a default."""
    start = arrow - 1
    if words[start] == ")":
        while words[start] != "(":
            start -= 1
    return start


def _scopes(words: Sequence[str]) -> list[_Scope]:
    """The innermost scope of each word."""
    pairs = match_brackets(words)
    # The block of a function, or of a catch, is one scope with what is declared before it.
    starts: dict[int, int] = {at: end for at, end in pairs.items() if words[at] == "{"}
    for at, word in enumerate(words):
        start, body = at, at + 1
        match word:
            case "=>":
                start = _parameters(words, at)
            case "catch" if words[at + 1] == "(" and not is_property(words, at):
                body = at + 4
            case _:
                continue
        is_block = words[body] == "{"
        starts[start] = starts.pop(body) if is_block else _expression_end(words, body, pairs)
    scope = _Scope(None, len(words))
    found = []
    for at in range(len(words)):
        while at > scope.end and scope.outer is not None:
            scope = scope.outer
        if at in starts:
            scope = _Scope(scope, starts[at])
        found.append(scope)
    return found


def _expression_end(words: Sequence[str], start: int, pairs: dict[int, int]) -> int:
    """The last place of an expression that begins at `start`."""
    at = start
    while words[at] not in _ENDS:
        at = pairs.get(at, at) + 1
    return at - 1


def _short_names() -> Iterator[str]:
    for length in count(1):
        for letters in product(_LETTERS, repeat=length):
            name = "".join(letters)
            if is_variable_name(name):
                yield name
