"""YAML is read by the core schema of YAML 1.2, with the place of every value."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.settings.document import Place
from generator.settings.yaml_nodes import YamlError, read_places, read_yaml


def data(text: str) -> Any:
    return read_yaml(text)[0]


def error(text: str) -> YamlError:
    with pytest.raises(YamlError) as raised:
        read_yaml(text)
    return raised.value


TEXTS = "no NO off on yes y n 1:30 2020-01-01 2020-01-01T10:00:00Z 1_000 0b11 017_ = nULL tRUE 1e"
TEXTS += " +.inf_ . 0o8 0xg"


@pytest.mark.parametrize("text", TEXTS.split())
def test_what_yaml_1_2_takes_for_text_is_text(text: str) -> None:
    assert data(f"key: {text}\n") == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("~", None),
        ("NULL", None),
        ("true", True),
        ("TRUE", True),
        ("False", False),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ('"5"', "5"),
        ("'true'", "true"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
    ],
)
def test_a_scalar_of_the_core_schema_is_its_value(text: str, value: object) -> None:
    read = data(f"key: {text}")["key"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", [".inf", ".Inf", ".INF", "+.inf", "-.Inf", "-.INF"])
def test_infinity_is_read_in_each_of_its_forms(text: str) -> None:
    assert math.isinf(data(f"key: {text}")["key"])


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number_is_read_in_each_of_its_forms(text: str) -> None:
    assert math.isnan(data(f"key: {text}")["key"])


@pytest.mark.parametrize("text", ["!!int much", "!!float much", "!!bool maybe", "!!null nothing"])
def test_a_tag_that_its_text_does_not_fit_is_refused_at_its_place(text: str) -> None:
    problem = error(f"key: {text}")
    assert problem.offset == 5
    assert "too long" not in problem.message


@pytest.mark.parametrize(
    "text", ["!mine x", "!!timestamp 2020-01-01", "!!binary aGk=", "!!set {a}"]
)
def test_any_other_tag_is_refused_at_its_place(text: str) -> None:
    problem = error(f"key: {text}")
    assert "tag" in problem.message
    assert problem.offset == 5


def test_a_key_is_its_text_whatever_it_looks_like() -> None:
    assert data("{no: 1, 5: 2, 1.5: 3, null: 4, true: 5, 2020-01-01: 6}") == {
        "no": 1,
        "5": 2,
        "1.5": 3,
        "null": 4,
        "true": 5,
        "2020-01-01": 6,
    }


@pytest.mark.parametrize("text", ["? [a, b]\n: 1", "? {a: b}\n: 1"])
def test_a_key_that_is_no_text_is_refused(text: str) -> None:
    assert error(text).message == "a key must be plain text"


@pytest.mark.parametrize(
    "text", ["a: 1\nb: 2\na: 3\n", "{a: 1, b: 2, a: 3}", "a: 1\nb: 2\n'a': 3", "a: 1\nb: 2\n? a"]
)
def test_a_key_that_stands_twice_is_refused_at_the_second(text: str) -> None:
    problem = error(text)
    assert "a" in problem.message
    assert "twice" in problem.message
    assert problem.offset is not None
    assert problem.offset > text.index("2")


def test_a_merge_fills_in_what_is_not_there_and_the_first_source_wins() -> None:
    text = "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nboth: {c: 3, <<: [*one, *two]}\n"
    assert data(text)["both"] == {"a": 1, "b": 1, "c": 3}


def test_a_merge_of_a_merge_reaches_through() -> None:
    text = "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n"
    assert data(text)["c"] == {"x": 1, "y": 2}


@pytest.mark.parametrize("source", ["1", "[1]", "text", "[[a]]"])
def test_only_mappings_can_be_merged(source: str) -> None:
    assert error(f"<<: {source}").message == '"<<" merges mappings only'


def test_a_quoted_merge_sign_is_a_key() -> None:
    assert data('{"<<": 1}') == {"<<": 1}


@pytest.mark.parametrize(
    "text",
    [
        "&a [*a]",
        "&a {x: *a}",
        "&a {x: {y: [*a]}}",
        "&a {<<: *a}",
        "a: &a\n  b: &b\n    <<: *a\n",
        "[" * 200 + "]" * 200,
        "{x: " * 200 + "}" * 200,
        "[" * 100_000,
        "- " * 5000 + "x",
    ],
)
def test_a_cycle_and_a_bottomless_nest_are_refused(text: str) -> None:
    assert "nested too deeply" in error(text).message


def test_an_alias_bomb_is_refused_at_once() -> None:
    names = "abcdefghi"
    levels = ["a: &a [x]"]
    for before, name in pairwise(names):
        levels.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    assert "too many values" in error("\n".join(levels)).message


def test_an_alias_used_twice_is_read_twice() -> None:
    read = data("a: &a {x: [1]}\nb: *a\n")
    assert read["a"] == read["b"]
    assert read["a"] is not read["b"]


def test_every_value_has_a_place_and_a_value_in_a_mapping_its_keys() -> None:
    text = "# comment\na:\n  - 1\n  - b: 'x'\n"
    places = read_yaml(text)[1]
    assert places == {
        (): Place(text.index("a:"), text.index("a:")),
        ("a",): Place(text.index("- 1"), text.index("a:")),
        ("a", 0): Place(text.index("1"), text.index("1")),
        ("a", 1): Place(text.index("b"), text.index("b")),
        ("a", 1, "b"): Place(text.index("'x'"), text.index("b")),
    }


def test_the_place_of_an_alias_is_that_of_its_anchor() -> None:
    text = "a: &a\n  x: 1\nb: *a\n"
    assert read_yaml(text)[1]["b", "x"].value == text.index("1")


def test_offsets_count_characters_after_wide_ones() -> None:
    text = "\U0001f600: \u6f22\nb: x\n"
    assert read_yaml(text)[1]["b",].value == text.index("x")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_document_is_nothing(text: str) -> None:
    assert data(text) is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("a: [1", 3),
        ("a: 'x", 3),
        ("a: b: c", 4),
        ("a:\n\tb: 1", 3),
        ("a: @x", 3),
        ("a: *nothing", 3),
        ("a: 1\n---\nb: 2\n", 5),
    ],
)
def test_broken_yaml_is_refused_at_its_place(text: str, offset: int) -> None:
    assert error(text).offset == offset


@pytest.mark.parametrize(
    ("text", "word"),
    [("a: 1\n---\nb: 2\n", "single document"), ("a: &x 1\nb: &x 2\n", "anchor")],
)
def test_the_message_names_what_is_wrong(text: str, word: str) -> None:
    assert word in error(text).message


@pytest.mark.parametrize("char", ["\x07", "\x1b", "\x7f", "\x9b", "\ufffe"])
def test_a_control_character_is_refused_by_its_number(char: str) -> None:
    problem = error(f'a: "x{char}"')
    assert f"U+{ord(char):04X}" in problem.message
    assert problem.offset == 5
    assert problem.message.isprintable()


def test_a_number_of_too_many_digits_is_refused_at_its_place() -> None:
    problem = error("a: " + "9" * 5000)
    assert (problem.message, problem.offset) == ("this number is too long", 3)


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    offset = None
    try:
        read_yaml(text)
    except YamlError as problem:
        offset = problem.offset
    assert offset is None or 0 <= offset <= len(text)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text("ab\n\\\"'<\u2028", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: #", max_size=3), inner)
    ),
    max_leaves=12,
)


@given(_JSON)
def test_json_is_read_as_the_data_it_is(value: Any) -> None:
    assert data(json.dumps(value)) == value


def test_places_of_json_are_found_with_tabs_in_it() -> None:
    text = '{\n\t"a": [1,\n\t\t{"b": "x"}]\n}'
    assert read_places(text)["a", 1, "b"] == Place(text.index('"x"'), text.index('"b"'))


def test_json_that_yaml_cant_read_has_no_places() -> None:
    assert read_places('{"a": "\x7f"}') == {}
