"""The case folders: settings that are good, with the calls they make, or bad, with the message.

A good case is `settings.*`, the Analytics.js events of `events.json`, and the calls of
`window._1flow` that they bring about, in `calls.json`; an argument that is undefined is written
`"<undefined>"`. A bad case is `settings.*` and `message.txt`: all that the command `check` says.

REWRITE_MESSAGES=1 in the environment writes every `message.txt` anew; read the difference before
it is committed, for what stands there is what the test holds the product to.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator import SettingsError
from generator.cli import main
from generator.pipeline import build_document
from generator.settings.reader import read_file
from tests.support.commands import oneflow
from tests.support.node import Job, Outcome, run

CASES = Path(__file__).with_name("cases")
GOOD = sorted(folder.name for folder in (CASES / "good").iterdir())
BAD = sorted(folder.name for folder in (CASES / "bad").iterdir())
FORMS = ("1flow.js", "1flow.min.js")

#: What `${NAME}` stands for in the cases.
ENVIRONMENT = {"CASE_KEY": "oneflow_prod_ZnJvbSBlbnY=", "CASE_PLAN": "plan: \"pro\" # '1'"}


def _settings(folder: Path) -> Path:
    """The settings file; the name of the one that a case is about not having is a YAML file's."""
    return next(folder.glob("settings.*"), folder / "settings.yaml")


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@cache
def _code(case: str, form: str) -> str:
    document = read_file(_settings(CASES / "good" / case))
    return build_document(document, ENVIRONMENT).files[form].decode("ascii")


@cache
def _outcomes() -> dict[tuple[str, str], Outcome]:
    """What every case does in Node; one that does not compile fails in its own test."""
    jobs: dict[tuple[str, str], Job] = {}
    for case in GOOD:
        events = _read(CASES / "good" / case / "events.json")
        with suppress(SettingsError):
            for form in FORMS:
                jobs[case, form] = Job(_code(case, form), events)
    return dict(zip(jobs, run(list(jobs.values())), strict=True))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", GOOD)
def test_good_settings_make_the_calls_beside_them(case: str, form: str) -> None:
    print(_code(case, "1flow.js"))  # noqa: T201 - shown when the test fails
    outcome = _outcomes()[case, form]
    assert outcome.error is None
    assert outcome.calls == _read(CASES / "good" / case / "calls.json")
    assert [log for log in outcome.logs if log["level"] == "error"] == []
    assert outcome.warnings == []


@pytest.mark.parametrize("case", BAD)
def test_bad_settings_say_the_message_beside_them(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = CASES / "bad" / case
    monkeypatch.chdir(folder)
    settings = _settings(folder).name
    result = CliRunner().invoke(main, ["check", "--config", settings], env=ENVIRONMENT)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2
    assert result.stdout == ""
    expected = folder / "message.txt"
    if os.environ.get("REWRITE_MESSAGES"):
        expected.write_text(result.stderr, "utf-8", newline="\n")
    assert result.stderr == expected.read_bytes().decode("utf-8")
    assert {path.name for path in folder.iterdir()} <= {settings, "message.txt"}


@pytest.mark.parametrize("case", ["several-problems", "yaml-indented-wrongly"])
def test_a_real_process_says_the_same_message(case: str) -> None:
    folder = CASES / "bad" / case
    done = oneflow("check", "--config", "settings.yaml", cwd=folder, env=ENVIRONMENT)
    assert done.returncode == 2
    assert done.stderr == (folder / "message.txt").read_text("utf-8")
    assert done.stdout == ""


@pytest.mark.parametrize("case", BAD)
def test_no_message_shows_a_project_key_or_acts_on_a_terminal(case: str) -> None:
    message = (CASES / "bad" / case / "message.txt").read_text("utf-8")
    assert "SECRET" not in message
    assert all(char in "\n\t" or char.isprintable() for char in message)
