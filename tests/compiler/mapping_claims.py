"""What is claimed of mappings: the same values as the hosted mapping kit gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from generator import Bundle, SettingsError

from .bundles import build, compile_properties, forms, refused, rule_name, settings, subscription
from .claims import Batch, Claim, Tally, explain, some
from .node import Delivered, Node, Outcome, canonical
from .refusals import may_be_refused
from .strategies_events import echoes, events, scalars
from .strategies_mappings import nodes, whole_mappings

Json = Any

MAPPINGS = 12
EVENTS = 4


@st.composite
def _batches(draw: st.DrawFn, mappings: st.SearchStrategy[Json]) -> Batch:
    pool = draw(st.lists(scalars, min_size=2, max_size=4))
    track = events(pool, ["track"])
    return Batch(
        draw(some(mappings, MAPPINGS)),
        draw(some(track, EVENTS)) + echoes(pool, ["track"]),
    )


def properties_are_as_hosted(node: Node) -> Claim:
    """A field's value is what the hosted mapping kit gives; where that throws, nothing is sent."""
    tally = Tally()

    def check(batch: Batch) -> None:
        whole = [_with_name(0, value) for value in batch.rules]
        kept, bundle = _accepted(
            node, whole, lambda kept: compile_properties([batch.rules[at] for at in kept])
        )
        whole = [_with_name(index, batch.rules[at]) for index, at in enumerate(kept)]
        expected = node.transform(whole, batch.events)
        for ran in node.run(forms(bundle), batch.events):
            for column, (event, delivered) in enumerate(
                zip(batch.events, ran.delivered, strict=True)
            ):
                _check_event(tally, whole, event, delivered, [row[column] for row in expected])
                assert not delivered.changed, explain(bundle, changed=event)

    return Claim(_batches(nodes()), check, tally)


def _with_name(index: int, value: Json) -> Json:
    return {"event_name": rule_name(index), "properties": value}


def _accepted(
    node: Node, whole: Sequence[Json], compile_these: Callable[[Sequence[int]], Bundle]
) -> tuple[list[int], Bundle]:
    """The mappings that are not refused, and their bundle; a refusal must be a right one."""
    kept = list(range(len(whole)))
    try:
        return kept, compile_these(kept)
    except SettingsError as error:
        reasons = refused(error)
    for at, reason in reasons.items():
        assert may_be_refused(node, whole[at]), f"wrongly refused: {whole[at]!r}\n{reason}"
        kept.remove(at)
    return kept, compile_these(kept)


def _check_event(
    tally: Tally,
    whole: Sequence[Json],
    event: Json,
    delivered: Delivered,
    expected: Sequence[Outcome],
) -> None:
    for mapping, outcome in zip(whole, expected, strict=True):
        name = mapping["event_name"]
        got = [canonical(_sent(call)) for call in delivered.calls if call.get("name") == name]
        wanted = [] if outcome.error else [outcome.value]
        tally.compared += 1
        tally.fired += not outcome.error
        assert got == wanted, explain(
            compile_properties([mapping["properties"]]),
            mapping=mapping["properties"],
            event=event,
            expected=outcome,
            got=got,
            errors=delivered.errors,
        )


def _sent(call: Json) -> Json:
    """A call on the SDK in the form of the action's fields; undefined ones are not there."""
    fields = {"event_name": call["name"]} if "name" in call else {}
    return fields | ({"properties": call["payload"]} if "payload" in call else {})


def whole_mappings_are_as_hosted(node: Node) -> Claim:
    """So is all that a mapping gives when a directive stands for the whole of it."""
    tally = Tally()

    def check(batch: Batch) -> None:
        kept, bundle = _accepted(
            node, batch.rules, lambda kept: _picked_bundle([batch.rules[at] for at in kept])
        )
        for pick, at in enumerate(kept):
            given = [_picking(pick, event) for event in batch.events]
            [expected] = node.transform([batch.rules[at]], given)
            for ran in node.run(forms(bundle), given):
                for event, delivered, outcome in zip(given, ran.delivered, expected, strict=True):
                    _check_whole(tally, batch.rules[at], event, delivered, outcome)

    return Claim(_batches(whole_mappings()), check, tally)


def _picked_bundle(mappings: Sequence[Json]) -> Bundle:
    """A bundle in which each mapping has events of its own."""
    return build(
        settings(
            [
                subscription(f'type = "track" and context.pick = {pick}', mapping)
                for pick, mapping in enumerate(mappings)
            ]
        )
    )


def _picking(pick: int, event: Json) -> Json:
    return {**event, "context": {"page": {"path": "/"}, "locale": "en-GB", "pick": pick}}


def _check_whole(
    tally: Tally, mapping: Json, event: Json, delivered: Delivered, outcome: Outcome
) -> None:
    tally.compared += 1
    got = [canonical(_sent(call)) for call in delivered.calls]
    wanted = _wanted(outcome)
    tally.fired += len(wanted)
    assert got == wanted, explain(
        _picked_bundle([mapping]),
        mapping=mapping,
        event=event,
        expected=outcome,
        got=got,
        errors=delivered.errors,
    )
    assert not delivered.changed, f"changed by {mapping!r}: {event!r}"


def _wanted(outcome: Outcome) -> list[str]:
    """The call that a transformed mapping leads to; an event without a name is not sent."""
    fields = outcome.json
    if not isinstance(fields, dict) or fields.get("event_name") in (None, ""):
        return []
    known = ("event_name", "properties")
    return [canonical({key: fields[key] for key in known if key in fields})]
