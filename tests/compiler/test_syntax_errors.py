"""Triggers with mistakes in them: each has a place, an excerpt with a caret, and a guess."""

from __future__ import annotations

import pytest

from generator import Problem, SettingsError

from .bundles import compile_triggers
from .tables import table

PATH = "subscriptions[0].subscribe"

#: Trigger, the column that the caret stands below (from 1), a part of the hint.
MISTAKES = [
    ("two equals signs", 'type == "track"', 6, 'single "="'),
    ("three equals signs", 'type === "track"', 6, 'single "="'),
    ("equals signs apart", 'type = = "track"', 8, '"="'),
    ("an angle pair", 'type <> "track"', 6, "!="),
    ("OR", 'type = "track" OR type = "page"', 16, "or"),
    ("AND", 'type = "track" AND event = "A"', 16, "and"),
    ("two ampersands", 'type = "track" && event = "A"', 16, "and"),
    ("two bars", 'type = "track" || event = "A"', 16, "or"),
    ("not", 'not type = "track"', 1, "!"),
    ("not in", 'event not in ["A"]', 7, "!"),
    ("is", 'event is "A"', 7, "="),
    ("a missing closing quote", 'type = "track', 8, 'another "'),
    ("a missing closing single quote", "type = 'track", 8, "another '"),
    ("a text without quotes", "type = track", 8, '"track"'),
    ("curly quotes", "type = \u201ctrack\u201d", 8, "straight quotes"),
    ("single curly quotes", "type = \u2018track\u2019", 8, "straight quotes"),
    ("backticks", "type = `track`", 8, "quotes"),
    ("a missing closing parenthesis", '(type = "track"', 1, '")"'),
    ("a missing inner parenthesis", '(type = "track" and (event = "A")', 1, '")"'),
    ("a parenthesis that closes nothing", 'type = "track")', 15, "remove"),
    ("a call that is not closed", 'contains(event, "a"', 9, '")"'),
    ("a list that is not closed", 'event in ["A", "B"', 10, '"]"'),
    ("an unknown function", 'contians(event, "a")', 1, '"contains"'),
    ("another unknown function", "lenght(event) > 5", 1, '"length"'),
    ("an unknown function within", 'lowercase(uppercas(event)) = "a"', 11, '"uppercase"'),
    ("an unknown root field", 'evnt = "A"', 1, '"event"'),
    ("an unknown root of a path", 'propertes.plan = "pro"', 1, '"properties"'),
    ("a property without its root", "price > 5", 1, "properties.price"),
    ("an unknown root on the right", "properties.a = userid", 16, "userid"),
    ("a path of the mapping kit", '$.event = "A"', 1, "$."),
    ("True", "properties.a = True", 16, "true"),
    ("nil", "properties.a = nil", 16, "null"),
    ("a text ordered", 'properties.x > "5"', 16, "without quotes"),
    ("a field alone", "properties.x", 1, "= true"),
    ("on a second line", 'type = "track"\nand event == "A"', 11, 'single "="'),
]


def problem_of(trigger: str) -> Problem:
    """The one problem of a trigger that can't be compiled."""
    with pytest.raises(SettingsError) as caught:
        compile_triggers([trigger])
    [problem] = caught.value.problems
    return problem


@table(("trigger", "column", "hint"), MISTAKES)
def test_a_mistake_has_a_caret_and_a_guess(trigger: str, column: int, hint: str) -> None:
    problem = problem_of(trigger)
    assert problem.path == PATH
    assert problem.severity == "error"
    shown, caret = problem.excerpt.split("\n")
    assert shown.strip() in trigger
    assert caret.index("^") - (len(shown) - len(shown.lstrip())) == column - 1, str(problem)
    assert hint in problem.hint, str(problem)


@table(
    ("trigger", "column", "message"),
    [
        ("nothing after and", 'type = "track" and', 19, "the end"),
        ("nothing before and", 'and type = "track"', 1, '"and"'),
        ("nothing after =", "type =", 7, "the end"),
        ("nothing before =", '= "track"', 1, '"="'),
        ("nothing in parentheses", "()", 2, '")"'),
        ("nothing after !", 'type = "track" and !', 21, "the end"),
        ("no connective", 'type = "track" event = "A"', 16, '"event"'),
        ("an unknown connective", 'type = "a" xor type = "b"', 12, '"xor"'),
        ("no comma", 'contains(event "a")', 16, '"a"'),
        ("too few arguments", "contains(event)", 1, "2 arguments"),
        ("too many arguments", "length(event, event)", 1, "1 argument"),
        ("no list after in", 'event in "A"', 10, "list"),
        ("a field in a list", 'event in ["A", userId]', 16, "constant"),
        ("a pattern that is not closed", 'match(event, "[a")', 15, "not closed"),
        ("a pattern that is no text", "match(event, properties.x)", 14, "pattern"),
        ("an unknown character", 'event = "A";', 12, "';'"),
        ("an unknown operator", 'event ~ "A"', 7, "'~'"),
        ("a name with a space in it", "properties.a b = 1", 14, '"b"'),
        ("a number with two dots", "properties.x = 1.2.3", 16, ""),
        ("a number with an exponent", "properties.x = 5e3", 16, ""),
    ],
)
def test_a_mistake_has_a_place_and_says_what_was_expected(
    trigger: str, column: int, message: str
) -> None:
    problem = problem_of(trigger)
    shown, caret = problem.excerpt.split("\n")
    assert caret.index("^") - (len(shown) - len(shown.lstrip())) == column - 1, str(problem)
    assert message in problem.message, str(problem)


@pytest.mark.parametrize("trigger", ["", " ", "  \t ", "\n"], ids=["empty", "space", "tab", "line"])
def test_an_empty_trigger_is_told_what_to_write(trigger: str) -> None:
    problem = problem_of(trigger)
    assert problem.path == PATH
    assert 'type = "track"' in problem.hint


def test_every_faulty_trigger_is_reported_not_only_the_first() -> None:
    with pytest.raises(SettingsError) as caught:
        compile_triggers(['type == "track"', 'type = "page"', 'evnt = "A"'])
    assert [problem.path for problem in caught.value.problems] == [
        "subscriptions[0].subscribe",
        "subscriptions[2].subscribe",
    ]
