"""Fixtures: one browser for the run; a server and a page with its own storage for each test."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping

import pytest

from tests.support.matrix_plugin import note_version

from .harness import product
from .harness.chromium import Chromium
from .harness.driver import PATIENCE, Engine
from .harness.firefox import Firefox
from .harness.scene import Scene
from .harness.server import Server
from .harness.webkit import WebKit

_SCENE = pytest.StashKey[Scene]()

START: Mapping[str, Callable[[float], Engine]] = {
    "chromium": Chromium,
    "firefox": Firefox,
    "webkit": WebKit,
}

# The forms of the bundle in which a test runs that asks for one of these fixtures.
FORMS = {
    "both_forms": (product.READABLE, product.MINIFIED),
    "every_form": (product.READABLE, product.MINIFIED, product.INLINE),
}
# That the readable form does what the minified one does is shown in one engine.
READABLE_IN = {"chromium"}


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test in each engine, and there in each form."""
    if "engine" not in metafunc.fixturenames:
        return
    engines = metafunc.config.getoption("--engine") or list(START)
    if metafunc.definition.get_closest_marker("one_engine"):
        engines = engines[:1]
    asked = [name for name in FORMS if name in metafunc.fixturenames]
    if not asked:
        metafunc.parametrize("engine", engines, indirect=True, scope="session")
        return
    pairs = [
        (engine, form)
        for engine in engines
        for form in FORMS[asked[0]]
        if form != product.READABLE or engine in READABLE_IN
    ]
    metafunc.parametrize(("engine", "bundle_form"), pairs, indirect=["engine"], scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    browser = START[request.param](PATIENCE)
    yield browser
    browser.close()


@pytest.fixture
def scene(engine: Engine, request: pytest.FixtureRequest) -> Iterator[Scene]:
    note_version(request.node, engine.version)
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


@pytest.fixture
def both_forms(scene: Scene, bundle_form: str) -> None:
    """Run the test with the readable bundle, and again with the minified one."""
    scene.form = bundle_form


@pytest.fixture
def every_form(scene: Scene, bundle_form: str) -> None:
    """Run the test with both script files, and again with the paste-in HTML."""
    scene.form = bundle_form


@pytest.fixture
def minified(scene: Scene) -> None:
    """Run the test with the minified bundle, as sites ship it."""
    scene.form = product.MINIFIED


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
