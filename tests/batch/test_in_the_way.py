"""What a disk does not take, or already has, stops one folder and no other."""

from __future__ import annotations

from pathlib import Path

from generator.batch.folders import folder_name
from tests.batch.runs import expected, files_below, report, run, write_csv
from tests.support.commands import oneflow, oneflow_with_small_files


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


def test_more_failures_at_a_time_than_a_pipe_takes_are_told(folder: Path) -> None:
    # Three chunks for two processes, of a megabyte each: one is sent while failures come back.
    names = [f"{index} {'x' * 4000}" for index in range(750)]
    write_csv(folder / "c.csv", [(name, "k") for name in names])
    (folder / "out").mkdir()
    for name in names:
        (folder / "out" / folder_name(name)).touch()
    done = oneflow("batch", "c.csv", "--out", "out", "--jobs", "2", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert len(report(folder / "out")["failed"]) == 750


def test_files_that_the_disk_does_not_take_are_told_row_by_row(folder: Path) -> None:
    write_csv(folder / "c.csv", [("A", "k1"), ("B", "k2")])
    done = oneflow_with_small_files(2, "batch", "c.csv", "--out", "out", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert {each["reason"] for each in report(folder / "out")["failed"]} == {
        "the folder can't be written: File too large"
    }
    assert [path.name for path in (folder / "out").iterdir()] == ["report.json"]
