"""An exported destination to settings, and what there is to say about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from generator.actions import DESTINATION, TRACK_EVENT
from generator.errors import Problem, SettingsError, shorten
from generator.exports.choose import Entry
from generator.exports.filters import can_be_a_trigger, narrowed
from generator.exports.notes import Note, Topic
from generator.exports.shapes import Filter, Mapped
from generator.fql.lexer import FqlError
from generator.hints import counted
from generator.pipeline import check_document
from generator.settings.document import Document, hide_value
from generator.settings.schema import SCHEMA

_SETTINGS = SCHEMA["properties"]["settings"]["properties"]
_ACTIONS = SCHEMA["properties"]["subscriptions"]["items"]["properties"]["partnerAction"]["enum"]

#: What Segment keeps beside a destination's settings; there is nothing to take over in it.
_SEGMENTS_OWN = {
    "bundlingStatus",
    "consentSettings",
    "subscriptions",
    "type",
    "unbundledIntegrations",
    "versionSettings",
}
#: Stands for the project key where the rest is tried out.
_ANY_KEY = "key"
_INDEX = re.compile(r"subscriptions\[(\d+)\]")
_NOT_SUPPORTED = f"{DESTINATION} does not support batching, says its documentation"


@dataclass(frozen=True)
class Imported:
    """The settings that an export gives, as JSON data, and the notes on it.

    Texts are as exported: `${NAME}` in them is no variable. Without a key in the export there is
    none in the data. `with_mappings`, `with_consent`: whether the export tells of these.
    """

    data: dict[str, Any]
    notes: tuple[Note, ...]
    with_mappings: bool
    with_consent: bool


def convert(entry: Entry) -> Imported:
    """The settings of an exported destination. What can't be taken is told, and left out."""
    notes: list[Note] = []
    data: dict[str, Any] = {}
    if not entry.destination.enabled:
        data["enabled"] = False
        notes.append(Note(Topic.TAKEN, "the destination is switched off: enabled: false"))
    data["settings"] = _settings(entry, notes)
    if entry.mapped is not None:
        data["subscriptions"] = _subscriptions(entry, data, notes)
    else:
        text = "its mappings, which the export has not; Segment's two presets stand in for them"
        notes.append(Note(Topic.LEFT, text))
    if not entry.is_known:
        text = f"the export does not say whose mappings these are; {DESTINATION} has such actions"
        notes.append(Note(Topic.LOOK, text))
    if not entry.with_filters:
        text = "the export does not tell of destination filters: has Segment any for it?"
        notes.append(Note(Topic.LOOK, text))
    notes += [
        Note(Topic.LEFT, f"{file} is one page of several: give the others with it")
        for file in entry.more
    ]
    data["options"] = _options(entry, notes)
    consent = entry.destination.consent is not None
    notes += _checked(data)
    key = data["settings"].get("projectApiKey", "")
    hidden = tuple(Note(note.topic, hide_value(note.text, key)) for note in notes)
    return Imported(data, hidden, entry.mapped is not None, consent)


def _settings(entry: Entry, notes: list[Note]) -> dict[str, Any]:
    taken = {}
    for name, value in entry.destination.settings.items():
        if name in _SETTINGS and isinstance(value, str) and value.strip():
            taken[name] = value
            shown = "the project key" if name == "projectApiKey" else f"{name}: {shorten(value)}"
            notes.append(Note(Topic.TAKEN, shown))
        elif name in _SETTINGS and not isinstance(value, str | None):
            notes.append(Note(Topic.LEFT, f"the setting {name}: it is not text"))
        elif name not in _SEGMENTS_OWN and name not in _SETTINGS:
            text = f"the setting {shorten(name)}: there is none of that name here"
            notes.append(Note(Topic.LEFT, text))
    if "projectApiKey" not in taken:
        text = "the project key, which the export has not: ${ONEFLOW_PROJECT_KEY} stands in for it"
        notes.append(Note(Topic.LEFT, text))
    return taken


def _options(entry: Entry, notes: list[Note]) -> dict[str, Any]:
    """What keeps the data as the hosted destination sends them, and the consent."""
    options: dict[str, Any] = {"trackPayload": "segment"}
    text = (
        "options.trackPayload: segment, so that track's third argument stays {userId, "
        "anonymousId, properties}, which the hosted destination sends; its documentation shows the "
        "properties alone, and trackPayload: properties sends them"
    )
    notes.append(Note(Topic.CHOSEN, text))
    consent = entry.destination.consent
    if consent:
        options["consent"] = {"categories": list(consent)}
        listed = ", ".join(map(shorten, consent))
        notes.append(Note(Topic.TAKEN, f"the consent categories {listed}: options.consent"))
        text = (
            "nothing is loaded or sent before an event says that all of these categories are "
            "consented to; take options.consent out where no consent management is in the page"
        )
        notes.append(Note(Topic.DIFFERS, text))
    return options


def _subscriptions(entry: Entry, data: dict[str, Any], notes: list[Note]) -> list[dict[str, Any]]:
    taken = []
    for mapped in entry.mapped or ():
        subscription = _subscription(mapped)
        if reason := _reason_to_leave(mapped):
            notes.append(Note(Topic.LEFT, f"the mapping {_called(subscription)}: {reason}"))
        else:
            taken.append(subscription)
    taken = _sound(taken, data, notes)
    narrowed_ones = _filtered(taken, entry.filters, data, notes)
    disabled = sum(not subscription["enabled"] for subscription in taken)
    text = counted(len(taken), "mapping")
    text += f", {disabled:,} of them switched off" if disabled else ""
    notes.append(Note(Topic.TAKEN, text))
    return narrowed_ones


def _reason_to_leave(mapped: Mapped) -> str:
    if mapped.refused:
        return f"{mapped.refused}; {_NOT_SUPPORTED}"
    if mapped.action is None:
        return "the export does not say which action it calls"
    if mapped.action not in _ACTIONS:
        return f"{DESTINATION} has no action {shorten(mapped.action)}"
    return ""


def _subscription(mapped: Mapped) -> dict[str, Any]:
    known = {"id": mapped.id, "name": mapped.name}
    return {
        **{key: value for key, value in known.items() if isinstance(value, str) and value},
        "partnerAction": mapped.action,
        "enabled": mapped.enabled,
        "subscribe": mapped.trigger,
        "mapping": mapped.mapping,
    }


def _called(subscription: dict[str, Any]) -> str:
    """A mapping by its name and its id, as far as it has them."""
    name = shorten(subscription["name"]) if "name" in subscription else "without a name"
    return f"{name} ({shorten(subscription['id'])})" if "id" in subscription else name


def _sound(
    taken: list[dict[str, Any]], data: dict[str, Any], notes: list[Note]
) -> list[dict[str, Any]]:
    """The mappings that can be built: those that can't are switched off, else left out."""
    faults = _faults(taken, data)
    for index, problem in faults.items():
        if taken[index].get("enabled") is not False:
            text = f"the mapping {_called(taken[index])} as it is: it is switched off, for "
            notes.append(Note(Topic.LEFT, text + _said(problem)))
    taken = [
        {**each, "enabled": False} if index in faults else each for index, each in enumerate(taken)
    ]
    worse = _faults(taken, data)
    for index, problem in worse.items():
        text = f"the mapping {_called(taken[index])} at all: {_said(problem)}"
        notes.append(Note(Topic.LEFT, text))
    return [each for index, each in enumerate(taken) if index not in worse]


def _faults(taken: list[dict[str, Any]], data: dict[str, Any]) -> dict[int, Problem]:
    """The first error of each mapping that has one."""
    found: dict[int, Problem] = {}
    for problem in _problems({**data, "enabled": True, "subscriptions": taken}):
        place = _INDEX.match(problem.path)
        if place and problem.severity == "error":
            found.setdefault(int(place[1]), problem)
    return found


def _problems(data: dict[str, Any]) -> tuple[Problem, ...]:
    settings = {**data["settings"], "projectApiKey": _ANY_KEY}
    try:
        return check_document(Document({**data, "settings": settings}), None)[2]
    except SettingsError as error:
        return tuple(error.problems)


def _said(problem: Problem) -> str:
    inside = _INDEX.sub("", problem.path, count=1).lstrip(".")
    return f"{inside}: {problem.message}" + (f" ({problem.hint})" if problem.hint else "")


def _filtered(
    taken: list[dict[str, Any]],
    filters: tuple[Filter, ...],
    data: dict[str, Any],
    notes: list[Note],
) -> list[dict[str, Any]]:
    """The mappings, none of which fires for an event that a filter drops."""
    for each in filters:
        if not each.effects:
            continue
        if each.effects[0] == "drop" and each.condition == "":
            data["enabled"] = False
            text = "a destination filter that drops every event: enabled: false"
            notes.append(Note(Topic.TAKEN, text))
        elif each.effects[0] == "drop" and each.condition and can_be_a_trigger(each.condition):
            taken = [_narrowed(subscription, each.condition) for subscription in taken]
            text = f"the destination filter that drops {each.condition}, in the triggers"
            notes.append(Note(Topic.TAKEN, text))
        else:
            which = shorten(each.condition) if each.condition else "all events"
            which = "a condition that the export does not show" if each.condition is None else which
            what = " and ".join(map(shorten, each.effects))
            text = f"the destination filter that does {what} on {which}: no trigger says the same"
            notes.append(Note(Topic.LEFT, text))
    return taken


def _narrowed(subscription: dict[str, Any], dropped: str) -> dict[str, Any]:
    try:
        return {**subscription, "subscribe": narrowed(subscription["subscribe"], dropped)}
    except FqlError:
        # It is switched off, for its trigger has a fault.
        return subscription


def _checked(data: dict[str, Any]) -> list[Note]:
    """What a check of the settings says, and what is different for all that come over."""
    notes = []
    for problem in _problems(data):
        topic = Topic.DIFFERS if problem.message.startswith("hosted:") else Topic.LOOK
        text = problem.message + (f" ({problem.hint})" if problem.hint else "")
        notes.append(Note(topic, f"{problem.path}: {text}" if problem.path else text))
    enabled = [each for each in data.get("subscriptions", []) if each["enabled"]]
    if any(each["partnerAction"] != TRACK_EVENT.slug for each in enabled) or not enabled:
        text = (
            "an identify without a user id is not sent, where the hosted destination sends "
            "undefined; options.anonymousIdentify says otherwise"
        )
        notes.append(Note(Topic.DIFFERS, text))
    text = "a mapping that fails does not stop those after it, as it does in the hosted destination"
    notes.append(Note(Topic.DIFFERS, text))
    return notes
