"""Fixtures: one browser for the run; a server and a page with its own storage for each test."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from .harness import product
from .harness.chromium import Chromium
from .harness.driver import Engine
from .harness.scene import Scene
from .harness.server import Server

_SCENE = pytest.StashKey[Scene]()


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    browser = Chromium()
    yield browser
    browser.close()


@pytest.fixture
def scene(engine: Engine, request: pytest.FixtureRequest) -> Iterator[Scene]:
    with Server() as server:
        scene = Scene(server, engine.new_tab)
        request.node.stash[_SCENE] = scene
        yield scene
        try:
            problems = scene.problems()
            assert not problems, "\n".join([*problems, scene.report()])
        finally:
            server.open_gates()
            scene.tab.close()


@pytest.fixture(params=[product.READABLE, product.MINIFIED])
def both_forms(request: pytest.FixtureRequest, scene: Scene) -> None:
    """Run the test with the readable bundle, and again with the minified one."""
    scene.form = request.param


@pytest.fixture(params=[product.READABLE, product.MINIFIED, product.INLINE])
def every_form(request: pytest.FixtureRequest, scene: Scene) -> None:
    """Run the test with both script files, and again with the paste-in HTML."""
    scene.form = request.param


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the page ran and what it did."""
    report = yield
    scene = item.stash.get(_SCENE, None)
    if report.failed and report.when == "call" and scene is not None:
        try:
            report.sections.append(("what happened", scene.report()))
        except Exception as error:  # A crashed page must not hide the failure itself.
            report.sections.append(("what happened", f"the page can't tell: {error}"))
        report.sections.append(("generated code", scene.generated()))
    return report
