"""The run-time helpers that generated code may call, and which of them it does."""

from __future__ import annotations

from typing import Literal

from generator.js.tree import Call, Expression, Name

#: Each is a template of the same name in templates/helpers/.
Helper = Literal["copy", "filled", "text"]


class Helpers:
    """Hands out calls of helpers and keeps which were called: only these reach the bundle."""

    def __init__(self) -> None:
        # The loader itself copies what the page queues.
        self._used: set[Helper] = {"copy"}

    @property
    def used(self) -> tuple[Helper, ...]:
        """The helpers called so far, in a fixed order."""
        return tuple(sorted(self._used))

    def call(self, name: Helper, *arguments: Expression) -> Call:
        """A call of a helper."""
        self._used.add(name)
        return Call(Name(name), arguments)
