"""Sites that MkDocs and Sphinx build with our plugins, in the browser: docs/mkdocs-sphinx.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from .harness.recipes import Block, follow, recipes
from .harness.scene import Scene
from .harness.server import HTML, Reply
from .harness.website import (
    SETTINGS,
    expect_delivery,
    folder_site,
    lay_out,
    serve,
    site_environment,
)

# The pages are the bundle's as any other; here it counts that they have it.
pytestmark = pytest.mark.one_engine

RECIPES = recipes("mkdocs-sphinx.md")
OUTPUT = {"mkdocs": "site", "sphinx": "_build/html"}
PAGES = {"mkdocs": ("/", "/docs/start/"), "sphinx": ("/", "/docs/start.html", "/search.html")}


def test_both_are_tried_with_and_without_a_settings_file() -> None:
    assert sorted(RECIPES) == [
        "MkDocs",
        "MkDocs, without a settings file",
        "Sphinx",
        "Sphinx, without a settings file",
    ]


def build(blocks: list[Block], name: str, folder: Path, settings: str | None) -> Path:
    """The site's output, after a recipe was followed."""
    site = lay_out(name, folder, settings)
    follow(blocks, site, site_environment(folder))
    return site / OUTPUT[name]


@pytest.mark.parametrize("title", RECIPES)
def test_a_site_makes_the_calls(title: str, scene: Scene, tmp_path: Path) -> None:
    name = title.split(",", maxsplit=1)[0].lower()
    settings = None if "without" in title else SETTINGS
    serve(scene.server, folder_site(build(RECIPES[title], name, tmp_path, settings)))
    for path in PAGES[name]:
        expect_delivery(scene, path)


@pytest.mark.parametrize("title", ["MkDocs", "MkDocs, without a settings file"])
def test_mkdocs_page_of_what_is_missing_works_in_any_folder(
    title: str, scene: Scene, tmp_path: Path
) -> None:
    blocks = [Block("At the end of `mkdocs.yml`", "yaml", "site_url: https://example.com/shop/\n")]
    settings = None if "without" in title else SETTINGS
    output = build([*blocks, *RECIPES[title]], "mkdocs", tmp_path, settings)
    serve(scene.server, folder_site(output, "/shop/"))
    missing = (output / "404.html").read_bytes()
    # As a server answers it, but for the status, which the browser's console would tell.
    scene.server.routes["/shop/no/such/page"] = Reply(missing, content_type=HTML)
    expect_delivery(scene, "/shop/no/such/page")
    expect_delivery(scene, "/shop/docs/start/")


def test_sphinx_with_a_folder_for_each_page(scene: Scene, tmp_path: Path) -> None:
    blocks = [
        Block(each.before, each.language, each.text.replace("-W", "-W -b dirhtml"))
        for each in RECIPES["Sphinx, without a settings file"]
    ]
    serve(scene.server, folder_site(build(blocks, "sphinx", tmp_path, None)))
    for path in ("/", "/docs/start/"):
        expect_delivery(scene, path)
