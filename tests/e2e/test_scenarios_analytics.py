"""Analytics.js already there, late, never, or by another name: 1Flow comes when it comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .harness import segment
from .harness.page import script
from .harness.plays import EARLY, EARLY_CALLS, SITE, direct, directly
from .harness.scene import Scene
from .harness.server import Reply

pytestmark = [
    pytest.mark.scenario("Analytics.js"),
    pytest.mark.usefixtures("both_forms"),
]

Parts = tuple[str, ...]
Arrangement = Callable[[Scene], Parts]

LATER = ["track", "Later", {}]

RUNNING: dict[str, Arrangement] = {
    "already running": lambda s: (s.snippet(),),
    "already running from an old snippet": lambda s: (s.snippet(old=True),),
    "already running in the npm form": lambda s: (s.npm_library(), s.npm_start()),
}


@pytest.mark.parametrize("title", RUNNING)
def test_the_bundle_joins_an_analytics_that_is_already_running(scene: Scene, title: str) -> None:
    scene.install()
    scene.open(*RUNNING[title](scene), script(EARLY))
    scene.wait_live()
    scene.add_script(scene.bundle_path)
    scene.send("identify('u1')", "track('Later')")
    scene.expect_calls(["identify", "u1", {"n": 1}], LATER)
    assert scene.sdk_requests == 1


LATE: dict[str, Arrangement] = {
    "late": lambda s: (s.snippet(), s.bundle(), s.observer(), script(EARLY)),
    "late, after an old snippet": lambda s: (
        s.snippet(old=True), s.bundle(), s.observer(), script(EARLY),
    ),
    "late, before the snippet": lambda s: (s.bundle(), s.snippet(), s.observer(), script(EARLY)),
}  # fmt: skip


@pytest.mark.parametrize("title", LATE)
def test_a_late_analytics_js_brings_the_sdk_and_every_early_call(scene: Scene, title: str) -> None:
    scene.install()
    analytics_js = scene.hold(segment.ANALYTICS_JS)
    scene.open(*LATE[title](scene), script(direct("Direct")))
    scene.settle()
    # Until Segment has started, nobody has said that it may: nothing is fetched.
    assert scene.sdk_requests == 0
    analytics_js.set()
    scene.wait_live()
    scene.send("track('Later')")
    scene.expect_calls(directly("Direct"), *EARLY_CALLS, LATER)
    assert scene.observed() == [*EARLY_CALLS, LATER]
    assert scene.sdk_requests == 1


def test_started_by_the_page_long_after_it_was_loaded(scene: Scene) -> None:
    scene.install()
    scene.open(scene.bundle(), script(direct("Direct")))
    scene.wait_for("document.readyState === 'complete'")
    scene.add_script(segment.UMD_INDEX)
    scene.settle()
    assert scene.sdk_requests == 0
    scene.run(f"({segment.npm_start(scene.server).removesuffix(';')}, true)")
    scene.run(f"(function () {{ {EARLY} }})()")
    scene.wait_live()
    scene.send("track('Later')")
    scene.expect_calls(directly("Direct"), *EARLY_CALLS, LATER)
    assert scene.sdk_requests == 1


NEVER: dict[str, Arrangement] = {
    "never": lambda s: (s.snippet(), s.bundle()),
    "never, after an old snippet": lambda s: (s.snippet(old=True), s.bundle()),
    "never, before the snippet": lambda s: (s.bundle(), s.snippet()),
}


@pytest.mark.parametrize("title", NEVER)
def test_without_analytics_js_nothing_is_fetched_and_nothing_breaks(
    scene: Scene, title: str
) -> None:
    scene.install()
    scene.server.routes[segment.ANALYTICS_JS] = Reply(status=404)
    scene.open(SITE, *NEVER[title](scene), script(EARLY + direct("Direct")))
    scene.wait_for("window.__failures === 1")
    scene.expect_calls()
    assert scene.sdk_requests == 0


def test_never_and_the_sdk_is_loaded_immediately(scene: Scene) -> None:
    scene.install(options={"loadSdk": "immediately"})
    scene.server.routes[segment.ANALYTICS_JS] = Reply(status=404)
    scene.open(SITE, scene.snippet(), scene.bundle(), script(EARLY + direct("Direct")))
    # The page's own calls need no Segment.
    scene.expect_calls(directly("Direct"))
    scene.wait_for("window.__failures === 1")
    assert scene.sdk_requests == 1


NAMED: dict[str, Arrangement] = {
    "by another name, after its snippet": lambda s: (s.snippet(name="segment"), s.bundle()),
    "by another name, before its snippet": lambda s: (s.bundle(), s.snippet(name="segment")),
    "by another name, after its old snippet": lambda s: (
        s.snippet(name="segment", old=True), s.bundle(),
    ),
    "by another name, before its old snippet": lambda s: (
        s.bundle(), s.snippet(name="segment", old=True),
    ),
}  # fmt: skip

LIVE = "window.segment && window.segment.initialized"


@pytest.mark.parametrize("title", NAMED)
def test_analytics_js_may_have_another_global_name(scene: Scene, title: str) -> None:
    scene.install(options={"globalAnalyticsKey": "segment"})
    scene.open(
        script("window.analytics = {mine: true};"),
        *NAMED[title](scene),
        script(EARLY.replace("analytics.", "segment.")),
    )
    scene.wait_live(LIVE)
    scene.run("segment.track('Later').then(function () { return true; })")
    scene.expect_calls(*EARLY_CALLS, LATER)
    assert scene.run("analytics.mine")
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("title", ["by another name that the settings do not give"])
def test_an_unknown_global_name_breaks_nothing(scene: Scene, title: str) -> None:
    scene.install()
    scene.open(scene.bundle(), scene.snippet(name="segment"))
    scene.wait_live(LIVE)
    scene.run("segment.track('Later').then(function () { return true; })")
    scene.expect_calls()
    assert scene.sdk_requests == 0
    assert scene.run("typeof window.analytics") == "undefined"


OF_THE_PAGE = {
    "never, and the page has a const of that name": "const analytics = {mine: true};",
    "never, and the page has such a var": "var analytics = window.analytics || {mine: true};",
    "never, and the page's own throws": (
        "var analytics = {mine: true, register: function () { throw new Error('not yours'); }};"
    ),
    "never, and the page's own rejects": (
        "var analytics = {mine: true, register: function () {"
        " return Promise.reject(new Error('not yours')); }};"
    ),
}


@pytest.mark.parametrize("declaration", OF_THE_PAGE.values(), ids=OF_THE_PAGE.keys())
def test_a_page_may_use_the_name_analytics_for_itself(scene: Scene, declaration: str) -> None:
    scene.install()
    scene.open(scene.bundle(), script(declaration))
    assert scene.run("analytics.mine")
    assert scene.sdk_requests == 0
