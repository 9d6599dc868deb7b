"""A document becomes the model, and whatever is wrong with it is told at once, at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.actions import ACTIONS, MAX_SUBSCRIPTIONS
from generator.errors import Problem
from generator.settings.document import Document
from generator.settings.model import Options, Settings
from generator.settings.schema import SCHEMA
from generator.settings.validate import validate

KEY: dict[str, Any] = {"projectApiKey": "k"}
SUBSCRIPTION: dict[str, Any] = {
    "name": "N",
    "partnerAction": "trackEvent",
    "subscribe": 'type = "track"',
    "mapping": {"event_name": "E"},
}


def model(data: dict[str, Any]) -> Settings:
    settings, problems = validate(Document(data), None)
    assert problems == []
    return settings


def problems(data: dict[str, Any], environ: dict[str, str] | None = None) -> dict[str, Problem]:
    _, found = validate(Document(data), environ)
    by_path = {problem.path: problem for problem in found}
    assert len(by_path) == len(found), "a place is told of once"
    return by_path


def with_subscription(**changes: Any) -> dict[str, Any]:
    return {"settings": KEY, "subscriptions": [{**SUBSCRIPTION, **changes}]}


def without(name: str) -> dict[str, Any]:
    subscription = {key: value for key, value in SUBSCRIPTION.items() if key != name}
    return {"settings": KEY, "subscriptions": [subscription]}


def test_only_the_key_is_required_and_the_rest_has_defaults() -> None:
    settings = model({"settings": {"projectApiKey": "oneflow_prod_a+b/c=="}})
    assert settings.project_api_key == "oneflow_prod_a+b/c=="
    assert settings.sdk_url == "https://1flow.app/js/1flow.js"
    assert settings.options == Options("properties", "skip", "plugin")
    assert [subscription.name for subscription in settings.subscriptions] == [
        "Track Event",
        "Identify User",
    ]
    assert all(subscription.enabled for subscription in settings.subscriptions)


def test_the_presets_are_those_of_the_destination() -> None:
    track, identify = model({"settings": KEY}).subscriptions
    assert (track.action, track.trigger) == ("trackEvent", 'type = "track"')
    assert track.mapping == {
        "event_name": {"@path": "$.event"},
        "userId": {"@path": "$.userId"},
        "anonymousId": {"@path": "$.anonymousId"},
        "properties": {"@path": "$.properties"},
    }
    assert (identify.action, identify.trigger) == ("identifyUser", 'type = "identify"')
    assert identify.mapping == {"userId": {"@path": "$.userId"}, "traits": {"@path": "$.traits"}}


def test_what_is_set_is_taken() -> None:
    settings = model(
        {
            "settings": {**KEY, "sdkUrl": "/1flow.js", "regionalDataHosting": "eu"},
            "subscriptions": [{**SUBSCRIPTION, "enabled": False, "id": "x1"}],
            "options": {
                "trackPayload": "segment",
                "anonymousIdentify": "pass",
                "loadSdk": "immediately",
            },
        }
    )
    assert settings.sdk_url == "/1flow.js"
    assert settings.options == Options("segment", "pass", "immediately")
    [subscription] = settings.subscriptions
    assert (subscription.enabled, subscription.path) == (False, ("subscriptions", 0))


def test_no_subscriptions_are_none_and_not_the_presets() -> None:
    assert model({"settings": KEY, "subscriptions": []}).subscriptions == ()


@pytest.mark.parametrize(
    "data", [{}, {"settings": {}}, {"settings": {"sdkUrl": "/x"}}, {"options": {}}]
)
def test_a_missing_key_is_told_as_such(data: dict[str, Any]) -> None:
    [problem] = problems(data).values()
    assert problem.path == "settings.projectApiKey"
    assert problem.message == "this is required, and missing"
    assert "1Flow" in problem.hint


@pytest.mark.parametrize("key", ["", " ", "\t\n", "\u00a0"])
def test_an_empty_key_is_refused(key: str) -> None:
    [problem] = problems({"settings": {"projectApiKey": key}}).values()
    assert (problem.path, problem.message) == ("settings.projectApiKey", "this is empty")


def test_a_key_that_the_environment_leaves_empty_is_refused() -> None:
    data = {"settings": {"projectApiKey": "${KEY}"}}
    assert list(problems(data, {"KEY": ""})) == ["settings.projectApiKey"]
    [problem] = problems(data, {}).values()
    assert problem.message == "the environment variable KEY is not set"


def test_a_variable_as_the_key_of_a_python_mapping_is_refused() -> None:
    [problem] = problems({"settings": {"projectApiKey": "${KEY}"}}).values()
    assert "environ=os.environ" in problem.hint
    assert problems({"settings": {"projectApiKey": "a ${KEY}"}}) == {}


@pytest.mark.parametrize("value", [None, 5, 1.5, True, [], ["k"], {}, {"k": 1}])
def test_a_key_of_another_type_is_refused(value: object) -> None:
    [problem] = problems({"settings": {"projectApiKey": value}}).values()
    assert problem.path == "settings.projectApiKey"
    assert problem.message.startswith("this must be text, not ")


@pytest.mark.parametrize(
    ("data", "path", "hint"),
    [
        ({"settings": KEY, "setings": {}}, "setings", 'did you mean "settings"?'),
        ({"settings": {**KEY, "sdkURL": "x"}}, "settings.sdkURL", 'did you mean "sdkUrl"?'),
        ({"settings": KEY, "options": {"x": 1}}, "options.x", "known here: "),
        (with_subscription(enable=True), "subscriptions[0].enable", 'did you mean "enabled"?'),
        (with_subscription(**{"a b": 1}), 'subscriptions[0]["a b"]', "known here: "),
    ],
)
def test_an_unknown_key_is_told_at_each_level(data: dict[str, Any], path: str, hint: str) -> None:
    [problem] = problems(data).values()
    assert (problem.path, problem.message) == (path, "there is no such setting")
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"settings": []}, "settings"),
        ({"settings": None}, "settings"),
        ({"settings": KEY, "options": "x"}, "options"),
        ({"settings": KEY, "subscriptions": {}}, "subscriptions"),
        ({"settings": KEY, "subscriptions": None}, "subscriptions"),
        ({"settings": KEY, "subscriptions": ["x"]}, "subscriptions[0]"),
        (with_subscription(name=5), "subscriptions[0].name"),
        (with_subscription(enabled="yes"), "subscriptions[0].enabled"),
        (with_subscription(enabled=1), "subscriptions[0].enabled"),
        (with_subscription(subscribe=True), "subscriptions[0].subscribe"),
        (with_subscription(mapping=[]), "subscriptions[0].mapping"),
        ({"settings": {**KEY, "sdkUrl": 5}}, "settings.sdkUrl"),
        ({"settings": {**KEY, "regionalDataHosting": 1}}, "settings.regionalDataHosting"),
    ],
)
def test_a_wrong_type_is_told_in_words(data: dict[str, Any], path: str) -> None:
    [problem] = problems(data).values()
    assert problem.path == path
    assert problem.message.startswith("this must be ")
    assert not {"str", "int", "float", "dict", "bool", "NoneType"} & set(problem.message.split())


@pytest.mark.parametrize("name", ["partnerAction", "subscribe", "mapping"])
def test_what_a_subscription_needs_is_told(name: str) -> None:
    [problem] = problems(without(name)).values()
    assert problem.path == f"subscriptions[0].{name}"
    assert problem.hint


@pytest.mark.parametrize("name", ["name", "enabled", "id"])
def test_what_a_subscription_does_not_need_may_be_left_out(name: str) -> None:
    assert problems(without(name)) == {}


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"partnerAction": "trackevent"}, 'did you mean "trackEvent"?'),
        ({"partnerAction": "identify"}, 'did you mean "identifyUser"?'),
        ({"partnerAction": 5}, ""),
    ],
)
def test_an_unknown_action_names_the_known_ones(changes: dict[str, Any], hint: str) -> None:
    [problem] = problems(with_subscription(**changes)).values()
    assert problem.path == "subscriptions[0].partnerAction"
    assert '"trackEvent" or "identifyUser"' in problem.message
    assert problem.hint == hint


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [
        ("trackPayload", "propertys", '"properties" or "segment"'),
        ("anonymousIdentify", False, '"skip", "anonymousId" or "pass"'),
        ("loadSdk", "Plugin", '"plugin" or "immediately"'),
    ],
)
def test_an_option_names_its_values(option: str, value: object, known: str) -> None:
    [problem] = problems({"settings": KEY, "options": {option: value}}).values()
    assert problem.path == f"options.{option}"
    assert known in problem.message


def test_as_many_mappings_as_the_destination_takes_are_taken() -> None:
    many = [SUBSCRIPTION] * MAX_SUBSCRIPTIONS
    assert len(model({"settings": KEY, "subscriptions": many}).subscriptions) == MAX_SUBSCRIPTIONS


@pytest.mark.parametrize("count", [51, 200])
def test_one_mapping_more_is_refused_with_all_that_is_wrong_besides(count: int) -> None:
    many = [SUBSCRIPTION] * (count - 1) + [{**SUBSCRIPTION, "partnerAction": "x"}]
    found = problems({"settings": {}, "subscriptions": many})
    assert set(found) == {
        "settings.projectApiKey",
        "subscriptions",
        f"subscriptions[{count - 1}].partnerAction",
    }
    assert str(count) in found["subscriptions"].message
    assert "50" in found["subscriptions"].message


@pytest.mark.parametrize("region", ["eu", "US", "us-west", " us"])
def test_a_region_without_a_url_says_that_none_is_known(region: str) -> None:
    [problem] = problems({"settings": {**KEY, "regionalDataHosting": region}}).values()
    assert problem.path == "settings.regionalDataHosting"
    assert "is not known" in problem.message
    assert "settings.sdkUrl" in problem.hint
    with_url = {**KEY, "regionalDataHosting": region, "sdkUrl": "https://x.example/1flow.js"}
    assert problems({"settings": with_url}) == {}


@pytest.mark.parametrize(
    "url",
    [
        "https://1flow.app/js/1flow.js",
        "http://127.0.0.1:8000/x.js?a=b&c=<d>",
        "HTTPS://CDN.example/x",
        "https://[::1]:8000/x.js",
        "/assets/1flow.js",
        "https://cdn.example/\u6f22.js",
        "https://b\u00fccher.example./x.js",
        f"https://{'a' * 63}.example/x.js",
    ],
)
def test_a_url_of_the_sdk_is_taken_as_it_is(url: str) -> None:
    assert model({"settings": {**KEY, "sdkUrl": url}}).sdk_url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "1flow.app/js/1flow.js",
        "1flow.js",
        "./1flow.js",
        "//cdn.example/x.js",
        "///x.js",
        "/\\cdn.example/x.js",
        "javascript:alert(1)",
        "data:text/javascript,1",
        "ftp://x.example/y",
        "file:///etc/passwd",
        "https:",
        "https://",
        "https:///x.js",
        "https://:8000/x.js",
        "https://x.example:port/x.js",
        "https:x.js",
        "https://[::1/x.js",
        "https://x.example/a b.js",
        "https://x.example/a\nb.js",
        "\thttps://x.example/x.js",
        "https://x.example/\x00",
        "https://x..example/x.js",
        f"https://{'a' * 64}.example/x.js",
        "https://\u00fc..example/x.js",
        f"https://{chr(252) * 64}.example/x.js",
    ],
)
def test_what_is_no_url_of_a_script_is_refused(url: str) -> None:
    [problem] = problems({"settings": {**KEY, "sdkUrl": url}}).values()
    assert problem.path == "settings.sdkUrl"
    assert problem.message.isprintable()


def test_every_problem_is_told_at_once() -> None:
    data = {
        "settings": {"projectApiKey": "", "sdkUrl": "x", "colour": 1},
        "subscriptions": [
            {**SUBSCRIPTION, "partnerAction": "x", "enabled": 5},
            5,
            {"name": [], "mapping": {"event_name": "${MISSING}"}},
        ],
        "options": {"trackPayload": 1, "x": float("nan")},
        "more": {},
    }
    assert set(problems(data, {})) == {
        "settings.projectApiKey",
        "settings.sdkUrl",
        "settings.colour",
        "subscriptions[0].partnerAction",
        "subscriptions[0].enabled",
        "subscriptions[1]",
        "subscriptions[2].name",
        "subscriptions[2].partnerAction",
        "subscriptions[2].subscribe",
        "subscriptions[2].mapping.event_name",
        "options.trackPayload",
        "options.x",
        "more",
    }


_WORDS = "settings subscriptions options projectApiKey sdkUrl regionalDataHosting partnerAction"
_WORDS += " subscribe mapping enabled name trackPayload x"
_NAMES = st.sampled_from(_WORDS.split())
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "x", "us", "${A}"])
    | st.sampled_from(["trackEvent", "segment", 'type = "track"', "https://x.example/", "//x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_NAMES, _VALUES, max_size=4), st.sampled_from([None, {}, {"A": "a"}]))
def test_any_data_is_either_a_model_or_problems(
    data: dict[str, Any], environ: dict[str, str] | None
) -> None:
    before = repr(data)
    settings, found = validate(Document(data), environ)
    assert isinstance(settings, Settings)
    assert all(str(problem) for problem in found)
    assert repr(data) == before


def test_the_schema_speaks_of_the_actions_and_the_limit_of_the_destination() -> None:
    subscriptions = SCHEMA["properties"]["subscriptions"]
    assert subscriptions["maxItems"] == MAX_SUBSCRIPTIONS
    assert subscriptions["items"]["properties"]["partnerAction"]["enum"] == list(ACTIONS)


def test_the_schema_is_draft_7_and_describes_every_setting() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    for group in ("settings", "options"):
        for name, part in SCHEMA["properties"][group]["properties"].items():
            assert part["description"], name
    assert json.dumps(SCHEMA)
