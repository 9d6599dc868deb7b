"""The trigger language: fields, constants, comparisons and null."""

from __future__ import annotations

from typing import Any

from .conftest import Fires
from .node import NAN, UNDEFINED
from .tables import table, with_properties

A: dict[str, Any] = {"a": {"b": {"c": 5}}, "list": [{"sku": "x"}, "y", [7]], "a b": 1, "a.b": 2}

PATHS = [
    ("nested", "properties.a.b.c = 5", A, True),
    ("missing", "properties.a.x.c = 5", A, False),
    ("missing is null", "properties.a.x.c = null", A, True),
    ("below a missing root", "traits.a.b = null", A, True),
    ("below null", "properties.n.b = null", {"n": None}, True),
    ("below 0 gives 0", "properties.n.b = 0", {"n": 0}, True),
    ("below false gives false", "properties.n.b = false", {"n": False}, True),
    ("below empty text gives empty text", 'properties.n.b = ""', {"n": ""}, True),
    ("below 0 is not null", "properties.n.b = null", {"n": 0}, False),
    ("below a number", "properties.n.b = null", {"n": 5}, True),
    ("below a text", "properties.n.b = null", {"n": "five"}, True),
    ("an escaped space", r"properties.a\ b = 1", A, True),
    ("an escaped dot", r"properties.a\.b = 2", A, True),
    ("a plain dot", r"properties.a.b = 2", A, False),
    ("an escaped letter is itself", r"properties.\a.b.c = 5", A, True),
    ("an escaped backslash", r"properties.x\\y = 1", {"x\\y": 1}, True),
    ("an escaped bracket", r"properties.x\[0\] = 1", {"x[0]": 1}, True),
    ("an escaped quote", r"properties.x\"y = 1", {'x"y': 1}, True),
    ("an escaped letter of another script", r"properties.\é = 1", {"é": 1}, True),
    ("hyphen and underscore", "properties.a-b_c = 1", {"a-b_c": 1}, True),
    ("a name of digits", "properties.2x = 1", {"2x": 1}, True),
    ("an item", 'properties.list[0].sku = "x"', A, True),
    ("another item", 'properties.list[1] = "y"', A, True),
    ("an item of an item", "properties.list[2][0] = 7", A, True),
    ("an item that is not there", "properties.list[3] = null", A, True),
    ("below an item that is not there", "properties.list[3].sku = null", A, True),
    ("an item of what is no list", "properties.a[0] = null", A, True),
    ("an item of what is missing", "properties.x[0] = null", A, True),
    ("a key __proto__ that is not there", "properties.__proto__.x = null", A, True),
]


@table(("trigger", "properties", "expected"), PATHS)
def test_a_path(trigger: str, properties: dict[str, Any], expected: bool, fires: Fires) -> None:
    assert fires(trigger, with_properties(**properties)) is expected


EQUALITY = [
    ("text is text", 'properties.x = "5"', "5", True),
    ("text is no number", 'properties.x = "5"', 5, False),
    ("number is number", "properties.x = 5", 5, True),
    ("number is no text", "properties.x = 5", "5", False),
    ("case matters", 'properties.x = "pro"', "Pro", False),
    ("true is true", "properties.x = true", True, True),
    ("true is no text", "properties.x = true", "true", False),
    ("true is not 1", "properties.x = true", 1, False),
    ("false is false", "properties.x = false", False, True),
    ("false is not null", "properties.x = false", None, False),
    ("null is null", "properties.x = null", None, True),
    ("undefined is null", "properties.x = null", UNDEFINED, True),
    ("0 is not null", "properties.x = null", 0, False),
    ("empty text is not null", "properties.x = null", "", False),
    ("the text null is not null", "properties.x = null", "null", False),
    ("a list is not its text", 'properties.x = "a"', ["a"], False),
    ("text is not other text", 'properties.x != "a"', "b", True),
    ("text is not itself", 'properties.x != "a"', "a", False),
    ("null is not text", 'properties.x != "a"', None, True),
    ("number is not text", 'properties.x != "5"', 5, True),
    ("not null", "properties.x != null", 0, True),
    ("not not null", "properties.x != null", None, False),
    ("not true: false", "properties.x != true", False, True),
    ("not true: true", "properties.x != true", True, False),
    ("not true: null", "properties.x != true", None, True),
    ("not true: text", "properties.x != true", "true", True),
    ("another number", "properties.x != 5", 6, True),
    ("the same number", "properties.x != 5", 5, False),
    ("editor's rule: text is not 'not 5'", "properties.x != 5", "6", False),
    ("editor's rule: null is not 'not 5'", "properties.x != 5", None, False),
    ("in parentheses it is the plain negation", "!(properties.x = 5)", None, True),
    ("a constant first", '"a" = properties.x', "a", True),
    ("two fields", "properties.x = event", "Order Completed", True),
    ("two fields that differ", "properties.x != event", "x", True),
    ("two missing fields", "properties.y = properties.z", None, True),
    ("two fields of other types", "properties.x = properties.y", 5, False),
    ("NaN is a number but not 5", "properties.x = 5", NAN, False),
]


@table(("trigger", "value", "expected"), EQUALITY)
def test_equality_is_strict_on_type(trigger: str, value: Any, expected: bool, fires: Fires) -> None:
    assert fires(trigger, with_properties(x=value)) is expected


ORDERINGS = [
    ("less", "properties.x < 5", 4.9, True),
    ("not less", "properties.x < 5", 5, False),
    ("less or equal", "properties.x <= 5", 5, True),
    ("not less or equal", "properties.x <= 5", 5.1, False),
    ("greater", "properties.x > 5", 5.1, True),
    ("not greater", "properties.x > 5", 5, False),
    ("greater or equal", "properties.x >= 5", 5, True),
    ("not greater or equal", "properties.x >= 5", 4, False),
    ("text has no order", "properties.x > 5", "6", False),
    ("null has no order", "properties.x < 5", None, False),
    ("null is not 0", "properties.x >= 0", None, False),
    ("false is not 0", "properties.x >= 0", False, False),
    ("true is not 1", "properties.x <= 1", True, False),
    ("a list is no number", "properties.x <= 1", [1], False),
    ("a constant first", "5 < properties.x", 6, True),
    ("a constant first, the other way", "5 < properties.x", 4, False),
    ("two fields", "properties.x > properties.limit", 11, True),
    ("two fields, one missing", "properties.x > properties.y", 11, False),
    ("negated: not less", "!(properties.x < 5)", None, True),
    ("a negative number", "properties.x > -1", 0, True),
    ("a sign", "properties.x = +5", 5, True),
    ("a fraction", "properties.x = 5.50", 5.5, True),
    ("a negative fraction", "properties.x <= -0.5", -0.5, True),
    ("minus zero is zero", "properties.x = -0", 0, True),
    ("leading zeros", "properties.x = 007", 7, True),
]


@table(("trigger", "value", "expected"), ORDERINGS)
def test_only_numbers_have_an_order(trigger: str, value: Any, expected: bool, fires: Fires) -> None:
    assert fires(trigger, with_properties(x=value, limit=10)) is expected


LISTS = [
    ("first", 'properties.x in ["a", "b"]', "a", True),
    ("last", 'properties.x in ["a", "b"]', "b", True),
    ("neither", 'properties.x in ["a", "b"]', "c", False),
    ("numbers", "properties.x in [1, 2.5, -3]", 2.5, True),
    ("strict on type", "properties.x in [1, 2]", "1", False),
    ("mixed", 'properties.x in ["a", 5, true]', True, True),
    ("one", 'properties.x in ["a"]', "a", True),
    ("single quotes", "properties.x in ['a', 'b']", "b", True),
    ("null is in no list of texts", 'properties.x in ["a"]', None, False),
    ("null in a list with null", 'properties.x in ["a", null]', None, True),
    ("negated", '!(properties.x in ["a", "b"])', "c", True),
    ("negated directly", '!properties.x in ["a", "b"]', "a", False),
    ("a function of the field", 'lowercase(properties.x) in ["a"]', "A", True),
    ("within a longer condition", 'properties.x in ["a"] and type = "track"', "a", True),
]


@table(("trigger", "value", "expected"), LISTS)
def test_in_a_list(trigger: str, value: Any, expected: bool, fires: Fires) -> None:
    assert fires(trigger, with_properties(x=value)) is expected


STRINGS = [
    ("double quotes", 'properties.x = "a"', "a"),
    ("single quotes", "properties.x = 'a'", "a"),
    ("a single quote in double quotes", 'properties.x = "it\'s"', "it's"),
    ("a double quote in single quotes", "properties.x = 'a\"b'", 'a"b'),
    ("a backslash is a backslash", r'properties.x = "a\nb"', r"a\nb"),
    ("a backslash at the end", 'properties.x = "a\\"', "a\\"),
    ("empty", 'properties.x = ""', ""),
    ("spaces", 'properties.x = "  a "', "  a "),
    ("a line break", 'properties.x = "a\nb"', "a\nb"),
    ("keywords", 'properties.x = "a and b or (c)"', "a and b or (c)"),
    ("another script", 'properties.x = "Ünï 漢字 \U0001f600"', "Ünï 漢字 \U0001f600"),
    ("a line separator", 'properties.x = "a\u2028b"', "a\u2028b"),
    ("the end of a script", 'properties.x = "</script>"', "</script>"),
]


@table(("trigger", "value"), STRINGS)
def test_text_has_no_escapes(trigger: str, value: str, fires: Fires) -> None:
    assert fires(trigger, with_properties(x=value))
    assert not fires(trigger, with_properties(x=value + "x"))
