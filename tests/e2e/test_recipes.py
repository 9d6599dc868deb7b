"""Each recipe of docs/recipes.md, followed in a small site, and the pages that come of it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.commands import environment

from .harness import product
from .harness.recipes import follow, recipes
from .harness.scene import Scene
from .harness.website import Site, app_site, expect_delivery, first_of, folder_site, serve

SITES = Path(__file__).resolve().parents[1] / "sites"


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

#: No generator may speak to anybody, nor keep anything in the home folder of who runs the tests.
SILENT = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "NEXT_TELEMETRY_DISABLED": "1",
    "NPM_CONFIG_OFFLINE": "true",
    "NPM_CONFIG_UPDATE_NOTIFIER": "false",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the test's own, below the node_modules with the generators from npm."""
    with tempfile.TemporaryDirectory(prefix="built-", dir=SITES) as path:
        yield Path(path)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    env = environment({**SILENT, "HOME": str(tmp_path), "ONEFLOW_PROJECT_KEY": product.KEY})
    return {**env, "PATH": f"{Path(sys.executable).parent}:{env['PATH']}"}


def test_each_recipe_is_followed_here() -> None:
    assert set(recipes()) == set(OUTCOMES)
    for title, blocks in recipes().items():
        assert {"console"} < {block.language for block in blocks}, title


@pytest.mark.parametrize("title", OUTCOMES)
def test_a_recipe_gives_pages_that_make_the_calls(
    title: str, scene: Scene, folder: Path, env: dict[str, str]
) -> None:
    site = folder / "site"
    shutil.copytree(SITES / title.lower().removesuffix(".js"), site)
    settings = "settings: {projectApiKey: '${ONEFLOW_PROJECT_KEY}'}\n"
    (site / "oneflow-snippet.yaml").write_text(settings, "utf-8")
    follow(recipes()[title], site, env)
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
