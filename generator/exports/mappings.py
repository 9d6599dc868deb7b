"""One mapping of a destination, in the spelling of any of the exports."""

from __future__ import annotations

from typing import Any

from generator.exports.reader import parse_json
from generator.exports.shapes import Mapped, mapping_of, refuse, text_or_none

_REVERSE_ETL = "it is a reverse-ETL mapping, which has no events in a browser"
_BATCHED = "it sends events in batches"

#: The names of a mapping's parts: in CDN settings, in the Public API, in Terraform.
_TRIGGER = ("subscribe", "trigger")
_MAPPING = ("mapping", "settings")
_ACTION = ("partnerAction", "actionSlug", "action_slug")
_ACTION_ID = ("actionId", "action_id")
_DESTINATION = ("destinationId", "destination_id")
_MODEL = ("modelId", "model_id", "reverseETLSchedule", "reverseEtlSchedule", "reverse_etl_schedule")


def looks_like_a_mapping(value: Any) -> bool:
    """Whether a JSON value has what every export's mappings have: a trigger and an action."""
    return (
        isinstance(value, dict)
        and any(name in value for name in _TRIGGER)
        and any(name in value for name in (*_ACTION, *_ACTION_ID))
    )


def read_mappings(
    value: Any, file: str, place: str, destination: str | None = None
) -> tuple[Mapped, ...]:
    """The mappings of a list, or of the JSON text of one. Raises SettingsError."""
    if isinstance(value, str):
        value = parse_json(file, value, place)
    if not isinstance(value, list):
        refuse(file, "this must be a list of mappings", place=place)
    return tuple(
        read_mapping(item, file, f"{place}[{index}]", destination)
        for index, item in enumerate(value)
    )


def read_mapping(value: Any, file: str, place: str, destination: str | None = None) -> Mapped:
    """A mapping; its parts are as the export has them. Raises SettingsError."""
    if not isinstance(value, dict):
        refuse(file, "this must be a mapping with a trigger and an action", place=place)

    def first(names: tuple[str, ...]) -> Any:
        return next((value[name] for name in names if name in value), None)

    fields = first(_MAPPING)
    if isinstance(fields, str):
        fields = parse_json(file, fields, f"{place}.settings")
    refused = ""
    if any(value.get(name) for name in _MODEL):
        refused = _REVERSE_ETL
    elif mapping_of(fields).get("enable_batching") not in (None, False):
        refused = _BATCHED
    return Mapped(
        destination=destination or text_or_none(first(_DESTINATION)),
        id=value.get("id"),
        name=value.get("name"),
        enabled=value.get("enabled", True),
        action=text_or_none(first(_ACTION)),
        action_id=text_or_none(first(_ACTION_ID)),
        trigger=first(_TRIGGER),
        mapping=fields,
        refused=refused,
    )
