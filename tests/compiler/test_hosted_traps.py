"""Every trap of the hosted trigger parser: segment mode has it, fql mode has not, both tell."""

from __future__ import annotations

from typing import Any

from .bundles import compile_triggers, hosted_warnings
from .conftest import Fires
from .node import Node
from .tables import table, track, with_properties

PAGE = {"type": "page", "name": "Pricing", "properties": {"path": "/pricing"}}

#: Trigger; then events, each with what the hosted destination does and what the language says.
TRAPS: list[tuple[str, str, list[tuple[Any, bool, bool]]]] = [
    (
        "and and or mixed: the last connective joins all (and)",
        'type = "track" or event = "A" and userId = "u"',
        [(track(), False, True), (track("A", userId="u"), True, True), (PAGE, False, False)],
    ),
    (
        "and and or mixed: the last connective joins all (or)",
        'type = "track" and event = "A" or event = "B"',
        [(track(), True, False), (track("A"), True, True), (PAGE, False, False)],
    ),
    (
        "nested parentheses never fire",
        '(type = "page" or (type = "track" and event = "A"))',
        [(track("A"), False, True), (PAGE, False, True), (track("B"), False, False)],
    ),
    (
        "doubled parentheses never fire",
        '((type = "track"))',
        [(track(), False, True), (PAGE, False, False)],
    ),
    (
        "! before a parenthesis is ignored",
        '!(type = "track")',
        [(track(), True, False), (PAGE, False, True)],
    ),
    (
        "! before a parenthesis within a condition is ignored",
        'type = "track" and !(event = "A" or event = "B")',
        [(track("A"), True, False), (track("C"), False, True)],
    ),
    (
        "single quotes stay in the value: = never matches",
        "event = 'Order Completed'",
        [(track(), False, True), (track("'Order Completed'"), True, False)],
    ),
    (
        "single quotes stay in the value: != always matches",
        "event != 'Order Completed'",
        [(track(), True, False), (track("x"), True, True)],
    ),
    (
        "in is not known",
        'event in ["Order Completed", "A"]',
        [(track(), False, True), (track("B"), False, False)],
    ),
    (
        "lowercase is not known",
        'lowercase(event) = "order completed"',
        [(track(), False, True), (track("x"), False, False)],
    ),
    (
        "length is not known",
        "length(properties.items) > 1",
        [(with_properties(items=[1, 2]), False, True), (with_properties(), False, False)],
    ),
    (
        "typeof is not known",
        'typeof(properties.x) = "string"',
        [(with_properties(x="a"), False, True), (with_properties(x=1), False, False)],
    ),
    (
        "a pattern with two stars is cut down to starts-with",
        'match(event, "a*b*")',
        [(track("axb"), False, True), (track("a*b"), True, True), (track("b"), False, False)],
    ),
    (
        "a question mark in a pattern is itself",
        'match(event, "a?c*")',
        [(track("abc"), False, True), (track("a?c"), True, True)],
    ),
    (
        "a class in a pattern is itself",
        'match(event, "[ab]*")',
        [(track("abc"), False, True), (track("[ab]"), True, False)],
    ),
    (
        "a pattern without a star loses its first letter",
        'match(event, "Order X")',
        [(track("Order X"), True, True), (track("Border X"), True, False)],
    ),
    (
        "conditions on anonymousId are dropped",
        'type = "track" and anonymousId = "x"',
        [(track(anonymousId="y"), True, False), (track(anonymousId="x"), True, True)],
    ),
    (
        "a condition on anonymousId alone never fires",
        'anonymousId = "x"',
        [(track(anonymousId="x"), False, True), (track(anonymousId="y"), False, False)],
    ),
    (
        "conditions on messageId are dropped",
        'type = "track" and messageId = "x"',
        [(track(), True, False), (track(messageId="x"), True, True)],
    ),
    (
        "conditions on timestamp are dropped",
        'type = "track" and timestamp = "x"',
        [(track(), True, False), (track(timestamp="x"), True, True)],
    ),
    (
        "event = null is the text null",
        "event = null",
        [(track(None), False, True), (track("null"), True, False), (PAGE, False, True)],
    ),
    (
        "event != null is the text null",
        "event != null",
        [(track(), True, True), (track(None), True, False), (track("null"), False, True)],
    ),
    (
        "!= true compares texts",
        "properties.x != true",
        [
            (with_properties(x=True), True, False),
            (with_properties(x=False), True, True),
            (with_properties(x="true"), False, True),
        ],
    ),
    (
        "an escaped dot is a plain one",
        r"properties.a\.b = 1",
        [
            (with_properties(**{"a.b": 1}), False, True),
            (with_properties(a={"b": 1}), True, False),
        ],
    ),
    (
        "what follows a CRLF is dropped",
        'type = "track"\r\nand event = "A"',
        [(track("A"), True, True), (track("B"), True, False)],
    ),
    (
        "> without spaces never fires",
        "properties.price>5",
        [(with_properties(price=6), False, True), (with_properties(price=5), False, False)],
    ),
    (
        "!= without spaces never fires",
        'event!="x"',
        [(track(), False, True), (track("x"), False, False)],
    ),
    (
        "a call in parentheses ends them",
        '(contains(event, "A") or contains(event, "B")) and type = "track"',
        [(track("A"), False, True), (track("C"), False, False), (track("AB"), True, True)],
    ),
]

#: What both read alike, and no warning is due for.
AGREED: list[tuple[str, str, list[tuple[Any, bool]]]] = [
    (
        "!contains of a missing field is false",
        '!contains(properties.x, "a")',
        [(with_properties(), False), (with_properties(x="b"), True), (track(), False)],
    ),
    (
        "!match of a missing field is false",
        '!match(properties.x, "a*")',
        [(with_properties(), False), (with_properties(x="b"), True)],
    ),
    (
        "a number's != of a missing field is false",
        "properties.x != 5",
        [
            (with_properties(), False),
            (with_properties(x=6), True),
            (with_properties(x=5), False),
            (with_properties(x="6"), False),
        ],
    ),
    (
        "a text's != of a missing field is true",
        'properties.x != "a"',
        [(with_properties(), True), (with_properties(x="a"), False)],
    ),
    (
        "no event is without a type",
        'type = null or event = "A"',
        [(track("A"), True), (PAGE, False)],
    ),
    ("every event has a type", 'type != null and event = "A"', [(track("A"), True), (PAGE, False)]),
    ("= without spaces", 'type="track"', [(track(), True), (PAGE, False)]),
    (
        "one nested group",
        'type = "track" and (event = "A" or event = "B")',
        [(track("A"), True), (track("C"), False)],
    ),
    ("starts with", 'match(event, "Order*")', [(track(), True), (track("An Order"), False)]),
    ("ends with", 'match(event, "*Order")', [(track(), False), (track("An Order"), True)]),
    ("exists", "properties.x != null", [(with_properties(x=0), True), (track(), False)]),
    ("exists not", "userId = null", [(track(), False), (track(userId=None), True)]),
    ("is true", "properties.x = true", [(with_properties(x=True), True), (track(), False)]),
    (
        "an ordering of a missing field is false",
        "properties.x >= 0",
        [(with_properties(x=0), True), (with_properties(x=-1), False), (with_properties(), False)],
    ),
    (
        "below a falsy value",
        "properties.x.y = 0",
        [(with_properties(x=0), True), (with_properties(x={"y": 0}), True)],
    ),
    (
        "an escaped space",
        r"properties.a\ b = 1",
        [(with_properties(**{"a b": 1}), True), (with_properties(), False)],
    ),
]


@table(("trigger", "outcomes"), TRAPS)
def test_segment_mode_falls_into_the_trap_as_the_hosted_destination_does(
    trigger: str, outcomes: list[tuple[Any, bool, bool]], node: Node, fires: Fires
) -> None:
    given = [event for event, _, _ in outcomes]
    observed = [hosted for _, hosted, _ in outcomes]
    assert node.fires([trigger], given) == [observed]
    assert [fires(trigger, event, "segment") for event in given] == observed


@table(("trigger", "outcomes"), TRAPS)
def test_fql_mode_follows_the_language_and_warns_of_the_trap(
    trigger: str, outcomes: list[tuple[Any, bool, bool]], fires: Fires
) -> None:
    assert [fires(trigger, event) for event, _, _ in outcomes] == [row[2] for row in outcomes]
    warnings = compile_triggers([trigger]).warnings
    told = [f"{warning.message} {warning.hint}" for warning in warnings]
    assert [warning.path for warning in warnings] == ["subscriptions[0].subscribe"], told
    assert "hosted" in told[0]
    if not any(hosted for _, hosted, _ in outcomes):
        assert "never" in told[0]


@table(("trigger", "outcomes"), AGREED)
def test_where_both_agree_they_do_and_no_warning_is_given(
    trigger: str, outcomes: list[tuple[Any, bool]], node: Node, fires: Fires
) -> None:
    given = [event for event, _ in outcomes]
    expected = [fired for _, fired in outcomes]
    assert node.fires([trigger], given) == [expected]
    assert [fires(trigger, event, "segment") for event in given] == expected
    assert [fires(trigger, event) for event in given] == expected
    assert not compile_triggers([trigger]).warnings


@table(("trigger", "outcomes"), TRAPS)
def test_segment_mode_warns_that_it_does_what_the_hosted_destination_does(
    trigger: str, outcomes: list[tuple[Any, bool, bool]]
) -> None:
    [(_, warning)] = hosted_warnings(compile_triggers([trigger], "segment")).items()
    assert "here" in warning, warning


def test_a_warning_names_the_subscription_it_is_about() -> None:
    texts = ['type = "track"', '((type = "page"))', 'type = "identify"']
    assert list(hosted_warnings(compile_triggers(texts))) == [1]
