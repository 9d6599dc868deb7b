"""What can't be taken from an export is left out or switched off, and told by its name."""

from __future__ import annotations

from typing import Any

import pytest

from generator.exports.notes import Topic
from generator.pipeline import build_document

from .exported import CDN, KEY, imported, load, our_plugin, said, settings_of


def with_change(**changes: Any) -> Any:
    """The CDN settings with the third mapping changed."""
    settings = load(CDN)
    our_plugin(settings)["settings"]["subscriptions"][2].update(changes)
    return settings


BATCHED = {"event_name": "x", "enable_batching": True, "batch_size": 100}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"mapping": BATCHED}, "batches"),
        ({"modelId": "m1"}, "reverse-ETL"),
        ({"model_id": "m1"}, "reverse-ETL"),
        ({"reverseETLSchedule": {"strategy": "SPECIFIC_DAYS"}}, "reverse-ETL"),
    ],
)
def test_what_the_destination_does_not_support_is_refused_by_name(
    changes: dict[str, Any], word: str
) -> None:
    given = imported(with_change(**changes))
    (text,) = said(given, Topic.LEFT)
    assert '"Big basket" ("s3")' in text
    assert word in text
    assert "documentation" in text
    assert [each["id"] for each in given.data["subscriptions"]] == ["s1", "s2", "s4", "s5"]
    assert build_document(settings_of(given), {})


@pytest.mark.parametrize("off", [False, None])
def test_batching_that_is_off_is_no_batching(off: Any) -> None:
    mapping = {"event_name": "x", "enable_batching": off}
    assert len(imported(with_change(mapping=mapping)).data["subscriptions"]) == 5


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"mapping": {"event_name": {"@liquid": "{{ event }}"}}}, "@liquid"),
        ({"subscribe": "event ="}, "subscribe"),
        ({"enabled": "yes"}, "true or false"),
    ],
)
def test_a_mapping_that_can_not_be_built_is_switched_off(
    changes: dict[str, Any], word: str
) -> None:
    given = imported(with_change(**changes))
    (text,) = said(given, Topic.LEFT)
    assert '"Big basket"' in text
    assert word in text
    assert given.data["subscriptions"][2]["enabled"] is False
    assert build_document(settings_of(given), {})


@pytest.mark.parametrize(
    "changes",
    [
        {"partnerAction": "sendEmail"},
        {"partnerAction": None, "mapping": {"userId": 1}},
        {"mapping": "[]"},
        {"mapping": None},
        {"subscribe": None},
        {"subscribe": ""},
    ],
)
def test_a_mapping_that_is_none_is_left_out(changes: dict[str, Any]) -> None:
    given = imported(with_change(**changes))
    assert any('"Big basket"' in text for text in said(given, Topic.LEFT))
    assert [each["id"] for each in given.data["subscriptions"]] == ["s1", "s2", "s4", "s5"]
    assert build_document(settings_of(given), {})


def test_settings_of_no_known_name_are_told_by_name_alone() -> None:
    settings = load(CDN)
    our_plugin(settings)["settings"].update(regionCode="a-value", sdkUrl="https://x.test/1.js")
    given = imported(settings)
    assert given.data["settings"] == {"projectApiKey": KEY, "sdkUrl": "https://x.test/1.js"}
    assert any('"regionCode"' in text for text in said(given, Topic.LEFT))
    assert not any("a-value" in note.text for note in given.notes)


def test_a_hosted_oddity_of_a_trigger_is_told() -> None:
    trigger = 'type = "track" or type = "page" and event = "A"'
    given = imported(with_change(subscribe=trigger))
    assert any("subscriptions[2].subscribe: hosted:" in text for text in said(given, Topic.DIFFERS))


def test_the_key_is_hidden_wherever_it_stands() -> None:
    given = imported(with_change(name=f"Basket {KEY}", partnerAction="other"))
    assert any('"Basket onef***' in text for text in said(given, Topic.LEFT))
    assert not any(KEY in note.text for note in given.notes)
