"""`oneflow-snippet inject`: every page of a site, and what can't be done told by its name."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import build
from generator.cli import main
from generator.integrations.element import inline_element, linked_element
from generator.integrations.html import inject
from tests.support.commands import (
    KEY,
    oneflow,
    oneflow_on_a_terminal,
    oneflow_with_small_files,
)

SETTINGS = f"settings:\n  projectApiKey: {KEY}\n"
BUNDLE = build({"settings": {"projectApiKey": KEY}})
PAGE = (
    b'<!doctype html>\r\n<html><head><meta charset="utf-8">\n<title>\xc3\xa9</title></head></html>'
)
INJECTED = inject(PAGE, inline_element(BUNDLE))
PAGES = (
    "404.htm",
    "INDEX.HTML",
    "blog/.well-known/a b.html",
    "blog/post/index.html",
    "docs.html/x.html",
)
OTHERS = {
    "feed.xml": b"<feed/>",
    "a.xhtml": PAGE,
    "blog/html": PAGE,
    "b.html.bak": PAGE,
    ".htmlx": PAGE,
}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def tree(folder: Path) -> dict[str, bytes]:
    """Every regular file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if stat.S_ISREG(path.lstat().st_mode)
    }


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site beside its settings, in the working folder."""
    write(tmp_path, {"oneflow-snippet.yaml": SETTINGS.encode()})
    write(tmp_path / "site", {**dict.fromkeys(PAGES, PAGE), **OTHERS})
    monkeypatch.chdir(tmp_path)
    return tmp_path / "site"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["inject", "site", *arguments])


def test_every_page_gets_the_snippet_and_nothing_else_changes(site: Path) -> None:
    done = run()
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Changed 5 of 5 pages in site, 0 problems.\n"
    assert tree(site) == {**dict.fromkeys(PAGES, INJECTED), **OTHERS}


def test_a_second_run_changes_no_page(site: Path) -> None:
    run()
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    assert run().stdout == "Changed 0 of 5 pages in site, 0 problems.\n"
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_other_settings_replace_the_snippet(site: Path) -> None:
    run()
    run("--set", "settings.projectApiKey=other")
    other = inject(PAGE, inline_element(build({"settings": {"projectApiKey": "other"}})))
    assert tree(site) == {**dict.fromkeys(PAGES, other), **OTHERS}


@pytest.mark.parametrize("enabled", ["true", "false"])
def test_a_build_within_the_site_stays_as_it_is(site: Path, enabled: str) -> None:
    options = ("--set", f"enabled={enabled}", "--hash-names")
    assert oneflow("build", "--out", "site/js", *options, cwd=site.parent).returncode == 0
    built = tree(site / "js")
    assert "snippet.html" in built
    done = run("--src", "/js/", "--integrity", *options)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Changed 5 of 6 pages in site, 0 problems.\n"
    assert tree(site / "js") == built


def test_a_page_that_begins_as_the_paste_in_form_is_a_page(site: Path) -> None:
    pasted = BUNDLE.files["snippet.html"]
    pages = {"twice.html": pasted * 2, "more.html": pasted + b"<title>A</title>"}
    write(site, pages)
    done = run()
    assert done.exit_code == 1
    assert "site/twice.html: it has no head" in done.stderr
    assert "site/more.html: its head has the snippet already" in done.stderr
    assert {name: data for name, data in tree(site).items() if name in pages} == pages


def test_removal_gives_the_bytes_back_and_needs_no_settings(site: Path) -> None:
    before = tree(site)
    run()
    (site.parent / "oneflow-snippet.yaml").unlink()
    done = run("--remove")
    assert (done.exit_code, done.stdout) == (0, "Changed 5 of 5 pages in site, 0 problems.\n")
    assert tree(site) == before
    assert run("--remove").stdout == "Changed 0 of 5 pages in site, 0 problems.\n"


def test_a_project_key_is_all_that_is_needed(site: Path) -> None:
    (site.parent / ".git").mkdir()
    (site.parent / "oneflow-snippet.yaml").unlink()
    assert run().exit_code == 2
    assert run("--api-key", KEY).exit_code == 0
    assert tree(site) == {**dict.fromkeys(PAGES, INJECTED), **OTHERS}


def test_by_url_with_integrity_and_a_nonce(site: Path) -> None:
    run("--src", "/js/1flow.min.js", "--integrity", "--nonce", "__NONCE__")
    element = linked_element(BUNDLE, "/js/1flow.min.js", integrity=True, nonce="__NONCE__")
    assert tree(site) == {**dict.fromkeys(PAGES, inject(PAGE, element)), **OTHERS}


@pytest.mark.parametrize("options", [("--hash-names",), ("--source-map",)])
def test_it_refers_to_what_a_build_with_the_same_options_wrote(
    site: Path, options: tuple[str, ...]
) -> None:
    assert CliRunner().invoke(main, ["build", "--out", "site/js", *options]).exit_code == 0
    run("--src", "/js/", "--integrity", *options)
    manifest = json.loads((site / "js" / "manifest.json").read_bytes())
    entry = manifest["files"]["1flow.min.js"]
    page = (site / "404.htm").read_text("utf-8")
    assert f'src="/js/{entry["file"]}" integrity="{entry["integrity"]}"' in page
    assert (site / "js" / entry["file"]).is_file()


def test_inline_with_a_nonce(site: Path) -> None:
    run("--nonce", "__NONCE__")
    expected = inject(PAGE, inline_element(BUNDLE, nonce="__NONCE__"))
    assert (site / "404.htm").read_bytes() == expected


def test_a_check_writes_nothing_and_names_the_pages_that_would_change(site: Path) -> None:
    run("--exclude", "blog")
    before = tree(site)
    done = run("--check")
    assert done.exit_code == 1
    assert done.stdout.split("\n") == [
        "site/blog/.well-known/a b.html would change.",
        "site/blog/post/index.html would change.",
        "2 of 5 pages in site would change, 0 problems.",
        "",
    ]
    assert tree(site) == before
    removal = run("--check", "--remove")
    assert removal.exit_code == 1
    assert "3 of 5 pages in site would change" in removal.stdout
    assert tree(site) == before
    run()
    assert run("--check").exit_code == 0


@pytest.mark.parametrize(
    ("pattern", "left_out"),
    [
        ("404.htm", {"404.htm"}),
        ("index.html", {"blog/post/index.html"}),
        ("blog/*", {"blog/.well-known/a b.html", "blog/post/index.html"}),
        ("blog", {"blog/.well-known/a b.html", "blog/post/index.html"}),
        ("*/index.html", {"blog/post/index.html"}),
        ("docs.htm?", {"docs.html/x.html"}),
        ("site/*", set()),
        ("/blog", set()),
    ],
)
def test_pages_and_folders_can_be_excluded(site: Path, pattern: str, left_out: set[str]) -> None:
    run("--exclude", pattern, "--exclude", "no such page")
    changed = {name for name, data in tree(site).items() if data == INJECTED}
    assert changed == set(PAGES) - left_out


# What can't be done


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


# Usage


BAD = {
    "no folder": (["nowhere"], "nowhere: No such file or directory"),
    "a file": (["oneflow-snippet.yaml"], "oneflow-snippet.yaml: Not a directory"),
    "no page": (["empty"], "empty: there is no HTML page in it"),
    "all excluded": (["site", "--exclude", "*"], "site: there is no HTML page in it"),
    "integrity without a URL": (["site", "--integrity"], "go with --src"),
    "hashes without a URL": (["site", "--hash-names"], "go with --src"),
    "a relative URL": (["site", "--src", "1flow.js"], "must begin with /"),
    "a nonce in other letters": (["site", "--nonce", "é"], "printable ASCII"),
    "removal by URL": (["site", "--remove", "--src", "/x"], "--remove takes no --src"),
    "removal with a nonce": (["site", "--remove", "--nonce", "x"], "--remove takes no --src"),
    "bad settings": (["site", "--set", "option.x=1"], "option"),
    "no site": ([], "Missing argument 'SITE_DIR'"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_usage_ends_with_2_and_changes_nothing(site: Path, name: str) -> None:
    (site.parent / "empty").mkdir()
    before = tree(site)
    arguments, message = BAD[name]
    done = CliRunner().invoke(main, ["inject", *arguments])
    assert done.exit_code == 2
    assert message in done.stderr
    assert tree(site) == before


def test_warnings_about_the_settings_are_told_once(site: Path) -> None:
    done = run("--set", "subscriptions=[]")
    assert done.exit_code == 0
    assert done.stderr.count("warning") == 1


def test_a_terminal_shows_the_progress_and_a_pipe_does_not(site: Path) -> None:
    piped = oneflow("inject", "site", cwd=site.parent)
    assert piped.stderr == ""
    shown = oneflow_on_a_terminal("inject", "site", "--check", cwd=site.parent)
    assert re.search(r"Pages .*#+.* 5/5", shown)
    assert shown.endswith("0 of 5 pages in site would change, 0 problems.\n")


def test_thousands_of_pages_are_no_matter(site: Path) -> None:
    write(site, {f"many/{number % 50}/{number}.html": PAGE for number in range(3000)})
    assert run().stdout == "Changed 3,005 of 3,005 pages in site, 0 problems.\n"
    assert run("--check").exit_code == 0


def test_every_option_is_documented() -> None:
    text = (Path(__file__).parents[1] / "docs" / "static-sites.md").read_text("utf-8")
    options = re.findall(r"^  (--[a-z-]+)", CliRunner().invoke(main, ["inject", "-h"]).stdout, re.M)
    assert len(options) >= 9
    for option in options:
        assert f"`{option}" in text
