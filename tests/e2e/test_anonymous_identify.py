"""An identify without a user id: skipped by default, or as the option says."""

from __future__ import annotations

import re

import pytest

from .harness.scene import Scene

pytestmark = pytest.mark.usefixtures("both_forms")

ANONYMOUS = "identify({plan: 'x'})"

DEBUG_LOG = """ctx.logs()
  .filter(function (entry) { return entry.level === "debug" && /1flow/i.test(entry.message); })
  .map(function (entry) { return entry.message; })"""


def test_it_is_skipped_with_a_debug_message(scene: Scene) -> None:
    scene.install()
    scene.start()
    # Analytics.js keeps the log of an event with it, and prints it after analytics.debug(true).
    said = scene.run(f"analytics.{ANONYMOUS}.then(function (ctx) {{ return {DEBUG_LOG}; }})")
    assert len(said) == 1
    assert re.search("1flow.*identify", said[0], re.IGNORECASE)
    scene.send("track('A')")
    scene.expect_calls(["track", "A", {}])
    assert scene.observed()[0] == ["identify", None, {"plan": "x"}]


def test_skip_can_be_said_too(scene: Scene) -> None:
    scene.install(options={"anonymousIdentify": "skip"})
    scene.start()
    scene.send(ANONYMOUS, "track('A')")
    scene.expect_calls(["track", "A", {}])


def test_the_anonymous_id_can_stand_in(scene: Scene) -> None:
    scene.install(options={"anonymousIdentify": "anonymousId"})
    scene.start()
    scene.send(ANONYMOUS)
    anonymous_id = scene.run("analytics.user().anonymousId()")
    assert anonymous_id
    scene.expect_calls(["identify", anonymous_id, {"plan": "x"}])


def test_it_can_be_passed_as_it_is(scene: Scene) -> None:
    scene.install(options={"anonymousIdentify": "pass"})
    scene.start()
    scene.send(ANONYMOUS)
    scene.wait_sdk()
    scene.settle()
    [[method, user_id, traits]] = scene.calls()
    assert (method, traits) == ("identify", {"plan": "x"})
    assert user_id in (None, {"@undefined": True})


@pytest.mark.parametrize("option", ["skip", "anonymousId", "pass"])
def test_a_known_user_is_identified_whatever_the_option(scene: Scene, option: str) -> None:
    scene.install(options={"anonymousIdentify": option})
    scene.start()
    scene.send("identify('u1')", "identify({plan: 'x'})")
    scene.expect_calls(["identify", "u1", {}], ["identify", "u1", {"plan": "x"}])
