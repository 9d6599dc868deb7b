"""The one 1Flow destination of an export, with what belongs to it; or a refusal that helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.actions import ACTIONS, DESTINATION
from generator.errors import shorten
from generator.exports.shapes import Destination, Filter, Mapped, Pieces, mapping_of, refuse

#: The actions' ids in the exports seen, for those that give no slug.
_ACTION_IDS = {"biEZJXMqE6pajyebWnWoaE": "trackEvent", "2BeFszmdVBhVuGJ8BvshEB": "identifyUser"}

#: Fields that only one of the two actions has.
_OWN_FIELDS = {"event_name": "trackEvent", "properties": "trackEvent", "traits": "identifyUser"}


@dataclass(frozen=True)
class Entry:
    """A destination as exported. `mapped` is None where no list of mappings was in the export.

    `with_filters`: whether the export tells of filters, or would if there were any. `is_known`:
    that it is 1Flow's is told by the export, and not by its mappings' actions alone.
    """

    destination: Destination
    is_known: bool
    mapped: tuple[Mapped, ...] | None
    filters: tuple[Filter, ...]
    with_filters: bool
    more: tuple[str, ...]


def choose_entry(pieces: Pieces, files: str, wanted: str | None = None) -> Entry:
    """The 1Flow destination, or the `wanted` one by its id, name or number from 1.

    `files` is what the export is called in messages. Raises SettingsError when there is none, when
    there are several and none is wanted, and when what is wanted is not among them.
    """
    candidates = _candidates(pieces)
    if not candidates:
        refuse(
            files,
            f"there is no {DESTINATION} in it",
            "is it the export of a source that the destination is connected to?",
        )
    numbered = list(enumerate(candidates, 1))
    if wanted is not None:
        found = [each for each in candidates if wanted in (each.id, *each.names)]
        found = found or [each for number, each in numbered if wanted == str(number)]
    else:
        found = candidates
    if len(found) != 1:
        listed = "; ".join(f"{number}: {_called(each)}" for number, each in numbered)
        message = f"there are {len(found)} destinations of 1Flow"
        if wanted is not None:
            message = f"{'several' if found else 'no'} destinations of 1Flow are {shorten(wanted)}"
        refuse(files, message, f"choose one with --destination, by id, name or number: {listed}")
    return _entry(found[0], pieces, alone=len(candidates) == 1)


def _called(destination: Destination) -> str:
    names = " ".join(map(shorten, destination.names)) or "no name"
    # What has no id of Segment's goes by its place in a file.
    return names if "#" in destination.id else f"{names} ({destination.id})"


def _candidates(pieces: Pieces) -> list[Destination]:
    """The destinations, each once; those of which only mappings were exported, if no other."""
    by_id = {destination.id: destination for destination in reversed(pieces.destinations)}
    if by_id or pieces.foreign:
        return list(reversed(by_id.values()))
    owners = dict.fromkeys(each.destination for each in pieces.mapped)
    return [
        Destination(id=owner or "")
        for owner in owners
        if all(
            _action_of(each, pieces.actions) in ACTIONS
            for each in pieces.mapped
            if each.destination == owner
        )
    ]


def _entry(destination: Destination, pieces: Pieces, *, alone: bool) -> Entry:
    def belongs(owner: str | None) -> bool:
        return owner == (destination.id or None) or (owner is None and alone)

    mapped = [each for each in pieces.mapped if belongs(each.destination)]
    if not destination.complete:
        mapped = _each_once(mapped)
    return Entry(
        destination=destination,
        is_known=bool(pieces.destinations) or all(each.action_id in _ACTION_IDS for each in mapped),
        mapped=tuple(replace(each, action=_action_of(each, pieces.actions)) for each in mapped)
        if pieces.listed or destination.complete
        else None,
        filters=tuple(each for each in pieces.filters if belongs(each.destination)),
        with_filters=pieces.filtered or destination.complete,
        more=pieces.more,
    )


def _each_once(mapped: list[Mapped]) -> list[Mapped]:
    """Answers may overlap: what was answered twice is one mapping."""
    found: dict[Any, Mapped] = {}
    for index, each in enumerate(mapped):
        found.setdefault(each.id if isinstance(each.id, str) else index, each)
    return list(found.values())


def _action_of(mapped: Mapped, actions: Mapping[str, str]) -> str | None:
    """The slug of a mapping's action: as exported, by its id, or by its fields."""
    if mapped.action is not None:
        return mapped.action
    known = {**_ACTION_IDS, **actions}
    if mapped.action_id is not None and mapped.action_id in known:
        return known[mapped.action_id]
    told = {_OWN_FIELDS[name] for name in mapping_of(mapped.mapping) if name in _OWN_FIELDS}
    return told.pop() if len(told) == 1 else None
