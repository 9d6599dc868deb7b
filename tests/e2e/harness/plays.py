"""What many scenarios have in common: early calls, an SDK that takes over, a page that goes on."""

from __future__ import annotations

from .page import script
from .scene import Scene
from .sdk import Call

EARLY = "analytics.identify('u1', {n: 1}); analytics.track('Early', {n: 2});"
EARLY_CALLS: list[Call] = [["identify", "u1", {"n": 1}], ["track", "Early", {"n": 2}]]

#: In a page where the SDK's failure is looked at: a script of the site, which nothing may stop,
#: and a count of the script elements that failed to load.
SITE = script("""
window.__site = "ran";
addEventListener("load", function () { __site += " on"; });
window.__failures = 0;
addEventListener("error", function (event) {
  if (event.target.tagName === "SCRIPT") __failures++;
}, true);
""")


def direct(event: str) -> str:
    """A call that the page itself makes of 1Flow.

    `window.` matters: the bare name is the SDK itself where that is a lexical global.
    """
    return f"window._1flow('track', '{event}', {{n: 0}})"


def directly(event: str) -> Call:
    return ["track", event, {"n": 0}]


def take_over(scene: Scene) -> None:
    """Wait for the SDK's script, and let it take over if it does so only when told."""
    scene.wait_sdk()
    scene.run("(window.__sdkTakeOver && __sdkTakeOver(), true)")


def wait_failures(scene: Scene, count: int) -> None:
    """Wait until so many script elements have failed to load. The page must hold `SITE`."""
    scene.wait_for(f"window.__failures === {count}")


def assert_timers(scene: Scene, started: int, left: int) -> None:
    """So many timers the bundle has started by now, and so many of them are to come."""
    timers = scene.bundle_timers()
    assert (len(timers), sum(timer["left"] for timer in timers)) == (started, left), timers


def assert_page_goes_on(scene: Scene) -> None:
    """The site's script, the other destination, Segment and `analytics.ready()` all go on.

    The page must hold `SITE` and the observer.
    """
    scene.wait_for("window.__site === 'ran on'")
    scene.send("identify('u9', {n: 8})", "track('Going on', {n: 9})")
    assert scene.observed()[-2:] == [
        ["identify", "u9", {"n": 8}],
        ["track", "Going on", {"n": 9}],
    ]
    assert scene.run("analytics.ready().then(function () { return 'ready'; })") == "ready"
    scene.wait_until(
        lambda: any(event["event"] == "Going on" for event in scene.server.segment_events("track")),
        "Segment gets the track event",
    )
