"""Where the present settings differ from an export, in what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from generator.actions import ACTIONS
from generator.errors import KeyPath, format_path, shorten
from generator.exports.convert import Imported
from generator.fql.describe import describe
from generator.fql.lexer import FqlError
from generator.fql.parser import parse_trigger
from generator.mapping.parser import parse_mapping, with_root
from generator.pipeline import check_document
from generator.settings.document import Document, hide_value
from generator.settings.model import ConsentCategories, Settings, Subscription
from generator.settings.validate import validate

_NOTHING = "nothing"
_HIDDEN = "(not shown)"
_SHOWN = 50
_BEFORE = 20


@dataclass(frozen=True)
class Difference:
    """A setting that is not as exported; `path` is a key path of the settings file."""

    path: str
    exported: str
    present: str

    def __str__(self) -> str:
        return f"{self.path}: Segment has {self.exported}, the settings have {self.present}"


def find_drift(
    imported: Imported, document: Document, environ: Mapping[str, str] | None
) -> list[Difference]:
    """The differences between an export and the settings, defaults filled in on both sides.

    What the export does not tell of is not compared, nor what only the settings have an option
    for. Raises SettingsError when the settings have faults.
    """
    present = check_document(document, environ)[0]
    exported = _model(imported)
    found = [
        *_of_destination(imported, exported, present),
        *_of_consent(imported, exported, present),
    ]
    if imported.with_mappings and exported.enabled and present.enabled:
        found += _of_subscriptions(exported.subscriptions, present.subscriptions, document)
    keys = (exported.project_api_key, present.project_api_key)
    return [_without(keys, difference) for difference in found]


def _model(imported: Imported) -> Settings:
    """The export's settings; one that has faults is compared as far as it can be read."""
    settings = {"projectApiKey": "", **imported.data["settings"]}
    return validate(Document({**imported.data, "settings": settings}), None)[0]


def _without(keys: tuple[str, ...], difference: Difference) -> Difference:
    exported, present = difference.exported, difference.present
    for key in keys:
        exported, present = hide_value(exported, key), hide_value(present, key)
    return Difference(difference.path, exported, present)


def _of_destination(
    imported: Imported, exported: Settings, present: Settings
) -> Iterator[Difference]:
    given = imported.data["settings"]
    if exported.enabled != present.enabled:
        yield _difference(("enabled",), exported.enabled, present.enabled)
    if not present.enabled:
        return
    if "projectApiKey" in given and exported.project_api_key != present.project_api_key:
        yield Difference("settings.projectApiKey", f"another {_HIDDEN}", _HIDDEN)
    if "sdkUrl" in given and exported.sdk_url != present.sdk_url:
        yield _difference(("settings", "sdkUrl"), exported.sdk_url, present.sdk_url)


def _of_consent(imported: Imported, exported: Settings, present: Settings) -> Iterator[Difference]:
    """Segment knows categories only; another source of consent stands for none in particular."""
    theirs, ours = exported.options.consent, present.options.consent
    if not imported.with_consent or not (
        isinstance(theirs, ConsentCategories) or isinstance(ours, ConsentCategories)
    ):
        return
    before, after = (
        sorted(each.categories) if isinstance(each, ConsentCategories) else None
        for each in (theirs, ours)
    )
    if before != after:
        yield _difference(("options", "consent", "categories"), before, after)


def _of_subscriptions(
    exported: tuple[Subscription, ...], present: tuple[Subscription, ...], document: Document
) -> Iterator[Difference]:
    pairs = _paired(exported, present)
    for theirs, ours in pairs:
        if ours is None:
            yield Difference("subscriptions", _called(theirs), _NOTHING)
        else:
            yield from _of_subscription(theirs, ours, document.written(ours.path))
    matched = [ours for _, ours in pairs if ours is not None]
    for ours in present:
        if all(ours is not each for each in matched):
            path = format_path(document.written(ours.path))
            yield Difference(path, _NOTHING, _called(ours))
    if matched != sorted(matched, key=present.index):
        order = [theirs.name for theirs, ours in pairs if ours is not None]
        in_settings = [ours.name for ours in present if any(ours is each for each in matched)]
        yield _difference(document.written(("subscriptions",)), order, in_settings)


def _paired(
    exported: tuple[Subscription, ...], present: tuple[Subscription, ...]
) -> list[tuple[Subscription, Subscription | None]]:
    """Each exported subscription and its own in the settings: the same id, else name, else place.

    Two that both have ids are the same only by them.
    """
    free = list(present)
    found: dict[int, Subscription] = {}

    def pair(same: Any) -> None:
        for index, theirs in enumerate(exported):
            if index in found:
                continue
            for ours in free:
                if same(index, theirs, ours):
                    found[index] = ours
                    free.remove(ours)
                    break

    def may(theirs: Subscription, ours: Subscription) -> bool:
        return theirs.id is None or ours.id is None

    pair(lambda _, theirs, ours: theirs.id is not None and theirs.id == ours.id)
    pair(lambda _, theirs, ours: may(theirs, ours) and _same_name(theirs, ours))
    pair(
        lambda index, theirs, ours: (
            may(theirs, ours) and theirs.action == ours.action and ours.path[-1] == index
        )
    )
    return [(theirs, found.get(index)) for index, theirs in enumerate(exported)]


def _same_name(theirs: Subscription, ours: Subscription) -> bool:
    return theirs.name == ours.name and theirs.action == ours.action


def _of_subscription(
    theirs: Subscription, ours: Subscription, path: KeyPath
) -> Iterator[Difference]:
    if theirs.name != ours.name:
        yield _difference((*path, "name"), theirs.name, ours.name)
    if theirs.action != ours.action:
        yield _difference((*path, "partnerAction"), theirs.action, ours.action)
    if theirs.enabled != ours.enabled:
        yield _difference((*path, "enabled"), theirs.enabled, ours.enabled)
    if _meaning(theirs.trigger) != _meaning(ours.trigger):
        yield _difference((*path, "subscribe"), theirs.trigger, ours.trigger)
    if _nodes(theirs) != _nodes(ours):
        yield from _of_values(theirs.mapping, ours.mapping, (*path, "mapping"))


def _meaning(trigger: str) -> str:
    """A trigger as it was understood; one that has a fault is its text."""
    try:
        return describe(parse_trigger(trigger))
    except FqlError:
        return trigger


def _nodes(subscription: Subscription) -> str:
    """A mapping as it was understood, types of constants included."""

    def ignore(path: KeyPath, message: str, hint: str = "", *, warning: bool = False) -> None:
        """What is wrong with it was told by the check."""

    mapping = with_root(subscription.mapping, (), ignore)
    fields = ACTIONS[subscription.action].fields
    if any(key.startswith("@") for key in mapping):
        return repr(parse_mapping(mapping, (), ignore))
    known = {name: mapping[name] for name in fields if name in mapping}
    return repr(parse_mapping(known, (), ignore))


def _of_values(theirs: Any, ours: Any, path: KeyPath) -> Iterator[Difference]:
    """The leaves in which two JSON values differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in dict.fromkeys([*theirs, *ours]):
            if key not in theirs or key not in ours:
                there = _shown(theirs[key]) if key in theirs else _NOTHING
                here = _shown(ours[key]) if key in ours else _NOTHING
                yield Difference(format_path((*path, key)), there, here)
            else:
                yield from _of_values(theirs[key], ours[key], (*path, key))
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (there, here) in enumerate(zip(theirs, ours, strict=True)):
            yield from _of_values(there, here, (*path, index))
    elif json.dumps(theirs) != json.dumps(ours):
        yield _difference(path, theirs, ours)


def _difference(path: KeyPath, theirs: Any, ours: Any) -> Difference:
    if isinstance(theirs, str) and isinstance(ours, str):
        # Long texts are shown from a little before the place where they part.
        common = takewhile(lambda pair: pair[0] == pair[1], zip(theirs, ours, strict=False))
        start = len(list(common)) - _BEFORE
        if start > 0 and max(len(theirs), len(ours)) > _SHOWN:
            theirs, ours = "..." + theirs[start:], "..." + ours[start:]
    return Difference(format_path(path), _shown(theirs), _shown(ours))


def _shown(value: Any) -> str:
    if value is None or isinstance(value, str):
        return _NOTHING if value is None else shorten(value)
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _called(subscription: Subscription) -> str:
    id_ = f" ({shorten(subscription.id)})" if subscription.id else ""
    return f"the mapping {shorten(subscription.name)}{id_}"
