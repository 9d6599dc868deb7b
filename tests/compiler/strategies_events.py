"""Events near to real ones, whose values are near to those that the rules under test speak of."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from generator.actions import EVENT_TYPES

from .node import INFINITY, NAN, UNDEFINED, date

#: The fields that rules and events share, so that they often speak of the same.
FIELDS: tuple[tuple[str, ...], ...] = (
    ("event",),
    ("name",),
    ("userId",),
    ("properties", "plan"),
    ("properties", "price"),
    ("properties", "a", "b"),
    ("properties", "a b"),
    ("properties", "list"),
    ("properties", "or"),
    ("traits", "plan"),
    ("traits", "a", "b"),
    ("traits", "age"),
    ("context", "page", "path"),
    ("context", "locale"),
)

TEXTS = (
    *("Order Completed", "Order", "pro", "", " ", "null", "true", "false", "5", "-1.5", "track"),
    *("identify", "page", "A*", "*", "a.b", "aab", "b", "é", "\U0001f600x", "x'y", 'x"y', "\\"),
    *("[a]", "a?c", "Ünï cödé", "a\nb", "toString", "length"),
)
NUMBERS: tuple[int | float, ...] = (0, -0.0, 1, -1, 2, 5, 5.5, 4.999, 100, 127.5, 1e21, 1e-7)

scalars: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.booleans(), st.none()
)

_ODD: tuple[Any, ...] = (UNDEFINED, NAN, INFINITY, date("2026-11-23T10:00:00.000Z"))
_CONTAINERS: tuple[Any, ...] = (
    [],
    {},
    [0],
    ["pro", 5, None],
    [{"sku": "45790-32", "price": 19}, {"sku": "", "price": 0}],
    {"b": "pro"},
    {"b": 0, "c": None},
    {"b": {"c": [1, [2, {"d": None}]]}},
    {"a b": 1, "a.b": 2, "0": 3},
)

_BASE = {
    "messageId": "ajs-next-0001",
    "timestamp": "2026-11-23T10:00:00.000Z",
    "anonymousId": "0f2b8f0e-1111-4222-8333-444455556666",
    "integrations": {},
    "context": {"page": {"path": "/pricing/pro", "title": "Pricing"}, "locale": "en-GB"},
}
_EXTRAS: dict[str, dict[str, Any]] = {
    "track": {"event": "Order Completed", "userId": "97980cfea0067", "properties": {}},
    "identify": {"userId": None, "traits": {}},
    "page": {"name": "Pricing", "properties": {"path": "/pricing/pro"}},
    "screen": {"name": "Home", "properties": {}},
    "group": {"groupId": "0e8c78ea", "traits": {"name": "Initech"}},
    "alias": {"previousId": "anon-1", "userId": "97980cfea0067"},
}


def near(value: Any) -> st.SearchStrategy[Any]:
    """Values one step from `value`: a letter more or less, the next number, another type."""
    match value:
        case bool() | None:
            return st.sampled_from([not value, str(value).lower(), 0, 1, "null", UNDEFINED])
        case str():
            return st.sampled_from(
                [value + "x", "x" + value, value[1:], value[:-1], value.upper(), value.lower()]
            )
        case int() | float():
            return st.sampled_from([value + 1, value - 0.001, -value, f"{value:g}"])
    return st.just(value)


def values(pool: Sequence[Any], *, json: bool) -> st.SearchStrategy[Any]:
    """What fields of events hold: mostly what is in the pool, or near it."""
    pooled = st.sampled_from(list(pool))
    others = _CONTAINERS if json else _CONTAINERS + _ODD
    neighbours = pooled.flatmap(near).filter(lambda value: not json or value is not UNDEFINED)
    return st.one_of(pooled, pooled, neighbours, scalars, st.sampled_from(others))


def echoes(pool: Sequence[Any], types: Sequence[str]) -> list[Any]:
    """Events of the types in which every shared field holds one value of the pool."""
    made = []
    for event_type in types:
        for value in pool:
            event = _basic(event_type)
            for path in FIELDS:
                _put(event, path, value)
            made.append(event)
    return made


@st.composite
def events(
    draw: st.DrawFn,
    pool: Sequence[Any],
    types: Sequence[str] = EVENT_TYPES,
    *,
    json: bool = False,
) -> Any:
    """An event of one of the types, some of whose fields hold values around the pool.

    With `json` it holds nothing that JSON can't say.
    """
    event_type = draw(st.sampled_from(list(types)))
    event = _basic(event_type)
    for path in draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique=True)):
        _put(event, path, draw(values(pool, json=json)))
    return event


def _basic(event_type: str) -> dict[str, Any]:
    return {"type": event_type, **copy.deepcopy(_BASE), **copy.deepcopy(_EXTRAS[event_type])}


def _put(event: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a field, making the objects on the way; what already stands there gives way."""
    for key in path[:-1]:
        if not isinstance(event.get(key), dict) or "$js" in event[key]:
            event[key] = {}
        event = event[key]
    event[path[-1]] = copy.deepcopy(value)
