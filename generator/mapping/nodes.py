"""What a mapping is made of: plain values and directives, each an immutable node.

A path is read from the root that stands where it does: the event, an item of an @arrayPath, or
what an enclosing @transform made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Constant:
    """A plain text, number, boolean or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class Undefined:
    """No value: a key with it is left out."""


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
    """@path: a value below the root. No keys: the root itself."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """@template: text and paths, joined; a missing value gives no text."""

    parts: tuple[str | Path, ...]


@dataclass(frozen=True)
class If:
    """@if: `then` where `condition` has a value, else `otherwise`.

    With `blank`, 0, false and empty text count as no value too: the hosted mapping kit compares
    with `!= ''`.
    """

    condition: Node
    blank: bool
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Case:
    """@case: a text in capitals, or in small letters; anything else as it is."""

    value: Node
    upper: bool


class Around(Enum):
    """What a replacement may take up from around a match: `$&`, `` $` ``, `$'`."""

    MATCH = "match"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Replace:
    """@replace, one pattern: a plain text for another. Of what is no text nothing remains.

    The pattern is not empty.
    """

    value: Node
    pattern: str
    replacement: tuple[str | Around, ...]
    every: bool
    fold_case: bool


@dataclass(frozen=True)
class ArrayPath:
    """@arrayPath: `shape` made of each item of a list; None: the list itself."""

    source: Node
    shape: Node | None


@dataclass(frozen=True)
class Merge:
    """@merge: objects put over one another, the last on top."""

    objects: tuple[Node, ...]


@dataclass(frozen=True)
class Transform:
    """@transform: a mapping whose root is what another mapping made."""

    apply: Node
    mapping: Node


@dataclass(frozen=True)
class Flatten:
    """@flatten: nested keys joined by a separator into one level."""

    value: Node
    separator: str
    omit_arrays: bool


@dataclass(frozen=True)
class Json:
    """@json: a value as its JSON text, or a JSON text as its value."""

    value: Node
    decode: bool


@dataclass(frozen=True)
class ExcludeWhenNull:
    """@excludeWhenNull: without what is null, within objects too."""

    value: Node


Node = (
    Constant
    | Undefined
    | Object
    | Array
    | Path
    | Template
    | If
    | Case
    | Replace
    | ArrayPath
    | Merge
    | Transform
    | Flatten
    | Json
    | ExcludeWhenNull
)
