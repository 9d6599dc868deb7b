"""What can't be done is told, and the files stay what they were: links, modes, owners, names."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from tests.support.commands import oneflow, oneflow_with_small_files

from .sites import INJECTED, OTHERS, PAGE, PAGES, run, tree, write


def test_what_cannot_be_done_is_told_and_the_others_are_done(site: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside.html": PAGE, "outside/x.html": PAGE})
    write(site, {"bad/headless.html": b"<p>Hi", "bad/open.html": b"<head>\n<!-- ", "ro.html": PAGE})
    write(site, {"bad/half.html": b"<html><head><!-- oneflow-snippet: begin --></head>"})
    (site / "ro.html").chmod(0o444)
    os.mkfifo(site / "fifo.html")
    for link, target in {
        "a-loop": ".",
        "blog/loop": "../../site",
        "self": "self",
        "dead.html": "gone.html",
        "out": "../outside",
        "out.html": "../outside.html",
    }.items():
        (site / link).symlink_to(target)
    before = tree(site)
    done = run()
    assert done.exit_code == 1
    assert done.stdout == "Changed 5 of 9 pages in site, 11 problems.\n"
    assert sorted(done.stderr.splitlines()) == [
        "error: site/a-loop: a link to a folder that it is in itself",
        "error: site/bad/half.html: from line 1 on, <!-- oneflow-snippet: begin --> and "
        "<!-- oneflow-snippet: end --> are no pair in the head: take out by hand what is left of "
        "the snippet",
        "error: site/bad/headless.html: it has no head",
        "error: site/bad/open.html: the comment in line 2 never ends",
        "error: site/blog/loop: a link to a folder that it is in itself",
        f"error: site/dead.html: a link that leads nowhere: {os.strerror(errno.ENOENT)}",
        "error: site/fifo.html: not a regular file",
        "error: site/out.html: a link out of the site; it is not followed",
        "error: site/out: a link out of the site; it is not followed",
        "error: site/ro.html: the file is read-only",
        f"error: site/self: a link that leads nowhere: {os.strerror(errno.ELOOP)}",
    ]
    assert tree(site) == {**before, **dict.fromkeys(PAGES, INJECTED)}
    assert (tmp_path / "outside.html").read_bytes() == PAGE
    assert tree(tmp_path / "outside") == {"x.html": PAGE}
    # Where nothing else is left to do, the problems alone make the exit code.
    assert run("--check").exit_code == 1
    exclude = ("bad", "*loop", "self", "dead.html", "out*", "fifo.html", "ro.html")
    assert run("--check", *(f"--exclude={pattern}" for pattern in exclude)).exit_code == 0


def test_a_page_with_several_names_is_done_once_under_its_own(site: Path) -> None:
    write(site, {"page.tmpl": PAGE, "folder/real.html": PAGE})
    (site / "link.html").symlink_to("folder/real.html")
    (site / "template.html").symlink_to(site / "page.tmpl")
    (site / "linked").symlink_to("folder")
    (site / "nowhere").symlink_to("gone")
    done = run()
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Changed 7 of 7 pages in site, 0 problems.\n"
    assert (site / "link.html").is_symlink()
    assert (site / "folder/real.html").read_bytes() == INJECTED
    assert (site / "page.tmpl").read_bytes() == INJECTED


def test_a_link_is_no_way_around_an_exclusion(site: Path) -> None:
    write(site, {"drafts/real.html": PAGE})
    (site / "link.html").symlink_to("drafts/real.html")
    run("--exclude", "drafts")
    assert (site / "drafts/real.html").read_bytes() == PAGE


def test_the_site_may_be_a_link(site: Path) -> None:
    site.rename(site.parent / "real")
    site.symlink_to("real")
    assert run().stdout == "Changed 5 of 5 pages in site, 0 problems.\n"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_a_page_keeps_its_mode_and_other_names_their_content(site: Path, mode: int) -> None:
    (site / "404.htm").chmod(mode)
    os.link(site / "404.htm", site.parent / "kept")
    run()
    assert stat.S_IMODE((site / "404.htm").stat().st_mode) == mode
    assert (site / "404.htm").read_bytes() == INJECTED
    assert (site.parent / "kept").read_bytes() == PAGE


def test_a_page_keeps_its_owner(site: Path) -> None:
    if os.geteuid() != 0:
        # Only an administrator can have files of others; our own stay ours.
        owner = (os.geteuid(), os.getegid())
    else:
        owner = (12345, 12346)
        os.chown(site / "404.htm", *owner)
    run()
    status = (site / "404.htm").stat()
    assert (status.st_uid, status.st_gid) == owner


def test_a_page_that_cannot_be_written_stays_and_no_file_is_left(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "404.htm":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    done = run()
    assert done.exit_code == 1
    assert done.stderr == f"error: site/404.htm: {os.strerror(errno.EIO)}\n"
    expected = {**dict.fromkeys(PAGES, INJECTED), **OTHERS, "404.htm": PAGE}
    assert tree(site) == expected


def test_a_full_disk_leaves_every_page_as_it_was(site: Path) -> None:
    before = tree(site)
    done = oneflow_with_small_files(1, "inject", "site", cwd=site.parent)
    assert done.returncode == 1
    assert done.stderr.count(os.strerror(errno.EFBIG)) == len(PAGES)
    assert tree(site) == before


def test_a_page_that_vanishes_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self.name == "404.htm":
            self.unlink(missing_ok=True)
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    done = run()
    assert done.exit_code == 1
    assert done.stderr == f"error: site/404.htm: {os.strerror(errno.ENOENT)}\n"
    assert done.stdout == "Changed 4 of 5 pages in site, 1 problem.\n"


def test_a_name_that_would_act_on_a_terminal_does_not(site: Path) -> None:
    write(site, {"\x1b[31m\nred.html": b"", os.fsdecode(b"\xff.html"): b""})
    done = oneflow("inject", "site", cwd=site.parent)
    assert done.returncode == 1
    assert 'error: "site/\\x1b[31m\\nred.html": it has no head\n' in done.stderr
    assert '\\udcff.html": it has no head\n' in done.stderr
    assert "\x1b" not in done.stderr
