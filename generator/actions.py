"""The two actions of 1Flow Web (Actions), their fields and the presets that Segment offers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.record import Record

#: The destination's name in a call's Integrations object (Segment's catalogue).
DESTINATION = "1Flow Web (Actions)"

#: The global that Segment's remotePlugins entry of the destination names (observed).
REMOTE_LIBRARY = "1flowDestination"

#: The event types that Analytics.js 2.0 hands to a destination plugin, by method name.
EVENT_TYPES = ("track", "identify", "page", "group", "alias", "screen")

#: The destination's own limit: mappings an instance.
MAX_SUBSCRIPTIONS = 50


class Action(Record):
    """An action of the destination: its `partnerAction` slug, its fields, and its preset."""

    slug: str
    fields: tuple[str, ...]
    preset: Mapping[str, Any]


def _path(path: str) -> dict[str, str]:
    return {"@path": path}


TRACK_EVENT = Action(
    slug="trackEvent",
    fields=("event_name", "userId", "anonymousId", "properties"),
    preset=MappingProxyType(
        {
            "name": "Track Event",
            "partnerAction": "trackEvent",
            "subscribe": 'type = "track"',
            "mapping": {
                "event_name": _path("$.event"),
                "userId": _path("$.userId"),
                "anonymousId": _path("$.anonymousId"),
                "properties": _path("$.properties"),
            },
        }
    ),
)

IDENTIFY_USER = Action(
    slug="identifyUser",
    fields=("userId", "traits"),
    preset=MappingProxyType(
        {
            "name": "Identify User",
            "partnerAction": "identifyUser",
            "subscribe": 'type = "identify"',
            "mapping": {"userId": _path("$.userId"), "traits": _path("$.traits")},
        }
    ),
)

#: In the order in which the hosted destination registers its plugins.
ACTIONS: Mapping[str, Action] = MappingProxyType(
    {action.slug: action for action in (TRACK_EVENT, IDENTIFY_USER)}
)
