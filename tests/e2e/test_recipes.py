"""Each recipe of docs/recipes.md, followed in a small site, and the pages that come of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from .harness.recipes import follow, recipes
from .harness.scene import Scene
from .harness.website import (
    SETTINGS,
    SITES,
    Site,
    app_site,
    expect_delivery,
    first_of,
    folder_site,
    lay_out,
    serve,
    site_environment,
)


@dataclass(frozen=True)
class Outcome:
    """Where a recipe leaves the site: files in a folder, an app that gives the pages, or both."""

    files: str = ""
    app: str = ""


OUTCOMES = {
    "Hugo": Outcome("public"),
    "Jekyll": Outcome("_site"),
    "Eleventy": Outcome("_site"),
    "Astro": Outcome("dist"),
    "Next.js": Outcome("out"),
    "Django": Outcome("public", "shop.wsgi:application"),
    "Flask": Outcome(app="app:app"),
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the test's own, below the node_modules with the generators from npm."""
    with tempfile.TemporaryDirectory(prefix="built-", dir=SITES) as path:
        yield Path(path)


def test_each_recipe_is_followed_here() -> None:
    assert set(recipes("recipes.md")) == set(OUTCOMES)
    for title, blocks in recipes("recipes.md").items():
        assert {"console"} < {block.language for block in blocks}, title


@pytest.mark.one_engine
@pytest.mark.parametrize("title", OUTCOMES)
def test_a_recipe_gives_pages_that_make_the_calls(
    title: str, scene: Scene, folder: Path, tmp_path: Path
) -> None:
    site = lay_out(title.lower().removesuffix(".js"), folder, SETTINGS)
    env = site_environment(tmp_path)
    follow(recipes("recipes.md")[title], site, env)
    outcome = OUTCOMES[title]
    with ExitStack() as stack:
        served: list[Site] = [folder_site(site / outcome.files)] if outcome.files else []
        if outcome.app:
            served.append(stack.enter_context(app_site(outcome.app, site, env)))
        serve(scene.server, first_of(*served))
        for path in ("/", "/docs/start/"):
            expect_delivery(scene, path)
        published = scene.server.fallback("/oneflow-snippet.yaml")
        assert published is None or published.status == 404
