"""The module's plugins called by hand: what Analytics.js gives them, they can do without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .projects import make_project, run_in

#: A page with an SDK of its own, as far as the module asks for one; `calls` is what the SDK hears.
PAGE = """
globalThis.window = globalThis;
globalThis.document = { hidden: false, addEventListener() {} };
const calls = [];
globalThis._1flow = (...call) => { calls.push(call); };
const [tracker, identifier, twin] = (await import("./1flow.mjs")).default;
const same = (ctx, given) => { if (ctx !== given) throw new Error("not its context"); };
%s
console.log(JSON.stringify(calls));
"""

LOADED = "for (const plugin of [tracker, identifier, twin]) await plugin.load();"
TRACK = '{ event: { type: "track", event: "A", properties: { n: 1 } } }'
CALL = ["track", "A", {"n": 1}]


def calls_of(folder: Path, code: str, settings: dict[str, Any] | None = None) -> Any:
    """What the SDK was called with by this code."""
    make_project(folder, settings or {})
    printed = run_in(folder, "node", "--input-type=module", "-e", PAGE % f"{LOADED}\n{code}")
    return json.loads(printed)


def test_a_context_needs_no_log_and_an_event_no_integrations(tmp_path: Path) -> None:
    code = f"""
    const track = {TRACK};
    same(tracker.track(track), track);
    for (const userId of [null, "", undefined]) {{
      const identify = {{ event: {{ type: "identify", userId }} }};
      same(identifier.identify(identify), identify);
    }}
    """
    assert calls_of(tmp_path, code) == [CALL]


@pytest.mark.parametrize("hidden", ["true", "false"])
def test_a_context_is_sent_once_whether_or_not_the_twin_acts(tmp_path: Path, hidden: str) -> None:
    code = f"""
    const track = {TRACK};
    document.hidden = {hidden};
    same(twin.track(track), track);
    same(tracker.track(track), track);
    """
    assert calls_of(tmp_path, code) == [CALL]


@pytest.mark.parametrize("integrations", ["{ All: true }", "{ '1Flow Web (Actions)': null }", "{}"])
def test_the_twin_takes_what_no_integration_says_no_to(tmp_path: Path, integrations: str) -> None:
    code = f"""
    const track = {TRACK};
    track.event.integrations = {integrations};
    document.hidden = true;
    twin.track(track);
    """
    assert calls_of(tmp_path, code) == [CALL]


def test_a_name_that_says_nothing_leaves_it_to_all(tmp_path: Path) -> None:
    code = f"""
    const track = {TRACK};
    track.event.integrations = {{ All: false, "1Flow Web (Actions)": null }};
    document.hidden = true;
    twin.track(track);
    """
    assert calls_of(tmp_path, code) == []


def test_events_without_an_id_are_no_doubles(tmp_path: Path) -> None:
    code = f"for (const each of [1, 2]) tracker.track({TRACK});"
    assert calls_of(tmp_path, code, {"options": {"dedupe": True}}) == [CALL, CALL]


def test_middleware_that_is_added_to_each_plugin_runs_once(tmp_path: Path) -> None:
    code = f"""
    const append = ({{ payload, next }}) => {{ payload.obj.event += "+"; next(payload); }};
    for (const plugin of [tracker, identifier, twin]) plugin.addMiddleware(append);
    const track = {TRACK};
    same(await tracker.track(track), track);
    """
    assert calls_of(tmp_path, code) == [["track", "A+", {"n": 1}]]


@pytest.mark.parametrize("order", ["first, second", "second, first"])
def test_of_two_copies_one_acts_while_the_page_is_left(tmp_path: Path, order: str) -> None:
    code = f"""
    const first = [tracker, twin];
    const other = (await import("./1flow.mjs?again")).default;
    for (const plugin of other) await plugin.load();
    const second = [other[0], other[2]];
    const track = {TRACK};
    document.hidden = true;
    for (const [, enrichment] of [{order}]) same(await enrichment.track(track), track);
    document.hidden = false;
    for (const [destination] of [{order}]) same(await destination.track(track), track);
    """
    assert calls_of(tmp_path, code) == [CALL]


BEHIND_MIDDLEWARE: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "nothing more": ({}, [CALL, CALL]),
    "doubles dropped": ({"dedupe": True}, [CALL]),
    "consent by categories": ({"consent": {"categories": ["Advertising"]}}, [CALL, CALL]),
}


@pytest.mark.parametrize("case", BEHIND_MIDDLEWARE)
def test_what_middleware_passes_on_meets_the_options(tmp_path: Path, case: str) -> None:
    options, calls = BEHIND_MIDDLEWARE[case]
    code = f"""
    tracker.addMiddleware(({{ payload, next }}) => next(payload));
    for (const each of [1, 2]) {{
      const track = {TRACK};
      track.event.messageId = "m-1";
      track.event.context = {{ consent: {{ categoryPreferences: {{ Advertising: true }} }} }};
      same(await tracker.track(track), track);
    }}
    """
    assert calls_of(tmp_path, code, {"options": options}) == calls


def test_methods_for_consent_alone_are_the_twins_too(tmp_path: Path) -> None:
    """Analytics.js waits for an enrichment, and so for middleware that a method of it runs."""
    code = """
    tracker.addMiddleware(() => new Promise(() => {}));
    for (const type of ["page", "group", "alias", "screen"]) {
      const ctx = { event: { type } };
      same(twin[type](ctx), ctx);
    }
    """
    consent = {"consent": {"categories": ["Advertising"]}}
    assert calls_of(tmp_path, code, {"options": consent}) == []
