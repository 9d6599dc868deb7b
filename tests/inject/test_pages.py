"""Every page has the snippet once, in the form that is asked for, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import build
from generator.cli import main
from generator.integrations.element import inline_element, linked_element
from generator.integrations.html import inject
from tests.support.commands import KEY, oneflow

from .sites import BUNDLE, INJECTED, OTHERS, PAGE, PAGES, run, tree, write


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
