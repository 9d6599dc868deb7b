"""A run: each row gives a folder or a line in the report, and the exit code says which."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from generator import build
from generator.batch.workers import Done, Job, Plan
from tests.batch.runs import expected, files_below, report, run, write_csv
from tests.support.commands import oneflow

#: In the shape of what people have, with the names that hurt.
ROWS = [
    ("Acme Inc.", "oneflow_prod_QWNtZQ=="),
    ("Über & Söhne", "oneflow_prod_w5xiZXI="),
    ("../../etc/passwd", "oneflow_prod_ZXZpbA=="),
    ('Quote "R" Us, Ltd', "oneflow_prod_UVI=", "https://cdn.quote.test/1flow.js"),
    ("CON", "oneflow_prod_Q09O"),
    ("</script><script>alert(1)</script>", "oneflow_prod_eHNz"),
    ("No Key", ""),
    ("acme inc.", "oneflow_prod_ZHVw"),
    ("", "oneflow_prod_bm9uYW1l"),
    ("...", "oneflow_prod_ZG90cw=="),
    ("U\u0308ber & So\u0308hne", "oneflow_prod_dHdpY2U="),
    ("report.json", "oneflow_prod_cmVwb3J0"),
    ("Blank", "  "),
    ("Bad URL", "oneflow_prod_dXJs", "javascript:alert(1)"),
    ("n" * 300, "oneflow_prod_bG9uZw=="),
    ("Next", "$& </script> \u2028 \\ ' \""),
]
LONG = "n" * 115 + "-" + hashlib.sha256(b"n" * 300).hexdigest()[:12]
FOLDERS = {
    "Acme Inc": ROWS[0][1:],
    "Über & Söhne": ROWS[1][1:],
    "_etc_passwd": ROWS[2][1:],
    "Quote _R_ Us, Ltd": ROWS[3][1:],
    "CON_": ROWS[4][1:],
    "_script_script_alert(1)_script_": ROWS[5][1:],
    "report_.json": ROWS[11][1:],
    LONG: ROWS[14][1:],
    "Next": ROWS[15][1:],
}
FAILED = {
    7: ("No Key", "there is no projectApiKey"),
    8: ("acme inc.", "row 1 has the same folder (capitals and accents do not count)"),
    9: ("", "there is no name"),
    10: ("...", "no folder can have this name: it has no letter, digit or other visible sign"),
    11: (
        "U\u0308ber & So\u0308hne",
        "row 2 has the same folder (capitals and accents do not count)",
    ),
    13: ("Blank", "projectApiKey: this is empty"),
    14: ("Bad URL", "sdkUrl: this must be an http or https URL, or a path that begins with /"),
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_row_has_a_folder_or_a_line_in_the_report(folder: Path, jobs: int) -> None:
    # Twice the fillers make more chunks than one, so that there is work for processes.
    fillers = {f"F {index}": (f"key {index}",) for index in range(300)}
    write_csv(folder / "c.csv", [*ROWS, *((name, *rest) for name, rest in fillers.items())])
    done = oneflow("batch", "c.csv", "--out", "out", "--jobs", str(jobs), cwd=folder)
    assert done.returncode == 1, done.stderr
    assert files_below(folder / "out") == expected({**FOLDERS, **fillers})
    found = report(folder / "out")
    assert found["customers"] == "c.csv"
    assert (found["rows"], found["folders"]) == (316, 309)
    assert found["failed"] == [
        {"row": row, "line": row + 1, "name": name, "reason": reason}
        for row, (name, reason) in FAILED.items()
    ]
    text = (folder / "out" / "report.json").read_text("ascii")
    assert sum(line.startswith('    {"row": ') for line in text.split("\n")) == len(FAILED)
    assert {
        each["name"]: each["folder"] for each in found["renamed"] if len(each["name"]) < 99
    } == {
        "Acme Inc.": "Acme Inc",
        "../../etc/passwd": "_etc_passwd",
        'Quote "R" Us, Ltd': "Quote _R_ Us, Ltd",
        "CON": "CON_",
        "</script><script>alert(1)</script>": "_script_script_alert(1)_script_",
        "report.json": "report_.json",
    }
    assert found["renamed"][-1] == {
        "name": "n" * 200 + "...",
        "folder": LONG,
    }
    assert "316 rows: 309 folders written into out, 0 current, 7 failed" in done.stdout
    assert 'c.csv:8: row 7 ("No Key"): there is no projectApiKey\n' in done.stderr
    assert done.stderr.count("\n") == 5


def test_what_build_writes_is_what_each_folder_has(folder: Path) -> None:
    write_csv(folder / "c.csv", [ROWS[3], ROWS[15]])
    names = sorted(build({"settings": {"projectApiKey": "k"}}).files)
    done = oneflow("batch", "c.csv", "--out", "out", "--formats", ",".join(names), cwd=folder)
    assert done.returncode == 0, done.stderr
    for name, row in (("Quote _R_ Us, Ltd", ROWS[3]), ("Next", ROWS[15])):
        values = dict(zip(("projectApiKey", "sdkUrl"), row[1:], strict=False))
        files = build({"settings": values}).files
        assert {path.name: path.read_bytes() for path in (folder / "out" / name).iterdir()} == files


def test_json_lines_give_the_same_folders(folder: Path) -> None:
    write_csv(folder / "c.csv", ROWS)
    names = ("name", "projectApiKey", "sdkUrl")
    lines = [json.dumps(dict(zip(names, row, strict=False))) for row in ROWS]
    (folder / "c.jsonl").write_text("\n".join(lines), "ascii")
    for kind in ("csv", "jsonl"):
        assert oneflow("batch", f"c.{kind}", "--out", kind, cwd=folder).returncode == 1
    assert files_below(folder / "csv") == files_below(folder / "jsonl")
    failed = [
        [(each["row"], each["name"], each["reason"]) for each in report(folder / kind)["failed"]]
        for kind in ("csv", "jsonl")
    ]
    assert failed[0] == failed[1]


def test_text_that_is_none_reaches_no_file(tmp_path: Path) -> None:
    rows = [("A\ud800\0", "k"), ("\ud800", "k"), ("B", "k\udfff"), ("C", "k", "/\ud800")]
    lines = [
        json.dumps(dict(zip(("name", "projectApiKey", "sdkUrl"), row, strict=False)))
        for row in rows
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), "ascii")
    assert run(tmp_path / "c.jsonl", tmp_path / "out").written == 1
    assert files_below(tmp_path / "out") == expected({"A_": ("k",)})
    found = report(tmp_path / "out")
    assert found["renamed"] == [{"name": "A?\0", "folder": "A_"}]
    assert [(each["row"], each["name"]) for each in found["failed"]] == [
        (2, "?"),
        (3, "B"),
        (4, "C"),
    ]
    for each in found["failed"][1:]:
        assert "half of a surrogate pair" in each["reason"]


def test_no_failures_are_exit_code_0_and_an_empty_list(folder: Path) -> None:
    write_csv(folder / "c.csv", [("A", "k")])
    done = oneflow("batch", "c.csv", "--out", "a/b", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 row: 1 folder written into a/b, 0 current, 0 failed.\n"
    assert report(folder / "a" / "b") == {
        "customers": "c.csv",
        "rows": 1,
        "folders": 1,
        "failed": [],
        "renamed": [],
    }


def test_a_header_alone_gives_an_empty_report(folder: Path) -> None:
    write_csv(folder / "c.csv", [])
    assert oneflow("batch", "c.csv", "--out", "out", cwd=folder).returncode == 0
    assert report(folder / "out")["rows"] == 0
    assert [path.name for path in (folder / "out").iterdir()] == ["report.json"]


def test_the_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", [("A", "k1")])
    before = os.umask(0o022)
    try:
        run(path, tmp_path / "out")
        (tmp_path / "out" / "A" / "snippet.html").write_bytes(b"old")
        run(path, tmp_path / "out")
    finally:
        os.umask(before)
    modes = {
        each.name: each.stat().st_mode & 0o777
        for each in [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    }
    assert modes == {
        "out": 0o755,
        "A": 0o755,
        "1flow.min.js": 0o644,
        "snippet.html": 0o644,
        "report.json": 0o644,
    }


LONG_TEXT = "x" * 700_000


@pytest.mark.parametrize(
    "row",
    [("L{}", LONG_TEXT), ("L{}", "k", f"/{LONG_TEXT}"), (f"L{{}}{LONG_TEXT}", "k")],
    ids=["key", "URL", "name"],
)
def test_long_rows_are_handed_on_in_small_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: tuple[str, ...]
) -> None:
    sizes: list[int] = []

    def placed(_plan: Plan, jobs: list[Job]) -> Done:
        sizes.append(len(jobs))
        return Done(len(jobs), 0, [])

    monkeypatch.setattr(Plan, "place", placed)
    long = [(row[0].format(index), *row[1:]) for index in range(6)]
    short = [(f"S {index}", "k") for index in range(600)]
    outcome = run(write_csv(tmp_path / "c.csv", [*long, *short]), tmp_path / "out")
    assert outcome.written == 606
    assert sizes == [2, 2, 2, 250, 250, 100]
