"""Of several destinations of 1Flow none is taken but the one that is asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator import SettingsError

from .exported import API, CDN, KEY, imported, load, our_plugin


def _two() -> Any:
    settings = load(CDN)
    second = json.loads(json.dumps(our_plugin(settings)))
    second["name"] = "1Flow for tests"
    second["settings"]["projectApiKey"] = "oneflow_prod_c2Vjb25k"
    settings["remotePlugins"].append(second)
    return settings


def test_several_destinations_are_refused_with_how_to_choose() -> None:
    with pytest.raises(SettingsError) as raised:
        imported(_two())
    (problem,) = raised.value.problems
    assert "2 destinations" in problem.message
    assert '1: "1Flow Web (Actions)"; 2: "1Flow for tests"' in problem.hint
    assert "--destination" in problem.hint
    assert "oneflow_prod" not in str(problem)


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ("1Flow for tests", "oneflow_prod_c2Vjb25k"),
        ("2", "oneflow_prod_c2Vjb25k"),
        ("1", KEY),
        ("1Flow Web (Actions)", KEY),
    ],
)
def test_one_of_several_is_chosen_by_name_or_number(wanted: str, key: str) -> None:
    given = imported(_two(), destination=wanted)
    assert given.data["settings"]["projectApiKey"] == key
    assert len(given.data["subscriptions"]) == 5


def test_one_of_several_is_chosen_by_id() -> None:
    answers = [load(API[0]) for _ in range(2)]
    answers[1]["data"]["destination"].update(id="d-2", settings={"projectApiKey": "k2"})
    given = imported(*answers, API[1], destination="d-2")
    assert given.data["settings"]["projectApiKey"] == "k2"
    assert given.data["subscriptions"] == []
    assert len(imported(*answers, API[1], destination="d-1flow").data["subscriptions"]) == 5
    with pytest.raises(SettingsError, match="no destinations of 1Flow are"):
        imported(*answers, destination="d-3")
