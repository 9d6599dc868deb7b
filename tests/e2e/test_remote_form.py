"""The remote plugin, loaded by Analytics.js itself as the source's settings say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .harness import product, segment
from .harness.page import js, script, script_file
from .harness.scene import BUNDLE_FOLDER, Scene
from .harness.server import Reply
from .test_integrations import FILTERS, NAME, TRACK, arriving

REMOTE_PATH = BUNDLE_FOLDER + product.REMOTE


def rule(matched: list[Any], *transformers: dict[str, Any]) -> dict[str, Any]:
    """A destination filter, as a source's settings hold it."""
    return {
        "scope": "destinations",
        "target_type": "workspace::project::destination::config",
        "matchers": [{"type": "fql", "ir": json.dumps(matched)}],
        "transformers": [list(transformers)],
        "destinationName": NAME,
    }


def serve_settings(scene: Scene, rules: list[dict[str, Any]] | None = None) -> None:
    """Let the source's settings name the remote plugin, with the entry of the manifest."""
    manifest = json.loads(scene.files["manifest.json"])
    entries = [
        {**entry, "url": scene.server.origin + BUNDLE_FOLDER + entry["url"]}
        for entry in manifest["remotePlugins"]
    ]
    scene.server.routes[segment.SETTINGS] = segment.settings(
        scene.server,
        remotePlugins=entries,
        middlewareSettings={"routingRules": rules or []},
    )


def settings_in_code(scene: Scene) -> str:
    """What starts the npm form with the settings that the server would have told."""
    served = scene.server.routes[segment.SETTINGS]
    assert isinstance(served, Reply)
    settings = {"writeKey": segment.WRITE_KEY, "cdnSettings": json.loads(served.body)}
    return f"window.analytics = AnalyticsNext.AnalyticsBrowser.load({js(settings)});"


def start(scene: Scene, *parts: str, rules: list[dict[str, Any]] | None = None) -> None:
    scene.install()
    serve_settings(scene, rules)
    scene.open(scene.snippet(), scene.observer(), *parts)
    scene.wait_live()


@pytest.mark.parametrize("form", ["snippet", "npm", "npm, its settings in code"])
def test_the_calls_of_a_page_arrive_once_and_in_order(scene: Scene, form: str) -> None:
    scene.install()
    serve_settings(scene)
    segment_parts = {
        "snippet": (scene.snippet(),),
        "npm": (scene.npm_library(), scene.npm_start()),
        "npm, its settings in code": (scene.npm_library(), script(settings_in_code(scene))),
    }
    early = "<script>analytics.identify('u1', {n: 1}); analytics.track('A', {n: 2});</script>"
    scene.open(*segment_parts[form], early)
    scene.wait_live()
    scene.send("track('B', {n: 3})", "identify('u2')")
    scene.expect_calls(
        ["identify", "u1", {"n": 1}],
        ["track", "A", {"n": 2}],
        ["track", "B", {"n": 3}],
        ["identify", "u2", {}],
    )
    assert scene.sdk_requests == 1
    assert scene.server.count(REMOTE_PATH) == 1


def test_the_integrations_of_a_call_decide_for_that_call(scene: Scene) -> None:
    start(scene)
    scene.wait_sdk()
    expected, found, seen = {}, {}, 0
    for integrations, kinds in FILTERS:
        options = js({"integrations": integrations})
        scene.send(f"identify('u1', {{n: 1}}, {options})", f"track('A', {{n: 2}}, {options})")
        calls = scene.calls()
        expected[str(integrations)] = arriving(kinds)
        found[str(integrations)] = calls[seen:]
        seen = len(calls)
    assert found == expected


@pytest.mark.parametrize(
    ("integrations", "loaded", "kinds"),
    [
        ({NAME: False}, False, set()),
        ({"All": False}, False, set()),
        ({"All": False, NAME: True}, True, {"identify", "track"}),
        ({TRACK: False}, True, {"identify"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_the_integrations_of_the_page_decide_whether_it_is_loaded(
    scene: Scene, integrations: dict[str, bool], loaded: bool, kinds: set[str]
) -> None:
    scene.install()
    serve_settings(scene)
    scene.open(scene.snippet(load={"integrations": {**integrations, "Segment.io": True}}))
    scene.wait_live()
    scene.send("identify('u1', {n: 1})", "track('A', {n: 2})")
    scene.expect_calls(*arriving(kinds))
    assert scene.server.count(REMOTE_PATH) == int(loaded)
    assert scene.sdk_requests == int(loaded)


def test_destination_filters_drop_and_change_events(scene: Scene) -> None:
    start(
        scene,
        rules=[
            rule(["=", "event", {"value": "Secret"}], {"type": "drop"}),
            rule(
                ["=", "type", {"value": "track"}],
                {"type": "drop_properties", "config": {"drop": {"properties": ["email"]}}},
            ),
        ],
    )
    scene.send("track('Secret', {n: 1})", "track('Open', {n: 2, email: 'a@b.c'})", "identify('u')")
    scene.expect_calls(["track", "Open", {"n": 2}], ["identify", "u", {}])
    # The filters are those of this destination: the others see everything.
    assert [call[1] for call in scene.observed()] == ["Secret", "Open", "u"]
    assert scene.observed()[1][2] == {"n": 2, "email": "a@b.c"}


@pytest.mark.parametrize("form", [product.READABLE, product.MINIFIED])
@pytest.mark.parametrize("place", ["before the snippet", "after the snippet", "later"])
def test_beside_the_script_each_call_arrives_once(scene: Scene, form: str, place: str) -> None:
    scene.install()
    serve_settings(scene)
    bundle = script_file(BUNDLE_FOLDER + form)
    parts = {
        "before the snippet": (bundle, scene.snippet()),
        "after the snippet": (scene.snippet(), bundle),
        "later": (scene.snippet(),),
    }
    scene.open(*parts[place], "<script>analytics.identify('u1'); analytics.track('A')</script>")
    scene.wait_live()
    if place == "later":
        scene.add_script(BUNDLE_FOLDER + form)
    scene.send("track('B')")
    scene.expect_calls(["identify", "u1", {}], ["track", "A", {}], ["track", "B", {}])
    assert scene.sdk_requests == 1


def test_deregistering_by_name_stops_it(scene: Scene) -> None:
    start(scene)
    scene.send("track('Before')")
    scene.expect_calls(["track", "Before", {}])
    scene.send(f"deregister({js(NAME)})", "track('After')")
    scene.expect_calls(["track", "Before", {}])
    assert scene.observed()[-1] == ["track", "After", {}]


def test_switched_off_it_calls_and_loads_nothing(scene: Scene) -> None:
    scene.install(enabled=False)
    serve_settings(scene)
    scene.open(scene.snippet())
    scene.wait_live()
    scene.send("identify('u1')", "track('A')")
    scene.expect_calls()
    assert scene.server.count(REMOTE_PATH) == 1
    assert scene.sdk_requests == 0
