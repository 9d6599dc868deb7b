"""What is off leaves no code: not a word of it in any form of the bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from generator import build

KEY = "oneflow_prod_Zm9v"
SCRIPTS = ("1flow.js", "1flow.min.js", "1flow.mjs", "1flow.remote.js", "snippet.html")
HASH = "sha384-" + "A" * 64


@dataclass(frozen=True)
class Feature:
    """Options that switch it on and off, and the words that only its code has."""

    on: dict[str, Any]
    words: tuple[str, ...]
    off: dict[str, Any] | None = None


FEATURES = {
    "consent by categories": Feature(
        {"consent": {"categories": ["Advertising"]}},
        ("consent", "categoryPreferences", "Advertising"),
    ),
    "consent on window": Feature({"consent": {"callback": "cmp.ask"}}, ("consent", "cmp", "ask")),
    "consent by an event": Feature({"consent": {"event": "agreed"}}, ("consent", "agreed")),
    "consent withdrawn by an event": Feature(
        {"consent": {"event": "agreed", "withdrawEvent": "gone"}},
        ("gone",),
        {"consent": {"event": "agreed"}},
    ),
    "doubles": Feature({"dedupe": True}, ("seen", "messageId")),
    "integrity": Feature({"sdkIntegrity": HASH}, ("integrity", "crossOrigin", HASH)),
    "crossorigin": Feature({"sdkCrossorigin": "anonymous"}, ("crossOrigin", "anonymous")),
    "a nonce from the page": Feature({}, ("csp-nonce", "querySelector"), {"nonce": "n1"}),
    "Trusted Types": Feature(
        {}, ("trustedTypes", "createPolicy", "createScriptURL"), {"trustedTypes": False}
    ),
    "loading immediately": Feature({"loadSdk": "immediately"}, ("\n  inject();",)),
}


def texts(options: dict[str, Any]) -> dict[str, str]:
    files = build({"settings": {"projectApiKey": KEY}, "options": options}).files
    return {name: files[name].decode() for name in SCRIPTS}


@pytest.mark.parametrize("title", FEATURES)
def test_what_is_off_leaves_no_word_of_it(title: str) -> None:
    feature = FEATURES[title]
    on, off = texts(feature.on), texts(feature.off or {})
    for word in feature.words:
        # In which case the word would say nothing.
        assert any(word in text for text in on.values()), word
        assert [name for name, text in off.items() if word in text] == []


@pytest.mark.parametrize("title", FEATURES)
def test_what_is_off_costs_no_byte(title: str) -> None:
    feature = FEATURES[title]
    on, off = texts(feature.on), texts(feature.off or {})
    smaller = {name: len(off[name]) < len(on[name]) for name in SCRIPTS}
    assert all(smaller.values()), smaller


DEFAULTS: dict[str, Any] = {
    "dedupe": False,
    "queueLimit": 100,
    "globalAnalyticsKey": "analytics",
    "trustedTypes": "1flow.js",
    "loadSdk": "plugin",
}


@pytest.mark.parametrize("option", DEFAULTS)
def test_a_default_that_is_said_changes_nothing(option: str) -> None:
    assert texts({option: DEFAULTS[option]}) == texts({})
