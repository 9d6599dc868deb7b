"""The GitHub Action, run step by step in bash as a runner does, hostile inputs included."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator
from generator import Problem, build
from generator.bundle import Packing
from generator.integrations.github import annotation, built_summary, output_text
from generator.source import Position
from tests.support.action import Outcome, Runner, read_outputs
from tests.support.commands import KEY, files_in, oneflow

CHECKOUT = Path(generator.__file__).parents[1]
ACTION = CHECKOUT / "action.yml"
SETTINGS = f"settings: {{projectApiKey: '{KEY}'}}\n"
BUNDLE = build({"settings": {"projectApiKey": KEY}})


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runner temp")


@pytest.fixture(scope="module")
def first(temp: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The action with all its steps, once; the tests that follow have it installed."""
    workspace = tmp_path_factory.mktemp("work space")
    (workspace / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    outcome = Runner(ACTION, temp).run({"python": sys.executable, "out": "made here"}, workspace)
    assert files_in(workspace / "made here") == dict(BUNDLE.files)
    return outcome


@pytest.fixture
def runner(first: Outcome, temp: Path) -> Runner:
    return Runner(ACTION, temp)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    return tmp_path


def test_it_installs_builds_and_tells_what_it_made(first: Outcome) -> None:
    assert first.exit_code == 0, first.printed
    assert first.outputs == {
        "file": "made here/1flow.min.js",
        "files": "\n".join(f"made here/{name}" for name in BUNDLE.files),
        "integrity": integrity(),
        "changed": "true",
    }
    assert "| 1flow&#46;min&#46;js | " in first.summary
    assert f"`{integrity()}` |" in first.summary


def integrity() -> str:
    script = BUNDLE.files["1flow.min.js"]
    digest = subprocess.run(
        ["openssl", "dgst", "-sha384", "-binary"], input=script, capture_output=True, check=True
    ).stdout
    encoded = subprocess.run(["base64", "-w0"], input=digest, capture_output=True, check=True)
    return "sha384-" + encoded.stdout.decode("ascii")


def test_later_steps_have_the_command(first: Outcome, workspace: Path) -> None:
    [folder] = first.path
    done = subprocess.run(
        [f"{folder}/oneflow-snippet", "inject", "--help"], cwd=workspace, check=False
    )
    assert done.returncode == 0


def test_it_tells_whether_the_folder_changed(runner: Runner, workspace: Path) -> None:
    assert runner.run({}, workspace, skip=1).outputs["changed"] == "true"
    assert runner.run({}, workspace, skip=1).outputs["changed"] == "false"
    (workspace / "dist" / "1flow.js").write_bytes(b"")
    again = runner.run({}, workspace, skip=1)
    assert again.outputs["changed"] == "true"
    assert "1flow.js changed." in again.printed
    assert files_in(workspace / "dist") == dict(BUNDLE.files)


def test_a_check_writes_nothing_and_keeps_the_exit_code(runner: Runner, workspace: Path) -> None:
    stale = runner.run({"check": "true"}, workspace, skip=1)
    assert stale.exit_code == 1
    assert stale.outputs["changed"] == "true"
    assert re.search(r"^dist is not current: .*\b1flow\.js, .*", stale.printed, re.MULTILINE)
    assert "dist is not current" in stale.summary
    assert not (workspace / "dist").exists()
    runner.run({}, workspace, skip=1)
    current = runner.run({"check": "true"}, workspace, skip=1)
    assert (current.exit_code, current.outputs["changed"]) == (0, "false")
    assert "dist is current" in current.summary


def test_every_input_reaches_the_build(runner: Runner, workspace: Path) -> None:
    (workspace / "oneflow-snippet.yaml").unlink()
    (workspace / "my settings.yaml").write_text(
        f"{SETTINGS}environments: {{staging: {{settings: {{projectApiKey: other}}}}}}\n", "utf-8"
    )
    inputs = {
        "config": "my settings.yaml",
        "environment": "staging",
        "set": "\n  options.trackPayload=segment\n\nsubscriptions[0].partnerAction=trackEvent\n"
        "subscriptions[0].subscribe=type = \"track\" and event = 'A  b'\n"
        "subscriptions[0].mapping={event_name: A}\n",
        "out": "a/b",
    }
    done = runner.run(inputs, workspace, skip=1)
    assert done.exit_code == 0, done.printed
    subscription = {
        "partnerAction": "trackEvent",
        "subscribe": "type = \"track\" and event = 'A  b'",
        "mapping": {"event_name": "A"},
    }
    expected = build(
        {
            "settings": {"projectApiKey": "other"},
            "options": {"trackPayload": "segment"},
            "subscriptions": [subscription],
        }
    )
    assert files_in(workspace / "a" / "b") == dict(expected.files)


def test_names_with_hashes_are_told_as_they_are(runner: Runner, workspace: Path) -> None:
    inputs = dict.fromkeys(("hash-names", "precompress", "source-map"), "true")
    done = runner.run(inputs, workspace, skip=1)
    packing = Packing(hash_names=True, precompress=True, source_map=True)
    expected = build({"settings": {"projectApiKey": KEY}}, packing=packing).files
    assert files_in(workspace / "dist").keys() == expected.keys()
    entry = json.loads(expected["manifest.json"])["files"]["1flow.min.js"]
    assert done.outputs["file"] == f"dist/{entry['file']}"
    assert done.outputs["integrity"] == entry["integrity"]
    assert done.outputs["files"].split("\n") == [f"dist/{name}" for name in expected]


def test_the_project_key_comes_by_the_jobs_environment(runner: Runner, workspace: Path) -> None:
    text = "settings: {projectApiKey: '${ONEFLOW_PROJECT_KEY}'}\n"
    (workspace / "oneflow-snippet.yaml").write_text(text, "utf-8")
    assert runner.run({}, workspace, skip=1).exit_code == 2
    assert runner.run({}, workspace, {"ONEFLOW_PROJECT_KEY": KEY}, skip=1).exit_code == 0
    assert files_in(workspace / "dist") == dict(BUNDLE.files)


def test_bad_settings_are_annotated_and_keep_their_exit_code(
    runner: Runner, workspace: Path
) -> None:
    text = f"{SETTINGS}optoins: {{a: '<b>|`'}}\nsubscriptions: 5\n"
    (workspace / "oneflow-snippet.yaml").write_text(text, "utf-8")
    done = runner.run({}, workspace, skip=1)
    assert done.exit_code == 2
    for line in ("2,col=1::optoins: ", "3,col=16::subscriptions: "):
        assert f"::error file=oneflow-snippet.yaml,line={line}" in done.printed
    assert "Traceback" not in done.printed
    assert "can't be used" in done.summary
    assert "optoins" in done.summary
    assert "<b>" not in done.summary
    assert set(done.outputs.values()) == {""}
    assert not (workspace / "dist").exists()


def test_a_warning_is_annotated_and_stops_nothing(runner: Runner, workspace: Path) -> None:
    (workspace / "oneflow-snippet.yaml").write_text(f"{SETTINGS}subscriptions: []\n", "utf-8")
    done = runner.run({}, workspace, skip=1)
    assert done.exit_code == 0
    assert "::warning file=oneflow-snippet.yaml,line=2,col=16::" in done.printed
    assert "warning" in done.summary


HOSTILE = {
    "quotes": "\"; touch pwned; \"'; touch pwned; '",
    "substitution": "$(touch pwned)`touch pwned`${PWNED:=x}",
    "operators": "x && touch pwned || touch pwned ; touch pwned & #",
    "an option": "--help",
    "a glob": "*",
    "an expression": "${{ github.token }}",
    "a backslash": "a\\",
    "a table's cell": "a|b<script>alert(1)</script>[x](javascript:y)",
    "another line": "x\ntouch pwned\n::error::pwned",
    "an output": "x\nend-of-value\nintegrity=pwned",
    "a carriage return": "x\r::error::pwned",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("targets", [("out",), ("config", "environment", "set"), ("check",)])
def test_no_input_is_run_as_code(
    runner: Runner, workspace: Path, targets: tuple[str, ...], name: str
) -> None:
    value = HOSTILE[name]
    done = runner.run(dict.fromkeys(targets, value), workspace, skip=1)
    assert not list(workspace.rglob("pwned*"))
    assert not any(line.startswith("::error::pwned") for line in done.printed.splitlines())
    assert "Traceback" not in done.printed
    assert "<script>" not in done.summary
    if "out" in targets and value.isprintable():
        assert done.exit_code == 0, done.printed
        assert files_in(workspace / value) == dict(BUNDLE.files)
        assert done.outputs["file"] == f"{value}/1flow.min.js"
        assert done.outputs["integrity"] == integrity()
    else:
        assert done.exit_code == 2, done.printed
        assert set(done.outputs.values()) == {""}
        assert {path.name for path in workspace.iterdir()} == {".git", "oneflow-snippet.yaml"}


@pytest.mark.parametrize("python", ["$(touch pwned)", "false; touch pwned", "/nowhere/python3"])
def test_a_python_that_is_none_fails_and_runs_nothing_else(
    tmp_path: Path, workspace: Path, python: str
) -> None:
    (tmp_path / "temp").mkdir()
    done = Runner(ACTION, tmp_path / "temp").run({"python": python}, workspace)
    assert done.exit_code == 127
    assert set(done.outputs.values()) == {""}
    assert not list(tmp_path.rglob("pwned*"))


@pytest.mark.parametrize("variable", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
def test_a_file_of_the_runner_that_cant_be_written_is_told(workspace: Path, variable: str) -> None:
    done = oneflow("github-action", cwd=workspace, env={variable: "missing/file"})
    assert done.returncode == 2
    assert done.stderr == f"error: {variable}: missing/file: No such file or directory\n"


def test_every_input_and_output_is_documented() -> None:
    definition = Runner(ACTION, Path()).definition
    text = (CHECKOUT / "docs" / "ci.md").read_text("utf-8")
    for name in [*definition["inputs"], *definition["outputs"]]:
        assert re.search(rf"^\| .*`{name}`.* \|", text, re.MULTILINE), name


def test_inputs_stand_in_no_command() -> None:
    steps = Runner(ACTION, Path()).steps
    assert all("${{" not in step["run"] for step in steps)
    assert all(step["shell"] == "bash" for step in steps)
    assert not any("uses" in step for step in steps)


def test_the_action_is_what_github_takes_for_one(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-actions",
    ]
    assert subprocess.run([*command, str(ACTION)], check=False).returncode == 0
    broken = tmp_path / "action.yml"
    broken.write_text(
        ACTION.read_text("utf-8").replace("    - name: Build\n", "    - nam: Build\n")
    )
    assert subprocess.run([*command, str(broken)], check=False).returncode == 1


@given(st.dictionaries(st.from_regex(r"[a-z]+", fullmatch=True), st.text()))
def test_outputs_of_any_text_are_read_as_they_were_written(values: dict[str, str]) -> None:
    assert read_outputs(output_text(values)) == values
    nested = {"a": output_text(values), **values}
    assert read_outputs(output_text(nested)) == nested


@given(st.text())
def test_an_annotation_is_one_line(text: str) -> None:
    problem = Problem(text, text, file=text, position=Position(2, 3))
    lines = annotation(problem).split("\n")
    assert len(lines) == 1
    assert "\r" not in lines[0]
    _, head, message = lines[0].split("::", 2)
    file, line, column = head.removeprefix("error file=").split(",")
    assert (line, column) == ("line=2", "col=3")
    decoded = file.replace("%2C", ",").replace("%3A", ":")
    for each, expected in ((decoded, text), (message, f"{text}: {text}" if text else "")):
        plain = each.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert plain == expected


def test_a_problem_without_a_place_is_annotated_too() -> None:
    assert annotation(Problem("", "100% wrong")) == "::error::100%25 wrong"


def test_a_summary_takes_nothing_for_markup() -> None:
    summary = built_summary(BUNDLE, "<img src=x>\n# [a](b) | @all")
    headline = summary.split("\n")[0]
    assert headline.startswith("### &#60;img src&#61;x&#62;&#10;&#35; &#91;a&#93;(b) ")
    assert "@" not in headline
