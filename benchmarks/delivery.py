"""What an event costs, from a plugin's method to the SDK's call: our code and peers in Node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from benchmarks import events, peers
from benchmarks.node import Peer, PeerError
from benchmarks.peers import Script
from benchmarks.samples import Sample, by_turns

OURS = "ours"
HOSTED = "hosted runtime"
FLOOR = "floor, no copy"
FLOOR_COPYING = "floor, naive copy"
BY_HAND = "by hand, no copy"
BY_HAND_COPYING = "by hand, naive copy"

TRACK = "one track event, presets, 20 properties"
NESTED = "one track event, presets, nested properties"
SIX = "ten subscriptions, 6 match"
NONE = "ten subscriptions, none matches"

_ROUNDS = 61
_WARM_UP = 60


@dataclass(frozen=True)
class Case:
    """One kind of event, and the scripts that are to do the same with it."""

    title: str
    scripts: Mapping[str, Script]
    events: Sequence[dict[str, Any]]
    fires: int


def cases() -> list[Case]:
    """The cases of the report, in its order."""
    default, ten = peers.read_settings("default"), peers.read_settings("ten")
    presets = {
        OURS: peers.ours(default),
        HOSTED: peers.hosted(default),
        FLOOR: peers.by_hand("floor"),
        FLOOR_COPYING: peers.by_hand("floor_copying", copying=True),
    }
    subscriptions = {
        OURS: peers.ours(ten),
        HOSTED: peers.hosted(ten),
        BY_HAND: peers.by_hand("by_hand"),
        BY_HAND_COPYING: peers.by_hand("by_hand", copying=True),
    }
    return [
        Case(TRACK, presets, events.twenty_properties(), 1),
        Case(NESTED, presets, events.nested_properties(), 1),
        Case(SIX, subscriptions, events.six_of_ten(), 6),
        Case(NONE, subscriptions, events.none_of_ten(), 0),
    ]


def measure(case: Case) -> dict[str, Sample]:
    """Nanoseconds an event, by peer. Raises PeerError where a peer's calls are not ours."""
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(Peer(name, script, case.events))
            for name, script in case.scripts.items()
        }
        _compare({name: peer.calls() for name, peer in running.items()}, case)
        for peer in running.values():
            peer.warm(_WARM_UP)
        return by_turns({name: peer.round for name, peer in running.items()}, rounds=_ROUNDS)


def _compare(calls: Mapping[str, list[list[Any]]], case: Case) -> None:
    expected = calls[OURS]
    if any(len(found) != case.fires for found in expected):
        raise PeerError(f"{case.title}: {len(expected[0])} calls, not {case.fires}")
    for name, found in calls.items():
        # The hosted actions wrap a track's properties.
        same = [[_unwrapped(call) for call in each] for each in found] if name == HOSTED else found
        if same != expected:
            raise PeerError(f"{case.title}: {name} calls\n{same[0]}\nours\n{expected[0]}")


def _unwrapped(call: list[Any]) -> list[Any]:
    method, name, payload = call
    return [method, name, payload["properties"]]
