"""Whatever mappings an export holds: what can be built is built as it is, and drifts by nothing."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import SettingsError, build
from generator.editor_schema import editor_schema
from generator.pipeline import build_document
from tests.compiler.strategies_mappings import nodes

from .exported import API, CDN, EXPORTS, drift, imported, load, our_plugin, settings_of

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["${HOME}", "$${HOME}", "no", "1e3", "a: b", "# x", "\u2028", "</script>"]
)
triggers = st.sampled_from(
    [
        'type = "track"',
        'event = "${HOME}" or event = "a\'b"',
        "type = 'page'\nand properties.n >= 1.50",
        'match(event, "a\\*b*")',
        'type = "identify"\t',
    ]
)


@st.composite
def subscriptions(draw: st.DrawFn) -> dict[str, Any]:
    fields = ["event_name", "properties", "userId", "traits"]
    keys = draw(st.lists(st.sampled_from(fields), unique=True, max_size=3))
    return {
        "id": draw(texts),
        "name": draw(texts),
        "enabled": draw(st.booleans()),
        "partnerAction": draw(st.sampled_from(["trackEvent", "identifyUser"])),
        "subscribe": draw(triggers),
        "mapping": {key: draw(nodes(2)) for key in keys},
    }


def builds(subscription: dict[str, Any]) -> bool:
    try:
        build({"settings": {"projectApiKey": "k"}, "subscriptions": [subscription]})
    except SettingsError:
        return False
    return True


#: A key that is a variable as a whole is refused where settings are no file.
keys = texts.filter(lambda text: text.strip() and "${" not in text)


@settings(deadline=None, database=None, derandomize=True)
@given(st.lists(subscriptions(), max_size=4), keys)
def test_what_can_be_built_is_built_as_it_is(listed: list[dict[str, Any]], key: str) -> None:
    export = load(CDN)
    export["middlewareSettings"] = {}
    our_plugin(export)["settings"].update(subscriptions=listed, projectApiKey=key)
    given = imported(json.loads(json.dumps(export)))
    by_hand = {
        "settings": {"projectApiKey": key},
        "subscriptions": [
            {name: value for name, value in each.items() if name != "name" or value}
            for each in listed
            if builds(each)
        ],
        "options": given.data["options"],
    }
    written = settings_of(given)
    assert build_document(written, {}).files == build(by_hand).files
    assert drift(given, written) == []


@pytest.mark.parametrize("name", EXPORTS)
def test_editors_take_what_is_imported(name: str) -> None:
    validator = jsonschema_rs.Draft7Validator(editor_schema())
    assert validator.is_valid(settings_of(imported(*EXPORTS[name])).data)
    assert validator.is_valid(settings_of(imported(API[1])).data)
