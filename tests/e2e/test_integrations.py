"""Segment's ways of switching a destination off: per call and per page."""

from __future__ import annotations

from typing import Any

import pytest

from .harness.page import js
from .harness.scene import Scene

pytestmark = pytest.mark.usefixtures("both_forms")

NAME = "1Flow Web (Actions)"
TRACK = f"{NAME} trackEvent"
IDENTIFY = f"{NAME} identifyUser"

# Which of the two kinds of call still arrive under each integrations object.
FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"track", "identify"}),
    ({NAME: True}, {"track", "identify"}),
    ({NAME: False}, set()),
    ({TRACK: False}, {"identify"}),
    ({IDENTIFY: False}, {"track"}),
    ({TRACK: False, IDENTIFY: False}, set()),
    ({"All": False}, set()),
    ({"All": False, NAME: True}, {"track", "identify"}),
    ({"All": False, TRACK: True}, {"track"}),
    ({"All": False, IDENTIFY: True}, {"identify"}),
    ({"Another Destination": False}, {"track", "identify"}),
]

CALLS = {"identify": ["identify", "u1", {"n": 1}], "track": ["track", "A", {"n": 2}]}


def arriving(kinds: set[str]) -> list[list[Any]]:
    return [call for kind, call in CALLS.items() if kind in kinds]


def test_the_integrations_of_a_call_decide_for_that_call(scene: Scene) -> None:
    scene.install()
    scene.start()
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
    ("integrations", "kinds"),
    [each for each in FILTERS if each[0] in ({NAME: False}, {TRACK: False}, {"All": False})],
    ids=str,
)
def test_the_integrations_of_the_page_decide_for_every_call(
    scene: Scene, integrations: dict[str, Any], kinds: set[str]
) -> None:
    scene.install()
    scene.open(
        scene.snippet(load={"integrations": {**integrations, "Segment.io": True}}),
        scene.bundle(),
    )
    scene.wait_live()
    scene.send("identify('u1', {n: 1})", "track('A', {n: 2})")
    if kinds:
        scene.wait_sdk()
    scene.expect_calls(*arriving(kinds))
