"""Which mappings a build may refuse: what the hosted mapping kit never accepts, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .node import Node

Json = Any

#: Events of several shapes: a directive that throws on all of them throws on any.
PROBES: tuple[Json, ...] = (
    {},
    {"type": "track", "event": "a", "userId": "a", "name": "a", "sku": "a", "b": "a", "é": "a"},
    {
        "type": "track",
        "properties": {"a": {"b": "a"}, "plan": "a", "list": ["a"], "a b": "a", "a.b": "a"},
        "traits": {"plan": "a"},
        "context": {"page": {"path": "a"}},
    },
)


def may_be_refused(node: Node, mapping: Json) -> bool:
    """Whether some part of a mapping is one of the documented refusals, or can only throw."""
    parts = [mapping, *({"part": part} for part in _parts(mapping))]
    if any(_is_documented(part) for part in _parts(mapping)):
        return True
    return any(all(outcome.error for outcome in row) for row in node.transform(parts, PROBES))


def _parts(value: Json) -> Iterator[Json]:
    """A value and all that is within it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from _parts(item)


def _is_documented(part: Json) -> bool:
    """@liquid; a path or template not known at build time; what throws on any text."""
    if not isinstance(part, Mapping):
        return False
    if "@liquid" in part:
        return True
    for name in ("@path", "@template"):
        if isinstance(part.get(name), (dict, list)) and not _is_known(part[name]):
            return True
    replace = part.get("@replace")
    if isinstance(replace, Mapping) and _has_long_text(replace):
        return True
    case = part.get("@case")
    return isinstance(case, Mapping) and case.get("operator") not in ("lower", "upper")


def _has_long_text(replace: Mapping[str, Json]) -> bool:
    """Whether the second pattern or replacement is longer than 10, which throws on any text."""
    texts = (replace.get(name) for name in ("pattern2", "replacement2"))
    return any(isinstance(text, str) and len(text.encode("utf-16-le")) > 20 for text in texts)


def _is_known(value: Json) -> bool:
    """Text that is known at build time: itself, a literal, or either branch of an @if."""
    if isinstance(value, str):
        return True
    match (
        {key: item for key, item in value.items() if key != "_metadata"}
        if isinstance(value, dict)
        else value
    ):
        case {"@literal": literal, **rest} if not rest:
            return _is_known(literal)
        case {"@if": dict() as options, **rest} if not rest:
            return all(_is_known(options.get(name, "")) for name in ("then", "else"))
    return False
