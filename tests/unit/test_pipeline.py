"""`build`: settings in, a bundle out; nothing is changed, nothing written, nothing held back."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import generator
from generator import Bundle, OneflowError, SettingsError, build
from generator.pipeline import build_document
from generator.render import templates_folder
from generator.settings.document import Document
from generator.settings.yaml_nodes import read_yaml
from generator.source import Source
from tests.support.node import Job, run

KEY: dict[str, Any] = {"projectApiKey": "k"}
SUBSCRIPTION: dict[str, Any] = {
    "name": "N",
    "partnerAction": "trackEvent",
    "subscribe": 'type = "track"',
    "mapping": {"event_name": "E"},
}


def with_subscriptions(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"settings": KEY, "subscriptions": [{**SUBSCRIPTION, **change} for change in changes]}


def test_the_package_offers_what_the_contract_names() -> None:
    for name in ("build", "Bundle", "SettingsError", "OneflowError", "Problem", "__version__"):
        assert name in generator.__all__
    assert issubclass(SettingsError, OneflowError)
    assert isinstance(build({"settings": KEY}), Bundle)


def test_any_mapping_will_do_and_none_is_changed() -> None:
    settings = with_subscriptions({"mapping": {"event_name": {"@path": "$.event"}}})
    before = copy.deepcopy(settings)
    frozen = MappingProxyType({**settings, "settings": MappingProxyType(KEY)})
    assert build(frozen).files == build(settings).files
    assert settings == before


AUDIT = """
import json, sys
from generator import build
settings = json.loads(sys.argv[1])
opened, other = set(), set()
def hook(event, arguments):
    if event == "open":
        opened.add((str(arguments[0]), str(arguments[1])))
    elif event.split(".")[0] in ("os", "socket", "subprocess", "shutil", "tempfile", "urllib"):
        other.add(event)
sys.addaudithook(hook)
build(settings)
json.dump([sorted(opened), sorted(other)], sys.stdout)
"""


def test_building_reads_no_files_but_the_templates_and_touches_nothing_else() -> None:
    settings = json.dumps(with_subscriptions({}, {"subscribe": 'type = "page"'}))
    done = subprocess.run(
        [sys.executable, "-B", "-c", AUDIT, settings], capture_output=True, text=True, check=True
    )
    opened, other = json.loads(done.stdout)
    files = {Path(name) for name, _ in opened}
    # What a build imports on its first time is code, and no file of anyone's.
    data = {path for path in files if path.suffix not in {".py", ".pyc", ".so"}}
    assert data
    assert all(path.is_relative_to(templates_folder()) for path in data), data
    assert {mode for _, mode in opened} <= {"r", "rb"}
    assert set(other) <= {"os.listdir", "os.scandir"}


def test_the_environment_is_filled_in_only_when_it_is_given() -> None:
    mapping = {"event_name": "${PLAN}"}
    filled = build(with_subscriptions({"mapping": mapping}), environ={"PLAN": "pro"})
    plain = build(with_subscriptions({"mapping": mapping}))
    event = {"type": "track", "event": "x"}
    jobs = [Job(bundle.files["1flow.js"].decode(), [event]) for bundle in (filled, plain)]
    calls = [outcome.calls for outcome in run(jobs)]
    assert calls == [[["track", "pro", "<undefined>"]], [["track", "${PLAN}", "<undefined>"]]]


def test_problems_of_all_stages_come_together_with_their_paths() -> None:
    settings = with_subscriptions(
        {"subscribe": 'type == "track"'},
        {"mapping": {"event_name": {"@pth": "$.event"}}},
        {"partnerAction": "x", "subscribe": "type =", "enabled": 5},
    )
    settings["settings"] = {}
    settings["options"] = {"x": 1}
    with pytest.raises(SettingsError) as raised:
        build(settings)
    problems = raised.value.problems
    assert sorted(problem.path for problem in problems if problem.severity == "error") == [
        "options.x",
        "settings.projectApiKey",
        "subscriptions[0].subscribe",
        "subscriptions[1].mapping.event_name.@pth",
        "subscriptions[2].enabled",
        "subscriptions[2].partnerAction",
        "subscriptions[2].subscribe",
    ]
    assert all(problem.line is None and problem.file is None for problem in problems)


def test_problems_of_a_file_come_in_the_order_of_the_file() -> None:
    text = (
        "options: {x: 1}\n"
        "subscriptions:\n"
        "  - partnerAction: trackEvent\n"
        "    mapping: {event_name: {'@pth': x}}\n"
        "    subscribe: type =\n"
        "  - partnerAction: y\n"
        "settings: {}\n"
    )
    data, places = read_yaml(text)
    with pytest.raises(SettingsError) as raised:
        build_document(Document(data, Source("s.yaml", text), places), {})
    lines = [problem.line for problem in raised.value.problems]
    assert lines == sorted(lines, key=lambda line: line or 0)
    assert {1, 4, 5, 6, 7} <= set(lines)


def test_a_field_that_the_action_does_not_know_is_a_warning() -> None:
    bundle = build(with_subscriptions({"mapping": {"event_name": "E", "propertys": {}}}))
    [warning] = bundle.warnings
    assert (warning.severity, warning.path) == ("warning", "subscriptions[0].mapping.propertys")
    assert warning.hint == 'did you mean "properties"?'


def test_what_is_wrong_with_a_disabled_subscription_is_a_warning() -> None:
    disabled = {"enabled": False, "subscribe": "type ==", "mapping": {"event_name": {"@pth": 1}}}
    bundle = build(with_subscriptions({}, disabled))
    assert [warning.path for warning in bundle.warnings] == [
        "subscriptions[1].subscribe",
        "subscriptions[1].mapping.event_name.@pth",
    ]
    assert bundle.files == build(with_subscriptions({})).files


def test_good_settings_have_no_warnings() -> None:
    assert build({"settings": KEY}).warnings == ()


def test_subscriptions_that_share_an_object_are_built_as_if_they_did_not() -> None:
    mapping = {"event_name": "E"}
    shared = with_subscriptions(
        {"mapping": mapping}, {"mapping": mapping, "subscribe": "event='x'"}
    )
    assert build(shared).files == build(copy.deepcopy(shared)).files
