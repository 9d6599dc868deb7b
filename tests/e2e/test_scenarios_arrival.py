"""The SDK early, late, in each of its shapes: nothing lost, nothing twice, nothing out of order."""

from __future__ import annotations

import pytest

from .harness import segment
from .harness.page import js, script
from .harness.plays import EARLY, EARLY_CALLS, direct, directly, take_over
from .harness.scene import Scene
from .harness.sdk import CONFIGURATION_PATH, Sdk, Shape

pytestmark = [
    pytest.mark.scenario("how the SDK arrives"),
    pytest.mark.usefixtures("minified"),
]

LATER = ["track", "Later", {}]

THERE_FIRST = {f"before Analytics.js: {shape}": Sdk(shape) for shape in Shape}


@pytest.mark.parametrize("title", THERE_FIRST)
def test_an_sdk_that_is_there_first_gets_what_was_called_early(scene: Scene, title: str) -> None:
    scene.sdk = THERE_FIRST[title]
    scene.install(options={"loadSdk": "immediately"})
    analytics_js = scene.hold(segment.ANALYTICS_JS)
    scene.open(scene.snippet(), scene.bundle(), script(EARLY))
    take_over(scene)
    analytics_js.set()
    scene.wait_live()
    scene.send("track('Later')")
    scene.expect_calls(*scene.sdk.heard(*EARLY_CALLS, LATER))
    assert scene.sdk_requests == 1


# How the page calls an SDK that it can't call as a function.
LAST = {Shape.OBJECT: "window._1flow.logEvent('Direct last', {n: 0})"}

LATE = {f"late: {shape}": Sdk(shape) for shape in Shape} | {
    "late, and it replays a q it finds": Sdk(replays="q"),
    "late, and it replays a queue it finds": Sdk(replays="queue"),
    "late, configured, and it replays a q it finds": Sdk(Shape.CONFIGURED, replays="q"),
    "late, a fixed property, and it replays a q it finds": Sdk(Shape.FIXED, replays="q"),
}


@pytest.mark.parametrize("title", LATE)
def test_a_late_sdk_gets_every_call_in_order_before_any_later_one(scene: Scene, title: str) -> None:
    scene.sdk = LATE[title]
    scene.install()
    late = scene.hold_sdk()
    scene.open(
        scene.snippet(),
        scene.bundle(),
        scene.observer(),
        script(direct("Direct first") + ";" + EARLY),
    )
    scene.wait_observed(2)
    scene.run(f"({direct('Direct between')}, true)")
    scene.send("track('Waiting')")
    # Seconds later, as far as anything that the bundle may have planned is concerned.
    scene.advance(30_000)
    assert scene.calls() == []
    late.set()
    take_over(scene)
    scene.send("track('Later')")
    scene.run(f"({LAST.get(scene.sdk.shape, direct('Direct last'))}, true)")
    scene.expect_calls(
        *scene.sdk.heard(
            directly("Direct first"),
            *EARLY_CALLS,
            directly("Direct between"),
            ["track", "Waiting", {}],
            LATER,
            directly("Direct last"),
        )
    )
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("title", ["calls between its script and its taking over"])
def test_calls_between_load_and_take_over_of_the_sdk_are_kept(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(Shape.FUNCTION_LATER)
    scene.install()
    scene.start()
    scene.wait_sdk()
    scene.send("identify('u1')", "track('Between')")
    assert scene.calls() == []
    take_over(scene)
    scene.send("track('Later')")
    scene.expect_calls(["identify", "u1", {}], ["track", "Between", {}], LATER)


# A var of that name can't be watched, and a top-level const would be an error of the SDK's own.
BESIDE_A_VAR = {
    f"the page has a var of that name: {shape}": Sdk(shape)
    for shape in Shape
    if shape not in (Shape.LEXICAL, Shape.FIXED)
}


@pytest.mark.parametrize("title", BESIDE_A_VAR)
def test_a_var_of_that_name_on_the_page_loses_no_call(scene: Scene, title: str) -> None:
    scene.sdk = BESIDE_A_VAR[title]
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(direct("Direct") + ";" + EARLY), first=script("var _1flow;"))
    scene.wait_observed(2)
    late.set()
    take_over(scene)
    scene.wait_for("window.__sdkOwn || window.__sdkFunction")
    scene.send("track('Later')")
    scene.expect_calls(*scene.sdk.heard(directly("Direct"), *EARLY_CALLS, LATER))
    assert scene.sdk_requests == 1


CONFIGURED = {
    "calls while it asks for its configuration": Sdk(Shape.CONFIGURED),
    "calls while it asks for its configuration, then it replays a q": Sdk(
        Shape.CONFIGURED, replays="q"
    ),
}


@pytest.mark.parametrize("title", CONFIGURED)
def test_calls_while_the_sdk_waits_for_its_configuration_are_kept(scene: Scene, title: str) -> None:
    scene.sdk = CONFIGURED[title]
    scene.install()
    configuration = scene.hold(CONFIGURATION_PATH)
    scene.start(script(EARLY))
    scene.wait_until(
        lambda: scene.server.count(CONFIGURATION_PATH) == 1, "the SDK asks for its configuration"
    )
    scene.send("track('Between')")
    scene.run(f"({direct('Direct')}, true)")
    scene.advance(30_000)
    assert scene.calls() == []
    configuration.set()
    scene.wait_for("window.__sdkOwn")
    scene.send("track('Later')")
    scene.expect_calls(*EARLY_CALLS, ["track", "Between", {}], directly("Direct"), LATER)
    # Once the queue is delivered, the page calls the SDK itself.
    assert scene.run("window._1flow === window.__sdkOwn")


@pytest.mark.parametrize("title", ["a call in the moment of its taking over"])
def test_a_call_in_the_moment_of_taking_over_comes_after_the_queue(
    scene: Scene, title: str
) -> None:
    scene.sdk = Sdk(Shape.FUNCTION_LATER)
    scene.install()
    scene.start(script(EARLY))
    scene.wait_observed(2)
    scene.wait_sdk()
    scene.run(f"(__sdkTakeOver(), {direct('Right after')}, true)")
    scene.expect_calls(*EARLY_CALLS, directly("Right after"))


# Not those that replace the global without an assignment: from then on the call is theirs alone.
ENDING = {
    f"a call at the end of its script: {shape}": Sdk(shape, ending=direct("From the script"))
    for shape in (Shape.FUNCTION, Shape.METHODS, Shape.LEXICAL, Shape.VAR)
}


@pytest.mark.parametrize("title", ENDING)
def test_a_call_at_the_end_of_the_sdks_own_script_comes_after_the_queue(
    scene: Scene, title: str
) -> None:
    scene.sdk = ENDING[title]
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(EARLY))
    scene.wait_observed(2)
    late.set()
    scene.expect_calls(*scene.sdk.heard(*EARLY_CALLS, directly("From the script")))


PREPARES_LAST = {
    f"it takes over first and prepares last: {shape}": Sdk(shape, prepares_last=True)
    for shape in (Shape.FUNCTION, Shape.METHODS, Shape.DECLARED, Shape.VAR, Shape.FIXED)
}


@pytest.mark.parametrize("title", PREPARES_LAST)
def test_an_sdk_that_assigns_first_and_prepares_later_loses_no_call(
    scene: Scene, title: str
) -> None:
    scene.sdk = PREPARES_LAST[title]
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(EARLY))
    scene.wait_observed(2)
    late.set()
    scene.expect_calls(*EARLY_CALLS)


@pytest.mark.parametrize("title", ["its methods are there for the page"])
def test_the_methods_of_an_sdk_are_there_for_the_page(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(Shape.METHODS)
    scene.install()
    scene.start()
    scene.wait_sdk()
    scene.send("track('A')")
    scene.run("(window._1flow.logEvent('B', {n: 1}), window._1flow.on('survey', 0), true)")
    scene.expect_calls(["track", "A", {}], ["logEvent", "B", {"n": 1}], ["on", "survey", 0])


CALLBACK = {
    f"a callback in a queued call: {shape}": Sdk(shape)
    for shape in (Shape.FUNCTION, Shape.METHODS, Shape.LEXICAL, Shape.OBJECT)
}


@pytest.mark.parametrize("title", CALLBACK)
def test_a_callback_in_a_queued_call_arrives_as_a_function(scene: Scene, title: str) -> None:
    scene.sdk = CALLBACK[title]
    scene.install()
    late = scene.hold_sdk()
    scene.start(script("window._1flow('on', 'survey', function () {});"))
    scene.wait_sdk_requested()
    late.set()
    scene.expect_calls(["on", "survey", {"@function": True}])


# An SDK that calls a listener as soon as it gets it.
CALLS_BACK = """
(function () {
  var own = window._1flow;
  window._1flow = function (method, name, listener) {
    own.apply(window, arguments);
    if (typeof listener === "function") listener();
  };
})();
"""


FROM_WITHIN = {
    "it calls the page back, which calls our function": ("on", "survey"),
    "it calls the page back, which calls our function in the same way": ("track", "Listened"),
}


@pytest.mark.parametrize("title", FROM_WITHIN)
def test_a_call_from_within_a_queued_call_waits_its_turn(scene: Scene, title: str) -> None:
    method, name = FROM_WITHIN[title]
    scene.sdk = Sdk(Shape.FUNCTION, ending=CALLS_BACK)
    scene.install()
    late = scene.hold_sdk()
    scene.start(
        script(
            f"var early = window._1flow; early({js(method)}, {js(name)}, function () "
            "{ early('track', 'Inner', {n: 0}); }); early('track', 'Outer', {n: 1});"
        )
    )
    scene.wait_sdk_requested()
    late.set()
    scene.wait_for("(window.__sdkCalls || []).length >= 3")
    scene.send("track('Later')")
    scene.expect_calls(
        [method, name, {"@function": True}],
        ["track", "Outer", {"n": 1}],
        ["track", "Inner", {"n": 0}],
        ["track", "Later", {}],
    )


@pytest.mark.parametrize("title", ["it calls the page back, and the queue holds one call"])
def test_the_call_that_is_being_delivered_is_not_dropped(scene: Scene, title: str) -> None:
    scene.sdk = Sdk(Shape.FUNCTION, ending=CALLS_BACK)
    scene.install(options={"queueLimit": 1})
    late = scene.hold_sdk()
    scene.start(
        script(
            "var early = window._1flow; early('on', 'survey', function () "
            "{ early('track', 'Inner', {n: 0}); });"
        )
    )
    scene.wait_sdk_requested()
    late.set()
    scene.expect_calls(["on", "survey", {"@function": True}], directly("Inner"))


BARE = {f"calls without a third argument: {shape}": Sdk(shape) for shape in Shape}


@pytest.mark.parametrize("title", BARE)
def test_a_queued_call_keeps_its_number_of_arguments(scene: Scene, title: str) -> None:
    scene.sdk = BARE[title]
    scene.install()
    scene.start(script("window._1flow('track', 'Bare'); window._1flow('identify', 'u1');"))
    take_over(scene)
    scene.wait_for("(window.__sdkCalls || []).length >= 2")
    scene.settle()
    # The older SDK is called by method, where a missing argument may be passed as undefined.
    bare = [[each for each in call if each != {"@undefined": True}] for call in scene.calls()]
    assert bare == scene.sdk.heard(["track", "Bare"], ["identify", "u1"])


DEEP = {"list": [{"deep": {"n": 1}}, "x"], "top": 2}

CHANGING = {
    f"it changes its arguments: {shape}": Sdk(shape, mutates=True)
    for shape in (Shape.FUNCTION, Shape.LEXICAL, Shape.CONFIGURED)
}


@pytest.mark.parametrize("title", CHANGING)
def test_an_sdk_that_changes_its_arguments_spoils_nothing(scene: Scene, title: str) -> None:
    scene.sdk = CHANGING[title]
    scene.install()
    late = scene.hold_sdk()
    scene.start(script(f"window.__page = {js(DEEP)}; window._1flow('track', 'Direct', __page);"))
    scene.send("track('Queued', __page)")
    late.set()
    scene.wait_sdk()
    scene.wait_for("(window.__sdkCalls || []).length >= 2")
    scene.send("track('Passed', __page)", "track('Again', __page)")
    calls = [["track", event, DEEP] for event in ("Direct", "Queued", "Passed", "Again")]
    scene.expect_calls(*scene.sdk.heard(*calls))
    assert scene.observed() == calls[1:]
    assert scene.run("__page") == DEEP


@pytest.mark.parametrize("title", ["a cyclic value in a queued call"])
def test_a_cyclic_value_in_a_queued_call_loses_no_other_call(scene: Scene, title: str) -> None:
    scene.install()
    late = scene.hold_sdk()
    cyclic = "var loop = {}; loop.self = loop; window._1flow('track', 'Loop', loop);"
    scene.start(script(cyclic + direct("After")))
    scene.wait_sdk_requested()
    late.set()
    scene.wait_sdk()
    scene.send("track('Later')")
    named = [call for call in scene.calls() if call[1] in ("After", "Later")]
    assert named == [directly("After"), LATER]
