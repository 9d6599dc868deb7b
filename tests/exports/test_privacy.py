"""Nothing of another vendor's settings reaches the settings, the report, a difference or an error.

Every text and every key of an export that is not in 1Flow's entry is made a canary; then the
commands are run on it, whole and broken.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .exported import API, CDN, OLD_CDN, STATE, command, load, our_plugin

CANARY = "CANARY"

#: Keys of CDN settings in which 1Flow has a part.
STRUCTURE = {"remotePlugins", "integrations", "middlewareSettings"}


def canaries(value: Any) -> Any:
    """A JSON value with a canary in each of its texts and keys."""
    match value:
        case str():
            return f"{CANARY} {value}"
        case dict():
            return {f"{CANARY}-{key}": canaries(item) for key, item in value.items()}
        case list():
            return [canaries(item) for item in value]
        case bool() | None:
            return value
        case _:
            return 424242


def foreign_rule() -> dict[str, Any]:
    return {
        "matchers": [{"type": "fql", "config": {"expr": f'event = "{CANARY}"'}, "ir": CANARY}],
        "transformers": [[{"type": "drop"}, {"type": CANARY}]],
        "destinationName": f"{CANARY} destination",
    }


def foreign_plugin() -> dict[str, Any]:
    mapping = {
        "id": CANARY,
        "name": CANARY,
        "enabled": True,
        "partnerAction": CANARY,
        "subscribe": f'event = "{CANARY}"',
        "mapping": {CANARY: {"@path": f"$.{CANARY}"}},
    }
    names = ("name", "creationName", "libraryName", "url")
    return {
        **dict.fromkeys(names, CANARY),
        "settings": {
            "projectApiKey": f"oneflow_prod_{CANARY}",
            CANARY: CANARY,
            "subscriptions": [mapping],
        },
    }


def cdn(name: str = CDN) -> Any:
    """CDN settings with canaries everywhere but in what is 1Flow's."""
    settings = load(name)
    ours = our_plugin(settings)
    rules = settings["middlewareSettings"]["routingRules"]
    integrations = settings["integrations"]
    own = integrations.pop("1Flow Web (Actions)")
    rest = {key: canaries(settings[key]) for key in settings if key not in STRUCTURE}
    return {
        **rest,
        CANARY: [CANARY],
        "integrations": {**canaries(integrations), "1Flow Web (Actions)": own},
        "middlewareSettings": {
            "routingRules": [foreign_rule(), rules[1], foreign_rule()],
            CANARY: 1,
        },
        "remotePlugins": [foreign_plugin(), ours, foreign_plugin()],
    }


def answers() -> list[Any]:
    """Answers of the Public API for several destinations, of which one is 1Flow's."""
    destination, subscriptions = map(load, API)
    other = {**canaries(destination["data"]["destination"]), "id": "d-other", "settings": {}}
    other["settings"] = {CANARY: CANARY, "projectApiKey": f"oneflow_prod_{CANARY}"}
    other["metadata"] = {"name": CANARY, "slug": CANARY, "id": CANARY, "actions": [{"id": CANARY}]}
    foreign = {
        **dict.fromkeys(("id", "name", "actionId", "actionSlug"), CANARY),
        "destinationId": "d-other",
        "trigger": f'event = "{CANARY}"',
        "settings": {CANARY: CANARY, "enable_batching": True},
        "modelId": CANARY,
    }
    inner = subscriptions["data"]["subscriptions"]
    filters = [
        {"destinationId": "d-other", "if": f'event = "{CANARY}"', "actions": [{"type": CANARY}]}
    ]
    return [
        {"data": {"destinations": [other, destination["data"]["destination"]]}, CANARY: CANARY},
        {"data": {"subscriptions": [foreign, *inner, foreign]}},
        {"data": {"filters": filters}},
    ]


def state() -> Any:
    read = load(STATE)
    resources = read["resources"]
    for resource in resources[:2]:
        attributes = resource["instances"][0]["attributes"]
        resource["name"] = CANARY
        for key in attributes:
            if key not in ("destination_id", "enabled", "id"):
                attributes[key] = CANARY if key != "settings" else f'{{"{CANARY}": "{CANARY}"'
    aws = {"type": "aws_iam_access_key", "name": CANARY, "instances": [{"attributes": {CANARY: 1}}]}
    return {**read, "outputs": {CANARY: {"value": CANARY}}, "resources": [aws, *resources]}


EXPORTS: dict[str, Callable[[], list[Any]]] = {
    "CDN settings": lambda: [cdn()],
    "CDN settings, old form": lambda: [cdn(OLD_CDN)],
    "Public API": answers,
    "Terraform": lambda: [state()],
}


def outputs(exports: list[Any] | list[bytes], folder: Path) -> tuple[set[int], str]:
    """The exit codes, and all that import and diff write."""
    files = []
    for index, export in enumerate(exports):
        path = folder / f"export{index}.json"
        path.write_bytes(export if isinstance(export, bytes) else json.dumps(export).encode())
        files.append(path)
    (folder / "settings.yaml").write_text("settings: {projectApiKey: k}\n", "utf-8")
    imported = command("import", *files)
    differing = command("diff", *files, "--config", folder / "settings.yaml")
    texts = (imported.stdout, imported.stderr, differing.stdout, differing.stderr)
    return {imported.exit_code, differing.exit_code}, "\n".join(texts)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_import_and_a_diff_show_nothing_of_another_vendor(name: str, tmp_path: Path) -> None:
    codes, said = outputs(EXPORTS[name](), tmp_path)
    assert codes == {0, 1}
    assert CANARY not in said
    assert "424242" not in said
    assert "Everything" in said, "the test reads what was written"


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_without_1flow_shows_nothing_either(name: str, tmp_path: Path) -> None:
    def without(value: Any) -> Any:
        text = json.dumps(value)
        for ours in ("1Flow Web (Actions)", "1flowDestination", "actions-1flow", "656773f0bd79"):
            text = text.replace(ours, f"{CANARY} x")
        return json.loads(text.replace("oneflow_prod_", "other_"))

    codes, said = outputs([without(each) for each in EXPORTS[name]()], tmp_path)
    assert codes == {2}
    assert "there is no 1Flow Web (Actions)" in said
    assert CANARY not in said


@pytest.mark.parametrize("name", EXPORTS)
def test_a_broken_export_shows_nothing_either(name: str, tmp_path: Path) -> None:
    exports = EXPORTS[name]()
    text = json.dumps(exports[0])
    for cut in range(0, len(text), max(1, len(text) // 15)):
        for broken in (text[:cut], text[:cut] + "\x01" + text[cut:], text[:cut] + '"' + text[cut:]):
            _, said = outputs([broken.encode(), *exports[1:]], tmp_path)
            assert CANARY not in said, broken[:cut][-40:]


def faulty() -> dict[str, Any]:
    """CDN settings in which 1Flow's own entry has faults, among canaries."""
    found = {}
    for name, subscriptions in (
        ("no list", 5),
        ("no JSON", '[{"id": '),
        ("no mappings in it", [5]),
        ("mappings without anything", [{}]),
        ("a mapping with faults", [{"partnerAction": "x", "subscribe": 5, "mapping": "{"}]),
    ):
        settings = cdn()
        settings["remotePlugins"][1]["settings"]["subscriptions"] = subscriptions
        found[name] = settings
    several = cdn()
    several["remotePlugins"].append(several["remotePlugins"][1])
    return {**found, "several": several}


@pytest.mark.parametrize("name", faulty())
def test_faults_of_1flows_entry_show_nothing_of_the_others(name: str, tmp_path: Path) -> None:
    _, said = outputs([faulty()[name]], tmp_path)
    assert CANARY not in said


@pytest.mark.parametrize("wanted", [CANARY, "d-other", "9"])
def test_a_foreign_destination_can_not_be_chosen(wanted: str, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(cdn()), "utf-8")
    done = command("import", path, "--destination", wanted)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "Everything" not in done.stderr
