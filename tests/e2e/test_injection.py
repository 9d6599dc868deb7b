"""The SDK's script element: one, with the exact key, first of its kind, only where wanted."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import segment
from .harness.page import js, script, script_file
from .harness.product import KEY
from .harness.scene import Scene
from .harness.sdk import PUBLIC_URL, Sdk
from .harness.server import Reply

# The hostile values of every kind stand in another file, where they are keys as well.
KEYS = [KEY, """both "kinds" of 'quotes' &quot; + / = \\u0041 </script>"""]


def found_by_sdk(key: str) -> dict[str, Any]:
    """What the SDK sees of itself when all is well."""
    return {"key": key, "src": PUBLIC_URL, "async": True, "own": True}


@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("key", KEYS)
def test_the_sdk_is_injected_once_asynchronously_with_the_exact_key(scene: Scene, key: str) -> None:
    scene.install(settings={"projectApiKey": key})
    scene.start()
    scene.wait_sdk()
    scene.send("track('A')")
    scene.expect_calls(["track", "A", {}])
    assert scene.sdk_runs() == [found_by_sdk(key)]
    assert scene.sdk_requests == 1


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("place", ["first of all", "before the bundle", "after the bundle"])
def test_another_vendors_api_key_attribute_does_not_mislead_the_sdk(
    scene: Scene, place: str
) -> None:
    scene.server.routes["/vendor.js"] = Reply(b"window.__vendor = true;")
    vendor = script_file("/vendor.js", data_api_key="vendor-key")
    scene.install()
    parts = {
        "first of all": (vendor, scene.snippet(), scene.bundle()),
        "before the bundle": (scene.snippet(), vendor, scene.bundle()),
        "after the bundle": (scene.snippet(), scene.bundle(), vendor),
    }
    scene.open(*parts[place])
    scene.wait_sdk()
    assert scene.sdk_runs() == [found_by_sdk(KEY)]
    assert scene.run("window.__vendor")


@pytest.mark.usefixtures("every_form")
def test_without_segment_nothing_is_fetched_and_no_analytics_appears(scene: Scene) -> None:
    scene.install()
    scene.open(scene.bundle(), script("window.__misled = Boolean(window.analytics);"))
    scene.run("window._1flow('track', 'Direct', {})")
    scene.settle()
    assert scene.sdk_requests == 0
    assert scene.run("[window.__misled, typeof window.analytics]") == [False, "undefined"]


@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("form", ["snippet", "npm"])
@pytest.mark.parametrize("time", ["before it starts", "when it has started"])
def test_where_segment_is_disabled_1flow_is_not_fetched_nor_called(
    scene: Scene, form: str, time: str
) -> None:
    scene.install()
    disabled = {"disable": True}
    parts: dict[str, tuple[str, ...]] = {
        "snippet": (scene.snippet(load=disabled),),
        "npm": (scene.npm_library(), scene.npm_start(load=disabled)),
    }
    if time == "before it starts":
        analytics_js = scene.hold(segment.ANALYTICS_JS)
        scene.open(*parts[form], scene.bundle())
        analytics_js.set()
        scene.wait_live()
    else:
        scene.open(*parts[form])
        scene.wait_live()
        scene.add_script(scene.bundle_path)
    # The instance of a disabled Segment takes plugins and events like any other.
    scene.send("identify('u1')", "track('A')")
    scene.settle()
    assert scene.sdk_requests == 0
    assert scene.calls() == []


@pytest.mark.usefixtures("both_forms")
def test_an_sdk_that_is_there_hears_nothing_of_a_disabled_segment(scene: Scene) -> None:
    scene.server.routes["/vendor.js"] = Reply(Sdk().source())
    scene.install()
    own = script_file("/vendor.js", data_api_key="customer-key")
    scene.open(own, scene.snippet(load={"disable": True}))
    scene.wait_live()
    scene.add_script(scene.bundle_path)
    scene.send("identify('u1')", "track('A')")
    scene.expect_calls()


@pytest.mark.usefixtures("both_forms")
def test_the_sdk_is_not_fetched_before_segment_has_started(scene: Scene) -> None:
    scene.install()
    scene.open(scene.snippet(load=False), scene.bundle(), script("analytics.track('Early');"))
    scene.settle()
    assert scene.sdk_requests == 0


@pytest.mark.usefixtures("every_form")
def test_loading_immediately_needs_no_segment(scene: Scene) -> None:
    scene.install(options={"loadSdk": "immediately"})
    scene.open(scene.bundle())
    scene.run("window._1flow('track', 'Direct', {n: 1})")
    scene.expect_calls(["track", "Direct", {"n": 1}])
    assert scene.sdk_runs() == [found_by_sdk(KEY)]
    assert scene.run("typeof window.analytics") == "undefined"


@pytest.mark.usefixtures("both_forms")
def test_loading_immediately_loads_once_where_segment_is_too(scene: Scene) -> None:
    scene.install(options={"loadSdk": "immediately"})
    scene.start()
    scene.send("track('A')")
    scene.expect_calls(["track", "A", {}])
    assert scene.sdk_requests == 1


@pytest.mark.usefixtures("both_forms")
def test_another_sdk_url_is_the_one_that_is_fetched(scene: Scene) -> None:
    url = f"{scene.server.origin}/customer/cdn/1flow.js?v=1&x=%27"
    scene.server.routes["/customer/cdn/1flow.js"] = Reply(Sdk().source())
    scene.install(settings={"projectApiKey": KEY, "sdkUrl": url})
    scene.start()
    scene.send(f"track('A', {js({'n': 1})})")
    scene.expect_calls(["track", "A", {"n": 1}])
    assert scene.sdk_runs() == [{**found_by_sdk(KEY), "src": url}]
    assert scene.sdk_requests == 0
