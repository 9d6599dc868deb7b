"""The command line in real processes: what it writes, what it says and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from generator import build
from tests.support.commands import KEY, files_in, oneflow, oneflow_with_small_files, run
from tests.support.page import only_script

SETTINGS = f"settings:\n  projectApiKey: {KEY}\n"
WARNING = f"""{SETTINGS}
subscriptions:
  - partnerAction: trackEvent
    subscribe: type = "track"
    mapping: {{event_name: Order, revenue: 5}}
"""
FILES = {
    "1flow.js",
    "1flow.min.js",
    "1flow.mjs",
    "1flow.d.mts",
    "1flow.remote.js",
    "manifest.json",
    "snippet.html",
}
COMMANDS = (
    "init", "build", "check", "snippet", "csp", "inject", "batch", "schema", "import", "diff",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with good settings, in which no search goes any further."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    return tmp_path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def expected() -> dict[str, bytes]:
    return dict(build({"settings": {"projectApiKey": KEY}}).files)


def no_traceback(done: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in done.stderr + done.stdout


# init


def test_init_writes_commented_settings_that_give_a_working_install(empty: Path) -> None:
    done = oneflow("init", cwd=empty)
    assert (done.returncode, done.stderr) == (0, "")
    assert "oneflow-snippet build" in done.stdout
    path = empty / "oneflow-snippet.yaml"
    text = path.read_text("ascii")
    assert text.count("#") > 5
    missing = oneflow("build", cwd=empty)
    assert missing.returncode == 2
    assert "ONEFLOW_PROJECT_KEY is not set" in missing.stderr
    built = oneflow("build", cwd=empty, env={"ONEFLOW_PROJECT_KEY": KEY})
    assert built.returncode == 0, built.stderr
    assert set(files_in(empty / "dist")) >= FILES


def test_inits_settings_are_the_defaults(empty: Path) -> None:
    oneflow("init", cwd=empty)
    settings = yaml.safe_load((empty / "oneflow-snippet.yaml").read_text("ascii"))
    settings["settings"]["projectApiKey"] = KEY
    assert build(settings).files == expected()


def test_init_takes_a_name(empty: Path) -> None:
    (empty / "config").mkdir()
    done = oneflow("init", "config/mine.yaml", cwd=empty)
    assert done.returncode == 0
    assert "config/mine.yaml" in done.stdout
    assert (empty / "config" / "mine.yaml").exists()


def test_init_does_not_write_over_a_file_but_with_force(folder: Path) -> None:
    path = folder / "oneflow-snippet.yaml"
    done = oneflow("init", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--force" in done.stderr
    assert path.read_text("utf-8") == SETTINGS
    forced = oneflow("init", "--force", cwd=folder)
    assert forced.returncode == 0
    assert path.read_text("utf-8") != SETTINGS


def test_init_on_a_full_disk_leaves_the_settings_that_were_there(folder: Path) -> None:
    done = oneflow_with_small_files(1, "init", "--force", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: oneflow-snippet.yaml: ")
    assert (folder / "oneflow-snippet.yaml").read_text("utf-8") == SETTINGS
    assert set(folder.iterdir()) == {folder / ".git", folder / "oneflow-snippet.yaml"}


@pytest.mark.parametrize("name", ["oneflow-snippet.json", "x.toml", "settings"])
def test_init_writes_no_file_that_could_not_be_read(empty: Path, name: str) -> None:
    done = oneflow("init", name, cwd=empty)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {name}: name the file .yaml or .yml, for it is written as YAML\n"
    assert list(empty.glob(name)) == []


@pytest.mark.parametrize("name", ["missing/oneflow-snippet.yaml", "file/oneflow-snippet.yaml", "."])
def test_init_where_no_file_can_be_is_refused(empty: Path, name: str) -> None:
    (empty / "file").write_text("", "utf-8")
    done = oneflow("init", "--force", name, cwd=empty)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {name}")
    no_traceback(done)


# build


def test_build_writes_the_files_of_the_contract_into_dist(folder: Path) -> None:
    done = oneflow("build", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert files_in(folder / "dist") == expected()
    assert all(name in done.stdout for name in FILES - {"manifest.json"})


def test_build_tells_the_true_sizes(folder: Path) -> None:
    done = oneflow("build", cwd=folder)
    manifest = json.loads((folder / "dist" / "manifest.json").read_text("ascii"))
    line = next(line for line in done.stdout.split("\n") if "1flow.min.js" in line)
    words = line.replace(",", "").split()[1:]
    numbers = [int(word) for word in words if word.isdigit()]
    assert numbers == [
        manifest["files"]["1flow.min.js"][kind] for kind in ("raw", "gzip", "brotli")
    ]


def test_build_takes_a_config_and_a_folder(empty: Path) -> None:
    (empty / "my settings.yml").write_text(SETTINGS, "utf-8")
    done = oneflow("build", "--config", "my settings.yml", "--out", "public/js", cwd=empty)
    assert done.returncode == 0, done.stderr
    assert files_in(empty / "public" / "js") == expected()


def test_build_finds_the_settings_in_a_parent_folder(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    done = oneflow("build", cwd=folder / "a" / "b")
    assert done.returncode == 0, done.stderr
    assert files_in(folder / "a" / "b" / "dist") == expected()


def test_build_takes_overrides_in_their_order(folder: Path) -> None:
    overrides = ["options.trackPayload=properties", "options.trackPayload=segment"]
    arguments = [part for override in overrides for part in ("--set", override)]
    done = oneflow("build", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    wanted = build(
        {"settings": {"projectApiKey": KEY}, "options": {"trackPayload": "segment"}}
    ).files
    assert files_in(folder / "dist") == dict(wanted)


def test_the_module_does_what_the_script_does(folder: Path) -> None:
    script = oneflow("build", "--out", "one", cwd=folder)
    module = run([sys.executable, "-m", "generator", "build", "--out", "two"], folder)
    assert module.returncode == 0
    assert module.stdout == script.stdout.replace("into one:", "into two:")
    assert files_in(folder / "one") == files_in(folder / "two")
    usage = run([sys.executable, "-m", "generator", "--help"], folder)
    assert usage.stdout == oneflow("--help", cwd=folder).stdout


@pytest.mark.parametrize(
    "settings",
    ["", "settings: {projectApiKey: ''}\n", "broken: [", SETTINGS + "options: {x: 1}\n", "\x00"],
)
def test_bad_settings_write_nothing(folder: Path, settings: str) -> None:
    (folder / "oneflow-snippet.yaml").write_text(settings, "utf-8")
    done = oneflow("build", "--out", "a/b", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("; nothing was written.\n")
    assert not (folder / "a").exists()
    no_traceback(done)


def test_bad_settings_leave_an_older_build_alone(folder: Path) -> None:
    oneflow("build", cwd=folder)
    before = {path: path.stat().st_mtime_ns for path in (folder / "dist").iterdir()}
    done = oneflow("build", "--set", "options.x=1", cwd=folder)
    assert done.returncode == 2
    assert {path: path.stat().st_mtime_ns for path in (folder / "dist").iterdir()} == before


@pytest.mark.parametrize("out", ["file", "file/dist", "/proc", "/proc/dist", "long/" + "x" * 300])
def test_a_folder_that_cant_be_written_into_is_refused(folder: Path, out: str) -> None:
    (folder / "file").write_text("mine", "utf-8")
    done = oneflow("build", "--out", out, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {out}: the files can't be written: ")
    assert (folder / "file").read_text("utf-8") == "mine"
    assert not (folder / "long").exists()
    no_traceback(done)


# build --check


def test_check_tells_a_current_folder_from_a_stale_one(folder: Path) -> None:
    oneflow("build", cwd=folder)
    current = oneflow("build", "--check", cwd=folder)
    assert (current.returncode, current.stdout) == (0, "dist is current.\n")
    (folder / "dist" / "1flow.js").write_text("stale", "utf-8")
    (folder / "dist" / "snippet.html").unlink()
    stale = oneflow("build", "--check", cwd=folder)
    assert stale.returncode == 1
    assert stale.stdout == "dist/1flow.js is stale.\ndist/snippet.html is missing.\n"
    assert "without --check" in stale.stderr
    assert set(files_in(folder / "dist")) == FILES - {"snippet.html"}
    assert (folder / "dist" / "1flow.js").read_text("utf-8") == "stale"


def test_check_makes_no_folder(folder: Path) -> None:
    assert oneflow("build", "--check", cwd=folder).returncode == 1
    assert not (folder / "dist").exists()


def test_check_of_bad_settings_is_no_staleness(folder: Path) -> None:
    assert oneflow("build", "--check", "--set", "options.x=1", cwd=folder).returncode == 2


def test_a_diff_shows_what_would_change_without_the_key(folder: Path) -> None:
    oneflow("build", cwd=folder)
    done = oneflow("build", "--check", "--diff", "--set", "options.loadSdk=immediately", cwd=folder)
    assert done.returncode == 1
    assert "--- dist/1flow.js\n" in done.stdout
    assert "\n+  inject();" in done.stdout
    other = "oneflow_prod_b3RoZXI="
    rekeyed = oneflow(
        "build", "--check", "--diff", "--set", f"settings.projectApiKey={other}", cwd=folder
    )
    assert rekeyed.returncode == 1
    for text in (done.stdout, rekeyed.stdout):
        assert KEY not in text
        assert other not in text


def test_a_diff_of_a_current_folder_is_empty(folder: Path) -> None:
    oneflow("build", cwd=folder)
    done = oneflow("build", "--check", "--diff", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "dist is current.\n")


# check


def test_check_of_good_settings_says_so_and_writes_nothing(folder: Path) -> None:
    before = set(folder.iterdir())
    done = oneflow("check", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "oneflow-snippet.yaml: 2 mappings, no problems.\n"
    assert set(folder.iterdir()) == before


def test_a_warning_is_told_and_fails_only_when_strict(folder: Path) -> None:
    (folder / "oneflow-snippet.yaml").write_text(WARNING, "utf-8")
    done = oneflow("check", cwd=folder)
    assert done.returncode == 0
    assert "oneflow-snippet.yaml:7:34: warning: subscriptions[0].mapping.revenue: " in done.stderr
    assert done.stdout == "oneflow-snippet.yaml: 1 mapping, 1 warning.\n"
    strict = oneflow("check", "--strict", cwd=folder)
    assert (strict.returncode, strict.stdout, strict.stderr) == (1, done.stdout, done.stderr)
    built = oneflow("build", cwd=folder)
    assert (built.returncode, built.stderr) == (0, done.stderr)


def test_strict_settings_without_a_warning_are_fine(folder: Path) -> None:
    assert oneflow("check", "--strict", cwd=folder).returncode == 0


def test_what_is_wrong_with_a_disabled_mapping_is_a_warning(folder: Path) -> None:
    text = WARNING.replace("subscribe:", "enabled: false\n    subscribe:").replace(" = ", " == ")
    (folder / "oneflow-snippet.yaml").write_text(text, "utf-8")
    done = oneflow("check", cwd=folder)
    assert done.returncode == 0
    assert ":7:21: warning: subscriptions[0].subscribe: " in done.stderr


def test_settings_that_are_not_there_say_what_to_do(empty: Path) -> None:
    for command in ("check", "build", "snippet"):
        done = oneflow(command, cwd=empty)
        assert (done.returncode, done.stdout) == (2, "")
        assert "oneflow-snippet init" in done.stderr
        no_traceback(done)


# snippet


def test_snippet_prints_the_html_and_nothing_else(folder: Path) -> None:
    done = oneflow("snippet", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.encode() == expected()["snippet.html"]
    assert set(folder.iterdir()) == {folder / ".git", folder / "oneflow-snippet.yaml"}


def test_snippet_with_warnings_prints_them_elsewhere(folder: Path) -> None:
    (folder / "oneflow-snippet.yaml").write_text(WARNING, "utf-8")
    done = oneflow("snippet", cwd=folder)
    assert done.returncode == 0
    assert only_script(done.stdout)
    assert "warning" in done.stderr


@pytest.mark.parametrize(
    "key", [KEY, "${HOME}", "a ${x}", "</script>'\"\\", "key with spaces", "-k"]
)
def test_snippet_takes_a_key_as_it_is_without_a_file(empty: Path, key: str) -> None:
    done = oneflow("snippet", f"--api-key={key}", cwd=empty)
    assert done.returncode == 0, done.stderr
    # In settings a doubled dollar sign stands for itself before a brace.
    wanted = build({"settings": {"projectApiKey": key.replace("${", "$${")}}, environ={})
    assert done.stdout.encode() == wanted.files["snippet.html"]
    assert only_script(done.stdout)


def test_snippet_with_a_key_keeps_the_rest_of_the_file(folder: Path) -> None:
    (folder / "oneflow-snippet.yaml").write_text(SETTINGS + "  sdkUrl: /mine.js\n", "utf-8")
    done = oneflow("snippet", "--api-key", "other", cwd=folder)
    wanted = build({"settings": {"projectApiKey": "other", "sdkUrl": "/mine.js"}})
    assert done.stdout.encode() == wanted.files["snippet.html"]


@pytest.mark.parametrize("key", ["", " "])
def test_snippet_with_an_empty_key_is_refused(folder: Path, key: str) -> None:
    done = oneflow("snippet", "--api-key", key, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "settings.projectApiKey: this is empty" in done.stderr
