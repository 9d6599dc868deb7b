"""Problems print on their own lines, with their place; every error says how to exit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import (
    CodeError,
    KeyPath,
    OneflowError,
    Problem,
    PublishError,
    SettingsError,
    TemplateError,
    format_path,
    shorten,
)
from generator.source import Position


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("settings", "projectApiKey"), "settings.projectApiKey"),
        (("subscriptions", 0, "mapping", "event_name"), "subscriptions[0].mapping.event_name"),
        (("mapping", "@path"), "mapping.@path"),
        (("a", "b c"), 'a["b c"]'),
        (("a", "b.c"), 'a["b.c"]'),
        (("a", "", "0"), 'a[""]["0"]'),
        (("a", 'say "x"'), 'a["say \\"x\\""]'),
        (("a", "x\n\x1b"), 'a["x\\n\\x1b"]'),
        (("a\n",), '["a\\n"]'),
        ((0,), "[0]"),
    ],
)
def test_a_key_path_is_written_as_people_write_it(path: KeyPath, text: str) -> None:
    assert format_path(path) == text


@given(st.text())
def test_a_shortened_text_is_one_printable_quoted_line(text: str) -> None:
    shown = shorten(text)
    assert shown.isprintable()
    assert shown.startswith('"')
    assert shown.endswith(('"', '"...', '..."'))
    assert len(shown) <= 60


@given(st.lists(st.one_of(st.integers(0), st.text()), max_size=5))
def test_a_key_path_is_one_printable_line(path: list[str | int]) -> None:
    assert format_path(tuple(path)).isprintable()


def test_a_problem_prints_place_severity_path_message_excerpt_and_hint() -> None:
    problem = Problem(
        path="settings.projectApiKey",
        message="this is empty",
        hint="give it a value",
        file="oneflow-snippet.yaml",
        position=Position(2, 5),
        excerpt="   2 |     a\n     |     ^",
    )
    assert str(problem) == (
        "oneflow-snippet.yaml:2:5: error: settings.projectApiKey: this is empty\n"
        "   2 |     a\n"
        "     |     ^\n"
        "  hint: give it a value"
    )
    assert (problem.line, problem.column) == (2, 5)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem(path="", message="no"), "error: no"),
        (Problem(path="a", message="no", severity="warning"), "warning: a: no"),
        (Problem(path="a", message="no", file="f.toml"), "f.toml: error: a: no"),
        (Problem(path="a", message="no", position=Position(1, 1)), "error: a: no"),
    ],
)
def test_what_is_not_known_of_a_problem_is_left_out(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_a_problem_without_a_position_has_no_line_and_no_column() -> None:
    problem = Problem(path="a", message="no")
    assert (problem.line, problem.column) == (None, None)


def test_a_settings_error_tells_all_of_its_problems() -> None:
    problems = [Problem(path="a", message="one"), Problem(path="b", message="two")]
    error = SettingsError(tuple(problems))
    assert error.problems == problems
    assert str(error) == "error: a: one\nerror: b: two"


@pytest.mark.parametrize("kind", [SettingsError, PublishError, CodeError, TemplateError])
def test_every_error_is_ours_and_exits_with_2(kind: type[OneflowError]) -> None:
    assert issubclass(kind, OneflowError)
    assert kind.exit_code == 2
