"""What a mapping is made of: plain values and directives, each an immutable node.

A path is read from the root that stands where it does: the event, an item of an @arrayPath, or
what an enclosing @transform made.
"""

from __future__ import annotations

from enum import Enum

from generator.record import Record


class Constant(Record):
    """A plain text, number, boolean or null."""

    value: str | int | float | bool | None


class Undefined(Record):
    """No value: a key with it is left out."""


class Object(Record):
    """A plain object; its values may be directives."""

    entries: tuple[tuple[str, Node], ...]


class Array(Record):
    """A plain array; its items may be directives."""

    items: tuple[Node, ...]


class Path(Record):
    """@path: a value below the root. No keys: the root itself."""

    keys: tuple[str, ...]


class Template(Record):
    """@template: text and paths, joined; a missing value gives no text."""

    parts: tuple[str | Path, ...]


class If(Record):
    """@if: `then` where `condition` has a value, else `otherwise`.

    With `blank`, 0, false and empty text count as no value too: the hosted mapping kit compares
    with `!= ''`.
    """

    condition: Node
    blank: bool
    then: Node
    otherwise: Node


class Case(Record):
    """@case: a text in capitals, or in small letters; anything else as it is."""

    value: Node
    upper: bool


class Around(Enum):
    """What a replacement may take up from around a match: `$&`, `` $` ``, `$'`."""

    MATCH = "match"
    BEFORE = "before"
    AFTER = "after"


class Replace(Record):
    """@replace, one pattern: a plain text for another. Of what is no text nothing remains.

    The pattern is not empty.
    """

    value: Node
    pattern: str
    replacement: tuple[str | Around, ...]
    every: bool
    fold_case: bool


class ArrayPath(Record):
    """@arrayPath: `shape` made of each item of a list; None: the list itself."""

    source: Node
    shape: Node | None


class Merge(Record):
    """@merge: objects put over one another, the last on top."""

    objects: tuple[Node, ...]


class Transform(Record):
    """@transform: a mapping whose root is what another mapping made."""

    apply: Node
    mapping: Node


class Flatten(Record):
    """@flatten: nested keys joined by a separator into one level."""

    value: Node
    separator: str
    omit_arrays: bool


class Json(Record):
    """@json: a value as its JSON text, or a JSON text as its value."""

    value: Node
    decode: bool


class ExcludeWhenNull(Record):
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
