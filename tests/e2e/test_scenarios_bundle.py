"""The bundle anywhere on the page, beside any form of Analytics.js: each call arrives once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .harness import product, segment
from .harness.page import script, script_file
from .harness.plays import EARLY, EARLY_CALLS
from .harness.scene import Scene
from .harness.server import Reply

pytestmark = pytest.mark.scenario("where the bundle stands")

Parts = tuple[str, ...]
Arrangement = Callable[[Scene], Parts]

ASYNC: dict[str, str | bool] = {"async": True}
DEFER: dict[str, str | bool] = {"defer": True}
MODULE: dict[str, str | bool] = {"type": "module"}

CALLS = script(EARLY)
BUNDLE_HAS_RUN = "typeof window._1flow === 'function'"


def both_files(scene: Scene) -> str:
    folder = scene.bundle_path.removesuffix(scene.form)
    return script_file(folder + product.READABLE) + script_file(folder + product.MINIFIED)


IN_PLACE: dict[str, Arrangement] = {
    "before the snippet": lambda s: (s.bundle(), s.snippet(), CALLS),
    "after the snippet": lambda s: (s.snippet(), s.bundle(), CALLS),
    "after the first calls": lambda s: (s.snippet(), CALLS, s.bundle()),
    "before an old snippet": lambda s: (s.bundle(), s.snippet(old=True), CALLS),
    "after an old snippet": lambda s: (s.snippet(old=True), s.bundle(), CALLS),
    "after the first calls of an old snippet": lambda s: (
        s.snippet(old=True), CALLS, s.bundle(),
    ),
    "after a bare array": lambda s: (
        script("window.analytics = window.analytics || [];"), s.bundle(), s.snippet(), CALLS,
    ),
    "before a bare array": lambda s: (
        s.bundle(), script("window.analytics = window.analytics || [];"), s.snippet(), CALLS,
    ),
    "as a module before the snippet": lambda s: (s.bundle(**MODULE), s.snippet(), CALLS),
    "as a module after the snippet": lambda s: (s.snippet(), s.bundle(**MODULE), CALLS),
    "as a module after an old snippet": lambda s: (
        s.snippet(old=True), s.bundle(**MODULE), CALLS,
    ),
    "twice before the snippet": lambda s: (s.bundle(), s.bundle(), s.snippet(), CALLS),
    "twice after the snippet": lambda s: (s.snippet(), s.bundle(), s.bundle(), CALLS),
    "once before and once after": lambda s: (s.bundle(), s.snippet(), s.bundle(), CALLS),
    "around an old snippet": lambda s: (s.bundle(), s.snippet(old=True), s.bundle(), CALLS),
}  # fmt: skip

AS_FILES: dict[str, Arrangement] = {
    "async before the snippet": lambda s: (s.bundle(**ASYNC), s.snippet(), CALLS),
    "async after the snippet": lambda s: (s.snippet(), s.bundle(**ASYNC), CALLS),
    "async after an old snippet": lambda s: (s.snippet(old=True), s.bundle(**ASYNC), CALLS),
    "deferred before the snippet": lambda s: (s.bundle(**DEFER), s.snippet(), CALLS),
    "deferred after the snippet": lambda s: (s.snippet(), s.bundle(**DEFER), CALLS),
    "deferred after an old snippet": lambda s: (s.snippet(old=True), s.bundle(**DEFER), CALLS),
    "async and twice": lambda s: (s.snippet(), s.bundle(**ASYNC), s.bundle(**ASYNC), CALLS),
    "as a file and as a module": lambda s: (s.snippet(), s.bundle(), s.bundle(**MODULE), CALLS),
    "readable and minified": lambda s: (s.snippet(), both_files(s), CALLS),
    "readable and minified first": lambda s: (both_files(s), s.snippet(), CALLS),
    "pasted and as a file": lambda s: (
        s.files[product.INLINE].decode(), s.snippet(), s.bundle(), CALLS,
    ),
}  # fmt: skip

NPM: dict[str, Arrangement] = {
    "after the npm form": lambda s: (s.npm_library(), s.npm_start(), s.bundle(), CALLS),
    "before the npm form": lambda s: (s.npm_library(), s.bundle(), s.npm_start(), CALLS),
    "before the library of the npm form": lambda s: (
        s.bundle(), s.npm_library(), s.npm_start(), CALLS,
    ),
    "after the first calls of the npm form": lambda s: (
        s.npm_library(), s.npm_start(), CALLS, s.bundle(),
    ),
    "twice, around the npm form": lambda s: (
        s.bundle(), s.npm_library(), s.npm_start(), s.bundle(), CALLS,
    ),
}  # fmt: skip


def check_arrangement(scene: Scene, arrangement: Arrangement) -> None:
    """Early calls and a later one arrive once each, and the SDK is loaded once."""
    scene.install()
    # Analytics.js comes after the bundle, whatever the network does.
    analytics_js = scene.hold(segment.ANALYTICS_JS)
    scene.open(*arrangement(scene))
    scene.wait_for(BUNDLE_HAS_RUN)
    analytics_js.set()
    scene.wait_live()
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, ["track", "Later", {}])
    assert scene.sdk_requests == 1
    assert len(scene.sdk_runs()) == 1


@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("title", IN_PLACE)
def test_the_bundle_in_place_delivers_each_call_once(scene: Scene, title: str) -> None:
    check_arrangement(scene, IN_PLACE[title])


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("title", AS_FILES)
def test_the_bundle_as_a_file_delivers_each_call_once(scene: Scene, title: str) -> None:
    check_arrangement(scene, AS_FILES[title])


@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("title", NPM)
def test_the_npm_form_of_analytics_delivers_each_call_once(scene: Scene, title: str) -> None:
    check_arrangement(scene, NPM[title])


AGAIN: dict[str, Arrangement] = {
    "again on a running page": lambda s: (s.snippet(), s.bundle(), CALLS),
    "again on a running page with the npm form": lambda s: (
        s.npm_library(), s.npm_start(), s.bundle(), CALLS,
    ),
}  # fmt: skip


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("title", AGAIN)
def test_a_second_bundle_on_a_running_page_changes_nothing(scene: Scene, title: str) -> None:
    scene.install()
    scene.open(*AGAIN[title](scene))
    scene.wait_live()
    scene.expect_calls(*EARLY_CALLS)
    scene.add_script(scene.bundle_path)
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, ["track", "Later", {}])
    assert scene.sdk_requests == 1


OTHER_KEY = "oneflow_prod_b3RoZXI="
OTHER_PATH = "/other/1flow.js"

TWO_KEYS: dict[str, Arrangement] = {
    "two keys, before the snippet": lambda s: (
        s.bundle(), script_file(OTHER_PATH), s.snippet(), CALLS,
    ),
    "two keys, after the snippet": lambda s: (
        s.snippet(), s.bundle(), script_file(OTHER_PATH), CALLS,
    ),
    "two keys, the second async": lambda s: (
        s.snippet(), s.bundle(), script_file(OTHER_PATH, **ASYNC), CALLS,
    ),
}  # fmt: skip


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("title", TWO_KEYS)
def test_of_two_bundles_with_two_keys_the_first_counts(scene: Scene, title: str) -> None:
    scene.install()
    other = product.compiled({"settings": {"projectApiKey": OTHER_KEY}})
    scene.server.routes[OTHER_PATH] = Reply(other[scene.form])
    scene.expect_console("warning", "1flow.*key")
    scene.open(*TWO_KEYS[title](scene))
    scene.wait_live()
    scene.wait_warning()
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, ["track", "Later", {}])
    assert [run["key"] for run in scene.sdk_runs()] == [product.KEY]
    assert scene.sdk_requests == 1
    [warning] = scene.messages("warning")
    assert product.KEY not in warning.text
    assert OTHER_KEY not in warning.text
