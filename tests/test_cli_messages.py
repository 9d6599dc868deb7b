"""What the command line says: help, usage, colours, in any language, and never the project key."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from generator import SettingsError, __version__, build
from generator.cli import main
from generator.pipeline import build_document
from generator.settings.load import load_document
from tests.support.commands import KEY, environment, files_in, oneflow, oneflow_on_a_terminal, run

SETTINGS = f"settings:\n  projectApiKey: {KEY}\n"
WARNING = f"""{SETTINGS}
subscriptions:
  - partnerAction: trackEvent
    subscribe: type = "track"
    mapping: {{event_name: Order, revenue: 5}}
"""
COMMANDS = ("init", "build", "check", "snippet", "inject", "schema", "import", "diff")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with good settings, in which no search goes any further."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*arguments: str) -> Result:
    """What the command line says in this process, which is quicker than one of its own."""
    result = CliRunner().invoke(main, arguments, prog_name="oneflow-snippet")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("command", [(), *((command,) for command in COMMANDS)], ids=str)
def test_help_has_examples_that_name_real_commands(command: tuple[str, ...]) -> None:
    done = said(*command, "--help")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == said(*command, "-h").stdout
    _, _, examples = done.stdout.partition("Examples:\n")
    lines = [line.split() for line in examples.strip().split("\n")]
    assert len(lines) >= 2
    for words in lines:
        assert words[0] == "oneflow-snippet"
        assert words[1] in COMMANDS
        assert not command or words[1] == command[0]
    assert all(len(line) <= 96 for line in done.stdout.split("\n"))


def test_the_version_is_that_of_the_package() -> None:
    done = said("--version")
    assert (done.exit_code, done.stdout) == (0, f"oneflow-snippet, version {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("build", "--nothing"),
        ("build", "--diff"),
        ("build", "extra"),
        ("build", "--out"),
        ("check", "--set"),
        ("snippet", "--api-key"),
        ("init", "a", "b"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_writes_nothing(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    done = said(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert set(folder.iterdir()) == {folder / ".git", folder / "oneflow-snippet.yaml"}


@pytest.mark.parametrize("override", ["", "x", "options", "=1", "options.x[=1", "options=["])
def test_an_override_that_is_none_exits_with_2(folder: Path, override: str) -> None:
    done = said("build", "--set", override)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("--set:1:")
    assert not (folder / "dist").exists()


def test_without_a_command_the_help_is_shown() -> None:
    assert "Commands:" in said().output


def test_colours_are_for_terminals_only(folder: Path) -> None:
    arguments = ("check", "--set", "options.x=1")
    plain = oneflow(*arguments, cwd=folder).stderr
    assert "\x1b" not in plain
    shown = oneflow_on_a_terminal(*arguments, cwd=folder)
    assert "\x1b[31m\x1b[1merror\x1b[0m" in shown
    assert plain.replace("error", "\x1b[31m\x1b[1merror\x1b[0m", 1) == shown
    assert oneflow_on_a_terminal(*arguments, cwd=folder, env={"NO_COLOR": "1"}) == plain


def test_a_warning_and_our_other_errors_have_colours_too(folder: Path) -> None:
    (folder / "oneflow-snippet.yaml").write_text(WARNING, "utf-8")
    assert "\x1b[33m\x1b[1mwarning" in oneflow_on_a_terminal("check", cwd=folder)
    assert "\x1b[31merror" in oneflow_on_a_terminal("init", cwd=folder)


def test_the_snippet_is_plain_on_a_terminal_too(folder: Path) -> None:
    bundle = build({"settings": {"projectApiKey": KEY}})
    shown = oneflow_on_a_terminal("snippet", cwd=folder)
    assert shown.encode() == bundle.files["snippet.html"]


def test_the_colour_marks_the_severity_and_not_the_files_name(folder: Path) -> None:
    (folder / "error.yaml").write_text(WARNING.replace("revenue", "error"), "utf-8")
    shown = oneflow_on_a_terminal("check", "--config", "error.yaml", cwd=folder)
    assert shown.startswith("error.yaml:7:34: \x1b[33m\x1b[1mwarning\x1b[0m: ")
    (folder / "error.yaml").write_text("options: {error: 1}\n", "utf-8")
    shown = oneflow_on_a_terminal("check", "--config", "error.yaml", cwd=folder)
    assert "error.yaml:1:11: \x1b[31m\x1b[1merror\x1b[0m: options.error: " in shown


ACT = "\\e]0;title\\a\\e[2J"
ACTING = {
    "trigger, a field": f'"{ACT[:2]}x{ACT[2:]} = 5"',
    "trigger, a text": f'"event = \\"a\\" \\"{ACT}\\""',
    "trigger, a lone text": f'"\\"{ACT}\\""',
    "trigger, an escape": '"event\\\\\\e]0\\\\;title\\\\\\a = 5"',
    "trigger, a function": '"event\\\\\\e]0\\\\;title\\\\\\a(5)"',
    "mapping, a directive": f'type = "track"\n    mapping: {{event_name: {{"@{ACT}": 1}}}}',
    "mapping, directives": f'x\n    mapping: {{event_name: {{"@{ACT}": 1, "@b{ACT}": 2}}}}',
    "mapping, a field": f'x\n    mapping: {{"{ACT}": 1}}',
    "a key": f'x\n    "{ACT}": 1',
    "a key given twice": f'x\n    "{ACT}": 1\n    "{ACT}": 1',
    "an action": f'x\n    partnerAction: "{ACT}"',
}


@pytest.mark.parametrize("place", ACTING)
def test_what_a_file_holds_does_not_act_on_a_terminal(folder: Path, place: str) -> None:
    action = "" if "partnerAction" in ACTING[place] else "    partnerAction: trackEvent\n"
    text = f"{SETTINGS}subscriptions:\n  - name: N\n{action}    subscribe: {ACTING[place]}\n"
    (folder / "oneflow-snippet.yaml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as raised:
        build_document(load_document(None), {})
    said = str(raised.value)
    assert "title" in said or "event" in said
    assert all(char in "\n\t" or char.isprintable() for char in said), ascii(said)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("build",),
        ("build", "--check", "--diff"),
        ("check", "--set", "settings.projectApiKey={}"),
        ("check", "--set", "settings.sdkUrl=x"),
        ("check", "--set", f"settings.projectAPIKey={KEY}"),
        ("check", "--set", f"settings.projectApiKey=[{KEY}"),
        ("check", "--set", f"settings.projectApiKey:{KEY}"),
        ("check", "--set", f"projectApiKey={KEY}"),
        ("check", "--config", "misspelt.yaml"),
        ("check", "--config", "broken.yaml"),
        ("check", "--config", "list.yaml"),
        ("check", "--config", "flow.yaml"),
        ("check", "--config", "broken.toml"),
        ("check", "--config", "broken.json"),
        ("snippet", "--api-key", KEY, "--set", "options.x=1"),
        ("snippet", "--api-key", KEY, "--set", f"x={KEY}"),
        ("snippet", KEY),
    ],
    ids=lambda arguments: " ".join(arguments).replace(KEY, "KEY"),
)
def test_no_message_shows_the_key_in_full(folder: Path, arguments: tuple[str, ...]) -> None:
    (folder / "misspelt.yaml").write_text(SETTINGS.replace("Api", "API"), "utf-8")
    (folder / "broken.yaml").write_text(f"settings:\n  projectApiKey {KEY}\n  x: 1\n", "utf-8")
    (folder / "list.yaml").write_text(f"settings:\n  - projectApiKey\n  - {KEY}\n", "utf-8")
    (folder / "flow.yaml").write_text(f"{{settings: {{projectApiKey: {KEY}, x: 1}}}}\n", "utf-8")
    (folder / "broken.toml").write_text(f'[settings]\nprojectApiKey="""{KEY}""" x\n', "utf-8")
    (folder / "broken.json").write_text(f'{{"settings": {{"projectApiKey": {KEY}}}}}', "utf-8")
    done = said(*arguments)
    assert KEY not in done.stdout + done.stderr


LANGUAGES = {
    "C": {"LC_ALL": "C"},
    "UTF-8": {"LC_ALL": "C.UTF-8"},
    "ASCII, strictly": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "Latin 1": {"PYTHONIOENCODING": "latin-1"},
    "ASCII streams": {"PYTHONIOENCODING": "ascii"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_locale_builds_the_same_from_settings_in_any_script(
    folder: Path, language: str
) -> None:
    text = f"{SETTINGS}subscriptions:\n  - name: \u6ce8\u6587 \U0001f600\n"
    text += "    partnerAction: trackEvent\n    subscribe: event = '\u00e9'\n"
    text += "    mapping: {event_name: \u00fc}\n"
    (folder / "\u00e9.yaml").write_text(text, "utf-8")
    env = environment(LANGUAGES[language])
    command = [str(Path(sys.executable).with_name("oneflow-snippet")), "build"]
    command += ["--config", "\u00e9.yaml", "--out", "\u00fc"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    wanted = build(yaml.safe_load(text)).files
    assert files_in(folder / "\u00fc") == dict(wanted)


@pytest.mark.parametrize("language", ["ASCII, strictly", "Latin 1"])
@pytest.mark.parametrize(
    "arguments", [("check",), ("build", "--check", "--diff"), ("check", "--set", "options.x=1")]
)
def test_any_locale_can_print_what_there_is_to_say(
    folder: Path, language: str, arguments: tuple[str, ...]
) -> None:
    (folder / "dist").mkdir()
    (folder / "dist" / "1flow.js").write_text("\u00e9\U0001f600", "utf-8")
    (folder / "\u6ce8.yaml").write_text(SETTINGS + "# \u00e9\noptions: {}\n", "utf-8")
    env = environment(LANGUAGES[language])
    command = [str(Path(sys.executable).with_name("oneflow-snippet")), *arguments]
    command += ["--config", "\u6ce8.yaml"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == {"check": 0, "build": 1}[arguments[0]] + 2 * ("--set" in arguments)


def test_a_reader_that_goes_away_causes_no_traceback(folder: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    command = [str(Path(sys.executable).with_name("oneflow-snippet")), "snippet"]
    done = subprocess.run(
        command, cwd=folder, env=environment(), stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    assert b"Traceback" not in done.stderr


def test_a_folder_that_was_deleted_causes_no_traceback(folder: Path) -> None:
    script = f'mkdir gone && cd gone && rmdir ../gone && "{sys.executable}" -m generator check'
    done = run(["sh", "-c", script], folder)
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
