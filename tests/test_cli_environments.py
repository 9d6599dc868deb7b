"""`--env`: every command that reads settings takes it, and what is put over it counts more."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import build
from tests.support.commands import KEY, oneflow

STAGING_KEY = "oneflow_prod_c3RhZ2luZw=="
SETTINGS = f"""\
settings:
  projectApiKey: {KEY}
environments:
  dev:
    enabled: false
  staging:
    settings:
      projectApiKey: {STAGING_KEY}
    options:
      loadSdk: immediately
"""
BY_HAND = {
    "settings": {"projectApiKey": STAGING_KEY},
    "options": {"loadSdk": "immediately"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    return tmp_path


def test_every_command_takes_the_environment(folder: Path) -> None:
    expected = build(BY_HAND).files
    assert oneflow("build", "--env", "staging", cwd=folder).returncode == 0
    written = {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}
    assert written == dict(expected)
    assert oneflow("build", "--env", "staging", "--check", cwd=folder).returncode == 0
    assert oneflow("build", "--check", cwd=folder).returncode == 1
    printed = oneflow("snippet", "--env", "staging", cwd=folder)
    assert printed.stdout.encode() == expected["snippet.html"]
    assert oneflow("check", "--env", "staging", "--strict", cwd=folder).returncode == 0


def test_off_is_told(folder: Path) -> None:
    done = oneflow("check", "--env", "dev", cwd=folder)
    assert done.stdout == "oneflow-snippet.yaml: off, no problems.\n"
    assert oneflow("snippet", "--env", "dev", cwd=folder).stdout.count("<script>") == 1


@pytest.mark.parametrize("name", ["stagng", "", "--", "environments"])
def test_an_unknown_environment_ends_with_2(folder: Path, name: str) -> None:
    done = oneflow("build", f"--env={name}", cwd=folder)
    assert done.returncode == 2
    assert "there is no environment" in done.stderr
    assert "staging" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "dist").exists()


def test_what_is_set_stands_above_the_environment(folder: Path) -> None:
    arguments = ("build", "--env", "staging", "--set", "options.loadSdk=plugin")
    assert oneflow(*arguments, cwd=folder).returncode == 0
    by_hand = build({"settings": {"projectApiKey": STAGING_KEY}})
    assert (folder / "dist" / "1flow.js").read_bytes() == by_hand.files["1flow.js"]
    bad = oneflow("check", "--env", "staging", "--set", "options.loadSdk=x", cwd=folder)
    assert bad.stderr.startswith("the command line: error: options.loadSdk: ")


def test_an_environment_itself_can_be_set(folder: Path) -> None:
    change = "environments.staging.options.loadSdk=plugin"
    assert oneflow("build", "--env", "staging", "--set", change, cwd=folder).returncode == 0
    by_hand = build({"settings": {"projectApiKey": STAGING_KEY}})
    assert (folder / "dist" / "1flow.js").read_bytes() == by_hand.files["1flow.js"]
    bad = oneflow("check", "--env", "staging", "--set", change.replace("plugin", "x"), cwd=folder)
    assert bad.stderr.startswith("the command line: error: environments.staging.options.loadSdk: ")
    new = oneflow("check", "--env", "new", "--set", "environments.new.enabled=false", cwd=folder)
    assert new.returncode == 0


def test_a_production_key_from_the_command_line_is_guarded_against(folder: Path) -> None:
    done = oneflow("snippet", "--env", "staging", "--api-key", KEY, cwd=folder)
    assert done.returncode == 2
    assert KEY not in done.stderr
    assert done.stderr.startswith("the command line: error: settings.projectApiKey: ")
    allowed = "environments.staging.allowProductionKey=true"
    arguments = ("snippet", "--env", "staging", "--api-key", KEY, "--set", allowed)
    assert oneflow(*arguments, cwd=folder).returncode == 0
