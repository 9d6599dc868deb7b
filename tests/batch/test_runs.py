"""A run: folders, the report, exit codes, and what stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator import build
from generator.batch.customers import Customers
from generator.batch.runner import Batch
from generator.batch.workers import Done, Job, Plan
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from tests.batch.runs import BASE, expected, files_below, run, write_csv
from tests.support.commands import (
    CONSOLE_SCRIPT,
    environment,
    oneflow,
    oneflow_on_a_terminal,
)

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with base settings, in which no search goes any further."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "oneflow-snippet.json").write_text(json.dumps(BASE), "utf-8")
    return tmp_path


def report(out: Path) -> Any:
    return json.loads((out / "report.json").read_bytes())


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


# what stays as it is


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(out).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in out.rglob("*")
        if path.is_file() and path.name != "report.json"
    }


def test_current_folders_are_not_written_again(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", [(name, f"k {name}") for name in "ABCDE"])
    out = tmp_path / "out"
    first = run(path, out)
    assert (first.written, first.current) == (5, 0)
    before = stamps(out)
    (out / "B" / "snippet.html").write_bytes(b"")
    (out / "C" / "1flow.min.js").unlink()
    (out / "D" / "mine.txt").write_bytes(b"mine")
    # As long as it was, but empty: what a power cut may leave.
    (out / "E" / "1flow.min.js").write_bytes(bytes((out / "E" / "1flow.min.js").stat().st_size))
    (out / "old customer").mkdir()
    second = run(path, out)
    assert (second.written, second.current) == (3, 2)
    files = expected({name: (f"k {name}",) for name in "ABCDE"})
    assert files_below(out) == {**files, "D/mine.txt": b"mine"}
    assert (out / "old customer").is_dir()
    changed = {name for name, stamp in stamps(out).items() if before.get(name) != stamp}
    assert changed == {"B/snippet.html", "C/1flow.min.js", "D/mine.txt", "E/1flow.min.js"}


def test_other_settings_change_what_they_change(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", [("A", "k1"), ("B", "k2")])
    run(path, tmp_path / "out")
    other = {**BASE, "options": {"loadSdk": "immediately"}}
    assert run(path, tmp_path / "out", base=other).written == 2
    assert files_below(tmp_path / "out") == expected({"A": ("k1",), "B": ("k2",)}, other)


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


def test_long_keys_are_handed_on_in_small_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def placed(_plan: Plan, jobs: list[Job]) -> Done:
        sizes.append(len(jobs))
        return Done(len(jobs), 0, [])

    monkeypatch.setattr(Plan, "place", placed)
    long = [(f"L {index}", "k" * 700_000) for index in range(6)]
    short = [(f"S {index}", "k") for index in range(600)]
    outcome = run(write_csv(tmp_path / "c.csv", [*long, *short]), tmp_path / "out")
    assert outcome.written == 606
    assert sizes == [2, 2, 2, 250, 250, 100]


# what is in the way


def test_what_stands_in_the_way_of_one_folder_stops_no_other(tmp_path: Path) -> None:
    names = ["A", "file.", "link", "loop", "folder", "linked", "Z."]
    path = write_csv(tmp_path / "c.csv", [(name, f"k {name}") for name in names])
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "mine.js").write_bytes(b"mine")
    (out / "file").write_bytes(b"mine")
    (out / "link").symlink_to(tmp_path / "elsewhere")
    (out / "loop").symlink_to("loop")
    (out / "folder" / "snippet.html" / "x").mkdir(parents=True)
    (out / "linked").mkdir()
    (out / "linked" / "1flow.min.js").symlink_to(tmp_path / "mine.js")
    outcome = run(path, out)
    assert (outcome.written, outcome.failed) == (3, 4)
    failed = {each["name"]: each["reason"] for each in report(out)["failed"]}
    no_folder = "the folder can't be written: something that is no folder has its name"
    for name in ("file.", "link", "loop"):
        assert failed[name] == no_folder
    assert report(out)["renamed"] == [{"name": "Z.", "folder": "Z"}]
    assert "folder can't be written" in failed["folder"]
    assert (out / "file").read_bytes() == b"mine"
    assert list((tmp_path / "elsewhere").iterdir()) == []
    # A link to a file gives way to the file; what it points to is left alone.
    assert not (out / "linked" / "1flow.min.js").is_symlink()
    assert (tmp_path / "mine.js").read_bytes() == b"mine"
    done = {"A": ("k A",), "linked": ("k linked",), "Z": ("k Z.",)}
    assert files_below(out).items() >= expected(done).items()
    assert [each.name for each in out.iterdir() if each.name.startswith(".")] == []


def test_files_that_the_disk_does_not_take_are_told_row_by_row(folder: Path) -> None:
    write_csv(folder / "c.csv", [("A", "k1"), ("B", "k2")])
    limited = 'ulimit -f 2; exec "$0" batch c.csv --out out'
    done = subprocess.run(
        ["bash", "-c", limited, str(CONSOLE_SCRIPT)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert {each["reason"] for each in report(folder / "out")["failed"]} == {
        "the folder can't be written: File too large"
    }
    assert [path.name for path in (folder / "out").iterdir()] == ["report.json"]


# usage


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
    write_csv(folder / "c.csv", ROWS)
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


def test_a_rows_values_are_not_taken_from_the_environment(folder: Path) -> None:
    rows = [("A", "${UNSET}"), ("B", "$${HOME}", "/${UNSET}.js"), ("C", "${HOME}", "/$${HOME}")]
    write_csv(folder / "c.csv", rows)
    done = oneflow("batch", "c.csv", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    found = files_below(folder / "out")
    assert b'"${UNSET}"' in found["A/1flow.min.js"]
    assert b'"$${HOME}"' in found["B/1flow.min.js"]
    assert b'"/${UNSET}.js"' in found["B/1flow.min.js"]
    assert b'"${HOME}"' in found["C/1flow.min.js"]
    assert b'"/$${HOME}"' in found["C/1flow.min.js"]


# keys


def test_no_key_is_shown(folder: Path) -> None:
    key = "oneflow_prod_c2VjcmV0+a2V5/Zm9v=="
    bare = "a-secret-of-no-known-form"
    (folder / "c.csv").write_text(
        "name,projectApiKey,sdkUrl\n"
        f"Acme, Inc.,{key},/x.js\n"  # one cell too many
        f"{key},,\n"  # the columns the wrong way round
        f"A,{bare},bad url\n"
        f'B,"{bare}"x,\n'
        f"C,{bare},\nc,{bare},\n"
        f"{key}{'x' * 300},{bare},bad\n",
        "ascii",
    )
    (folder / "c.jsonl").write_text(
        json.dumps({"name": "A", "projectApiKey": [key]})
        + "\n"
        + json.dumps({"name": "B", "projectApiKey": bare, key: 1, "sdkUrl": 5})
        + f'\n{{"name": "C", "projectApiKey": "{bare}\n',
        "ascii",
    )
    for name in ("c.csv", "c.jsonl"):
        done = oneflow("batch", name, "--out", name[2:], cwd=folder)
        assert done.returncode == 1
        said = done.stdout + done.stderr + (folder / name[2:] / "report.json").read_text("ascii")
        assert "c2VjcmV0" not in said
        assert bare not in said
        assert len(report(folder / name[2:])["failed"]) >= 3


def test_the_guard_of_the_production_key_holds_for_rows(tmp_path: Path) -> None:
    data = {
        "settings": {"projectApiKey": "the production key"},
        "environments": {"staging": {"settings": {"sdkUrl": "/staging.js"}}},
    }
    batch = Batch(choose_environment(Document(data), "staging"), {})
    rows_given = [("A", "another key"), ("B", "the production key"), ("C", "a key", "bad url")]
    path = write_csv(tmp_path / "c.csv", rows_given)
    with Customers(path) as rows:
        outcome = batch.run(rows, tmp_path / "out", jobs=1, progress=lambda _position: None)
    assert outcome.written == 1
    guarded, bad = report(tmp_path / "out")["failed"]
    assert (guarded["name"], bad["name"]) == ("B", "C")
    assert 'the environment "staging" has the project key of the base' in guarded["reason"]
    assert bad["reason"].startswith("sdkUrl: a URL holds no spaces")
    assert b'"/staging.js"' in (tmp_path / "out" / "A" / "1flow.min.js").read_bytes()
