"""Destination middleware reaches 1Flow, changes what 1Flow sees, and nobody else's events."""

from __future__ import annotations

import pytest

from .harness.page import js, script
from .harness.scene import Scene

pytestmark = pytest.mark.usefixtures("both_forms")

NAME = "1Flow Web (Actions)"

CHANGES = """function (given) {
  var event = given.payload.obj;
  var track = event.type === "track";
  event[track ? "event" : "userId"] = "Changed";
  event[track ? "properties" : "traits"].added = given.integration;
  given.next(given.payload);
}"""

CHANGES_LATE = """function (given) {
  return new Promise(function (done) { setTimeout(done, 20); }).then(function () {
    given.payload.obj.event = "Changed late";
    given.next(given.payload);
  });
}"""

DROPS = {
    "next with null": "function (given) { if (given.payload.obj.event === 'Secret') "
    "given.next(null); else given.next(given.payload); }",
    "no next": "function (given) { if (given.payload.obj.event !== 'Secret') "
    "given.next(given.payload); }",
    "next with null, later": "function (given) { return Promise.resolve().then(function () { "
    "given.next(given.payload.obj.event === 'Secret' ? null : given.payload); }); }",
    "an error": "function (given) { if (given.payload.obj.event === 'Secret') "
    "throw new Error('no consent'); given.next(given.payload); }",
    "a rejection": "function (given) { if (given.payload.obj.event === 'Secret') "
    "return Promise.reject(new Error('no consent')); given.next(given.payload); }",
}


def add(middleware: str, name: str = NAME) -> str:
    return f"addDestinationMiddleware({js(name)}, {middleware})"


@pytest.mark.parametrize("name", [NAME, "*"])
def test_middleware_changes_what_1flow_sees_and_nothing_else(scene: Scene, name: str) -> None:
    scene.install()
    scene.start()
    scene.send(add(CHANGES, name), "track('A', {n: 1})", "identify('u1', {n: 2})")
    scene.expect_calls(
        ["track", "Changed", {"n": 1, "added": NAME}],
        ["identify", "Changed", {"n": 2, "added": NAME}],
    )
    assert scene.observed() == [["track", "A", {"n": 1}], ["identify", "u1", {"n": 2}]]
    scene.wait_until(
        lambda: bool(scene.server.segment_events("identify")), "Segment gets the identify"
    )
    [track] = scene.server.segment_events("track")
    assert (track["event"], track["properties"]) == ("A", {"n": 1})


def test_middleware_added_before_analytics_js_arrived_holds_for_early_events(scene: Scene) -> None:
    scene.install()
    scene.start(script(f"analytics.{add(CHANGES)}; analytics.track('Early', {{n: 1}});"))
    scene.expect_calls(["track", "Changed", {"n": 1, "added": NAME}])


def test_asynchronous_middleware_is_waited_for(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send(add(CHANGES_LATE), "track('A', {n: 1})", "track('B', {n: 2})")
    scene.expect_calls(["track", "Changed late", {"n": 1}], ["track", "Changed late", {"n": 2}])


def test_several_middlewares_run_one_after_the_other(scene: Scene) -> None:
    scene.install()
    scene.start()
    append = "function (given) {{ given.payload.obj.event += '{}'; given.next(given.payload); }}"
    scene.send(
        f"addDestinationMiddleware({js(NAME)}, {append.format(1)}, {append.format(2)})",
        add(append.format(3)),
        "track('A')",
    )
    scene.expect_calls(["track", "A123", {}])


@pytest.mark.parametrize("drop", DROPS.values(), ids=DROPS.keys())
def test_middleware_can_drop_an_event_for_1flow_alone(scene: Scene, drop: str) -> None:
    scene.install()
    scene.start()
    scene.send(add(drop), "track('Secret')", "track('Open')")
    scene.expect_calls(["track", "Open", {}])
    assert scene.observed() == [["track", "Secret", {}], ["track", "Open", {}]]


def test_a_later_middleware_does_not_see_what_an_earlier_one_dropped(scene: Scene) -> None:
    scene.install()
    scene.start()
    spy = (
        "function (given) { var event = given.payload.obj || {event: 'dropped'};"
        " window.__spied = (window.__spied || []).concat(event.event); given.next(given.payload); }"
    )
    scene.send(add(DROPS["next with null"]), add(spy), "track('Secret')", "track('Open')")
    scene.expect_calls(["track", "Open", {}])
    assert scene.run("window.__spied") == ["Open"]


def test_middleware_of_another_destination_leaves_1flow_alone(scene: Scene) -> None:
    scene.install()
    scene.start()
    scene.send(add(CHANGES, "Another Destination"), "track('A', {n: 1})")
    scene.expect_calls(["track", "A", {"n": 1}])
