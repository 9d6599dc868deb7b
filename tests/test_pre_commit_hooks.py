"""The pre-commit hooks: installed and run by pre-commit itself, in a repository of a customer's."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import generator
from tests.support.commands import KEY, environment, oneflow

CHECKOUT = Path(generator.__file__).parents[1]
HOOKS = CHECKOUT / ".pre-commit-hooks.yaml"
#: What pre-commit needs to install the hooks: the package as it stands, committed or not.
SOURCES = (
    *("generator", "templates", "pyproject.toml", "hatch_build.py"),
    *("README.md", "LICENSE", HOOKS.name),
)
SETTINGS = f"settings: {{projectApiKey: '{KEY}'}}\n"


def git(*arguments: str, cwd: Path) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=cwd, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hooks' repository, with a commit."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in SOURCES:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    git("init", "--quiet", cwd=folder)
    git("add", "--all", cwd=folder)
    git("commit", "--quiet", "--message=Hooks", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it has installed."""
    return tmp_path_factory.mktemp("pre-commit home")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A customer's repository with settings and a bundle, both staged."""
    git("init", "--quiet", cwd=tmp_path)
    (tmp_path / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    assert oneflow("build", cwd=tmp_path).returncode == 0
    git("add", "--all", cwd=tmp_path)
    return tmp_path


def run(
    repository: Path, hooks: Path, home: Path, hook: str, *files: str
) -> subprocess.CompletedProcess[str]:
    """A hook, installed from its repository and run on some files, as a commit of them runs it."""
    entry = {"repo": str(hooks), "rev": "HEAD", "hooks": [{"id": hook}]}
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True, check=True
    )
    entry["rev"] = head.stdout.strip()
    config = repository / ".pre-commit-config.yaml"
    config.write_text(yaml.safe_dump({"repos": [entry]}), "utf-8")
    git("add", config.name, cwd=repository)
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--verbose", "--files", *files],
        cwd=repository,
        env=environment({"PRE_COMMIT_HOME": str(home)}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_check_hook_passes_good_settings_and_stops_bad_ones(
    repository: Path, hooks: Path, home: Path
) -> None:
    good = run(repository, hooks, home, "oneflow-snippet-check", "oneflow-snippet.yaml")
    assert good.returncode == 0, good.stdout + good.stderr
    assert "2 mappings, no problems" in good.stdout
    (repository / "oneflow-snippet.yaml").write_text(f"{SETTINGS}x: 1\n", "utf-8")
    git("add", "--all", cwd=repository)
    bad = run(repository, hooks, home, "oneflow-snippet-check", "oneflow-snippet.yaml")
    assert bad.returncode == 1
    assert "- exit code: 2" in bad.stdout
    assert "x: there is no such setting" in bad.stdout


def test_the_build_hook_stops_a_bundle_that_is_not_current(
    repository: Path, hooks: Path, home: Path
) -> None:
    files = ("oneflow-snippet.yaml", "dist/1flow.js")
    current = run(repository, hooks, home, "oneflow-snippet-build", *files)
    assert current.returncode == 0, current.stdout + current.stderr
    (repository / "dist" / "1flow.js").write_bytes(b"by hand")
    git("add", "--all", cwd=repository)
    stale = run(repository, hooks, home, "oneflow-snippet-build", "dist/1flow.js")
    assert stale.returncode == 1
    assert "- exit code: 1" in stale.stdout
    assert "dist/1flow.js is stale" in stale.stdout
    assert (repository / "dist" / "1flow.js").read_bytes() == b"by hand"


def test_another_file_runs_no_hook(repository: Path, hooks: Path, home: Path) -> None:
    (repository / "index.html").write_bytes(b"")
    for hook in ("oneflow-snippet-check", "oneflow-snippet-build"):
        done = run(repository, hooks, home, hook, "index.html")
        assert done.returncode == 0
        assert "(no files to check)Skipped" in done.stdout


@pytest.mark.parametrize(
    ("name", "hooks"),
    [
        ("oneflow-snippet.yaml", {"check", "build"}),
        ("site/oneflow-snippet.yml", {"check", "build"}),
        ("oneflow-snippet.json", {"check", "build"}),
        ("oneflow-snippet.toml", {"check", "build"}),
        ("pyproject.toml", {"check", "build"}),
        ("dist/1flow.min.js", {"build"}),
        ("dist/1flow.mjs", {"build"}),
        ("snippet.html", {"build"}),
        ("dist/manifest.json", {"build"}),
        ("my-oneflow-snippet.yaml", set()),
        ("oneflow-snippet.yaml.bak", set()),
        ("oneflow-snippet.md", set()),
        ("package.json", set()),
    ],
)
def test_a_hook_looks_at_the_files_that_matter_to_it(name: str, hooks: set[str]) -> None:
    found = {
        hook["id"].removeprefix("oneflow-snippet-")
        for hook in yaml.safe_load(HOOKS.read_text("utf-8"))
        if re.search(hook["files"], name)
    }
    assert found == hooks


def test_the_manifest_of_hooks_is_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)]
    assert subprocess.run(command, check=False).returncode == 0
