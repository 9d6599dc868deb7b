"""The schema for editors gives the verdict that `check` gives, where a schema can say it.

Two validators read it: the one that the product uses, and ajv, which is of an editor's kind.
"""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import settings as steady
from hypothesis import strategies as st

from generator import SettingsError, build
from generator.editor_schema import SCHEMA_FILE, editor_schema, schema_text
from generator.pipeline import build_document
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from generator.settings.reader import read_file
from tests.compiler.strategies_mappings import nodes
from tests.compiler.test_mapping_refusals import ALSO_REFUSED_BY_THE_KIT, REFUSED_HERE_ONLY
from tests.support.commands import oneflow
from tests.test_cases import BAD, CASES, ENVIRONMENT, GOOD

#: What a schema can't say, and the bad cases that are about nothing else.
BEYOND_A_SCHEMA = {
    "FQL is a language; to the schema a trigger is any text that is not blank": {
        *(case for case in BAD if case.startswith("trigger-")),
        "environment-moves-a-trigger",
    }
    - {"trigger-blank", "trigger-empty", "trigger-constant-alone"},
    "only the environment knows what ${NAME} is": {
        "environment-variable-missing",
        "environment-variable-missing-among-text",
    },
    "JSON Schema has one kind of number": {"number-beyond-exact"},
    "a URL is more than a pattern": {"sdk-url-broken"},
}

#: Problems of mappings that a schema can't tell, by a word of the message.
BEYOND_IN_MAPPINGS = ("is not known before an event comes", "more than 10 characters")

SUBSCRIPTION = {"partnerAction": "trackEvent", "subscribe": 'type = "track"'}


def settings(mapping: Any, **more: Any) -> dict[str, Any]:
    subscription = {**SUBSCRIPTION, "mapping": mapping, **more}
    return {"settings": {"projectApiKey": "k"}, "subscriptions": [subscription]}


@cache
def _validator() -> Any:
    return jsonschema_rs.Draft7Validator(editor_schema())


def schema_takes(data: Any) -> bool:
    return bool(_validator().is_valid(data))


def problems(document: Document, environ: dict[str, str] | None = None) -> list[str]:
    """What `check` refuses, in the base and in each environment."""
    environments = document.data.get("environments", {})
    found: list[str] = []
    for name in [None, *environments]:
        try:
            build_document(choose_environment(document, name) if name else document, environ)
        except SettingsError as error:
            found += [problem.message for problem in error.problems]
    return found


@cache
def _cases() -> dict[str, tuple[Document, bool]]:
    """Every case that can be read, and whether it is good."""
    read = {}
    for kind, names in (("good", GOOD), ("bad", BAD)):
        for name in names:
            path = next((CASES / kind / name).glob("settings.*"), None)
            try:
                if path is not None:
                    document = read_file(path)
                    json.dumps(document.data, allow_nan=False, ensure_ascii=False).encode("utf-8")
                    read[name] = (document, kind == "good")
            except (SettingsError, ValueError, TypeError):
                assert kind == "bad"
    return read


READABLE = [name for name in [*GOOD, *BAD] if name in _cases()]


def test_most_cases_can_be_read() -> None:
    assert set(GOOD) <= set(READABLE)
    assert len(READABLE) > 100


@pytest.mark.parametrize("case", READABLE)
def test_the_schema_and_the_validator_give_one_verdict_on_a_case(case: str) -> None:
    document, good = _cases()[case]
    assert (problems(document, ENVIRONMENT) == []) is good
    beyond = any(case in cases for cases in BEYOND_A_SCHEMA.values())
    assert schema_takes(document.data) is (good or beyond)


def test_what_is_beyond_a_schema_are_cases() -> None:
    assert set().union(*BEYOND_A_SCHEMA.values()) <= set(READABLE)


def _ajv(values: list[Any]) -> list[bool]:
    done = subprocess.run(
        ["node", str(Path(__file__).parent / "support" / "schema_verdicts.js")],
        input=json.dumps({"schema": editor_schema(), "values": values}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    verdicts: list[bool] = json.loads(done.stdout)
    return verdicts


REFUSED = [row[:2] for row in (*ALSO_REFUSED_BY_THE_KIT, *REFUSED_HERE_ONLY)]


def test_an_editors_validator_gives_the_same_verdicts() -> None:
    documents = [document.data for document, _ in _cases().values()]
    documents += [settings({"event_name": mapping}) for _, mapping in REFUSED]
    documents += [settings({"event_name": mapping}) for mapping in TAKEN]
    documents += ENVIRONMENTS_AND_OFF
    assert _ajv(documents) == [schema_takes(data) for data in documents]


def test_it_is_a_draft_07_schema() -> None:
    assert editor_schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema_rs.meta.validate(editor_schema())


@pytest.mark.parametrize(("name", "mapping"), REFUSED, ids=[row[0] for row in REFUSED])
def test_the_schema_refuses_a_mapping_that_is_refused(name: str, mapping: Any) -> None:
    data = settings({"properties": mapping})
    found = problems(Document(data))
    assert found
    beyond = all(any(word in message for word in BEYOND_IN_MAPPINGS) for message in found)
    assert schema_takes(data) is (beyond and "11" not in name)
    assert schema_takes(settings({"properties": mapping}, enabled=False))
    assert schema_takes({**data, "enabled": False})


#: Every directive with all that it takes, at its limits.
TAKEN: list[Any] = [
    {"@path": "$.a"},
    {"@path": {"@if": {"exists": {"@path": "$.a"}, "then": "$.b", "else": "$.c"}}},
    {"@template": "{{a}}"},
    {"@literal": None},
    {"@if": {"blank": {"@path": "$.a"}, "then": None, "else": 0}, "_metadata": {"label": "x"}},
    {"@case": {"operator": "lower", "value": "A"}},
    {"@case": {"operator": "upper", "value": {"@path": "$.a"}}},
    {"@case": {"operator": "upper"}},
    {"@replace": {"pattern": "0123456789", "replacement": "0123456789", "value": "x"}},
    {"@replace": {"pattern": "a", "value": {"@path": "$.a"}, "ignorecase": True, "global": False}},
    {
        "@replace": {
            "pattern": "a",
            "replacement": None,
            "value": "x",
            "pattern2": "0123456789",
            "replacement2": "0123456789",
        }
    },
    {"@replace": {"pattern": "a", "value": "x", "pattern2": 5, "replacement2": "0123456789x"}},
    {"@arrayPath": ["$.a"]},
    {"@arrayPath": [{"@path": "$.a"}, {"b": {"@path": "$.b"}}, "beyond"]},
    {"@merge": {"objects": [{}, {"@path": "$.a"}], "direction": "left"}},
    {"@merge": {"objects": [], "direction": "RIGHT"}},
    {"@transform": {"apply": {"a": 1}, "mapping": {"b": {"@path": "$.a"}}}},
    {"@flatten": {"value": {"@path": "$.a"}, "separator": ".", "omitArrays": True}},
    {"@json": {"value": {"@path": "$.a"}, "mode": "encode"}},
    {"@json": {"value": "1", "mode": "Decode"}},
    {"@excludeWhenNull": {"a": None}},
    {"a": [{"b": [1.5, True, None, "x", {}, []]}]},
]


@pytest.mark.parametrize("mapping", TAKEN, ids=json.dumps)
def test_the_schema_takes_a_mapping_that_is_taken(mapping: Any) -> None:
    data = settings({"event_name": "x", "properties": mapping})
    assert problems(Document(data)) == []
    assert schema_takes(data)


def test_a_root_directive_is_taken() -> None:
    root = {"@transform": {"apply": {"a": 1}}}
    data = settings({"__segment_internal_directive": root, "event_name": {"@path": "$.a"}})
    assert problems(Document(data)) == []
    assert schema_takes(data)


@steady(deadline=None, database=None, derandomize=True)
@given(nodes(3), st.sampled_from(["trackEvent", "identifyUser"]))
def test_the_schema_and_the_parser_give_one_verdict_on_a_mapping(value: Any, action: str) -> None:
    data = settings({"userId": value}, partnerAction=action)
    found = problems(Document(data))
    if not schema_takes(data):
        assert found, "the schema refuses what check takes"
    else:
        said = [
            message for message in found if not any(word in message for word in BEYOND_IN_MAPPINGS)
        ]
        assert said == [], "the schema takes what check refuses"


_KEY = {"projectApiKey": "k"}
_STAGING = {"settings": {"projectApiKey": "s"}}
ENVIRONMENTS_AND_OFF: list[Any] = [
    {"enabled": False},
    {"enabled": False, "settings": {}},
    {"enabled": False, "settings": {"projectApiKey": " "}},
    {"enabled": True},
    {"enabled": "no", "settings": _KEY},
    {"settings": _KEY, "environments": {}},
    {"settings": _KEY, "environments": []},
    {"settings": _KEY, "environments": {"production": None}},
    {"settings": _KEY, "environments": {"production": {}, "dev": {"enabled": False}}},
    {"settings": _KEY, "environments": {"production": {"settings": {"projectApiKey": 5}}}},
    {"settings": _KEY, "environments": {"production": {"settings": {"sdkUrl": None}}}},
    {"settings": _KEY, "environments": {"production": {"options": {"nonce": None, "x": None}}}},
    {"settings": _KEY, "environments": {"production": {"options": None, "subscriptions": None}}},
    {"settings": _KEY, "environments": {"production": {"options": {"nonce": None}}}},
    {"settings": _KEY, "environments": {"production": {"subscriptions": [None]}}},
    {"settings": _KEY, "environments": {"staging": {**_STAGING, "extra": 1}}},
    {"settings": _KEY, "environments": {"staging": {**_STAGING, "environments": {}}}},
    {"settings": _KEY, "environments": {"staging": {**_STAGING, "allowProductionKey": 1}}},
    {"settings": _KEY, "environments": {"staging": {**_STAGING, "subscriptions": [{}]}}},
    {
        "settings": _KEY,
        "environments": {
            "staging": {**_STAGING, "subscriptions": settings({"a": {"@p": 1}})["subscriptions"]}
        },
    },
    {"settings": {**_KEY, "regionalDataHosting": "eu", "sdkUrl": "https://x.test/a.js"}},
    {"settings": {**_KEY, "regionalDataHosting": "us"}},
    {"settings": _KEY, "options": {"consent": {}}},
    {"settings": _KEY, "options": {"consent": {"categories": ["Advertising"]}}},
    {"settings": _KEY, "options": {"consent": {"categories": ["A"], "callback": "f"}}},
    {"settings": _KEY, "options": {"consent": {"event": "e", "withdrawEvent": "w"}}},
    {"settings": _KEY, "options": {"consent": {"callback": "f", "withdrawEvent": "w"}}},
    {"enabled": False, "options": {"consent": {}}},
]


@pytest.mark.parametrize("data", ENVIRONMENTS_AND_OFF, ids=json.dumps)
def test_environments_and_off_have_one_verdict(data: dict[str, Any]) -> None:
    assert schema_takes(data) is (problems(Document(data)) == [])


def test_a_key_may_stand_in_the_environments_alone() -> None:
    data = {"environments": {"production": {"settings": _KEY}}}
    assert schema_takes(data)
    assert build(data, environment="production")


# The commands


def test_schema_prints_the_schema(tmp_path: Path) -> None:
    done = oneflow("schema", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == editor_schema()
    written = oneflow("schema", "--out", "s.json", cwd=tmp_path)
    assert written.returncode == 0
    assert (tmp_path / "s.json").read_text("ascii") == done.stdout == schema_text()
    assert oneflow("schema", "--out", "missing/s.json", cwd=tmp_path).returncode == 2


def test_everything_that_can_be_set_is_described() -> None:
    def undescribed(part: dict[str, Any], path: str) -> list[str]:
        found = []
        for name, inner in part.get("properties", {}).items():
            here = f"{path}.{name}"
            if "description" not in inner:
                found.append(here)
            found += undescribed(inner, here)
        return found

    schema = editor_schema()
    assert undescribed(schema, "") == []
    for name in ("trackEvent", "identifyUser", "directive"):
        for key, inner in schema["definitions"][name]["properties"].items():
            assert inner.get("description"), (name, key)


def test_init_writes_the_schema_that_its_first_line_names(tmp_path: Path) -> None:
    assert oneflow("init", "config/s.yaml", cwd=tmp_path).returncode == 2, "there is no folder"
    (tmp_path / "config").mkdir()
    assert oneflow("init", "config/s.yaml", cwd=tmp_path).returncode == 0
    first = (tmp_path / "config" / "s.yaml").read_text("utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_FILE}"
    named = tmp_path / "config" / first.split("=")[1]
    assert named.read_text("ascii") == schema_text()


def test_init_leaves_a_schema_that_is_there(tmp_path: Path) -> None:
    (tmp_path / SCHEMA_FILE).write_text("mine", "ascii")
    assert oneflow("init", cwd=tmp_path).returncode == 0
    assert (tmp_path / SCHEMA_FILE).read_text("ascii") == "mine"
    assert oneflow("init", "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / SCHEMA_FILE).read_text("ascii") == schema_text()
