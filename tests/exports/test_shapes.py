"""An export in another shape gives the same settings, and what it leaves out is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator import SettingsError
from generator.exports.notes import Topic
from generator.pipeline import build_document

from .exported import API, CDN, KEY, STATE, imported, load, our_plugin, said, settings_of


def _variants() -> dict[str, list[Any]]:
    destination, subscriptions = map(load, API)
    state = load(STATE)
    inner = subscriptions["data"]["subscriptions"]
    return {
        "no data around the answers": [destination["data"], subscriptions["data"]],
        "the bare list of mappings": [destination, inner],
        "the bare destination": [destination["data"]["destination"], subscriptions],
        "both in one answer": [{"data": {**destination["data"], **subscriptions["data"]}}],
        "one answer for each mapping": [
            destination,
            *({"data": {"subscription": each}} for each in inner),
        ],
        "a list of destinations, others among them": [
            {
                "data": {
                    "destinations": [
                        {"id": "d-other", "metadata": {"name": "Other"}, "settings": {"a": 1}},
                        destination["data"]["destination"],
                    ]
                }
            },
            subscriptions,
        ],
        "the destination in Terraform, its mappings from the API": [
            {"resources": [state["resources"][2]]},
            subscriptions,
        ],
        "the entry of remotePlugins alone": [our_plugin(load(CDN))],
        "remotePlugins alone": [load(CDN)["remotePlugins"]],
        "mappings of no stated destination": [
            destination,
            [{key: each[key] for key in each if key != "destinationId"} for each in inner],
        ],
        "mappings with no slug of their action": [
            destination,
            [{key: each[key] for key in each if key != "actionSlug"} for each in inner],
        ],
    }


@pytest.mark.parametrize("name", _variants())
def test_an_export_in_another_shape_gives_the_same(name: str) -> None:
    given = imported(*_variants()[name])
    assert settings_of(given).data == settings_of(imported(*API)).data


def test_an_action_of_an_unknown_id_is_told_by_its_fields() -> None:
    state = load(STATE)
    for resource in state["resources"][3:]:
        resource["instances"][0]["attributes"]["action_id"] = "new"
    assert settings_of(imported(state)).data == settings_of(imported(STATE)).data
    fields = {"userId": {"@path": "$.userId"}}
    state["resources"][4]["instances"][0]["attributes"]["settings"] = json.dumps(fields)
    given = imported(state)
    assert len(given.data["subscriptions"]) == 4
    assert any('"Who it is"' in text for text in said(given, Topic.LEFT))


def test_mappings_without_their_destination_leave_the_key_to_the_environment() -> None:
    given = imported(API[1])
    assert settings_of(given).data["settings"] == {"projectApiKey": "${ONEFLOW_PROJECT_KEY}"}
    assert len(given.data["subscriptions"]) == 5
    assert any("the project key" in text for text in said(given, Topic.LEFT))
    built = build_document(settings_of(given), {"ONEFLOW_PROJECT_KEY": KEY})
    assert built.files == build_document(settings_of(imported(*API)), {}).files


def test_whose_mappings_they_are_is_asked_where_the_export_does_not_say() -> None:
    assert any("whose mappings" in text for text in said(imported(API[1]), Topic.LOOK))
    assert not any("whose mappings" in text for text in said(imported(*API), Topic.LOOK))
    answer = load(API[1])
    ids = {"trackEvent": "biEZJXMqE6pajyebWnWoaE", "identifyUser": "2BeFszmdVBhVuGJ8BvshEB"}
    for mapping in answer["data"]["subscriptions"]:
        mapping["actionId"] = ids[mapping["actionSlug"]]
    assert not any("whose mappings" in text for text in said(imported(answer), Topic.LOOK))
    answer["data"]["subscriptions"][0]["actionSlug"] = "sendEmail"
    with pytest.raises(SettingsError, match="there is no 1Flow"):
        imported(answer)


def test_filters_are_asked_for_where_the_export_does_not_tell_of_any() -> None:
    none: dict[str, Any] = {"data": {"filters": []}}
    for exports, asks in (((CDN,), False), ((STATE,), False), (API, True), ((*API, none), False)):
        told = said(imported(*exports), Topic.LOOK)
        assert any("destination filters" in text for text in told) is asks, exports


def test_an_answer_given_twice_counts_once() -> None:
    assert imported(*API, API[1]).data == imported(*API).data


@pytest.mark.parametrize("key", [None, "", "  ", 5])
def test_a_key_that_is_none_is_left_to_the_environment(key: Any) -> None:
    answer = load(API[0])
    answer["data"]["destination"]["settings"]["projectApiKey"] = key
    given = imported(answer, API[1])
    assert settings_of(given).data["settings"] == {"projectApiKey": "${ONEFLOW_PROJECT_KEY}"}


def test_a_destination_without_its_mappings_says_that_the_presets_stand_in() -> None:
    given = imported(API[0])
    assert "subscriptions" not in given.data
    assert any("presets" in text for text in said(given, Topic.LEFT))


def test_one_page_of_several_is_told() -> None:
    page = load(API[1])
    page["data"]["pagination"]["next"] = "NEXT"
    assert any("one page of several" in text for text in said(imported(API[0], page), Topic.LEFT))


def test_a_destination_that_is_off_stays_off() -> None:
    answer = load(API[0])
    answer["data"]["destination"]["enabled"] = False
    given = imported(answer, API[1])
    assert given.data["enabled"] is False
    assert len(given.data["subscriptions"]) == 5
    assert KEY.encode() not in build_document(settings_of(given), {}).files["1flow.js"]


def test_the_order_of_lists_is_kept() -> None:
    settings = load(CDN)
    our_plugin(settings)["settings"]["subscriptions"].reverse()
    given = imported(settings)
    assert [each["id"] for each in given.data["subscriptions"]] == ["s5", "s4", "s3", "s2", "s1"]
