"""Bundles under test: settings from triggers and mappings, and what to show of one that fails."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any, Literal

import generator
from generator import Bundle, SettingsError

Triggers = Literal["fql", "segment"]

READABLE = "1flow.js"
MINIFIED = "1flow.min.js"

#: Seconds of processor time for one build, which takes a small part of one; a hang takes all.
BUILD_LIMIT = 5.0

_SUBSCRIPTION = re.compile(r"subscriptions\[(\d+)\]")


class BuildHangsError(Exception):
    """A build that does not come to its end."""


def build(given: Mapping[str, Any]) -> Bundle:
    """What the product builds; a build that hangs is interrupted, and so told by its test."""
    before = signal.signal(signal.SIGVTALRM, _interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, BUILD_LIMIT)
    try:
        return generator.build(given)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise BuildHangsError(f"no bundle after {BUILD_LIMIT:g} seconds of processor time")


def rule_name(index: int) -> str:
    """The constant event name by which a call tells which of the subscriptions made it."""
    return f"rule {index}"


def subscription(
    trigger: str, mapping: Mapping[str, Any], name: str = "rule 0", action: str = "trackEvent"
) -> dict[str, Any]:
    """An enabled subscription."""
    return {
        "name": name,
        "partnerAction": action,
        "enabled": True,
        "subscribe": trigger,
        "mapping": dict(mapping),
    }


def settings(
    subscriptions: Sequence[Mapping[str, Any]], triggers: Triggers | None = None
) -> dict[str, Any]:
    """Settings with these subscriptions; triggers are read in the default way unless told."""
    return {
        "settings": {"projectApiKey": "k"},
        "subscriptions": list(subscriptions),
        "options": {} if triggers is None else {"triggers": triggers},
    }


def compile_triggers(texts: Sequence[str], triggers: Triggers | None = None) -> Bundle:
    """A bundle in which the trigger at each index sends an event of that index's name."""
    return build(
        settings(
            [
                subscription(text, {"event_name": rule_name(index)}, rule_name(index))
                for index, text in enumerate(texts)
            ],
            triggers,
        )
    )


def compile_properties(values: Sequence[Any]) -> Bundle:
    """A bundle in which, on each track, the value at each index becomes an event's properties."""
    return build(
        settings(
            [
                subscription(
                    'type = "track"',
                    {"event_name": rule_name(index), "properties": value},
                    rule_name(index),
                )
                for index, value in enumerate(values)
            ]
        )
    )


def forms(bundle: Bundle) -> list[str]:
    """The code of a bundle, readable and minified."""
    return [bundle.files[name].decode("utf-8") for name in (READABLE, MINIFIED)]


def rules_code(bundle: Bundle) -> str:
    """The part of the readable form that comes from the subscriptions."""
    code = bundle.files[READABLE].decode("utf-8")
    # Code that event types share stands before the plugins.
    starts = [at for at in map(code.find, ("const method1", "const destinations")) if at >= 0]
    return code[min(starts) :].partition("\n\n")[0] if starts else code


def refused(error: SettingsError) -> dict[int, str]:
    """The subscriptions that a build refused, by index, and why."""
    reasons: dict[int, str] = {}
    for problem in error.problems:
        match = _SUBSCRIPTION.match(problem.path)
        if problem.severity == "error":
            assert match is not None, f"a problem with no subscription: {problem}"
            reasons.setdefault(int(match[1]), str(problem))
    return reasons


def hosted_warnings(bundle: Bundle) -> dict[int, str]:
    """The subscriptions of which a warning says that the hosted destination does otherwise."""
    found: dict[int, str] = {}
    for problem in bundle.warnings:
        match = _SUBSCRIPTION.match(problem.path)
        if match and "hosted" in f"{problem.message} {problem.hint}":
            found[int(match[1])] = str(problem)
    return found
