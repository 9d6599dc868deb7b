"""An environment's values stand over the base, keep their places, and borrow no production key."""

from __future__ import annotations

import base64
import json
import subprocess
from typing import Any

import pytest

from generator import Bundle, Problem, SettingsError, build
from generator.pipeline import build_document
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from generator.settings.yaml_nodes import read_yaml
from generator.source import Source
from tests.support.node import Job, run

TRACK = {
    "partnerAction": "trackEvent",
    "subscribe": 'type = "track"',
    "mapping": {"event_name": {"@path": "$.event"}, "properties": {"@path": "$.properties"}},
}
EVENT = {"type": "track", "event": "Signed Up", "userId": "u", "properties": {"plan": "pro"}}
TWO_KEYS: dict[str, Any] = {
    "staging": {"settings": {"projectApiKey": "key-s"}},
    "production": {"settings": {"projectApiKey": "key-p"}},
}


def document(text: str) -> Document:
    data, places = read_yaml(text)
    return Document(data, Source("s.yaml", text), places)


def problems(document: Document, name: str, environ: dict[str, str] | None = None) -> list[Problem]:
    with pytest.raises(SettingsError) as raised:
        build_document(choose_environment(document, name), environ or {})
    return raised.value.problems


def refusal(data: dict[str, Any], name: str, environ: dict[str, str] | None = None) -> Problem:
    with pytest.raises(SettingsError) as raised:
        build(data, environment=name, environ=environ)
    (problem,) = raised.value.problems
    return problem


def script(bundle: Bundle) -> str:
    return bundle.files["1flow.js"].decode("ascii")


# What an environment changes


def test_mappings_are_merged_and_lists_replaced() -> None:
    data = {
        "settings": {"projectApiKey": "key-b", "sdkUrl": "/base.js"},
        "subscriptions": [TRACK, {**TRACK, "name": "Second"}],
        "options": {"trackPayload": "segment", "loadSdk": "immediately"},
        "environments": {
            "staging": {
                "settings": {"projectApiKey": "key-s"},
                "subscriptions": [{**TRACK, "name": "Only"}],
                "options": {"loadSdk": "plugin"},
            }
        },
    }
    by_hand = {
        "settings": {"projectApiKey": "key-s", "sdkUrl": "/base.js"},
        "subscriptions": [{**TRACK, "name": "Only"}],
        "options": {"trackPayload": "segment", "loadSdk": "plugin"},
    }
    assert build(data, environment="staging").files == build(by_hand).files


def test_null_takes_what_the_base_has_away() -> None:
    data = {
        "settings": {"projectApiKey": "key-b", "sdkUrl": "/base.js"},
        "options": {"nonce": "n", "consent": {"categories": ["A"]}, "loadSdk": "immediately"},
        "environments": {
            "production": {
                "settings": {"sdkUrl": None},
                "options": {"nonce": None, "consent": {"categories": None, "callback": "f"}},
            }
        },
    }
    by_hand = {
        "settings": {"projectApiKey": "key-b"},
        "options": {"consent": {"callback": "f"}, "loadSdk": "immediately"},
    }
    assert build(data, environment="production").files == build(by_hand).files
    assert b"base.js" in build(data).files["1flow.js"]


def test_a_required_key_that_is_taken_away_is_missing() -> None:
    data = {
        "settings": {"projectApiKey": "k"},
        "environments": {"production": {"settings": {"projectApiKey": None}}},
    }
    problem = refusal(data, "production")
    assert problem.path == "settings.projectApiKey"
    assert "missing" in problem.message


def test_without_a_choice_the_base_counts() -> None:
    data = {"settings": {"projectApiKey": "key-b"}, "environments": TWO_KEYS}
    assert build(data).files == build({"settings": {"projectApiKey": "key-b"}}).files


def test_an_environment_may_bring_what_the_base_lacks() -> None:
    data = {"environments": TWO_KEYS}
    assert (
        build(data, environment="production").files
        == build({"settings": {"projectApiKey": "key-p"}}).files
    )
    with pytest.raises(SettingsError) as raised:
        build(data)
    (problem,) = raised.value.problems
    assert problem.path == "settings.projectApiKey"
    assert "--env" in problem.hint


def test_the_settings_that_are_given_are_not_changed() -> None:
    data = {"settings": {"projectApiKey": "key-b"}, "environments": TWO_KEYS}
    build(data, environment="staging")
    assert data == {"settings": {"projectApiKey": "key-b"}, "environments": TWO_KEYS}


def test_only_the_chosen_environments_variables_are_needed() -> None:
    data = {
        "settings": {},
        "environments": {
            "staging": {"settings": {"projectApiKey": "${STAGING}"}},
            "production": {"settings": {"projectApiKey": "${PRODUCTION}"}},
        },
    }
    built = build(data, environment="staging", environ={"STAGING": "key-s"})
    assert '"key-s"' in script(built)


# What is wrong, and where


def test_an_unknown_environment_is_met_with_the_nearest() -> None:
    problem = refusal({"settings": {}, "environments": TWO_KEYS}, "prodction")
    assert problem.hint == 'did you mean "production"?'
    assert '"prodction"' in problem.message
    assert "production" in refusal({"environments": TWO_KEYS}, "x").hint
    assert refusal({"settings": {"projectApiKey": "k"}}, "staging").path == "environments"
    assert refusal({"settings": {}, "environments": ["staging"]}, "staging").path == "environments"


FAULTY = """\
settings:
  projectApiKey: key-b
subscriptions:
  - partnerAction: trackEvent
    subscribe: type = "track"
    mapping: {event_name: E}
environments:
  staging:
    settings:
      projectApiKey: key-s
      sdkUrl: nowhere
    subscriptions:
      - partnerAction: trackEvent
        subscribe: type = "track" && event = "A"
        mapping:
          event_name: {"@pth": "$.event"}
    options:
      trackPayload: sgment
      loadSkd: plugin
  other:
    settings: {sdkUrl: 5}
"""


def test_every_problem_is_told_where_it_stands() -> None:
    found = {
        problem.path: (problem.file, problem.line, problem.column)
        for problem in problems(document(FAULTY), "staging")
    }
    inside = "environments.staging.subscriptions[0]"
    assert found == {
        "environments.staging.settings.sdkUrl": ("s.yaml", 11, 15),
        f"{inside}.subscribe": ("s.yaml", 14, 35),
        f"{inside}.mapping.event_name.@pth": ("s.yaml", 16, 24),
        "environments.staging.options.trackPayload": ("s.yaml", 18, 21),
        "environments.staging.options.loadSkd": ("s.yaml", 19, 7),
        "environments.other.settings.sdkUrl": ("s.yaml", 21, 24),
    }


def test_what_the_base_says_is_told_there() -> None:
    text = FAULTY.replace("sdkUrl: nowhere", "sdkUrl: /a.js").replace(
        'type = "track"\n    mapping', "type ==\n    mapping"
    )
    text = text.replace("    subscriptions:\n      - partner", "    x:\n      - partner")
    by_path = {problem.path: problem.line for problem in problems(document(text), "staging")}
    assert by_path["subscriptions[0].subscribe"] == 5


def test_the_structure_of_an_environment_counts_without_a_choice() -> None:
    with pytest.raises(SettingsError) as raised:
        build_document(document(FAULTY), {})
    assert {problem.path for problem in raised.value.problems} == {
        "environments.staging.options.trackPayload",
        "environments.staging.options.loadSkd",
        "environments.other.settings.sdkUrl",
    }


@pytest.mark.parametrize("overlay", [None, [], "text", 5])
def test_an_environment_that_is_no_mapping_is_refused(overlay: Any) -> None:
    data = {"settings": {"projectApiKey": "k"}, "environments": {"prod": overlay}}
    assert refusal(data, "prod").path == "environments.prod"


def test_an_environment_that_holds_itself_is_refused() -> None:
    options: dict[str, Any] = {}
    options["consent"] = options
    for base in ({}, {"options": options}):
        data = {"settings": {"projectApiKey": "k"}, **base}
        data["environments"] = {"production": {"options": options}}
        with pytest.raises(SettingsError) as raised:
            build(data, environment="production")
        assert any("nested too deeply" in problem.message for problem in raised.value.problems)


@pytest.mark.parametrize("name", ["environments", "allowProductionKey", "extra"])
def test_an_environment_brings_no_new_keys_to_the_top(name: str) -> None:
    data = {"settings": {"projectApiKey": "k"}, "environments": {"prod": {name: {"a": {}}}}}
    assert refusal(data, "prod").path == f"environments.prod.{name}"


def test_a_warning_names_the_other_mapping_where_it_stands() -> None:
    data = {
        "environments": {
            "production": {
                "settings": {"projectApiKey": "k"},
                "subscriptions": [TRACK, {**TRACK, "name": "B"}],
            }
        }
    }
    (warning,) = build(data, environment="production").warnings
    assert warning.path == "environments.production.subscriptions[1].subscribe"
    assert "environments.production.subscriptions[0]" in warning.message


# Off


OFF: dict[str, Any] = {
    "settings": {"projectApiKey": "${UNSET}"},
    "environments": {"dev": {"enabled": False}},
}


def test_an_environment_that_is_off_gives_a_script_that_does_nothing() -> None:
    files = build(OFF, environment="dev", environ={}).files
    on = build({"settings": {"projectApiKey": "k"}}).files
    assert set(files) == set(on)
    for name in ("1flow.js", "1flow.min.js"):
        assert len(files[name]) < 200
        (outcome,) = run([Job(files[name].decode("ascii"), [EVENT])])
        assert outcome.error is None
        assert (outcome.calls, outcome.scripts, outcome.plugins) == ([], [], [])
        assert outcome.warnings == []
    assert b"UNSET" not in b"".join(files.values())


def test_the_module_and_the_remote_form_have_no_plugins_when_off() -> None:
    files = build(OFF, environment="dev").files
    module = base64.b64encode(files["1flow.mjs"]).decode("ascii")
    remote = files["1flow.remote.js"].decode("ascii")
    script = f"""
      import plugins from "data:text/javascript;base64,{module}";
      globalThis.window = {{}};
      {remote}
      console.log(JSON.stringify([plugins, window["1flowDestination"]({{}}), Object.keys(window)]));
    """
    done = subprocess.run(
        ["node", "--input-type=module"],
        input=script,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == [[], [], ["1flowDestination"]]


def test_off_needs_no_key_and_reads_no_mappings() -> None:
    broken = {**TRACK, "subscribe": "event = ${UNSET}", "mapping": {"event_name": {"@no": 1}}}
    off = build({"enabled": False, "subscriptions": [broken]}, environ={})
    assert off.warnings == ()
    assert off.files == build(OFF, environment="dev").files


def test_off_or_not_the_structure_is_held_to() -> None:
    problem = refusal({**OFF, "optons": {}}, "dev")
    assert problem.path == "optons"


def test_an_environment_can_be_on_where_the_base_is_off() -> None:
    data = {
        "enabled": False,
        "settings": {"projectApiKey": "k"},
        "environments": {"production": {"enabled": True}},
    }
    assert b"1Flow for" in build(data).files["1flow.js"]
    assert '"k"' not in script(build(data))
    assert '"k"' in script(build(data, environment="production"))


# The production key


@pytest.mark.parametrize("production", ["production", "prod"])
def test_no_other_environment_may_have_the_production_key(production: str) -> None:
    data = {
        "settings": {"projectApiKey": "key-b"},
        "environments": {
            production: {"settings": {"projectApiKey": "key-p"}},
            "staging": {"settings": {"projectApiKey": "key-p"}},
            "preview": {},
        },
    }
    problem = refusal(data, "staging")
    assert problem.path == "environments.staging.settings.projectApiKey"
    assert production in problem.message
    assert "environments.staging.allowProductionKey: true" in problem.hint
    assert "key-p" not in str(problem)
    assert '"key-p"' in script(build(data, environment=production))
    assert '"key-b"' in script(build(data, environment="preview"))


def test_production_may_take_its_key_from_the_base() -> None:
    data = {
        "settings": {"projectApiKey": "key-b"},
        "environments": {"production": {}, "staging": {"options": {"loadSdk": "immediately"}}},
    }
    assert refusal(data, "staging").path == "settings.projectApiKey"


def test_the_base_is_production_where_no_environment_is_called_that() -> None:
    data: dict[str, Any] = {"settings": {"projectApiKey": "key-b"}, "environments": {"staging": {}}}
    problem = refusal(data, "staging")
    assert "the base" in problem.message
    data["environments"]["staging"] = {"settings": {"projectApiKey": "key-s"}}
    assert '"key-s"' in script(build(data, environment="staging"))


def test_the_production_key_can_be_allowed() -> None:
    data: dict[str, Any] = {
        "settings": {"projectApiKey": "key-b"},
        "environments": {"staging": {"allowProductionKey": True}},
    }
    assert '"key-b"' in script(build(data, environment="staging"))
    data["environments"]["staging"]["allowProductionKey"] = False
    assert refusal(data, "staging").path == "settings.projectApiKey"


def test_keys_are_compared_as_they_reach_the_bundle() -> None:
    data = {
        "environments": {
            "staging": {"settings": {"projectApiKey": "${KEY}"}},
            "production": {"settings": {"projectApiKey": "key-${END}"}},
        }
    }
    assert refusal(data, "staging", {"KEY": "key-p", "END": "p"})
    assert build(data, environment="staging", environ={"KEY": "key-s", "END": "p"})
    assert build(data, environment="staging", environ={"KEY": "key-p"}), "production's is unknown"


def test_one_variable_for_both_is_one_key() -> None:
    data = {"settings": {"projectApiKey": "${KEY}"}, "environments": {"production": {}, "qa": {}}}
    assert refusal(data, "qa", {"KEY": "any"})
