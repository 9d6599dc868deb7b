"""A failed load is tried again and then rests; what was queued waits, within its limit."""

from __future__ import annotations

import pytest

from .harness.page import script
from .harness.plays import (
    EARLY,
    EARLY_CALLS,
    SITE,
    assert_page_goes_on,
    assert_timers,
    direct,
    directly,
    wait_failures,
)
from .harness.product import KEY
from .harness.scene import Scene
from .harness.sdk import PUBLIC_URL, Call, Sdk, Shape
from .harness.server import Reply

pytestmark = [
    pytest.mark.scenario("retries and the queue"),
    pytest.mark.usefixtures("minified"),
]

MISSING = Reply(b"no such project", status=404, content_type="text/plain")
DELAYS = (1000, 3000, 9000)
ONLINE = "(window.dispatchEvent(new Event('online')), true)"
LATER: Call = ["track", "Later", {}]


def start_failing(scene: Scene, *, failures: int, options: dict[str, int] | None = None) -> None:
    """A page on which the SDK has failed so often, the wait before each retry included."""
    scene.answer_sdk(MISSING)
    scene.expect_console("warning", "1flow.*sdk")
    scene.expect_timers(*DELAYS[:failures])
    scene.install(options=options or {})
    parts = (SITE, scene.snippet(), scene.bundle(), scene.observer())
    scene.open(*parts, script(direct("Direct") + ";" + EARLY))
    scene.wait_live()
    wait_failures(scene, 1)
    for number, delay in enumerate(DELAYS[: failures - 1], start=2):
        scene.advance(delay)
        wait_failures(scene, number)
    assert scene.sdk_requests == failures


def answer_well(scene: Scene, sdk: Sdk) -> None:
    scene.sdk = sdk
    scene.answer_sdk(Reply(sdk.source()))


ARRIVES = {
    f"it arrives at retry {number}: {shape}": (number, Sdk(shape))
    for number, shape in [
        (1, Shape.FUNCTION),
        (1, Shape.LEXICAL),
        (1, Shape.CONFIGURED),
        (2, Shape.METHODS),
        (3, Shape.FUNCTION),
        (3, Shape.DECLARED),
    ]
}


@pytest.mark.parametrize("title", ARRIVES)
def test_a_retry_that_succeeds_delivers_all_that_waited(scene: Scene, title: str) -> None:
    number, sdk = ARRIVES[title]
    start_failing(scene, failures=number)
    scene.send("track('Waiting')")
    answer_well(scene, sdk)
    scene.advance(DELAYS[number - 1] - 1)
    assert scene.sdk_requests == number
    scene.advance(1)
    scene.wait_sdk()
    scene.send("track('Later')")
    calls = [directly("Direct"), *EARLY_CALLS, ["track", "Waiting", {}], LATER]
    scene.expect_calls(*sdk.heard(*calls))
    found = {"key": KEY, "src": PUBLIC_URL, "async": True, "own": True}
    assert scene.sdk_runs() == [found]
    # It has arrived: neither time nor network brings it again.
    scene.run(ONLINE)
    scene.advance(60_000)
    scene.settle()
    assert scene.sdk_requests == number + 1
    assert len(scene.messages("warning")) == 1


@pytest.mark.parametrize("title", ["it never arrives"])
def test_after_three_retries_it_rests(scene: Scene, title: str) -> None:
    start_failing(scene, failures=4)
    assert_timers(scene, 3, left=0)
    scene.advance(86_400_000)
    assert_page_goes_on(scene)
    scene.expect_calls()
    assert_timers(scene, 3, left=0)
    assert scene.sdk_requests == 4
    assert len(scene.messages("warning")) == 1


@pytest.mark.parametrize("title", ["it rests, and the browser comes back online"])
def test_at_rest_it_is_tried_again_when_the_browser_is_back_online(
    scene: Scene, title: str
) -> None:
    start_failing(scene, failures=4)
    answer_well(scene, Sdk())
    scene.run(ONLINE)
    scene.wait_sdk()
    scene.send("track('Later')")
    scene.expect_calls(directly("Direct"), *EARLY_CALLS, LATER)
    assert scene.sdk_requests == 5
    assert_timers(scene, 3, left=0)


@pytest.mark.parametrize("title", ["it rests, and being online again does not help"])
def test_at_rest_another_failure_is_one_request_and_no_warning(scene: Scene, title: str) -> None:
    start_failing(scene, failures=4)
    for number in (5, 6):
        scene.run(ONLINE)
        wait_failures(scene, number)
        scene.advance(86_400_000)
        scene.settle()
        assert scene.sdk_requests == number
    assert_timers(scene, 3, left=0)
    assert len(scene.messages("warning")) == 1
    answer_well(scene, Sdk())
    scene.run(ONLINE)
    scene.expect_calls(directly("Direct"), *EARLY_CALLS)


@pytest.mark.parametrize("title", ["online again while a retry is to come"])
def test_being_online_again_does_not_wait_for_the_retry(scene: Scene, title: str) -> None:
    start_failing(scene, failures=2)
    answer_well(scene, Sdk())
    scene.run(f"({ONLINE}, {ONLINE})")
    scene.wait_sdk()
    scene.expect_calls(directly("Direct"), *EARLY_CALLS)
    scene.advance(60_000)
    scene.settle()
    assert len(scene.sdk_runs()) == 1
    assert scene.sdk_requests == 3


@pytest.mark.parametrize("title", ["online again while it is asked for"])
def test_being_online_again_does_not_ask_twice(scene: Scene, title: str) -> None:
    start_failing(scene, failures=1)
    answer_well(scene, Sdk())
    gate = scene.hold_sdk()
    scene.advance(1000)
    scene.wait_until(lambda: scene.sdk_requests == 2, "the SDK is asked for again")
    scene.run(ONLINE)
    scene.advance(60_000)
    scene.settle()
    gate.set()
    scene.expect_calls(directly("Direct"), *EARLY_CALLS)
    assert scene.sdk_requests == 2


@pytest.mark.parametrize("title", ["online again before Segment has started"])
def test_being_online_again_starts_nothing_by_itself(scene: Scene, title: str) -> None:
    scene.install()
    scene.open(scene.snippet(load=False), scene.bundle(), script(direct("Direct")))
    scene.run(ONLINE)
    scene.settle()
    assert scene.sdk_requests == 0


@pytest.mark.parametrize("title", ["the site's own install comes while a retry is to come"])
def test_an_install_that_comes_in_between_is_not_doubled(scene: Scene, title: str) -> None:
    start_failing(scene, failures=1)
    scene.server.routes["/customer/1flow.js"] = Reply(Sdk().source())
    scene.add_script("/customer/1flow.js")
    scene.expect_calls(directly("Direct"), *EARLY_CALLS)
    scene.run(ONLINE)
    scene.advance(60_000)
    scene.settle()
    assert scene.sdk_requests == 1


# The queue

FLOOD = "(function () { for (var i = 0; i < %d; i++) window._1flow('track', 'E', {n: i}); })()"
LIMITS = {
    "the queue holds 100": ({}, 100),
    "the queue holds what the option says": ({"queueLimit": 3}, 3),
    "the queue may hold one call": ({"queueLimit": 1}, 1),
}


@pytest.mark.parametrize("title", LIMITS)
def test_the_oldest_calls_make_room_and_their_number_is_told(scene: Scene, title: str) -> None:
    options, limit = LIMITS[title]
    scene.install(options=options)
    late = scene.hold_sdk()
    scene.expect_console("warning", r"1flow.*\b17\b")
    scene.start()
    scene.wait_sdk_requested()
    scene.run(FLOOD % (limit + 17))
    late.set()
    scene.expect_calls(*(["track", "E", {"n": n}] for n in range(17, limit + 17)))
    scene.send("track('Later')")
    scene.settle()
    assert len(scene.messages("warning")) == 1
    assert scene.calls()[-1] == LATER


@pytest.mark.parametrize("title", ["a queue that is full and not over-full"])
def test_a_full_queue_drops_nothing(scene: Scene, title: str) -> None:
    scene.install(options={"queueLimit": 5})
    late = scene.hold_sdk()
    scene.start()
    scene.wait_sdk_requested()
    scene.run(FLOOD % 5)
    late.set()
    scene.expect_calls(*(["track", "E", {"n": n}] for n in range(5)))


@pytest.mark.parametrize("title", ["the limit is nothing to an SDK that is there"])
def test_the_limit_does_not_touch_calls_that_need_not_wait(scene: Scene, title: str) -> None:
    scene.install(options={"queueLimit": 1})
    scene.start()
    scene.wait_sdk()
    scene.run(FLOOD % 5)
    scene.expect_calls(*(["track", "E", {"n": n}] for n in range(5)))


@pytest.mark.parametrize("title", ["calls were dropped, and the SDK never comes"])
def test_at_rest_the_number_of_dropped_calls_is_told(scene: Scene, title: str) -> None:
    scene.expect_console("warning", r"1flow.*\b2\b")
    # One direct call and two early ones, of which the last one fits.
    start_failing(scene, failures=4, options={"queueLimit": 1})
    scene.wait_warning(2)
    assert len(scene.messages("warning")) == 2
    answer_well(scene, Sdk())
    scene.run(ONLINE)
    scene.expect_calls(EARLY_CALLS[-1])
    # What has been told is not told again.
    assert len(scene.messages("warning")) == 2
