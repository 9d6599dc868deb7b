"""Offsets become lines and columns, and an excerpt's caret stands below its column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.source import EXCERPT_WIDTH, Position, Source, caret_excerpt


@pytest.mark.parametrize(
    ("offset", "line", "column"),
    [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 2, 2), (5, 3, 1), (6, 4, 1), (-1, 1, 1)],
)
def test_an_offset_is_a_line_and_a_column_from_1(offset: int, line: int, column: int) -> None:
    assert Source("f", "ab\nc\n\n").position(offset) == Position(line, column)


def test_an_offset_beyond_the_end_is_the_end() -> None:
    assert Source("f", "ab").position(99) == Position(1, 3)


def test_columns_count_characters_not_bytes_or_utf_16_units() -> None:
    assert Source("f", "\U0001f600\u00e9x").position(2) == Position(1, 3)


@given(st.text(alphabet="ab\n", max_size=40), st.integers(0, 40))
def test_a_position_leads_back_to_its_character(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    position = Source("f", text).position(offset)
    lines = text.split("\n")
    before = sum(len(line) + 1 for line in lines[: position.line - 1])
    assert before + position.column - 1 == offset


def test_an_excerpt_numbers_its_line_and_points_at_its_column() -> None:
    assert Source("f", "one\ntwo\nthree").excerpt(Position(2, 3)) == ("   2 | two\n     |   ^")


@pytest.mark.parametrize("line", [0, 4, 100])
def test_a_line_that_is_not_there_has_no_excerpt(line: int) -> None:
    assert Source("f", "one\ntwo\nthree").excerpt(Position(line, 1)) == ""


def test_a_carriage_return_is_no_part_of_the_line() -> None:
    assert Source("f", "one\r\ntwo\r\n").excerpt(Position(1, 4)) == "   1 | one\n     |    ^"


def test_the_caret_stands_below_its_character_after_tabs_and_wide_characters() -> None:
    assert caret_excerpt("\t\ta", 3) == "  \t\ta\n  \t\t^"
    assert caret_excerpt("\u6f22\u5b57a", 3) == "  \u6f22\u5b57a\n      ^"
    assert caret_excerpt("e\u0301a", 3) == "  e\u0301a\n   ^"


@pytest.mark.parametrize("column", [-5, 0, 1, 2, 99])
def test_the_caret_never_leaves_the_line(column: int) -> None:
    assert len(caret_excerpt("ab", column).split("\n")[1]) <= len("  ab^")


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_long_line_is_cut_around_the_caret(length: int, column: int) -> None:
    line = "".join(chr(ord("a") + index % 26) for index in range(length))
    shown, below = caret_excerpt(line, column).split("\n")
    assert len(shown) <= 2 + 3 + EXCERPT_WIDTH + 3
    if column <= length:
        assert shown[below.index("^")] == line[column - 1]


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2028"])
def test_a_control_character_is_shown_and_not_acted_on(char: str) -> None:
    shown = caret_excerpt(f"a{char}b", 3)
    assert shown == "  a?b\n    ^"
