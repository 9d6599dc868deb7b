"""Files become documents, whatever their format; one that can't be read says why and where."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from generator import Problem, SettingsError
from generator.settings.reader import has_tool_table, read_file

KEY = "oneflow_prod_SECRET+a2V5"
DATA = {"settings": {"projectApiKey": KEY}, "options": {"trackPayload": "segment"}}
FORMS = {
    "s.yaml": f"settings: {{projectApiKey: {KEY}}}\noptions: {{trackPayload: segment}}\n",
    "s.yml": f"settings:\n  projectApiKey: {KEY}\noptions:\n  trackPayload: segment\n",
    "S.YAML": f"settings:\r\n  projectApiKey: {KEY}\r\noptions: {{trackPayload: segment}}",
    "s.json": json.dumps(DATA),
    "s.toml": f'options = {{trackPayload = "segment"}}\n[settings]\nprojectApiKey = "{KEY}"\n',
    "pyproject.toml": (
        '[project]\nname = "x"\n[tool.other]\na = 1\n[tool.oneflow-snippet]\n'
        f'settings.projectApiKey = "{KEY}"\noptions.trackPayload = "segment"\n'
    ),
}


def problem(path: Path) -> Problem:
    with pytest.raises(SettingsError) as raised:
        read_file(path)
    [only] = raised.value.problems
    assert only.file == str(path)
    assert "SECRET" not in str(only)
    return only


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("name", FORMS)
def test_every_format_gives_the_same_data(tmp_path: Path, name: str) -> None:
    document = read_file(write(tmp_path, name, FORMS[name]))
    assert document.data == DATA
    assert document.source is not None
    assert document.source.name == str(tmp_path / name)


@pytest.mark.parametrize("name", FORMS)
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, name: str) -> None:
    document = read_file(write(tmp_path, name, b"\xef\xbb\xbf" + FORMS[name].encode()))
    assert document.data == DATA


@pytest.mark.parametrize("name", ["s.yaml", "s.json"])
def test_yaml_and_json_tell_the_place_of_a_value(tmp_path: Path, name: str) -> None:
    document = read_file(write(tmp_path, name, FORMS[name]))
    at = document.problem(("options", "trackPayload"), "x").position
    assert at is not None
    line = FORMS[name].split("\n")[at.line - 1]
    assert line[at.column - 1 :].strip('"').startswith("segment")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    found = problem(tmp_path / "s.yaml")
    assert found.message == "there is no such file"
    assert "init" in found.hint


def test_a_file_below_a_file_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path, "file", "")
    assert "Not a directory" in problem(tmp_path / "file" / "s.yaml").message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").mkdir()
    assert problem(tmp_path / "s.yaml").message == "this is a folder, not a settings file"


def test_a_file_that_the_system_does_not_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").symlink_to("s.yaml")
    assert os.strerror(40) in problem(tmp_path / "s.yaml").message


@pytest.mark.parametrize("content", [b"\x00", b"\x7fELF\x02\x00\xff", "a: 1".encode("utf-16")])
def test_a_binary_file_is_refused(tmp_path: Path, content: bytes) -> None:
    found = problem(write(tmp_path, "s.yaml", content))
    assert found.message == "this is a binary file, not a settings file"


@pytest.mark.parametrize("content", [b"# caf\xe9\n", b"# \xc3", b"# \xed\xa0\x80", b"# \xc0\x80"])
def test_text_that_is_not_utf_8_is_refused(tmp_path: Path, content: bytes) -> None:
    found = problem(write(tmp_path, "s.yaml", content))
    assert "not UTF-8" in found.message
    assert found.hint == "save it as UTF-8"


@pytest.mark.parametrize("name", ["settings", "s.ini", "s.yaml.bak", ".yaml"])
def test_an_unknown_type_of_file_names_the_known_ones(tmp_path: Path, name: str) -> None:
    found = problem(write(tmp_path, name, "a: 1"))
    assert found.hint == "name the file .yaml, .yml, .json or .toml"


@pytest.mark.parametrize(
    ("name", "content", "line", "column"),
    [
        ("s.yaml", f"settings:\n  projectApiKey: '{KEY}\n", 2, 18),
        ("s.yaml", "a: 1\nb: 2\na: 3\n", 3, 1),
        ("s.json", '{\n  "a": 1\n  "b": 2}', 3, 3),
        ("s.json", '{"a": 1,\n "a": 2}', 2, 2),
        ("s.json", f'{{"projectApiKey": {KEY}}}', 1, 19),
        ("s.toml", f"[settings]\nprojectApiKey = {KEY}\n", 2, 17),
        ("s.toml", "a = 1\na = 2\n", 2, 6),
    ],
)
def test_a_broken_file_is_refused_at_its_place(
    tmp_path: Path, name: str, content: str, line: int, column: int
) -> None:
    found = problem(write(tmp_path, name, content))
    assert (found.line, found.column) == (line, column)
    assert found.excerpt.split("\n")[0].startswith(f"{line:>4} | ")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("s.json", '{"a": NaN}'),
        ("s.json", '{"a": -Infinity}'),
        ("s.json", "[" * 100_000),
        ("s.json", '{"a": ' + "9" * 5000 + "}"),
        ("s.toml", "a = " + "9" * 5000 + "\n"),
        ("s.toml", "a = " + "[" * 10_000),
        ("s.toml", "a = 2024-13-45\n"),
        ("s.yaml", "a: " + "9" * 5000 + "\n"),
        ("s.yaml", "a: .Inf\n---\n"),
        ("s.json", ""),
        ("s.json", "{'a': 1}"),
        ("s.json", '{"a": "\n"}'),
        ("s.json", '{"a": 1} x'),
        ("s.json", '{"a": "\x7f", "b": 1, "b": 2}'),
        ("s.toml", 'a = "\x01"'),
    ],
)
def test_whatever_is_wrong_with_a_file_is_one_printable_problem(
    tmp_path: Path, name: str, content: str
) -> None:
    found = problem(write(tmp_path, name, content))
    assert found.message.isprintable()
    assert len(found.message) < 120
    assert "sys." not in found.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("s.yaml", "- a\n"),
        ("s.yaml", "text\n"),
        ("s.yaml", "5"),
        ("s.json", "[1]"),
        ("s.json", '"text"'),
        ("pyproject.toml", "[tool]\noneflow-snippet = 5\n"),
        ("pyproject.toml", "[[tool.oneflow-snippet]]\na = 1\n"),
    ],
)
def test_settings_that_are_no_mapping_are_refused(tmp_path: Path, name: str, content: str) -> None:
    found = problem(write(tmp_path, name, content))
    assert found.message.startswith("the settings must be a mapping")
    assert not any(word in found.message.split() for word in ("str", "int", "dict"))


@pytest.mark.parametrize("content", ["", "# nothing\n", "---\n", "null\n"])
def test_an_empty_yaml_file_holds_nothing(tmp_path: Path, content: str) -> None:
    assert read_file(write(tmp_path, "s.yaml", content)).data == {}


@pytest.mark.parametrize(
    "content",
    ["", "[tool.other]\n", "[project]\nname = 'x'\n", "tool = 5\n", "tool = 'oneflow-snippet'\n"],
)
def test_a_pyproject_without_our_table_says_so(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, "pyproject.toml", content)
    assert not has_tool_table(path)
    assert problem(path).message == "there is no [tool.oneflow-snippet] table in this file"


def test_a_pyproject_with_our_table_is_told_from_one_that_cant_be_read(tmp_path: Path) -> None:
    assert has_tool_table(write(tmp_path, "pyproject.toml", FORMS["pyproject.toml"]))
    for content in ("[tool.oneflow-snippet", b"\xff", "a = " + "[" * 10_000):
        assert not has_tool_table(write(tmp_path, "broken.toml", content))
    assert not has_tool_table(tmp_path / "missing.toml")
