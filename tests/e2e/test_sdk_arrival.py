"""The SDK early, late, in each of its shapes: nothing lost, nothing twice, nothing out of order."""

from __future__ import annotations

import pytest

from .harness import segment
from .harness.page import script
from .harness.scene import Scene
from .harness.sdk import Sdk, Shape

pytestmark = pytest.mark.usefixtures("both_forms")

all_shapes = pytest.mark.parametrize("shape", list(Shape), ids=lambda shape: shape.name.lower())

EARLY = "analytics.identify('u1', {n: 1}); analytics.track('Early', {n: 2});"
EARLY_CALLS = [["identify", "u1", {"n": 1}], ["track", "Early", {"n": 2}]]
# `window.` matters: the bare name is the SDK itself where that is a lexical global.
DIRECT = "window._1flow('track', '{}', {{n: 0}})"


def take_over(scene: Scene) -> None:
    """Wait for the SDK's script, and let it take over if it does so only when told."""
    scene.wait_sdk()
    scene.run("window.__sdkTakeOver && __sdkTakeOver()")


@all_shapes
def test_an_sdk_that_is_there_first_gets_what_was_called_early(scene: Scene, shape: Shape) -> None:
    scene.sdk = Sdk(shape)
    scene.install(options={"loadSdk": "immediately"})
    analytics_js = scene.hold(segment.ANALYTICS_JS)
    scene.open(scene.snippet(), scene.bundle(), script(EARLY))
    take_over(scene)
    analytics_js.set()
    scene.wait_live()
    scene.send("track('Later')")
    scene.expect_calls(*scene.sdk.heard(*EARLY_CALLS, ["track", "Later", {}]))


@all_shapes
def test_a_late_sdk_gets_every_call_in_order_before_any_later_one(
    scene: Scene, shape: Shape
) -> None:
    scene.sdk = Sdk(shape)
    scene.install()
    late = scene.hold_sdk()
    scene.open(
        scene.snippet(),
        scene.bundle(),
        scene.observer(),
        script(DIRECT.format("Direct first") + ";" + EARLY),
    )
    scene.wait_observed(2)
    scene.run(f"({DIRECT.format('Direct between')}, true)")
    scene.send("track('Waiting')")
    assert scene.calls() == []
    late.set()
    take_over(scene)
    scene.send("track('Later')")
    scene.run(f"({DIRECT.format('Direct last')}, true)")
    scene.expect_calls(
        *scene.sdk.heard(
            ["track", "Direct first", {"n": 0}],
            *EARLY_CALLS,
            ["track", "Direct between", {"n": 0}],
            ["track", "Waiting", {}],
            ["track", "Later", {}],
            ["track", "Direct last", {"n": 0}],
        )
    )


def test_calls_between_load_and_take_over_of_the_sdk_are_kept(scene: Scene) -> None:
    scene.sdk = Sdk(Shape.FUNCTION_LATER)
    scene.install()
    scene.start()
    scene.wait_sdk()
    scene.send("identify('u1')", "track('Between')")
    assert scene.calls() == []
    take_over(scene)
    scene.send("track('Later')")
    scene.expect_calls(["identify", "u1", {}], ["track", "Between", {}], ["track", "Later", {}])


def test_a_call_in_the_moment_of_taking_over_comes_after_the_queue(scene: Scene) -> None:
    scene.sdk = Sdk(Shape.FUNCTION_LATER)
    scene.install()
    scene.start(script(EARLY))
    scene.wait_observed(2)
    scene.wait_sdk()
    scene.run(f"(__sdkTakeOver(), {DIRECT.format('Right after')}, true)")
    scene.expect_calls(*EARLY_CALLS, ["track", "Right after", {"n": 0}])


@pytest.mark.parametrize(
    "shape", [Shape.FUNCTION, Shape.METHODS, Shape.LEXICAL], ids=lambda shape: shape.name.lower()
)
def test_a_call_at_the_end_of_the_sdks_own_script_comes_after_the_queue(
    scene: Scene, shape: Shape
) -> None:
    scene.sdk = Sdk(shape, ending=DIRECT.format("From the script"))
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(EARLY))
    scene.wait_observed(2)
    late.set()
    scene.expect_calls(*scene.sdk.heard(*EARLY_CALLS, ["track", "From the script", {"n": 0}]))


@pytest.mark.parametrize(
    "shape", [Shape.FUNCTION, Shape.METHODS], ids=lambda shape: shape.name.lower()
)
def test_an_sdk_that_assigns_first_and_prepares_later_loses_no_call(
    scene: Scene, shape: Shape
) -> None:
    scene.sdk = Sdk(shape, prepares_last=True)
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(EARLY))
    scene.wait_observed(2)
    late.set()
    scene.expect_calls(*EARLY_CALLS)


@pytest.mark.parametrize(
    "shape", [Shape.FUNCTION, Shape.METHODS], ids=lambda shape: shape.name.lower()
)
def test_a_callback_in_a_queued_call_arrives_as_a_function(scene: Scene, shape: Shape) -> None:
    scene.sdk = Sdk(shape)
    scene.install()
    scene.start(script("window._1flow('on', 'survey', function () {});"))
    scene.expect_calls(["on", "survey", {"@function": True}])


@all_shapes
def test_a_queued_call_keeps_its_number_of_arguments(scene: Scene, shape: Shape) -> None:
    scene.sdk = Sdk(shape)
    scene.install()
    scene.start(script("window._1flow('track', 'Bare'); window._1flow('identify', 'u1');"))
    take_over(scene)
    scene.settle()
    # The older SDK is called by method, where a missing argument may be passed as undefined.
    bare = [[each for each in call if each != {"@undefined": True}] for call in scene.calls()]
    assert bare == scene.sdk.heard(["track", "Bare"], ["identify", "u1"])


def test_a_cyclic_value_in_a_queued_call_loses_no_other_call(scene: Scene) -> None:
    scene.install()
    late = scene.hold_sdk()
    cyclic = "var loop = {}; loop.self = loop; window._1flow('track', 'Loop', loop);"
    scene.start(script(cyclic + DIRECT.format("After")))
    scene.wait_sdk_requested()
    late.set()
    scene.wait_sdk()
    scene.send("track('Later')")
    named = [call for call in scene.calls() if call[1] in ("After", "Later")]
    assert named == [["track", "After", {"n": 0}], ["track", "Later", {}]]
