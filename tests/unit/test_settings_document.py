"""A problem's place is that of its value, and no excerpt shows the project key."""

from __future__ import annotations

import json

import pytest

from generator.errors import KeyPath
from generator.settings.document import Document, hide_key
from generator.settings.yaml_nodes import read_yaml
from generator.source import Source

TRIGGER = 'type = "track" && event = "A"'


def yaml_document(text: str) -> Document:
    data, places = read_yaml(text)
    return Document(data, Source("s.yaml", text), places)


def mark(document: Document, path: KeyPath, text: str) -> tuple[int | None, str]:
    """The line of a problem at `&&`, and what its caret points at."""
    problem = document.problem_in_text(path, text, text.index("&&"), "no")
    shown, below = problem.excerpt.split("\n")
    return problem.line, shown[below.index("^") :][:2]


@pytest.mark.parametrize(
    "text",
    [
        f"# first\nsubscribe: {TRIGGER}\n",
        f"# first\nsubscribe: '{TRIGGER}'\n",
        f"# first\nsubscribe: {json.dumps(TRIGGER)}\n",
        f"# first\nsubscribe: |-\n  {TRIGGER}\n",
        f"# first\nsubscribe: >-\n  {TRIGGER.replace(' && ', chr(10) + '  && ')}\n",
        f'# first\nsubscribe: "{TRIGGER.replace(chr(34), chr(39))}"\n',
    ],
)
def test_a_problem_inside_a_text_points_at_its_character(text: str) -> None:
    document = yaml_document(text)
    _, shown = mark(document, ("subscribe",), document.data["subscribe"])
    assert shown == "&&"


def test_the_line_is_that_of_the_value() -> None:
    document = yaml_document(f"a: 1\nsubscribe: {TRIGGER}\n")
    assert mark(document, ("subscribe",), TRIGGER)[0] == 2


def test_a_place_after_a_variable_is_still_inside_the_text() -> None:
    document = yaml_document("subscribe: event = '${PLAN}' && x = 1\n# end\n")
    filled = "event = 'a plan with a long name' && x = 1"
    assert mark(document, ("subscribe",), filled) == (1, "&&")


def test_a_problem_at_a_key_points_at_the_key_and_at_a_value_at_the_value() -> None:
    document = yaml_document("a:\n  b: 1\n")
    at_key = document.problem(("a", "b"), "no", at="key")
    at_value = document.problem(("a", "b"), "no", at="value")
    assert (at_key.line, at_key.column, at_value.column) == (2, 3, 6)


def test_a_problem_with_what_is_missing_points_at_what_it_is_missing_in() -> None:
    document = yaml_document("x: 1\na:\n  b: 1\n")
    assert document.problem(("a", "c", "d"), "no").line == 2
    assert document.problem(("z",), "no").line == 1


def test_a_document_without_a_source_has_paths_only() -> None:
    problem = Document({"a": 1}).problem(("a",), "no")
    assert (problem.file, problem.line, problem.excerpt) == (None, None, "")
    inside = Document({"a": "x"}).problem_in_text(("a",), "x", 0, "no")
    assert inside.excerpt == "  x\n  ^"


KEY = "oneflow_prod_SECRET+a2V5/=="


@pytest.mark.parametrize(
    "text",
    [
        f"projectApiKey: {KEY}",
        f"projectApiKey: {KEY} # the {KEY}",
        f'projectApiKey: "{KEY}"',
        f"projectApiKey: '{KEY}'",
        f'"projectApiKey": "{KEY}"',
        f'{{"projectApiKey":"{KEY}","sdkUrl":5}}',
        f"projectApiKey = {KEY}",
        f'settings.projectApiKey = "{KEY}"',
        f'projectApiKey = """{KEY}"""',
        f"projectApiKey = '''{KEY}'''",
        f"projectApiKey : {KEY}",
        f'projectApiKey: "\\"{KEY}',
        f"projectApiKey: '{KEY}",
        f"projectApiKey: ''{KEY}",
        f"projectApiKey:\n  {KEY}",
        f"projectApiKey: >-\n  {KEY}",
        f"projectApiKey: &key\n  {KEY}",
        f"? projectApiKey\n: {KEY}",
        f"projectAPIKey: {KEY}",
        f"project_api_key: {KEY}",
        f"apiKey: {KEY}",
        f"projectApiKey {KEY}",
        f"key: {KEY}",
        f"- {KEY}",
        KEY,
    ],
)
def test_an_excerpt_never_shows_the_project_key(text: str) -> None:
    hidden = hide_key(Source("s", text))
    assert "SECRET" not in hidden.text
    assert [len(line) for line in hidden.text.split("\n")] == [len(li) for li in text.split("\n")]


@pytest.mark.parametrize("key", ["k", "demo", "demo-key"])
def test_a_short_key_is_hidden_too(key: str) -> None:
    assert key not in hide_key(Source("s", f'projectApiKey: "{key}"')).text


@pytest.mark.parametrize(
    "text", ["sdkUrl: https://1flow.app/js/1flow.js", "event = 'Order'", "# oneflow-snippet build"]
)
def test_nothing_else_is_hidden(text: str) -> None:
    assert hide_key(Source("s", text)).text == text


def test_after_a_hidden_key_a_line_reads_on() -> None:
    text = f'{{"projectApiKey": "{KEY}", "sdkUrl": 5}}'
    assert hide_key(Source("s", text)).text.endswith('", "sdkUrl": 5}')
