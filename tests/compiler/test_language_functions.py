"""The trigger language: its functions, on values of every type."""

from __future__ import annotations

from typing import Any

from .conftest import Fires
from .tables import table, with_properties

CONTAINS = [
    ("within", 'contains(properties.x, "ro")', "pro", True),
    ("not within", 'contains(properties.x, "ro")', "basic", False),
    ("case matters", 'contains(properties.x, "RO")', "pro", False),
    ("empty is within any text", 'contains(properties.x, "")', "", True),
    ("null", 'contains(properties.x, "a")', None, False),
    ("null and empty", 'contains(properties.x, "")', None, False),
    ("a number", 'contains(properties.x, "5")', 5, False),
    ("a number to look for is its text", "contains(properties.x, 5)", "a5b", True),
    ("a field to look for", "contains(event, properties.x)", "Comp", True),
    ("a missing field to look for", "contains(event, properties.x)", None, False),
    ("of a function", 'contains(lowercase(properties.x), "ro")', "PRO", True),
    ("its outcome compared", 'contains(properties.x, "a") = false', "b", True),
    ("editor's rule: not within", '!contains(properties.x, "a")', "b", True),
    ("editor's rule: within", '!contains(properties.x, "a")', "a", False),
    ("editor's rule: null", '!contains(properties.x, "a")', None, False),
    ("editor's rule: a number", '!contains(properties.x, "a")', 5, False),
    ("in parentheses it is the plain negation", '!(contains(properties.x, "a"))', None, True),
    ("after a space", '! contains(properties.x, "a")', None, False),
]


@table(("trigger", "value", "expected"), CONTAINS)
def test_contains(trigger: str, value: Any, expected: bool, fires: Fires) -> None:
    assert fires(trigger, with_properties(x=value)) is expected


#: Pattern, texts that it describes, texts that it does not.
GLOBS = [
    ("plain", "Order X", ["Order X"], ["Order", "rder X", "Order XX", "order x", ""]),
    ("starts with", "Order*", ["Order", "Order X"], ["An Order", "order"]),
    ("ends with", "*Order", ["Order", "An Order"], ["Order X"]),
    ("within", "*rde*", ["Order", "rde", "xrdey"], ["rd", "RDE"]),
    ("two stars", "a*b*", ["ab", "axbx", "aabb"], ["a", "ba", "xab"]),
    ("both ends and the middle", "a*b*c", ["abc", "axbxc", "abcbc"], ["ac", "abcx", "acb"]),
    ("overlapping ends", "aa*aa", ["aaaa", "aabaa", "aaaaa"], ["aaa", "aa"]),
    ("only a star", "*", ["", "a", "a\nb"], []),
    ("stars side by side", "a**b", ["ab", "axb"], ["a"]),
    ("one character", "a?c", ["abc", "a?c", "a\U0001f600c"], ["ac", "abbc"]),
    ("a question mark is one code point", "?", ["a", "é", "\U0001f600"], ["", "ab"]),
    ("two question marks", "??", ["ab", "\U0001f600b"], ["a", "\U0001f600", "abc"]),
    ("question mark and star", "?*", ["a", "abc"], [""]),
    ("star and question mark", "*?b", ["ab", "xxb", "\U0001f600b"], ["b"]),
    ("a class", "[abc]x", ["ax", "cx"], ["dx", "x", "[abc]x", "Ax"]),
    ("a range", "[a-c]", ["a", "b", "c"], ["d", "-", ""]),
    ("two ranges and a letter", "[a-c0-9_]", ["b", "5", "_"], ["d", "-"]),
    ("a class after a star", "*[0-9]", ["a1", "1", "x12"], ["a", "1a"]),
    ("an escaped star", r"a\*", ["a*"], ["a", "ab", r"a\*"]),
    ("an escaped question mark", r"a\?", ["a?"], ["ab"]),
    ("an escaped bracket", r"\[a]", ["[a]"], ["a"]),
    ("an escaped backslash", "a\\\\b", ["a\\b"], ["ab", "a\\\\b"]),
    ("an escaped letter", r"\ab", ["ab"], [r"\ab"]),
    ("signs of regular expressions", "a.b+(c)|^$", ["a.b+(c)|^$"], ["axb", "c", ""]),
    ("line breaks", "a*b", ["a\nb", "a\r\nb"], []),
    ("many stars stay quick", "*a" * 20 + "*b", ["a" * 20 + "b"], ["a" * 60]),
]


@table(("pattern", "true", "false"), GLOBS)
def test_match_is_a_whole_text_pattern(
    pattern: str, true: list[str], false: list[str], fires: Fires
) -> None:
    trigger = f'match(properties.x, "{pattern}")'
    got = {text: fires(trigger, with_properties(x=text)) for text in [*true, *false]}
    assert got == {**dict.fromkeys(true, True), **dict.fromkeys(false, False)}
    others: list[Any] = [None, 5, True, ["a"], {}]
    for other in others:
        assert not fires(trigger, with_properties(x=other))


@table(
    ("trigger", "value", "expected"),
    [
        ("another text", '!match(properties.x, "v*")', "a", True),
        ("such a text", '!match(properties.x, "v*")', "v1", False),
        ("null", '!match(properties.x, "v*")', None, False),
        ("a number", '!match(properties.x, "*v")', 5, False),
        ("in parentheses", '!(match(properties.x, "v*"))', None, True),
    ],
)
def test_a_match_negated_directly_is_the_editors(
    trigger: str, value: Any, expected: bool, fires: Fires
) -> None:
    assert fires(trigger, with_properties(x=value)) is expected


#: Function, argument, what it gives; None is null.
VALUES: list[tuple[Any, ...]] = [
    ("length of text", "length", "abc", 3),
    ("length of no text", "length", "", 0),
    ("length is counted in UTF-8 bytes", "length", "é", 2),
    ("length of a wide letter", "length", "漢", 3),
    ("length of an emoji", "length", "\U0001f600", 4),
    ("length of a list", "length", [1, 2], 2),
    ("length of an empty list", "length", [], 0),
    ("length of null", "length", None, 0),
    ("lowercase", "lowercase", "ÄbC 5", "äbc 5"),
    ("lowercase of null", "lowercase", None, None),
    ("lowercase of a number", "lowercase", 5, None),
    ("lowercase of a list", "lowercase", ["A"], None),
    ("uppercase", "uppercase", "äbc ß", "ÄBC SS"),
    ("uppercase of null", "uppercase", None, None),
    ("uppercase of true", "uppercase", True, None),
    ("snakecase", "snakecase", "Order Completed now", "Order_Completed_now"),
    ("snakecase of null", "snakecase", None, None),
    ("kebabcase", "kebabcase", "Order Completed now", "Order-Completed-now"),
    ("kebabcase of null", "kebabcase", None, None),
    ("titlecase", "titlecase", "order completed", "Order Completed"),
    ("titlecase with two spaces", "titlecase", "a  b ", "A  B "),
    ("titlecase of another script", "titlecase", "éa öb", "Éa Öb"),
    ("titlecase of null", "titlecase", None, None),
    ("titlecase of a number", "titlecase", 5, None),
    ("typeof text", "typeof", "", "string"),
    ("typeof a number", "typeof", 0, "number"),
    ("typeof a bool", "typeof", False, "bool"),
    ("typeof a list", "typeof", [], "list"),
    ("typeof an object", "typeof", {}, "object"),
    ("typeof null", "typeof", None, "null"),
    ("string of text", "string", "a", "a"),
    ("string of a number", "string", 5, "5"),
    ("string of a fraction", "string", -0.5, "-0.5"),
    ("string of a bool", "string", True, "true"),
    ("string of null", "string", None, None),
    ("string of a list", "string", ["a"], None),
    ("string of an object", "string", {}, None),
    ("number of a number", "number", 5.5, 5.5),
    ("number of a text", "number", "5", 5),
    ("number of a signed text", "number", "-5.5", -5.5),
    ("number of a text with plus", "number", "+5", 5),
    ("number of another text", "number", "five", None),
    ("number of no text", "number", "", None),
    ("number of an exponent", "number", "1e3", None),
    ("number of hexadecimal", "number", "0x10", None),
    ("number of spaces around", "number", " 5 ", None),
    ("number of Infinity", "number", "Infinity", None),
    ("number of true", "number", True, None),
    ("number of null", "number", None, None),
    ("number of a list", "number", [5], None),
    ("bool of true", "bool", True, True),
    ("bool of false", "bool", False, False),
    ("bool of the text true", "bool", "true", True),
    ("bool of the text false", "bool", "false", False),
    ("bool of another text", "bool", "yes", None),
    ("bool of True", "bool", "True", None),
    ("bool of 1", "bool", 1, None),
    ("bool of null", "bool", None, None),
]


@table(("function", "value", "expected"), VALUES)
def test_a_function_gives(function: str, value: Any, expected: Any, fires: Fires) -> None:
    event = with_properties(x=value, expected=expected)
    assert fires(f"{function}(properties.x) = properties.expected", event)
    if expected is None:
        assert fires(f"{function}(properties.x) = null", event)
    else:
        assert not fires(f"{function}(properties.x) = null", event)


@table(
    ("trigger", "value", "expected"),
    [
        ("of each other", 'uppercase(snakecase(properties.x)) = "A_B"', "a b", True),
        ("on both sides", "lowercase(properties.x) = lowercase(event)", "ORDER COMPLETED", True),
        ("of constants", 'lowercase("A") = properties.x', "a", True),
        ("ordered", "length(properties.x) > 2", "abc", True),
        ("of null ordered", "length(properties.x) < 1", None, True),
        ("number of text ordered", "number(properties.x) >= 5", "5.5", True),
        ("number of no number ordered", "number(properties.x) >= 5", "x", False),
        ("in a list", 'typeof(properties.x) in ["list", "object"]', [], True),
        ("single quotes", "typeof(properties.x) = 'null'", None, True),
        ("bool as a condition", "bool(properties.x)", "true", True),
        ("bool as a condition, of null", "bool(properties.x)", None, False),
        ("bool negated", "!bool(properties.x)", None, True),
    ],
)
def test_functions_are_operands(trigger: str, value: Any, expected: bool, fires: Fires) -> None:
    assert fires(trigger, with_properties(x=value)) is expected
