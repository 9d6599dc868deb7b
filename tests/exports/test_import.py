"""Each export gives the bundle of settings written by hand, and a report that tells the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import SettingsError
from generator.exports.notes import Topic
from generator.exports.text import settings_text
from generator.pipeline import build_document
from generator.settings.reader import read_file
from tests.support.commands import oneflow

from .exported import (
    API,
    CDN,
    DATA,
    EXPORTS,
    KEY,
    STATE,
    WITH_FILTER,
    command,
    imported,
    load,
    our_plugin,
    said,
    settings_of,
)

BY_HAND = (DATA / "by-hand.yaml").read_text("utf-8")
#: What the filter in the CDN settings does to the triggers, and the consent there.
FILTERED = (
    BY_HAND.replace(
        'subscribe: type = "track"\n', 'subscribe: type = "track" and event != "Ping"\n', 1
    )
    .replace('type = "identify"\n', 'type = "identify" and event != "Ping"\n')
    .replace('"/prices*")\n', '"/prices*") and event != "Ping"\n')
    + "  consent: {categories: [Analytics, Advertising]}\n"
)


def by_hand(tmp_path: Path, text: str) -> dict[str, bytes]:
    path = tmp_path / "by-hand.yaml"
    path.write_text(text, "utf-8")
    return dict(build_document(read_file(path), {}).files)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_gives_the_bundle_of_settings_by_hand(name: str, tmp_path: Path) -> None:
    done = command("import", *(DATA / file for file in EXPORTS[name]))
    assert done.exit_code == 0, done.stderr
    path = tmp_path / "imported.yaml"
    path.write_text(done.stdout, "utf-8")
    built = dict(build_document(read_file(path), {}).files)
    assert built == by_hand(tmp_path, FILTERED if name in WITH_FILTER else BY_HAND)


def test_the_files_of_settings_by_hand_differ() -> None:
    assert FILTERED.count("Ping") == 3


@pytest.mark.parametrize("name", EXPORTS)
def test_the_report_tells_what_was_taken_and_shows_no_key(name: str) -> None:
    done = command("import", *(DATA / file for file in EXPORTS[name]))
    assert "the project key" in done.stderr
    assert "5 mappings, 1 of them switched off" in done.stderr
    assert "options.trackPayload: segment" in done.stderr
    assert ("Ping" in done.stderr) is (name in WITH_FILTER)
    assert ("consent categories" in done.stderr) is (name in WITH_FILTER)
    assert KEY not in done.stderr
    assert KEY in done.stdout


# The command


def test_the_settings_go_to_a_file_with_their_schema(tmp_path: Path) -> None:
    out = tmp_path / "oneflow-snippet.yaml"
    arguments = ("import", DATA / CDN, "--out", out)
    done = command(*arguments)
    assert (done.exit_code, done.stdout) == (0, f"Wrote {out}.\n")
    printed = command("import", DATA / CDN).stdout
    assert out.read_text("utf-8") == printed
    assert printed.startswith("# yaml-language-server: $schema=oneflow-snippet.schema.json\n")
    assert (tmp_path / "oneflow-snippet.schema.json").exists()
    assert command("check", "--config", out).exit_code == 0
    again = command(*arguments)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert command(*arguments, "--force").exit_code == 0


def test_an_export_can_come_from_stdin() -> None:
    done = command("import", "-", given=(DATA / CDN).read_bytes())
    assert done.exit_code == 0, done.stderr
    assert done.stdout == settings_text(imported(CDN))
    assert done.stderr.startswith("Imported from stdin\n")


def test_a_real_process_says_the_same(tmp_path: Path) -> None:
    done = oneflow("import", str(DATA / CDN), cwd=tmp_path)
    assert done.stdout == settings_text(imported(CDN))
    assert done.returncode == 0


# Other shapes of the same


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


# Several destinations of 1Flow


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


# What can't be taken


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


# What is no export


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"remotePlugins": [' + b"1" * 5000 + b"]}", "too long"),
        (b"[]", "no export"),
        (b"5", "no export"),
        (b'{"a": 1}', "no export"),
        (b'{"errors": [{"type": "forbidden"}]}', "an error"),
        (b'{"remotePlugins": []}', "there is no 1Flow"),
        (b'{"integrations": {}}', "there is no 1Flow"),
        (b'{"resources": []}', "there is no 1Flow"),
        (b'{"data": {"subscriptions": 5}}', "list of mappings"),
        (b'{"data": {"subscriptions": [5]}}', "a trigger and an action"),
    ],
)
def test_what_is_no_export_ends_with_2(data: bytes, word: str, tmp_path: Path) -> None:
    export = tmp_path / "export.json"
    export.write_bytes(data)
    done = command("import", export, "--out", tmp_path / "out.yaml")
    assert done.exit_code == 2
    assert word in done.stderr
    assert "export.json" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out.yaml").exists()


def test_a_file_that_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "no such file" in command("import", tmp_path / "none.json").stderr
    assert "folder" in command("import", tmp_path).stderr
    assert command("import").exit_code == 2


def test_the_order_of_lists_is_kept() -> None:
    settings = load(CDN)
    our_plugin(settings)["settings"]["subscriptions"].reverse()
    given = imported(settings)
    assert [each["id"] for each in given.data["subscriptions"]] == ["s5", "s4", "s3", "s2", "s1"]
