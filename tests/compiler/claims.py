"""What is claimed of every trigger and every mapping, and how a broken claim is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

from generator import Bundle, SettingsError
from generator.fql.parser import parse_trigger

from . import (
    compiled_nodes,
    strategies_editor,
    strategies_hosted,
    strategies_language,
)
from .bundles import (
    Triggers,
    compile_triggers,
    forms,
    hosted_warnings,
    refused,
    rule_name,
    rules_code,
)
from .language import Condition, UnspecifiedError, holds
from .language_text import text_of
from .node import Node
from .strategies_events import echoes, events, scalars

Json = Any
T = TypeVar("T")

#: Sizes of one example; its build is shared, so that a trigger costs little.
TRIGGERS = 12
EVENTS = 12
#: Types of which each example has events without drawing them.
ECHOED = ("track", "page")


@dataclass(frozen=True)
class Batch:
    """Things to compile into one bundle, and the events to give it."""

    rules: list[Any]
    events: list[Json]


@dataclass
class Tally:
    """How much was compared."""

    compared: int = 0
    fired: int = 0


@dataclass
class Claim:
    """A claim over examples, and a tally of what it was held against."""

    examples: st.SearchStrategy[Batch]
    check: Callable[[Batch], None]
    tally: Tally = field(default_factory=Tally)


@st.composite
def batches(
    draw: st.DrawFn,
    rules: Callable[[Sequence[Json]], st.SearchStrategy[Any]],
    *,
    json: bool = False,
) -> Batch:
    """Rules and events that share a pool of values."""
    pool = draw(st.lists(scalars, min_size=2, max_size=4))
    return Batch(
        draw(some(rules(pool), TRIGGERS)),
        draw(some(events(pool, json=json), EVENTS)) + echoes(pool, ECHOED),
    )


def some(items: st.SearchStrategy[T], most: int) -> st.SearchStrategy[list[T]]:
    """One to twice `most` items, a good many; a single list would mostly be a short one."""
    return st.builds(
        list.__add__,
        st.lists(items, min_size=1, max_size=most),
        st.lists(items, max_size=most),
    )


def explain(bundle: Bundle, **facts: Any) -> str:
    """The message of a broken claim: the case, what was expected, and the code that ran."""
    lines = [f"{name}: {value!r}" for name, value in facts.items()]
    return "\n".join([*lines, "generated code:", rules_code(bundle)])


def check_triggers(
    node: Node,
    tally: Tally,
    batch: Batch,
    expected: Sequence[Sequence[bool | None]],
    mode: Triggers,
) -> Bundle:
    """Hold both forms of a bundle against what is expected of each trigger and event.

    Where None is expected, nothing is.
    """
    triggers, given = batch.rules, batch.events
    try:
        bundle = compile_triggers(triggers, mode)
    except SettingsError as error:
        reasons = "\n".join(f"{triggers[at]!r}: {why}" for at, why in refused(error).items())
        raise AssertionError(f"these triggers were refused:\n{reasons}") from error
    for ran in node.run(forms(bundle), given):
        for column, delivered in enumerate(ran.delivered):
            fired = set(delivered.names)
            for row, trigger in enumerate(triggers):
                wanted = expected[row][column]
                if wanted is None:
                    continue
                tally.compared += 1
                tally.fired += wanted
                got = rule_name(row) in fired
                assert got is wanted, explain(
                    compile_triggers([trigger], mode),
                    trigger=trigger,
                    event=given[column],
                    expected_to_fire=wanted,
                    fired=got,
                    errors=delivered.errors,
                )
            assert not delivered.changed, explain(bundle, changed=given[column])
            assert not delivered.errors, explain(bundle, errors=delivered.errors)
    return bundle


def fires_as_hosted(node: Node) -> Claim:
    """`triggers: segment` fires on what the hosted destination fires on, whatever the trigger."""
    tally = Tally()

    def check(batch: Batch) -> None:
        expected = node.fires(batch.rules, batch.events)
        check_triggers(node, tally, batch, expected, "segment")

    return Claim(batches(strategies_hosted.triggers), check, tally)


def editor_triggers_mean_the_same(node: Node) -> Claim:
    """What Segment's editor writes does in `triggers: fql` what it does in the hosted one."""
    tally = Tally()

    def check(batch: Batch) -> None:
        triggers = node.generate(batch.rules)
        expected = node.fires(triggers, batch.events)
        bundle = check_triggers(node, tally, Batch(triggers, batch.events), expected, "fql")
        assert not hosted_warnings(bundle), hosted_warnings(bundle)

    return Claim(batches(strategies_editor.conditions), check, tally)


def follows_the_language(node: Node) -> Claim:
    """`triggers: fql` fires where the tree behind the text holds, and where the nodes of it do."""
    tally = Tally()

    def check(batch: Batch) -> None:
        triggers = [text_of(condition) for condition in batch.rules]
        parsed = [compiled_nodes.condition(parse_trigger(trigger)) for trigger in triggers]
        expected = [_outcomes(condition, batch.events) for condition in parsed]
        for trigger, condition, row in zip(triggers, batch.rules, expected, strict=True):
            for event, written, read in zip(
                batch.events, _outcomes(condition, batch.events), row, strict=True
            ):
                same = written is None or read is None or written is read
                assert same, f"parsed wrongly: {trigger!r} on {event!r} should be {written}"
        check_triggers(node, tally, Batch(triggers, batch.events), expected, "fql")

    return Claim(batches(strategies_language.conditions, json=True), check, tally)


def _outcomes(condition: Condition, given: Sequence[Json]) -> list[bool | None]:
    return [_outcome(condition, event) for event in given]


def _outcome(condition: Condition, event: Json) -> bool | None:
    try:
        return holds(condition, event)
    except UnspecifiedError:
        return None
