"""Any value, at any place where one enters, reaches the SDK exactly as it is and does no harm."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from .harness.page import js, script
from .harness.scene import Scene

# Sets a flag on the page if any of it is ever run as code.
HURT = "window.__hurt = 1"

VALUES = {
    "double quotes": f'";{HURT};"',
    "single quotes": f"';{HURT};'",
    "backticks": f"`;{HURT};`",
    "backslashes": "\\ \\\\ \\n \\u0041 \\",
    "script end": f"</script><script>{HURT}</script>",
    "html comment": f"<!--<script>{HURT}</script>-->",
    "cdata": "]]>{{x}}{% y %}&lt;&amp;",
    "line separators": "a\u2028b\u2029c",
    "newlines": f"a\n{HURT}\r\n{HURT}\rb",
    "control characters": "\x00\x01\b\t\x0b\x7f\x85\ufeff",
    "emoji": "\U0001f600 é 漢字 \U0001d306",
    "comment end": f"*/ {HURT}; /* // ",
    "interpolation": "${x} #{x} %(x)s {0}",
    "proto": "__proto__",
    "constructor": "constructor",
    "spaces": "  two  ",
}
LONG = 'x"</script>é' * (1024 * 1024 // 12)

# A trigger's strings have no escapes: one with both kinds of quotes, or with a
# line break in it, can't be written down.
UNWRITABLE = {"newlines", "control characters"}

values = pytest.mark.parametrize("name", VALUES)


def quoted(value: str) -> str:
    return f"'{value}'" if '"' in value else f'"{value}"'


def track(name: str, trigger: str, mapping: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "partnerAction": "trackEvent",
        "enabled": True,
        "subscribe": trigger,
        "mapping": mapping,
    }


def unharmed(scene: Scene) -> None:
    assert scene.run("window.__hurt === undefined")
    assert scene.run("Object.prototype.hurt === undefined && ({}).polluted === undefined")


@pytest.mark.usefixtures("every_form")
@values
def test_a_value_in_the_settings_arrives_exactly(scene: Scene, name: str) -> None:
    value = VALUES[name]
    mapping = {
        "event_name": {"@literal": value},
        "properties": {value: {"@literal": value}, "list": [value, {value: value}]},
    }
    trigger = 'type = "track"' if name in UNWRITABLE else f"event = {quoted(value)}"
    scene.install(
        settings={"projectApiKey": value},
        subscriptions=[track(value, trigger, mapping)],
    )
    scene.start()
    scene.send(f"track({js(value)})")
    if name not in UNWRITABLE:
        scene.send(f"track({js(value + '?')})")
    scene.expect_calls(["track", value, {value: value, "list": [value, {value: value}]}])
    assert [run["key"] for run in scene.sdk_runs()] == [value]
    unharmed(scene)


@pytest.mark.usefixtures("both_forms")
def test_each_value_in_an_event_arrives_exactly(scene: Scene) -> None:
    whole = {
        "event_name": {"@template": "{{event}}"},
        "properties": {"all": {"@path": "$.properties"}},
    }
    part = {"event_name": "Part", "properties": {"deep": {"@path": "$.properties.deep"}}}
    scene.install(
        subscriptions=[
            track("Whole", 'type = "track"', whole),
            track("Part", 'type = "track"', part),
        ]
    )
    scene.start()
    scene.wait_sdk()
    expected = []
    for value in VALUES.values():
        properties = {value: value, "deep": [{value: [value]}], "polluted": "no"}
        scene.send(f"track({js(value)}, {js(properties)})")
        expected += [
            ["track", value, {"all": properties}],
            ["track", "Part", {"deep": properties["deep"]}],
        ]
    scene.expect_calls(*expected)
    unharmed(scene)


@pytest.mark.usefixtures("both_forms")
def test_each_value_in_a_direct_call_arrives_exactly(scene: Scene) -> None:
    calls = [
        ["track", value, {value: value, "deep": [{value: [value]}]}] for value in VALUES.values()
    ]
    scene.install()
    scene.start(script("".join(f"window._1flow.apply(null, {js(call)});" for call in calls)))
    scene.expect_calls(*calls)
    unharmed(scene)


@pytest.mark.usefixtures("both_forms")
def test_an_own_proto_key_of_an_event_stays_an_own_key(scene: Scene) -> None:
    properties = {"__proto__": {"hurt": 1}, "constructor": {"prototype": {"hurt": 1}}}
    scene.install()
    late = scene.hold_sdk()
    scene.start()
    scene.send(f"track('Queued', {js(properties)})")
    late.set()
    scene.wait_sdk()
    scene.send(f"track('Passed', {js(properties)})")
    scene.expect_calls(["track", "Queued", properties], ["track", "Passed", properties])
    unharmed(scene)


@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("place", ["key", "trigger", "literal", "mapping key"])
def test_a_value_of_a_megabyte_arrives_exactly(scene: Scene, place: str) -> None:
    value = LONG.replace('"', "") if place == "trigger" else LONG
    literal = {"literal": value, "mapping key": {value: 1}}.get(place, "none")
    scene.install(
        settings={"projectApiKey": value if place == "key" else "key"},
        subscriptions=[
            track(
                "Long",
                f'event = "{value}"' if place == "trigger" else 'type = "track"',
                {"event_name": "Long", "properties": {"it": literal}},
            )
        ],
    )
    scene.start()
    scene.send(f"track({js(value)})")
    scene.settle()
    [[method, event, properties]] = scene.calls()
    assert (method, event) == ("track", "Long")
    # Digests, for nobody wants to read where two megabytes differ.
    assert digest(properties) == digest({"it": literal})
    [run] = scene.sdk_runs()
    assert digest(run["key"]) == digest(value if place == "key" else "key")


@pytest.mark.usefixtures("both_forms")
def test_an_event_of_a_megabyte_arrives_exactly(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send(f"track('Long', {{it: {js(LONG)}}})")
    scene.settle()
    [[_, _, properties]] = scene.calls()
    assert digest(properties) == digest({"it": LONG})


@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("charset", ["windows-1252", "shift_jis"])
def test_the_charset_of_the_page_changes_nothing(scene: Scene, charset: str) -> None:
    value = VALUES["emoji"]
    mapping = {"event_name": {"@literal": value}, "properties": {value: value}}
    scene.install(subscriptions=[track(value, 'type = "track"', mapping)])
    scene.open(
        scene.snippet(),
        scene.bundle(charset=charset),
        script("analytics.track('A');"),
        content_type=f"text/html; charset={charset}",
    )
    scene.expect_calls(["track", value, {value: value}])


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
