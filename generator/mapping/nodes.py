"""What a mapping is made of: plain values and directives, each an immutable node."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Constant:
    """A plain text, number, boolean or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class Object:
    """A plain object; its values may be directives."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Array:
    """A plain array; its items may be directives."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Path:
    """@path: a value of the event. No keys: the event itself."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """@template: text and paths, joined; a missing value gives no text."""

    parts: tuple[str | Path, ...]


@dataclass(frozen=True)
class If:
    """@if: `then` where `condition` has a value, else `otherwise`; None is undefined.

    With `blank`, 0, false and empty text count as no value too: the hosted mapping kit compares
    with `!= ''`.
    """

    condition: Node
    blank: bool
    then: Node | None
    otherwise: Node | None


Node = Constant | Object | Array | Path | Template | If
