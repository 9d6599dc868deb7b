"""What is current stays as it is; what is not is written again, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

from tests.batch.runs import BASE, expected, files_below, run, write_csv


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
