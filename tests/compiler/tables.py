"""Tables of cases: events by their fields, and rows with names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

Json = Any


def track(event: Json = "Order Completed", **fields: Json) -> dict[str, Json]:
    """A track event as Analytics.js makes it, with the fields given."""
    return {
        "type": "track",
        "event": event,
        "messageId": "ajs-next-0001",
        "timestamp": "2026-11-23T10:00:00.000Z",
        "anonymousId": "anon-1",
        "userId": "97980cfea0067",
        "properties": {},
        "context": {"page": {"path": "/pricing/pro"}, "locale": "en-GB"},
        **fields,
    }


def with_properties(**properties: Json) -> dict[str, Json]:
    """A track event with these properties."""
    return track(properties=properties)


def table(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> pytest.MarkDecorator:
    """One test a row; the first of a row is its id."""
    return pytest.mark.parametrize(names, [pytest.param(*row[1:], id=row[0]) for row in rows])
