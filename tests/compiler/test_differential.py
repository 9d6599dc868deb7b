"""Thousands of triggers and mappings against Segment's own packages and against the language."""

from __future__ import annotations

from . import claims, mapping_claims, warning_claims
from .holding import hold
from .node import Node


def test_any_trigger_fires_as_the_hosted_destination_does(node: Node) -> None:
    claim = claims.fires_as_hosted(node)
    hold(claim.examples, claim.check, count=230)
    assert claim.tally.compared >= 2 * 20_000, claim.tally
    assert claim.tally.fired >= 2 * 2_000, claim.tally


def test_triggers_of_segments_editor_mean_the_same_in_both_readings(node: Node) -> None:
    claim = claims.editor_triggers_mean_the_same(node)
    hold(claim.examples, claim.check, count=60)
    assert claim.tally.compared >= 2 * 5_000, claim.tally
    assert claim.tally.fired >= 2 * 1_000, claim.tally


def test_triggers_do_what_the_language_says(node: Node) -> None:
    claim = claims.follows_the_language(node)
    hold(claim.examples, claim.check, count=60)
    assert claim.tally.compared >= 2 * 5_000, claim.tally
    assert claim.tally.fired >= 2 * 1_000, claim.tally


def test_a_field_of_any_mapping_is_what_the_hosted_mapping_kit_gives(node: Node) -> None:
    claim = mapping_claims.properties_are_as_hosted(node)
    hold(claim.examples, claim.check, count=160)
    assert claim.tally.compared >= 2 * 5_000, claim.tally
    assert claim.tally.fired >= 2 * 5_000, claim.tally


def test_a_mapping_that_is_one_directive_gives_what_the_hosted_one_gives(node: Node) -> None:
    claim = mapping_claims.whole_mappings_are_as_hosted(node)
    hold(claim.examples, claim.check, count=60)
    assert claim.tally.compared >= 2 * 500, claim.tally
    assert claim.tally.fired >= 200, claim.tally


def test_warnings_about_triggers_of_the_language_tell_what_is_seen(node: Node) -> None:
    claim = warning_claims.warnings_of_fql_tell_what_is_seen(node)
    hold(claim.examples, claim.check, count=40)
    assert claim.tally.fired >= 500, claim.tally


def test_warnings_about_any_trigger_in_segment_mode_tell_what_is_seen(node: Node) -> None:
    claim = warning_claims.warnings_of_segment_tell_what_is_seen(node)
    hold(claim.examples, claim.check, count=40)
    assert claim.tally.fired >= 300, claim.tally
