"""Answers of Segment's Public API: destinations, their mappings and their filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.actions import DESTINATION
from generator.exports.mappings import read_mapping, read_mappings
from generator.exports.shapes import (
    Destination,
    Filter,
    Pieces,
    list_of,
    mapping_of,
    refuse,
    text_or_none,
)

#: The destination in Segment's catalogue: its slug, and its id in the exports seen.
SLUG = "actions-1flow"
METADATA_ID = "656773f0bd79a3676ab2733d"

_PARTS = ("destination", "destinations", "subscription", "subscriptions", "filters")


def is_answer(data: dict[str, Any]) -> bool:
    """Whether a JSON object is an answer that is of use, with or without its `data` around it."""
    return any(part in unwrapped(data) for part in _PARTS)


def unwrapped(data: dict[str, Any]) -> dict[str, Any]:
    """What stands within an answer's `data`."""
    inner = data.get("data")
    return inner if isinstance(inner, dict) else data


def read_answer(data: dict[str, Any], file: str) -> Pieces:
    """All that is of use in an answer. Raises SettingsError."""
    inside = unwrapped(data)
    before = "data." if inside is not data else ""
    pieces = Pieces()
    for destination in (inside.get("destination"), *list_of(inside.get("destinations"))):
        if isinstance(destination, dict):
            pieces += read_destination(destination, file)
    if "subscription" in inside:
        mapped = read_mapping(inside["subscription"], file, f"{before}subscription")
        pieces += Pieces(mapped=(mapped,), listed=True)
    if "subscriptions" in inside:
        listed = read_mappings(inside["subscriptions"], file, f"{before}subscriptions")
        pieces += Pieces(mapped=listed, listed=True)
    filters = tuple(map(read_filter, list_of(inside.get("filters"))))
    pieces += Pieces(filters=filters, filtered="filters" in inside)
    if mapping_of(inside.get("pagination")).get("next"):
        pieces += Pieces(more=(file,))
    return pieces


def read_destination(data: dict[str, Any], file: str) -> Pieces:
    """A destination, if it is 1Flow's. Raises SettingsError."""
    metadata = mapping_of(data.get("metadata"))
    id_ = text_or_none(data.get("id"))
    if not is_ours(metadata):
        return Pieces(foreign=frozenset([id_] if id_ else []))
    settings = data.get("settings", {})
    if not isinstance(settings, dict):
        refuse(file, "this must be the destination's settings", place="destination.settings")
    destination = Destination(
        id=id_ or file,
        names=tuple(filter(None, [text_or_none(data.get("name"))])),
        enabled=data.get("enabled") is not False,
        settings=settings,
    )
    return Pieces(destinations=(destination,), actions=actions_of(metadata))


def is_ours(metadata: Any) -> bool:
    """Whether a destination's metadata are those of 1Flow Web (Actions)."""
    known = mapping_of(metadata)
    return bool(
        known.get("name") == DESTINATION
        or known.get("slug") == SLUG
        or known.get("id") == METADATA_ID
    )


def actions_of(metadata: Any) -> dict[str, str]:
    """The slugs of a destination's actions by their ids."""
    found = {}
    for action in list_of(mapping_of(metadata).get("actions")):
        id_, slug = (text_or_none(mapping_of(action).get(key)) for key in ("id", "slug"))
        if id_ and slug:
            found[id_] = slug
    return found


def read_filter(value: Any) -> Filter:
    """A destination filter, as Terraform has it too; one that is switched off does nothing."""
    filter_ = mapping_of(value)
    return Filter(
        destination=text_or_none(filter_.get("destinationId", filter_.get("destination_id"))),
        condition=text_or_none(filter_.get("if")),
        effects=_effects(filter_),
    )


def _effects(filter_: Mapping[str, Any]) -> tuple[str, ...]:
    """What a filter does, in the words of routing rules (`drop`, `drop_properties`)."""
    if filter_.get("enabled") is False:
        return ()
    actions = list_of(filter_.get("actions"))
    return tuple(str(mapping_of(action).get("type")).lower() for action in actions)
