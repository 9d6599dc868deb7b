"""The command: what it refuses, its options, and what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.runs import expected, files_below, write_csv
from tests.support.commands import oneflow, oneflow_on_a_terminal

REFUSED = {
    "no file": (["none.csv"], "none.csv: the file can't be read"),
    "kind": (["c.txt"], "name the file .csv or .jsonl"),
    "header": (["bad.csv"], 'bad.csv: the header has no column "projectApiKey"'),
    "format": (["c.csv", "--formats", "1flow.min.js,snipet.html"], 'did you mean "snippet.html"'),
    "empty format": (["c.csv", "--formats", ""], 'there is no format ""'),
    "jobs": (["c.csv", "--jobs", "0"], "0 is not in the range"),
    "settings": (["c.csv", "--set", "options.trackPayload=x"], "error: options.trackPayload"),
    "no such settings": (["c.csv", "--config", "none.yaml"], "none.yaml"),
    "environment": (["c.csv", "--env", "none"], 'there is no environment "none"'),
    "out": (["c.csv", "--out", "c.csv"], "c.csv: File exists"),
    "below a file": (["c.csv", "--out", "c.csv/out"], "c.csv/out: Not a directory"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cant_be_done_at_all_writes_nothing(
    folder: Path, arguments: list[str], message: str
) -> None:
    write_csv(folder / "c.csv", [("A", "k"), ("No Key", "")])
    (folder / "bad.csv").write_text("name,sdkUrl\nA,/x\n", "ascii")
    before = {path.name for path in folder.iterdir()}
    done = oneflow("batch", "--out", "out", *arguments, cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert {path.name for path in folder.iterdir()} == before


def test_out_is_required(folder: Path) -> None:
    done = oneflow("batch", "c.csv", cwd=folder)
    assert done.returncode == 2
    assert "'--out'" in done.stderr


def test_formats_may_be_given_in_both_ways(folder: Path) -> None:
    write_csv(folder / "c.csv", [("A", "k")])
    options = ["--formats", "1flow.js, 1flow.min.js", "--formats", "1flow.js"]
    assert oneflow("batch", "c.csv", "--out", "out", *options, cwd=folder).returncode == 0
    assert sorted(path.name for path in (folder / "out" / "A").iterdir()) == [
        "1flow.js",
        "1flow.min.js",
    ]


def test_columns_that_do_not_count_and_warnings_of_the_base_are_told_once(folder: Path) -> None:
    (folder / "c.csv").write_text("name,projectApiKey,country\nA,k,DE\nB,k2,FR\n", "ascii")
    subscriptions = "subscriptions=[]"
    done = oneflow("batch", "c.csv", "--out", "out", "--set", subscriptions, cwd=folder)
    assert done.returncode == 0
    assert done.stderr.count("no mapping is enabled") == 1
    assert done.stderr.count('the column "country" is not used') == 1


def test_the_base_settings_need_no_key(folder: Path) -> None:
    (folder / "oneflow-snippet.json").unlink()
    (folder / "oneflow-snippet.yaml").write_text("settings: {projectApiKey: '${UNSET}'}\n", "ascii")
    write_csv(folder / "c.csv", [("A", "k")])
    assert oneflow("batch", "c.csv", "--out", "out", cwd=folder).returncode == 0
    assert files_below(folder / "out") == expected({"A": ("k",)})


def test_a_progress_bar_is_for_terminals_only(folder: Path) -> None:
    write_csv(folder / "c.csv", [(f"C {index}", f"k{index}") for index in range(600)])
    shown = oneflow_on_a_terminal("batch", "c.csv", "--out", "out", cwd=folder)
    assert "Writing" in shown
    assert "100%" in shown
    assert "600 rows: 600 folders written" in shown
    assert oneflow("batch", "c.csv", "--out", "out", cwd=folder).stderr == ""
