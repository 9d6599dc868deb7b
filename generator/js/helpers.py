"""The run-time helpers that generated code may call, and which of them it does."""

from __future__ import annotations

from typing import Literal, get_args

from generator.js.tree import Call, Expression, Name

#: Each is a template of the same name in templates/helpers/.
Helper = Literal[
    "bool",
    "contains",
    "copy",
    "dropNulls",
    "each",
    "failed",
    "filled",
    "flatten",
    "glob",
    "kebabcase",
    "length",
    "lower",
    "lowercase",
    "number",
    "orAnonymous",
    "parse",
    "perform",
    "plain",
    "replace",
    "same",
    "snakecase",
    "string",
    "text",
    "tidy",
    "titlecase",
    "typeOf",
    "upper",
    "uppercase",
]

#: Helpers that call others.
_NEEDS: dict[Helper, tuple[Helper, ...]] = {"length": ("typeOf",)}


class Helpers:
    """Hands out calls of helpers and keeps which were called: only these reach the bundle."""

    def __init__(self) -> None:
        # The loader itself copies what the page queues, and a copy is tidied.
        self._used: set[Helper] = {"copy", "tidy"}

    @property
    def used(self) -> tuple[Helper, ...]:
        """The helpers called so far, in a fixed order."""
        return tuple(sorted(self._used))

    def call(self, name: Helper, *arguments: Expression) -> Call:
        """A call of a helper."""
        self._used |= {name, *_NEEDS.get(name, ())}
        return Call(Name(name), arguments)


#: What generated methods name besides their own constants, which avoid it.
NAMES_IN_SCOPE = frozenset(
    (
        *get_args(Helper),
        *("Array", "JSON", "Object", "String", "console", "document", "window"),
        *("ctx", "error", "event", "item", "key", "mapped", "send"),
    )
)
