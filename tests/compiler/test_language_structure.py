"""The trigger language: how conditions are joined, nested, negated and spaced."""

from __future__ import annotations

import pytest

from .conftest import Fires
from .tables import table, track, with_properties

A = "properties.a = 1"
B = "properties.b = 1"
C = "properties.c = 1"


def truth(letters: str) -> dict[str, object]:
    """An event on which the conditions of these letters hold."""
    return with_properties(**dict.fromkeys(letters, 1))


JOINED = [
    (f"{A} and {B}", ["ab"], ["", "a", "b"]),
    (f"{A} or {B}", ["a", "b", "ab"], [""]),
    (f"{A} or {B} and {C}", ["a", "bc", "ab"], ["b", "c", ""]),
    (f"{A} and {B} or {C}", ["ab", "c", "ac"], ["a", "b", ""]),
    (f"({A} or {B}) and {C}", ["ac", "bc"], ["a", "b", "c", "ab"]),
    (f"{A} and ({B} or {C})", ["ab", "ac"], ["a", "b", "bc"]),
    (f"{A} and {B} and {C}", ["abc"], ["ab", "bc", "ac"]),
    (f"{A} or {B} or {C}", ["a", "b", "c"], [""]),
    (f"{A} and ({B} or ({C} and {A}))", ["ab", "ac"], ["a", "bc"]),
    (f"(({A}))", ["a"], ["", "b"]),
    (f"!{A}", ["", "b"], ["a"]),
    (f"!!{A}", ["a"], [""]),
    (f"!({A} and {B})", ["", "a", "b"], ["ab"]),
    (f"!({A} or {B})", ["", "c"], ["a", "b"]),
    (f"!{A} and {B}", ["b"], ["", "a", "ab"]),
    (f"!({A}) or {B}", ["", "b", "ab"], ["a"]),
    (f"!(!({A}) and !({B}))", ["a", "b"], [""]),
    (f"! {A}", [""], ["a"]),
]


@pytest.mark.parametrize(("trigger", "true", "false"), JOINED, ids=[row[0] for row in JOINED])
def test_conditions_are_joined_as_people_expect(
    trigger: str, true: list[str], false: list[str], fires: Fires
) -> None:
    got = {letters: fires(trigger, truth(letters)) for letters in [*true, *false]}
    assert got == {**dict.fromkeys(true, True), **dict.fromkeys(false, False)}


@table(
    ("trigger",),
    [
        ("spaces around", '  type  =  "track"  '),
        ("no spaces", 'type="track"and(event="Order Completed")'),
        ("no spaces around !=", 'event!="x"'),
        ("no spaces around >", "properties.price>5"),
        ("tabs", 'type\t=\t"track"'),
        ("newlines", 'type =\n"track"\nand event != "x"'),
        ("CRLF", 'type = "track"\r\nand event = "Order Completed"\r\n'),
        ("spaces in parentheses", '( type = "track" )'),
        ("spaces in a call", 'contains( event , "Order" )'),
        ("spaces before a call's parenthesis", 'contains (event, "Order")'),
        ("a list over lines", 'event in [\n"x",\n"Order Completed"\n]'),
        ("a list without spaces", 'event in["x","Order Completed"]'),
    ],
)
def test_spacing_means_nothing(trigger: str, fires: Fires) -> None:
    assert fires(trigger, with_properties(price=6))


@table(
    ("trigger", "properties"),
    [
        ("and", "properties.and = 1", {"and": 1}),
        ("or", "properties.or = 1", {"or": 1}),
        ("in", "properties.in = 1", {"in": 1}),
        ("null", "properties.null = 1", {"null": 1}),
        ("true", "properties.true = 1", {"true": 1}),
        ("a function", "properties.contains = 1", {"contains": 1}),
        ("beginning with a keyword", "properties.order = 1", {"order": 1}),
    ],
)
def test_a_keyword_within_a_path_is_a_name(
    trigger: str, properties: dict[str, object], fires: Fires
) -> None:
    assert fires(trigger, with_properties(**properties))
    assert not fires(trigger, track())


@pytest.mark.parametrize("event_type", ["track", "identify", "page", "group", "alias", "screen"])
def test_any_event_type_can_trigger(event_type: str, fires: Fires) -> None:
    assert fires(f'type = "{event_type}"', {"type": event_type})
    assert not fires(f'type != "{event_type}"', {"type": event_type})
    assert not fires(f'type = "{event_type}"', {"type": "page" if event_type != "page" else "x"})
    assert fires('userId = "u"', {"type": event_type, "userId": "u"})
