"""What is taken from an export: destinations, their mappings and their filters, as they are there.

Nothing of a destination that is not 1Flow's is kept, but that it is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from generator.errors import Problem, SettingsError


@dataclass(frozen=True)
class Destination:
    """A 1Flow Web (Actions) destination; `names` are the texts by which it can be chosen.

    `settings` are as exported. `complete`: its mappings stand in the same export. `consent` are the
    categories of Segment's consent management, None where an export of this kind has none.
    """

    id: str
    names: tuple[str, ...] = ()
    enabled: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = False
    consent: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Mapped:
    """A mapping of a destination, whose fields may yet be of any kind.

    `destination` is a destination's id, or None where the export does not say. `action` is a slug
    or None; then `action_id` may tell it. `refused` says why the destination can't have it.
    """

    destination: str | None
    id: Any
    name: Any
    enabled: Any
    action: str | None
    action_id: str | None
    trigger: Any
    mapping: Any
    refused: str = ""


@dataclass(frozen=True)
class Filter:
    """A destination filter: what it does with the events that a condition in FQL describes.

    `condition` is None where it is unknown, and empty where all events are meant.
    """

    destination: str | None
    condition: str | None
    effects: tuple[str, ...]


@dataclass(frozen=True)
class Pieces:
    """All that is of use in one export, or in several.

    `foreign`: ids of destinations that are not 1Flow's. `actions`: action slugs by id. `listed`:
    whether a list of mappings was among it, `filtered`: one of filters. `more`: files that are one
    page of several.
    """

    destinations: tuple[Destination, ...] = ()
    mapped: tuple[Mapped, ...] = ()
    filters: tuple[Filter, ...] = ()
    foreign: frozenset[str] = frozenset()
    actions: Mapping[str, str] = field(default_factory=dict)
    listed: bool = False
    filtered: bool = False
    more: tuple[str, ...] = ()

    def __add__(self, other: Pieces) -> Pieces:
        return Pieces(
            self.destinations + other.destinations,
            self.mapped + other.mapped,
            self.filters + other.filters,
            self.foreign | other.foreign,
            {**self.actions, **other.actions},
            self.listed or other.listed,
            self.filtered or other.filtered,
            self.more + other.more,
        )


def refuse(file: str, message: str, hint: str = "", place: str = "") -> NoReturn:
    """Raises SettingsError about an export. The message must hold nothing of what stands in it."""
    raise SettingsError([Problem(place, message, hint, file)])


def text_or_none(value: Any) -> str | None:
    """A text that is not empty, or None."""
    return value if isinstance(value, str) and value else None


def mapping_of(value: Any) -> Mapping[str, Any]:
    """A mapping, or an empty one for any other value."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """A list, or an empty one for any other value."""
    return value if isinstance(value, list) else []
