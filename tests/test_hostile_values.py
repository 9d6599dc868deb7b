"""Any text, at every place where one enters the settings, arrives exactly and runs as nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from generator import SettingsError, build
from tests.support.node import Job, Outcome, run
from tests.support.page import only_script

HURT = "window.hurt = 1"
MEGABYTE = 2**20

VALUES = {
    "double quotes": f'";{HURT};"',
    "single quotes": f"';{HURT};'",
    "both quotes": f"\"'\"';{HURT};//'\"",
    "backticks": f"`;{HURT};`",
    "backslashes": "\\ \\\\ \\n \\u0041 \\x22",
    "backslash and quote": f'\\";{HURT};\\"',
    "trailing backslash": "trailing \\",
    "script end": f"</script><script>{HURT}</script>",
    "script end, other forms": f"</SCRIPT\n></sCrIpT/><script src=x>{HURT}",
    "comment and script": f"<!--<script>{HURT}",
    "comment start": "<!--",
    "comment end": f"-->\n--> {HURT}",
    "cdata": "<![CDATA[ ]]>",
    "entities": "&lt;&amp;&quot;&#39;",
    "line separators": f"a\u2028{HURT}\u2029{HURT}",
    "line feed": f"a\n{HURT}\n",
    "carriage return": f"a\r{HURT}\r\n{HURT}\rb",
    "nul": "a\x00b",
    "delete": "a\x7fb",
    "control characters": "\x01\x07\b\t\v\f\x1b[31m\x85\ufeff\ufffe",
    "emoji": "\U0001f600 \u00e9 \u6f22\u5b57 \U0001d306",
    "interpolation": "${x}",
    "interpolation among text": "a ${x} b $${y} #{z} %(x)s {0}",
    "placeholder": "{{x}}",
    "jinja": "{% raw %}{# no #}{%- endraw %}{{ y",
    "block comment": f"*/ {HURT}; /* //",
    "source map": "# sourceMappingURL=https://example.com/x.map",
    "prototype": "__proto__",
    "constructor": "constructor",
    "inherited": "hasOwnProperty",
    "own names": "plugin",
    "spaces": "  two  spaces  ",
    "digits": "007",
    "slashes": "//not a comment/ /*nor this*/ /x/g",
}

_MIXED = "x</script>\u2028" * (MEGABYTE // 24) + "'\"" * (MEGABYTE // 8) + "\\" * (MEGABYTE // 4)
LONG_VALUES = {"text": _MIXED, "quotes": '"' * MEGABYTE, "backslashes": "\\" * MEGABYTE}

#: An event for subscriptions that fire on every track.
EVENT = {"type": "track", "event": "E", "properties": {}}

FORMS = ("1flow.js", "1flow.min.js", "snippet.html")

#: jsmin, Jinja and HTML each get a say; a page uses either the files or the paste-in HTML.
forms = pytest.mark.parametrize("form", FORMS)


@dataclass(frozen=True)
class Place:
    """A subscription that holds a value at one place, and the call that it makes."""

    subscription: dict[str, Any]
    call: list[Any]


def _subscription(subscribe: str, mapping: dict[str, Any], name: str = "N") -> dict[str, Any]:
    return {
        "name": name,
        "partnerAction": "trackEvent",
        "subscribe": subscribe,
        "mapping": mapping,
    }


def _events(value: str) -> list[dict[str, Any]]:
    """Events of which only the `track` may fire; the others are near misses of the triggers."""
    miss = f"{value} "
    near = {"type": "page", "properties": {"v": miss, miss: {"v": "yes"}}}
    match = {"type": "track", "event": "E", "properties": {"v": value, value: {"v": "yes"}}}
    return [near, match, near]


def places(value: str) -> dict[str, Place]:
    """Every place in a subscription at which this value can be written."""
    always = 'type = "track"'
    path = "".join(f"\\{char}" for char in value)
    found = {
        "literal": Place(
            _subscription(always, {"event_name": {"@literal": value}}),
            ["track", value, "<undefined>"],
        ),
        "plain": Place(
            _subscription(always, {"event_name": "P", "properties": {"list": [value]}}),
            ["track", "P", {"list": [value]}],
        ),
        "template": Place(
            _subscription(always, {"event_name": {"@template": f"T{value}"}}),
            ["track", f"T{value.replace('{{x}}', '')}", "<undefined>"],
        ),
        "object key": Place(
            _subscription(always, {"event_name": "K", "properties": {value: {value: [1]}}}),
            ["track", "K", {value: {value: [1]}}],
        ),
        "trigger path": Place(
            _subscription(f'properties.{path}.v = "yes"', {"event_name": "TP"}),
            ["track", "TP", "<undefined>"],
        ),
    }
    if not {'"', "'"} <= set(value):
        quote = "'" if '"' in value else '"'
        found["trigger string"] = Place(
            _subscription(f"properties.v = {quote}{value}{quote}", {"event_name": "TS"}),
            ["track", "TS", "<undefined>"],
        )
    if not set(value) & set(".[]'\"$"):
        # A mapping's path has no escapes for these.
        mapped = {"event_name": "MP", "properties": {"@path": f"properties.{value}"}}
        found["mapping path"] = Place(_subscription(always, mapped), ["track", "MP", {"v": "yes"}])
    return found


def _code(files: Mapping[str, bytes], form: str) -> str:
    text = files[form].decode("ascii")
    return only_script(text) if form == "snippet.html" else text


@cache
def _outcomes() -> dict[tuple[str, str], Outcome]:
    """What each form does for each value: one Node process for them all."""
    jobs: dict[tuple[str, str], Job] = {}
    for name, value in VALUES.items():
        subscriptions = [place.subscription for place in places(value).values()]
        settings = {"projectApiKey": f"k{value}"}
        files = build({"settings": settings, "subscriptions": subscriptions}).files
        for form in FORMS:
            jobs[name, form] = Job(_code(files, form), _events(value), "late")
    return dict(zip(jobs, run(list(jobs.values())), strict=True))


@forms
@pytest.mark.parametrize("name", VALUES)
def test_a_value_arrives_exactly_from_every_place(name: str, form: str) -> None:
    outcome = _outcomes()[name, form]
    assert outcome.error is None
    assert outcome.calls == [place.call for place in places(VALUES[name]).values()]
    [element] = outcome.scripts
    assert element["attributes"] == {"data-api-key": f"k{VALUES[name]}"}
    assert not outcome.hurt


@cache
def _outcomes_of_names() -> dict[tuple[str, str], Outcome]:
    jobs: dict[tuple[str, str], Job] = {}
    for name, value in VALUES.items():
        faulty = _subscription('type = "track"', {"event_name": {"@path": "$.poison"}}, name=value)
        # What the only mapping of a method throws is left to Analytics.js, which names the plugin.
        silent = _subscription('type = "track"', {})
        settings = {"settings": {"projectApiKey": "k"}, "subscriptions": [faulty, silent]}
        files = build(settings).files
        for form in FORMS:
            jobs[name, form] = Job(_code(files, form), [EVENT], poison="poison")
    return dict(zip(jobs, run(list(jobs.values())), strict=True))


@forms
@pytest.mark.parametrize("name", VALUES)
def test_a_subscriptions_name_is_told_exactly_when_it_fails(name: str, form: str) -> None:
    outcome = _outcomes_of_names()[name, form]
    assert outcome.error is None
    failures = [log["mapping"] for log in outcome.logs if log["level"] == "error"]
    assert failures == [VALUES[name]]
    assert outcome.calls == []
    assert not outcome.hurt


URLS = {
    "double quote": f'https://cdn.example/";{HURT};"',
    "single quote": f"https://cdn.example/';{HURT};'".replace(" ", ""),
    "backslash": "https://cdn.example/\\x22\\",
    "script end": "https://cdn.example/</script><script>window.hurt=1</script>",
    "comment": "https://cdn.example/<!--<script>",
    "line separator": "https://cdn.example/\u2028window.hurt=1",
    "emoji": "https://cdn.example/\U0001f600",
    "entities": "/1flow.js?a=1&amp;b=2#<x>",
    "interpolation": "https://cdn.example/${x}/{{x}}",
    "line feed": "https://cdn.example/\nwindow.hurt=1",
    "nul": "https://cdn.example/\x00",
    "delete": "https://cdn.example/\x7f",
    "javascript": f"javascript:{HURT}",
    "data": "data:text/javascript,window.hurt=1",
    "no scheme": "cdn.example/1flow.js",
    "half of a bracket": "https://[cdn.example/",
    "nothing after the scheme": "https://",
    "another host by a slip": "//cdn.example/1flow.js",
    "a megabyte": "https://cdn.example/" + "a<" * (MEGABYTE // 2),
}
REFUSED_URLS = {
    "double quote",
    "backslash",
    "line feed",
    "nul",
    "delete",
    "javascript",
    "data",
    "no scheme",
    "half of a bracket",
    "nothing after the scheme",
    "another host by a slip",
}


@pytest.mark.parametrize("name", sorted(REFUSED_URLS))
def test_a_url_that_is_none_is_refused_at_its_place(name: str) -> None:
    with pytest.raises(SettingsError) as raised:
        build({"settings": {"projectApiKey": "k", "sdkUrl": URLS[name]}})
    assert [problem.path for problem in raised.value.problems] == ["settings.sdkUrl"]


def test_any_other_url_arrives_exactly() -> None:
    accepted = {name: url for name, url in URLS.items() if name not in REFUSED_URLS}
    jobs = []
    for url in accepted.values():
        files = build({"settings": {"projectApiKey": "k", "sdkUrl": url}}).files
        jobs += [Job(_code(files, form), [], "late") for form in FORMS]
    outcomes = run(jobs)
    assert [outcome.error for outcome in outcomes] == [None] * len(jobs)
    assert not any(outcome.hurt for outcome in outcomes)
    sources = [[element["src"] for element in outcome.scripts] for outcome in outcomes]
    assert sources == [[url] for url in accepted.values() for _ in FORMS]


@pytest.mark.parametrize("name", LONG_VALUES)
def test_a_project_key_of_a_megabyte_arrives_exactly(name: str) -> None:
    value = LONG_VALUES[name]
    files = build({"settings": {"projectApiKey": value}}).files
    for outcome in run([Job(_code(files, form), [], "late") for form in FORMS]):
        assert outcome.error is None
        assert not outcome.hurt
        [element] = outcome.scripts
        # Not compared by a bare assert: nobody wants to read where two megabytes differ.
        exact = element["attributes"]["data-api-key"] == value
        assert exact


def test_a_megabyte_arrives_exactly_from_every_place_in_a_subscription() -> None:
    value = LONG_VALUES["text"]
    mapping = {
        "event_name": {"@template": value + "{{event}}"},
        "properties": {value: {"literal": {"@literal": value}}},
    }
    subscription = _subscription('type = "track"', mapping)
    failing = _subscription('type = "track"', {"event_name": {"@path": "poison"}}, name=value)
    settings = {"projectApiKey": "k"}
    files = build({"settings": settings, "subscriptions": [subscription, failing]}).files
    jobs = [Job(_code(files, form), [EVENT], poison="poison") for form in FORMS]
    expected = ["track", value + "E", {value: {"literal": value}}]
    for outcome in run(jobs):
        assert outcome.error is None
        assert not outcome.hurt
        exact = outcome.calls == [expected], [log["mapping"] for log in outcome.logs] == [value]
        assert exact == (True, True)


def test_a_trigger_of_a_megabyte_tells_exactly_its_value_apart() -> None:
    value = LONG_VALUES["text"].replace('"', "")
    subscription = _subscription(f'event = "{value}"', {"event_name": "Long"})
    settings = {"projectApiKey": "k"}
    files = build({"settings": settings, "subscriptions": [subscription]}).files
    events = [{"type": "track", "event": value + "x"}, {"type": "track", "event": value}]
    for outcome in run([Job(_code(files, form), events) for form in FORMS]):
        assert outcome.calls == [["track", "Long", "<undefined>"]]
