"""Terraform: a state file, or what `terraform show -json` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.exports.mappings import read_mapping
from generator.exports.public_api import actions_of, is_ours, read_filter
from generator.exports.reader import parse_json
from generator.exports.shapes import (
    Destination,
    Pieces,
    list_of,
    mapping_of,
    refuse,
    text_or_none,
)

#: Where the providers' spellings end: segment_destination, and with it its mappings and filters.
_DESTINATION = "segment_destination"
_SUBSCRIPTION = "segment_destination_subscription"
_FILTER = "segment_destination_filter"

#: How 1Flow's project keys begin (1Flow's documentation of its SDK).
_KEY_START = "oneflow_"


def is_state(data: dict[str, Any]) -> bool:
    """Whether a JSON object is a state, in either of its forms."""
    return isinstance(data.get("resources"), list) or "root_module" in mapping_of(
        data.get("values")
    )


def read_state(data: dict[str, Any], file: str) -> Pieces:
    """The 1Flow destinations of a state, and all mappings and filters. Raises SettingsError."""
    resources = list(_resources(data))
    ours = Pieces()
    for _, name, attributes in (each for each in resources if each[0] == _DESTINATION):
        ours += _destination(attributes, name, file)
    ids = {destination.id for destination in ours.destinations}
    mapped = []
    filters = []
    for kind, name, attributes in resources:
        # What belongs to another destination is not even read.
        if text_or_none(attributes.get("destination_id")) not in ids:
            continue
        if kind == _SUBSCRIPTION:
            mapped.append(read_mapping(attributes, file, f"{kind}.{name}"))
        elif kind == _FILTER:
            filters.append(read_filter(attributes))
    return ours + Pieces(mapped=tuple(mapped), filters=tuple(filters))


def _resources(data: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The type, the name and the attributes of each resource."""
    for resource in map(mapping_of, list_of(data.get("resources"))):
        for instance in map(mapping_of, list_of(resource.get("instances"))):
            yield _resource(resource, instance.get("attributes"))
    yield from _of_module(mapping_of(data.get("values")).get("root_module"))


def _of_module(module: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    modules = [mapping_of(module)]
    while modules:
        module = modules.pop()
        for resource in map(mapping_of, list_of(module.get("resources"))):
            yield _resource(resource, resource.get("values"))
        modules += map(mapping_of, list_of(module.get("child_modules")))


def _resource(resource: Any, attributes: Any) -> tuple[str, str, dict[str, Any]]:
    return str(resource.get("type")), str(resource.get("name")), dict(mapping_of(attributes))


def _destination(attributes: dict[str, Any], name: str, file: str) -> Pieces:
    metadata = attributes.get("metadata")
    settings = attributes.get("settings")
    written = settings if isinstance(settings, str) else ""
    # A state may know no more of what a destination is than its id, which is not fixed.
    if not (is_ours(metadata) or ('"projectApiKey"' in written and f'"{_KEY_START}' in written)):
        return Pieces()
    place = f"{_DESTINATION}.{name}.settings"
    read = parse_json(file, settings, place) if isinstance(settings, str) else settings
    if not isinstance(read, dict):
        refuse(file, "this must be the destination's settings", place=place)
    names = (name, text_or_none(attributes.get("name")))
    destination = Destination(
        id=text_or_none(attributes.get("id")) or f"{file}#{name}",
        names=tuple(dict.fromkeys(filter(None, names))),
        enabled=attributes.get("enabled") is not False,
        settings=read,
        complete=True,
    )
    return Pieces(destinations=(destination,), actions=actions_of(metadata))
