"""Values become plain JSON data: the environment filled in, and what is not JSON refused."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
from collections import OrderedDict
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import build
from generator.errors import KeyPath
from generator.settings.values import MAX_INTEGER, literal_text, plain_data

ENVIRON = {"NAME": "Ann", "EMPTY": "", "NESTED": "${NAME}", "ODD": "\"';</script>\n\u2028"}


def read(
    value: Any, environ: dict[str, str] | None = None
) -> tuple[Any, list[tuple[KeyPath, str]]]:
    problems: list[tuple[KeyPath, str]] = []
    result = plain_data(value, environ, lambda path, message, _: problems.append((path, message)))
    return result, problems


def refused(value: Any, environ: dict[str, str] | None = None) -> str:
    """The one message about a value that stands below `a[0]`."""
    _, problems = read({"a": [value]}, environ)
    [(path, message)] = problems
    assert path == ("a", 0)
    return message


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${NAME}", "Ann"),
        ("<${NAME}${NAME}>", "<AnnAnn>"),
        ("${EMPTY}", ""),
        ("${NESTED}", "${NAME}"),
        ("${ODD}", ENVIRON["ODD"]),
        ("$${NAME}", "${NAME}"),
        ("$$${NAME}", "$${NAME}"),
        ("$NAME ${} ${1A} ${A-B} ${NAME", "$NAME ${} ${1A} ${A-B} ${NAME"),
        ("{{NAME}}", "{{NAME}}"),
        ("", ""),
    ],
)
def test_a_variable_is_filled_in_once(text: str, filled: str) -> None:
    assert read({"a": [text]}, ENVIRON) == ({"a": [filled]}, [])


def test_a_key_is_not_filled_in() -> None:
    assert read({"${NAME}": 1}, ENVIRON) == ({"${NAME}": 1}, [])


def test_without_an_environment_text_is_taken_as_it_is() -> None:
    assert read(["${NAME}", "$${NAME}", "${MISSING}"]) == (
        ["${NAME}", "$${NAME}", "${MISSING}"],
        [],
    )


def test_every_missing_variable_is_told() -> None:
    _, problems = read({"a": "${ONE} ${TWO}", "b": "${ONE}"}, {})
    assert [path for path, _ in problems] == [("a",), ("a",), ("b",)]
    assert "TWO is not set" in problems[1][1]


@given(st.text())
def test_a_literal_text_survives_any_environment(text: str) -> None:
    everything = dict.fromkeys(("NAME", "A", "_"), "filled")
    filled, problems = read(literal_text(text), everything)
    if problems:
        assert any("\ud800" <= char <= "\udfff" for char in text)
    else:
        assert filled == text


@pytest.mark.parametrize("text", ["${NAME}", "$${NAME}", "a ${A}$$${_}"])
def test_a_literal_text_keeps_what_looks_like_a_variable(text: str) -> None:
    assert read(literal_text(text), {"NAME": "x"})[0] == text


@pytest.mark.parametrize("text", ["\ud83d", "a\udc00b", "\ude00\ud83d"])
def test_half_a_surrogate_pair_is_refused(text: str) -> None:
    assert "surrogate" in refused(text)


def test_half_a_surrogate_pair_from_the_environment_is_refused() -> None:
    # Python's form of an environment that is not UTF-8.
    assert "surrogate" in refused("${BYTES}", {"BYTES": "\udcff"})


@pytest.mark.parametrize("key", ["\ud83d", 5, None, True, ("a",), b"a", 1.5])
def test_a_key_that_is_no_text_is_refused_at_its_mapping(key: object) -> None:
    assert "is not text" in refused({key: 1})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_does_not_have_is_refused(value: float) -> None:
    assert "is not a JSON number" in refused(value)


@pytest.mark.parametrize("value", [MAX_INTEGER, -MAX_INTEGER, 0, 1e300, 5e-324, -0.0, 0.1])
def test_a_number_that_javascript_holds_is_kept(value: float) -> None:
    assert read([value]) == ([value], [])


@pytest.mark.parametrize(
    "value", [2**53 + 1, -(2**53) - 1, pytest.param(10**400, id="of 400 digits")]
)
def test_a_whole_number_beyond_2_to_the_53_is_refused(value: int) -> None:
    assert "2^53" in refused(value)


@pytest.mark.parametrize(
    "value",
    [
        datetime.date(2024, 5, 1),
        datetime.datetime(2024, 5, 1, 9, 30, tzinfo=datetime.UTC),
        datetime.time(9, 30),
        b"bytes",
        {1, 2},
        object(),
        decimal.Decimal("1.5"),
        1j,
        len,
    ],
)
def test_what_json_does_not_have_is_refused(value: object) -> None:
    assert "is not a JSON value" in refused(value)


def test_any_mapping_and_any_tuple_becomes_plain() -> None:
    value = MappingProxyType({"a": OrderedDict(b=(1, (2,)))})
    result, problems = read(value)
    assert (result, problems) == ({"a": {"b": [1, [2]]}}, [])
    assert type(result["a"]) is dict


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "alert(1)"


class Decimal(float):
    def __repr__(self) -> str:
        return "alert(1)"


class Level(int, enum.Enum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "plain"), [(Text("text"), "text"), (Decimal(1.5), 1.5), (Level.HIGH, 3)]
)
def test_a_value_of_a_subclass_becomes_plain(value: object, plain: object) -> None:
    result, problems = read([value])
    assert (result, problems) == ([plain], [])
    assert type(result[0]) is type(plain)


@pytest.mark.parametrize("value", [Text("text"), Decimal(1.5), Level.HIGH])
def test_a_value_of_a_subclass_never_prints_as_code(value: object) -> None:
    bundle = build(
        {
            "settings": {"projectApiKey": "k"},
            "subscriptions": [
                {
                    "partnerAction": "trackEvent",
                    "subscribe": 'type = "track"',
                    "mapping": {"event_name": "E", "properties": {"v": value}},
                }
            ],
        }
    )
    code = bundle.files["1flow.js"].decode()
    assert "alert" not in code
    assert "Level" not in code


def test_the_result_shares_nothing_with_what_was_read() -> None:
    value = {"a": [{"b": 1}]}
    result, _ = read(value)
    assert result == value
    assert result is not value
    assert result["a"] is not value["a"]
    assert result["a"][0] is not value["a"][0]


@pytest.mark.parametrize("depth", [101, 5000])
def test_a_bottomless_nest_is_refused_in_a_short_path(depth: int) -> None:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    _, problems = read(value)
    [(path, message)] = problems
    assert "nested too deeply" in message
    assert len(path) <= 6


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    assert ["nested too deeply" in message for _, message in read(value)[1]] == [True]


def test_every_problem_is_told() -> None:
    _, problems = read({"a": math.nan, "b": ["\ud800", b""], "c": {1: 2}})
    assert [path for path, _ in problems] == [("a",), ("b", 0), ("b", 1), ("c",)]
