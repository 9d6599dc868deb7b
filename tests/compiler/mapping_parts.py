"""Directives written short, and an event with values of every kind for them to work on."""

from __future__ import annotations

from typing import Any

from .node import UNDEFINED, date
from .tables import track

Json = Any
NOTHING = UNDEFINED

EVENT = track(
    properties={
        "zero": 0,
        "no": False,
        "empty": "",
        "null": None,
        "undefined": UNDEFINED,
        "text": "Order Completed",
        "number": 127.5,
        "yes": True,
        "a": {"b": {"c": 1}, "null": None, "list": [None, {"x": None}]},
        "a b": 1,
        "a.b": 2,
        "list": [{"sku": "x", "price": 19}, {"sku": "y", "price": 3}],
        "texts": ["p", "q"],
        "hollow": {"none": {}, "nothing": []},
        "json": '{"a":[1,null]}',
        "costs": "a.b.c $5",
        "when": date("2026-11-23T10:00:00.000Z"),
    }
)


def path(text: str) -> Json:
    """A path directive."""
    return {"@path": text}


def of(name: str) -> Json:
    """The path of a property."""
    return path(f"$.properties.{name}")


def replace(value: Json, pattern: str, **options: Json) -> Json:
    """A replace directive."""
    return {"@replace": {"pattern": pattern, "value": value, **options}}


def merge(*objects: Json, direction: str = "right") -> Json:
    """A merge directive."""
    return {"@merge": {"objects": list(objects), "direction": direction}}


def flatten(value: Json, **options: Json) -> Json:
    """A flatten directive."""
    return {"@flatten": {"value": value, "separator": ".", **options}}
