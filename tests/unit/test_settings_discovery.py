"""The settings file is the nearest one from the current folder up to the repository's root."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import SettingsError
from generator.settings.discovery import FILE_NAMES, find_settings_file
from generator.settings.load import load_document

YAML = "settings: {projectApiKey: k}\n"
PYPROJECT = '[tool.oneflow-snippet]\nsettings.projectApiKey = "k"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with folders `a/b`, within a folder that is none of it."""
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "a" / "b").mkdir(parents=True)
    return tmp_path / "repository"


def put(path: Path, text: str = YAML) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", FILE_NAMES)
def test_each_name_is_found_in_the_folder_itself(repository: Path, name: str) -> None:
    path = put(repository / "a" / "b" / name)
    assert find_settings_file(repository / "a" / "b") == path


def test_the_names_are_those_of_the_contract() -> None:
    suffixes = ("yaml", "yml", "json", "toml")
    assert tuple(f"oneflow-snippet.{suffix}" for suffix in suffixes) == FILE_NAMES


def test_the_nearest_file_wins(repository: Path) -> None:
    put(repository / "oneflow-snippet.yaml")
    near = put(repository / "a" / "oneflow-snippet.json", "{}")
    assert find_settings_file(repository / "a" / "b") == near


def test_the_root_of_the_repository_is_looked_into_and_nothing_beyond(repository: Path) -> None:
    put(repository.parent / "oneflow-snippet.yaml")
    put(repository.parent / "pyproject.toml", PYPROJECT)
    assert find_settings_file(repository / "a" / "b") is None
    path = put(repository / "oneflow-snippet.toml", "")
    assert find_settings_file(repository / "a" / "b") == path


def test_a_git_file_of_a_worktree_marks_the_root_too(repository: Path) -> None:
    (repository / "a" / ".git").write_text("gitdir: elsewhere\n", "utf-8")
    put(repository / "oneflow-snippet.yaml")
    assert find_settings_file(repository / "a" / "b") is None


def test_without_a_repository_the_search_goes_to_the_top(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    path = put(tmp_path / "oneflow-snippet.yaml")
    assert find_settings_file(tmp_path / "a" / "b") == path


def test_two_files_in_one_folder_are_refused_by_name(repository: Path) -> None:
    put(repository / "oneflow-snippet.yaml")
    put(repository / "oneflow-snippet.json")
    with pytest.raises(SettingsError) as raised:
        find_settings_file(repository / "a" / "b")
    [problem] = raised.value.problems
    assert "oneflow-snippet.yaml and oneflow-snippet.json" in problem.message
    assert "--config" in problem.hint


def test_two_files_further_up_do_not_matter(repository: Path) -> None:
    put(repository / "oneflow-snippet.yaml")
    put(repository / "oneflow-snippet.json")
    near = put(repository / "a" / "oneflow-snippet.yml")
    assert find_settings_file(repository / "a" / "b") == near


def test_a_folder_of_that_name_is_no_file(repository: Path) -> None:
    (repository / "a" / "oneflow-snippet.yaml").mkdir()
    path = put(repository / "oneflow-snippet.yaml")
    assert find_settings_file(repository / "a") == path


def test_a_pyproject_with_our_table_is_taken_when_there_is_no_file(repository: Path) -> None:
    path = put(repository / "pyproject.toml", PYPROJECT)
    assert find_settings_file(repository / "a") == path
    far = put(repository / "oneflow-snippet.yaml")
    put(repository / "a" / "pyproject.toml", PYPROJECT)
    assert find_settings_file(repository / "a") == far


@pytest.mark.parametrize("text", ["[tool.other]\na = 1\n", "broken [", "tool = 5\n"])
def test_a_pyproject_without_our_table_is_passed_over(repository: Path, text: str) -> None:
    put(repository / "a" / "pyproject.toml", text)
    path = put(repository / "pyproject.toml", PYPROJECT)
    assert find_settings_file(repository / "a") == path


def test_a_search_may_start_at_a_relative_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(repository / "oneflow-snippet.yaml")
    monkeypatch.chdir(repository / "a" / "b")
    assert find_settings_file(Path()) == path


def test_what_is_found_is_loaded_and_named_briefly(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repository / "a" / "oneflow-snippet.yaml")
    monkeypatch.chdir(repository / "a")
    document = load_document(None)
    assert document.data == {"settings": {"projectApiKey": "k"}}
    assert document.source is not None
    assert document.source.name == "oneflow-snippet.yaml"


def test_a_file_named_by_config_is_taken_whatever_else_is_there(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repository / "oneflow-snippet.yaml", "broken: [")
    put(repository / "oneflow-snippet.json")
    named = put(repository / "a" / "mine.yaml")
    monkeypatch.chdir(repository)
    assert load_document(named).data == {"settings": {"projectApiKey": "k"}}


def test_nothing_found_says_what_to_do(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    with pytest.raises(SettingsError) as raised:
        load_document(None)
    [problem] = raised.value.problems
    assert all(name in problem.message for name in (*FILE_NAMES, "pyproject.toml"))
    assert "oneflow-snippet init" in problem.hint
    assert "--config" in problem.hint


def test_with_a_key_or_an_override_there_need_be_no_file(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    assert load_document(None, api_key="k").data == {"settings": {"projectApiKey": "k"}}
    assert load_document(None, ["options.loadSdk=plugin"]).data == {
        "options": {"loadSdk": "plugin"}
    }


def test_an_api_key_is_taken_as_it_is_over_file_and_overrides(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repository / "oneflow-snippet.yaml")
    monkeypatch.chdir(repository)
    document = load_document(None, ["settings.projectApiKey=x"], api_key="${HOME}=a+/b==")
    assert document.data["settings"]["projectApiKey"] == "$${HOME}=a+/b=="
