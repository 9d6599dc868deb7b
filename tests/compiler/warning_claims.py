"""What is claimed of warnings: none that is due is missing, and none is wrong on what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from generator import Bundle

from . import strategies_hosted, strategies_language
from .bundles import Triggers, compile_triggers, forms, hosted_warnings, rule_name
from .claims import Batch, Claim, Tally, batches, explain
from .language_text import text_of
from .node import Node

Json = Any

#: For each trigger, on which of the events it fires.
Outcomes = Sequence[Sequence[bool]]


def warnings_of_fql_tell_what_is_seen(node: Node) -> Claim:
    """With triggers read as the language has them."""
    return _claim(node, "fql", _texts)


def warnings_of_segment_tell_what_is_seen(node: Node) -> Claim:
    """With triggers read as the hosted destination reads them, whatever they are."""
    return _claim(node, "segment", strategies_hosted.triggers)


def _texts(pool: Sequence[Json]) -> st.SearchStrategy[str]:
    return strategies_language.conditions(pool).map(text_of)


def _claim(node: Node, mode: Triggers, texts: Any) -> Claim:
    tally = Tally()

    def check(batch: Batch) -> None:
        bundle = compile_triggers(batch.rules, mode)
        hosted = node.fires(batch.rules, batch.events)
        [ran, _] = node.run(forms(bundle), batch.events)
        named = [set(delivered.names) for delivered in ran.delivered]
        fired = [[rule_name(row) in names for names in named] for row in range(len(batch.rules))]
        tally.compared += len(batch.rules) * len(batch.events)
        tally.fired += sum(map(sum, fired))
        _check_differences(bundle, batch, fired, hosted)
        _check_never(bundle, batch, fired)
        _check_overlaps(bundle, batch, fired)

    return Claim(batches(texts), check, tally)


def _check_differences(bundle: Bundle, batch: Batch, fired: Outcomes, hosted: Outcomes) -> None:
    """Where the hosted destination was seen to do otherwise, that is told."""
    told = hosted_warnings(bundle)
    for row, trigger in enumerate(batch.rules):
        seen = [
            event
            for event, here, there in zip(batch.events, fired[row], hosted[row], strict=True)
            if here is not there
        ]
        assert not seen or row in told, explain(
            bundle, trigger=trigger, differs_without_a_warning_on=seen[:1]
        )


def _check_never(bundle: Bundle, batch: Batch, fired: Outcomes) -> None:
    """What was seen to fire is not said to be unable to."""
    told = {warning.path for warning in bundle.warnings if "never fire:" in warning.message}
    for row, trigger in enumerate(batch.rules):
        said = f"subscriptions[{row}].subscribe" in told
        assert not (said and any(fired[row])), explain(bundle, fires_though_told_not_to=trigger)


def _check_overlaps(bundle: Bundle, batch: Batch, fired: Outcomes) -> None:
    """Two that were seen to fire on one event are told of."""
    told = [(warning.path, warning.message) for warning in bundle.warnings]
    for first, second in combinations(range(len(batch.rules)), 2):
        if any(one and other for one, other in zip(fired[first], fired[second], strict=True)):
            assert any(
                path == f"subscriptions[{second}].subscribe"
                and f"subscriptions[{first}] " in message
                for path, message in told
            ), explain(bundle, both_fire=(batch.rules[first], batch.rules[second]))
