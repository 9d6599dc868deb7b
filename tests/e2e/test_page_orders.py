"""The bundle anywhere on the page, beside any form of Analytics.js: each call arrives once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .harness import product, segment
from .harness.page import script, script_file
from .harness.scene import Scene

Parts = tuple[str, ...]
Arrangement = Callable[[Scene], Parts]

ASYNC: dict[str, str | bool] = {"async": True}
DEFER: dict[str, str | bool] = {"defer": True}

EARLY = script("analytics.identify('u1', {n: 1}); analytics.track('Early', {n: 2});")
EARLY_CALLS = [["identify", "u1", {"n": 1}], ["track", "Early", {"n": 2}]]
LATER_CALL = ["track", "Later", {}]

BUNDLE_HAS_RUN = "typeof window._1flow === 'function'"


def both_files(scene: Scene) -> str:
    folder = scene.bundle_path.removesuffix(scene.form)
    return script_file(folder + product.READABLE) + script_file(folder + product.MINIFIED)


IN_PLACE: dict[str, Arrangement] = {
    "before the snippet": lambda s: (s.bundle(), s.snippet(), EARLY),
    "after the snippet": lambda s: (s.snippet(), s.bundle(), EARLY),
    "after the first calls": lambda s: (s.snippet(), EARLY, s.bundle()),
    "before an old snippet": lambda s: (s.bundle(), s.snippet(old=True), EARLY),
    "after an old snippet": lambda s: (s.snippet(old=True), s.bundle(), EARLY),
    "twice before the snippet": lambda s: (s.bundle(), s.bundle(), s.snippet(), EARLY),
    "twice after the snippet": lambda s: (s.snippet(), s.bundle(), s.bundle(), EARLY),
    "once before and once after": lambda s: (s.bundle(), s.snippet(), s.bundle(), EARLY),
    "around an old snippet": lambda s: (s.bundle(), s.snippet(old=True), s.bundle(), EARLY),
}

AS_FILES: dict[str, Arrangement] = {
    "async before the snippet": lambda s: (s.bundle(**ASYNC), s.snippet(), EARLY),
    "async after the snippet": lambda s: (s.snippet(), s.bundle(**ASYNC), EARLY),
    "async after an old snippet": lambda s: (s.snippet(old=True), s.bundle(**ASYNC), EARLY),
    "deferred before the snippet": lambda s: (s.bundle(**DEFER), s.snippet(), EARLY),
    "deferred after the snippet": lambda s: (s.snippet(), s.bundle(**DEFER), EARLY),
    "deferred after an old snippet": lambda s: (s.snippet(old=True), s.bundle(**DEFER), EARLY),
    "async and twice": lambda s: (s.snippet(), s.bundle(**ASYNC), s.bundle(**ASYNC), EARLY),
    "readable and minified": lambda s: (s.snippet(), both_files(s), EARLY),
    "readable and minified first": lambda s: (both_files(s), s.snippet(), EARLY),
    "pasted and as a file": lambda s: (
        s.files[product.INLINE].decode(), s.snippet(), s.bundle(), EARLY,
    ),
}  # fmt: skip

NPM: dict[str, Arrangement] = {
    "after": lambda s: (s.npm_library(), s.npm_start(), s.bundle(), EARLY),
    "before": lambda s: (s.npm_library(), s.bundle(), s.npm_start(), EARLY),
    "before its library": lambda s: (s.bundle(), s.npm_library(), s.npm_start(), EARLY),
    "twice, around": lambda s: (
        s.bundle(), s.npm_library(), s.npm_start(), s.bundle(), EARLY,
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
    scene.expect_calls(*EARLY_CALLS, LATER_CALL)
    assert scene.sdk_requests == 1
    assert len(scene.sdk_runs()) == 1


@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("arrangement", IN_PLACE.values(), ids=IN_PLACE.keys())
def test_the_bundle_in_place_delivers_each_call_once(
    scene: Scene, arrangement: Arrangement
) -> None:
    check_arrangement(scene, arrangement)


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("arrangement", AS_FILES.values(), ids=AS_FILES.keys())
def test_the_bundle_as_a_file_delivers_each_call_once(
    scene: Scene, arrangement: Arrangement
) -> None:
    check_arrangement(scene, arrangement)


@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("arrangement", NPM.values(), ids=NPM.keys())
def test_the_npm_form_of_analytics_delivers_each_call_once(
    scene: Scene, arrangement: Arrangement
) -> None:
    check_arrangement(scene, arrangement)


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("form", ["snippet", "old snippet", "npm"])
def test_the_bundle_joins_an_analytics_that_is_already_running(scene: Scene, form: str) -> None:
    scene.install()
    parts = {
        "snippet": (scene.snippet(),),
        "old snippet": (scene.snippet(old=True),),
        "npm": (scene.npm_library(), scene.npm_start()),
    }
    scene.open(*parts[form], EARLY)
    scene.wait_live()
    scene.add_script(scene.bundle_path)
    scene.send("identify('u1')", "track('Later')")
    scene.expect_calls(["identify", "u1", {"n": 1}], LATER_CALL)
    assert scene.sdk_requests == 1


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("form", ["snippet", "npm"])
def test_a_second_bundle_on_a_running_page_changes_nothing(scene: Scene, form: str) -> None:
    scene.install()
    parts = {
        "snippet": (scene.snippet(), scene.bundle(), EARLY),
        "npm": (scene.npm_library(), scene.npm_start(), scene.bundle(), EARLY),
    }
    scene.open(*parts[form])
    scene.wait_live()
    scene.expect_calls(*EARLY_CALLS)
    scene.add_script(scene.bundle_path)
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, LATER_CALL)
    assert scene.sdk_requests == 1


@pytest.mark.usefixtures("both_forms")
def test_what_was_tracked_before_identify_comes_in_the_order_other_destinations_see(
    scene: Scene,
) -> None:
    scene.install()
    scene.open(
        scene.snippet(),
        scene.bundle(),
        scene.observer(),
        script(
            "analytics.track('A'); analytics.identify('u1'); analytics.track('B');"
            "analytics.identify('u2'); analytics.track('C');"
        ),
    )
    scene.wait_observed(5)
    scene.expect_calls(*scene.observed())


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize(
    "declaration",
    ["const analytics = {mine: true};", "var analytics = window.analytics || {mine: true};"],
    ids=["const", "var"],
)
def test_a_page_may_use_the_name_analytics_for_itself(scene: Scene, declaration: str) -> None:
    scene.install()
    scene.open(scene.bundle(), script(declaration))
    assert scene.run("analytics.mine")
    assert scene.sdk_requests == 0
