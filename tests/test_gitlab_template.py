"""The GitLab template: its jobs' lines run in a shell as a GitLab runner runs them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import generator
from generator import build
from generator.bundle import Packing
from tests.support.commands import KEY, environment, files_in

CHECKOUT = Path(generator.__file__).parents[1]
TEMPLATE = CHECKOUT / "ci" / "gitlab.yml"
SETTINGS = f"settings: {{projectApiKey: '{KEY}'}}\n"
FILES = dict(build({"settings": {"projectApiKey": KEY}}).files)
BUILD, CHECK = ".oneflow-snippet-build", ".oneflow-snippet-check"
HOSTILE = [
    "$(touch pwned)`touch pwned`",
    "\"; touch pwned; '",
    "a b  c/*",
    "x\ntouch pwned",
    "-h; touch pwned",
]


def job(name: str) -> dict[str, Any]:
    """A job of the template with what it extends merged in, as GitLab merges it."""
    jobs = yaml.safe_load(TEMPLATE.read_text("utf-8"))
    own = jobs[name]
    return {**jobs[own.pop("extends")], **own}


def run(
    lines: list[str], folder: Path, shell: str, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """One script of all lines, which ends at the first that fails."""
    options = ["-eo", "pipefail"] if shell == "bash" else ["-e"]
    return subprocess.run(
        [shell, *options, "-c", "\n".join(lines)],
        cwd=folder,
        env={**environment(), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    return folder


def test_a_job_installs_the_package_and_builds(project: Path, tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    definition = job(BUILD)
    lines = [*definition["before_script"], *definition["script"]]
    variables = {
        **definition["variables"],
        "ONEFLOW_SNIPPET": str(CHECKOUT),
        "TMPDIR": str(tmp_path / "temp"),
        # The image has the Python that it is named after.
        "PATH": f"{Path(sys.executable).parent}:{environment()['PATH']}",
    }
    done = run(lines, project, "bash", variables)
    assert done.returncode == 0, done.stderr
    assert files_in(project / "dist") == FILES
    assert {path.name for path in project.iterdir()} == {".git", "oneflow-snippet.yaml", "dist"}
    assert definition["artifacts"]["paths"] == ["$ONEFLOW_OUT"]


def script(name: str, project: Path, shell: str, **variables: str) -> Any:
    """The lines of a job after its installation, which the test above has."""
    definition = job(name)
    path = f"{Path(sys.executable).parent}:{environment()['PATH']}"
    given = {**definition["variables"], "PATH": path, **variables}
    return run(definition["script"], project, shell, given)


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_the_check_keeps_the_tools_exit_code(project: Path, shell: str) -> None:
    stale = script(CHECK, project, shell)
    assert stale.returncode == 1
    assert "dist/1flow.js is missing" in stale.stdout
    assert not (project / "dist").exists()
    assert script(BUILD, project, shell).returncode == 0
    assert script(CHECK, project, shell).returncode == 0
    bad = script(CHECK, project, shell, ONEFLOW_CONFIG="none.yaml")
    assert bad.returncode == 2


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_every_variable_reaches_the_build(project: Path, shell: str) -> None:
    text = f"{SETTINGS}environments: {{a b: {{settings: {{projectApiKey: other}}}}}}\n"
    (project / "my settings.yaml").write_text(text, "utf-8")
    variables = {"CONFIG": "my settings.yaml", "ENVIRONMENT": "a b", "OUT": "made here"}
    variables["OPTIONS"] = "--hash-names --set options.trackPayload=segment"
    given = {f"ONEFLOW_{name}": value for name, value in variables.items()}
    done = script(BUILD, project, shell, **given)
    assert done.returncode == 0, done.stderr
    settings = {"settings": {"projectApiKey": "other"}, "options": {"trackPayload": "segment"}}
    expected = build(settings, packing=Packing(hash_names=True)).files
    assert files_in(project / "made here") == dict(expected)


@pytest.mark.parametrize("value", HOSTILE)
def test_no_variable_is_run_as_code(project: Path, value: str) -> None:
    done = script(BUILD, project, "bash", ONEFLOW_OUT=value)
    assert files_in(project / value) == FILES, done.stderr
    shutil.rmtree(project / value)
    for name in ("ONEFLOW_CONFIG", "ONEFLOW_ENVIRONMENT", "ONEFLOW_OPTIONS"):
        done = script(BUILD, project, "bash", **{name: value})
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert not list(project.rglob("pwned*"))


def test_without_the_package_the_job_says_what_to_set(project: Path) -> None:
    definition = job(BUILD)
    done = run(definition["before_script"], project, "bash", definition["variables"])
    assert done.returncode != 0
    assert "ONEFLOW_SNIPPET: set it to what pip installs" in done.stderr


def test_the_jobs_are_what_gitlab_takes(tmp_path: Path) -> None:
    # The schema says nothing of hidden jobs, so these are tried as what extends them.
    jobs = {name.removeprefix("."): job(name) for name in (BUILD, CHECK)}
    pipeline = tmp_path / "pipeline.yml"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]
    for text, code in (
        (yaml.safe_dump(jobs), 0),
        (yaml.safe_dump(jobs).replace("paths:", "x:"), 1),
    ):
        pipeline.write_text(text, "utf-8")
        done = subprocess.run([*command, str(pipeline)], check=False)
        assert done.returncode == code
