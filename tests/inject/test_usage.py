"""Options, warnings and progress."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.support.commands import oneflow, oneflow_on_a_terminal

from .sites import PAGE, run, tree, write

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
    text = (Path(__file__).parents[2] / "docs" / "static-sites.md").read_text("utf-8")
    options = re.findall(r"^  (--[a-z-]+)", CliRunner().invoke(main, ["inject", "-h"]).stdout, re.M)
    assert len(options) >= 9
    for option in options:
        assert f"`{option}" in text
