"""A round trip is clean, and every single change to an export is seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from generator.errors import KeyPath, SettingsError
from generator.exports.text import settings_text
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from tests.support.commands import oneflow

from .exported import (
    API,
    CDN,
    DATA,
    EXPORTS,
    KEY,
    OLD_CDN,
    SHOWN_STATE,
    STATE,
    WITH_FILTER,
    command,
    document,
    drift,
    imported,
    load,
    settings_of,
)

BY_HAND = (DATA / "by-hand.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", EXPORTS)
def test_a_round_trip_is_clean(name: str) -> None:
    given = imported(*EXPORTS[name])
    assert drift(given, settings_of(given)) == []


@pytest.mark.parametrize("name", sorted(set(EXPORTS) - WITH_FILTER))
def test_settings_written_by_hand_are_as_exported(name: str) -> None:
    assert drift(imported(*EXPORTS[name]), document(BY_HAND)) == []


# Every single change


def leaves(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of all that is neither a mapping nor a list with something in it."""
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, item in pairs:
        yield from leaves(item, (*path, key))
    if not pairs:
        yield path


def at(value: Any, path: KeyPath) -> Any:
    for step in path:
        value = value[step]
    return value


def changed(leaf: Any) -> Any:
    """Another value than the given one; of another type only where there is no other."""
    match leaf:
        case bool():
            return not leaf
        case str():
            return leaf + "X"
        case int() | float():
            return leaf + 1
        case _:
            return "X"


#: What tells nothing of what the destination does.
BESIDE = {
    "CDN settings": {
        *("name", "creationName", "libraryName", "url", "componentTypes"),
    },
    "Public API": {
        *("sourceId", "slug", "platform", "current"),
    },
    "Terraform": set[str](),
}


def cdn_changes() -> Iterator[tuple[str, list[Any]]]:
    settings = load(CDN)
    ours: list[KeyPath] = [
        ("remotePlugins", 1),
        ("integrations", "1Flow Web (Actions)"),
        ("middlewareSettings", "routingRules", 1),
    ]
    # Only the condition as text and the effect say what a filter does.
    beside = BESIDE["CDN settings"] | {"ir", "scope", "target_type"}
    for top in ours:
        for path in leaves(at(settings, top)):
            if path[-1] in beside or (top[-1] == 1 and path == ("matchers", 0, "type")):
                continue
            copy = deepcopy(settings)
            inner = at(copy, (*top, *path[:-1]))
            inner[path[-1]] = changed(inner[path[-1]])
            yield f"{top[0]} {path}", [copy]


def api_changes() -> Iterator[tuple[str, list[Any]]]:
    destination, subscriptions = map(load, API)
    for path in leaves(destination["data"]["destination"]):
        if path in (("settings", "projectApiKey"), ("enabled",)):
            copy = deepcopy(destination)
            inner = at(copy["data"]["destination"], path[:-1])
            inner[path[-1]] = changed(inner[path[-1]])
            yield f"destination {path}", [copy, subscriptions]
    for path in leaves(subscriptions["data"]["subscriptions"]):
        # The slug says which action it is; the id is for those that have none.
        if path[1] != "actionId":
            copy = deepcopy(subscriptions)
            inner = at(copy["data"]["subscriptions"], path[:-1])
            inner[path[-1]] = changed(inner[path[-1]])
            yield f"subscriptions {path}", [destination, copy]


def state_changes() -> Iterator[tuple[str, list[Any]]]:
    state = load(STATE)
    for index, resource in enumerate(state["resources"][2:], 2):
        attributes = resource["instances"][0]["attributes"]
        for key, value in attributes.items():
            if key == "settings":
                inside = json.loads(value)
                for path in leaves(inside):
                    copy = deepcopy(inside)
                    inner = at(copy, path[:-1])
                    inner[path[-1]] = changed(inner[path[-1]])
                    yield f"{index} {path}", [_with(state, index, key, json.dumps(copy))]
            elif key not in ("metadata", "action_id") and (key, index) != ("id", 2):
                yield f"{index} {key}", [_with(state, index, key, changed(value))]


def _with(state: Any, index: int, key: str, value: Any) -> Any:
    copy = deepcopy(state)
    copy["resources"][index]["instances"][0]["attributes"][key] = value
    return copy


CHANGES: dict[str, tuple[tuple[str, ...], Callable[[], Iterator[tuple[str, list[Any]]]]]] = {
    "CDN settings": ((CDN,), cdn_changes),
    "Public API": (API, api_changes),
    "Terraform": ((STATE,), state_changes),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_changed_leaf_of_an_export_is_seen(name: str) -> None:
    files, changes = CHANGES[name]
    present = settings_of(imported(*files))
    count = 0
    for what, exports in changes():
        given = imported(*exports)
        assert drift(given, present), what
        count += 1
    assert count > 40


def subscription_changes() -> Iterator[tuple[str, Any]]:
    """Mappings removed, added, swapped; fields removed and added."""
    settings = load(CDN)
    own = ("remotePlugins", 1, "settings", "subscriptions")
    listed = at(settings, own)

    def with_list(items: list[Any]) -> Any:
        copy = deepcopy(settings)
        copy["remotePlugins"][1]["settings"]["subscriptions"] = items
        return copy

    def replaced(index: int, mapping: dict[str, Any]) -> Any:
        return with_list([*listed[:index], mapping, *listed[index + 1 :]])

    for index, mapping in enumerate(listed):
        yield f"{index} removed", with_list([*listed[:index], *listed[index + 1 :]])
        for key in sorted({*mapping} - {"id"}):
            yield f"{index} without {key}", replaced(index, _without(mapping, key))
        for key in mapping["mapping"]:
            fields = _without(mapping["mapping"], key)
            yield f"{index} without field {key}", replaced(index, {**mapping, "mapping": fields})
    yield "swapped", with_list([listed[1], listed[0], *listed[2:]])
    yield "one more", with_list([*listed, {**listed[0], "id": "s9", "name": "New"}])
    yield "the same once more", with_list([*listed, listed[0]])
    fields = {**listed[1]["mapping"], "traits": {"a": 1}}
    yield "another field", replaced(1, {**listed[1], "mapping": fields})


def _without(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}


def test_every_changed_list_is_seen() -> None:
    present = settings_of(imported(CDN))
    unseen = [
        what for what, export in subscription_changes() if not drift(imported(export), present)
    ]
    # To be enabled is the default, and the fields tell the action as well.
    assert {" ".join(what.split()[1:]) for what in unseen} == {
        "without enabled",
        "without partnerAction",
    }
    assert not any("4 without enabled" in what for what in unseen)


def test_what_was_changed_in_the_settings_is_seen() -> None:
    text = settings_text(imported(*API))
    given = imported(*API)
    for before, after in (
        (KEY, "oneflow_prod_other"),
        ("name: Who it is", "name: Who"),
        ("enabled: false", "enabled: true"),
        ("50.5", "50"),
        ("- true", "- 1"),
        ("- 1\n", '- "1"\n'),
        ("direction: right", "direction: left"),
    ):
        assert before in text
        assert drift(given, document(text.replace(before, after, 1))), before
    assert drift(given, document("enabled: false\n" + text))


# What is no difference


def test_another_way_to_write_the_same_is_no_difference() -> None:
    text = BY_HAND
    for before, after in (
        ('type = "page" and match(', '(type="page") and (match('),
        ('"/prices*")', '"/prices*"))'),
        (
            "  - name: Was a trial\n    enabled: false\n",
            "  - enabled: false\n    name: Was a trial\n",
        ),
        ('{"@path": "$.event"}', '{"@path": "event", "_metadata": {"label": "x"}}'),
        ("trackPayload: segment", "trackPayload: properties"),
        ("settings:\n", "settings:\n  sdkUrl: /self-hosted.js\n"),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    assert drift(imported(*API), document(text)) == []


def test_ids_count_more_than_names_and_names_more_than_places() -> None:
    ids = settings_text(imported(*API))
    renamed = ids.replace("name: Everything", "name: All")
    (difference,) = drift(imported(*API), document(renamed))
    assert (difference.path, difference.exported, difference.present) == (
        "subscriptions[0].name",
        '"Everything"',
        '"All"',
    )
    by_place = BY_HAND.replace("name: Everything", "name: All")
    (difference,) = drift(imported(*API), document(by_place))
    assert difference.path == "subscriptions[0].name"


def test_what_the_export_does_not_tell_of_is_not_compared() -> None:
    present = document(BY_HAND)
    assert drift(imported(API[0]), present) == []
    assert drift(imported(API[1]), present) == []
    other = document(BY_HAND.replace(KEY, "another-key"))
    assert drift(imported(API[1]), other) == []
    assert [each.path for each in drift(imported(API[0]), other)] == ["settings.projectApiKey"]
    with_consent = document(BY_HAND + "  consent: {categories: [Analytics]}\n")
    assert drift(imported(*API), with_consent) == []
    paths = {each.path for each in drift(imported(CDN), with_consent)}
    assert "options.consent.categories" in paths


# The command


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "oneflow-snippet.yaml"
    path.write_text(settings_text(imported(CDN)), "utf-8")
    return path


def test_the_exit_code_is_0_1_or_2(settings: Path) -> None:
    clean = command("diff", DATA / CDN, "--config", settings)
    assert (clean.exit_code, clean.stdout) == (0, "The settings are as exported.\n")
    assert command("diff", DATA / OLD_CDN, "--config", settings).exit_code == 0
    text = settings.read_text("utf-8").replace("name: Big basket", "name: Small basket")
    settings.write_text(text, "utf-8")
    differing = command("diff", DATA / CDN, "--config", settings)
    assert differing.exit_code == 1
    assert differing.stdout == (
        'subscriptions[2].name: Segment has "Big basket", the settings have "Small basket"\n'
    )
    assert differing.stderr == "1 difference.\n"
    settings.write_text("settings: {}\n", "utf-8")
    assert command("diff", DATA / CDN, "--config", settings).exit_code == 2
    assert command("diff", settings, "--config", settings).exit_code == 2


def test_a_real_process_exits_with_1(settings: Path) -> None:
    text = settings.read_text("utf-8").replace("s5\n    name", "s6\n    name")
    settings.write_text(text, "utf-8")
    done = oneflow("diff", str(DATA / CDN), cwd=settings.parent)
    assert done.returncode == 1
    assert 'subscriptions: Segment has the mapping "Was a trial" ("s5")' in done.stdout
    assert (
        'subscriptions[4]: Segment has nothing, the settings have the mapping "Was' in done.stdout
    )


def test_no_key_is_shown(settings: Path) -> None:
    other = "oneflow_prod_b3RoZXI="
    text = settings.read_text("utf-8").replace(KEY, other, 1).replace("Price list", f"Price {KEY}")
    settings.write_text(text, "utf-8")
    done = command("diff", DATA / CDN, "--config", settings)
    assert "settings.projectApiKey" in done.stdout
    assert "subscriptions[3].name" in done.stdout
    for key in (KEY, other):
        assert key not in done.stdout + done.stderr


def test_what_can_not_be_compared_is_told(settings: Path) -> None:
    export = load(CDN)
    export["remotePlugins"][1]["settings"]["subscriptions"][2]["mapping"]["enable_batching"] = True
    path = settings.with_name("export.json")
    path.write_text(json.dumps(export), "utf-8")
    done = command("diff", path, "--config", settings)
    assert done.exit_code == 1
    assert '"Big basket" ("s3")' in done.stderr
    assert "subscriptions[2]" in done.stdout


def test_environments_and_set_count() -> None:
    text = f"{settings_text(imported(*API)).replace(KEY, 'base')}\nenvironments:\n  production:\n"
    base = document(f"{text}    settings: {{projectApiKey: {KEY}}}\n    subscriptions: []\n")
    assert [each.path for each in drift(imported(*API), base)] == ["settings.projectApiKey"]
    chosen = choose_environment(base, "production")
    assert [each.path for each in drift(imported(*API), chosen)] == ["subscriptions"] * 5


def test_a_place_is_told_where_it_stands_in_the_file() -> None:
    given = imported(*API)
    data = settings_of(given).data
    present = {"environments": {"production": {**data, "options": {}}}}
    present["environments"]["production"]["subscriptions"][1]["name"] = "Who"
    (difference,) = drift(given, choose_environment(Document(present), "production"))
    assert difference.path == "environments.production.subscriptions[1].name"


def test_settings_with_faults_are_refused() -> None:
    with pytest.raises(SettingsError):
        drift(imported(*API), document("settings: {projectApiKey: 5}\n"))


def test_terraforms_two_forms_are_one() -> None:
    assert drift(imported(SHOWN_STATE), settings_of(imported(STATE))) == []
