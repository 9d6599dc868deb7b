"""Between Analytics.js and the SDK in a page: timers while it is away, and the way of a call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from benchmarks import peers
from benchmarks.delivery import HOSTED, OURS
from benchmarks.node import PeerError
from benchmarks.page import Chromium
from benchmarks.peers import HERE, Script
from benchmarks.samples import Sample

SDK_URL = "https://1flow.app/js/1flow.js"

_SENT = 60
_AWAY_EVENTS = 20
_AWAY_MILLISECONDS = 2000

#: Counts timers by who started them: the file of the first frame outside this script.
_PROBE = """
(() => {
  const timers = window.__timers = [];
  const kinds = ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback"];
  for (const kind of kinds) {
    const original = window[kind];
    window[kind] = function (...given) {
      const frames = new Error().stack.split("\\n").slice(2);
      timers.push((/[^/]+[.]js/.exec(frames[0] || "") || ["page"])[0]);
      return original.apply(window, given);
    };
  }
})();
"""

#: The SDK as it takes over: at once, when its script runs.
_SDK = """
window.__calls = [];
window._1flow = (...call) => {
  window.__calls.push([performance.now(), call, window.__timers.length, window.__inside]);
};
"""

#: Analytics.js without a network: no Segment.io, no settings to fetch.
_START = """
window.analytics = AnalyticsNext.AnalyticsBrowser.load(
  { writeKey: "local", cdnSettings: { integrations: {}, metrics: { sampleRate: 0 } } },
  { integrations: { "Segment.io": false } }
);
// Marks what runs within a plugin's method.
const wrap = (plugin) => {
  const track = plugin.track;
  plugin.track = function (ctx) {
    window.__inside = { timers: window.__timers.length, at: performance.now() };
    try { return track.call(this, ctx); } finally { window.__inside = null; }
  };
  return plugin;
};
const register = analytics.register.bind(analytics);
analytics.register = (...plugins) => register(...plugins.map(wrap));
"""

_REMOTE = """
window["1flowDestination"](SETTINGS).then((plugins) => analytics.register(...plugins));
"""

_READY = "() => analytics.then(() => true)"

#: Sends events one after the other, each when the last has come; tells what the SDK saw of it.
_SEND = """
async (count) => {
  const found = [];
  for (let number = 0; number < count; number++) {
    const seen = window.__calls.length;
    const began = performance.now();
    const timers = window.__timers.length;
    analytics.track("Sent " + number, { number });
    while (window.__calls.length == seen) await new Promise((done) => window.__pause(done));
    const [at, call, timersThen, inside] = window.__calls[seen];
    found.push({
      milliseconds: at - began,
      name: call[1],
      same: Boolean(inside),
      timers: inside ? timersThen - inside.timers : null,
      all: window.__timers.slice(timers, timersThen)
    });
  }
  return found;
}
"""

#: A turn of the event loop that is no timer.
_PAUSE = """
window.__pause = (done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { channel.port1.close(); done(); };
  channel.port2.postMessage(0);
};
"""

_AWAY = """
async ([count, milliseconds]) => {
  const own = () => window.__timers.filter((file) => file == "1flow.js").length;
  const before = own();
  const end = performance.now() + milliseconds;
  for (let number = 0; number < count; number++) analytics.track("Away " + number, { number });
  while (performance.now() < end) await new Promise((done) => window.__pause(done));
  return own() - before;
}
"""


@dataclass(frozen=True)
class Way:
    """How calls came to an SDK that is there: milliseconds from `analytics.track`.

    `same_task` are those made before the plugin's method had returned; `timers` are those that our
    file, or the peer's, started for all calls together.
    """

    milliseconds: Sample
    same_task: int
    sent: int
    timers: int


def measure_away(chromium: Chromium) -> dict[str, int]:
    """Timers in 2 seconds after 20 events, by peer, while the request for the SDK is pending."""
    found: dict[str, int] = {}
    for name, script in _scripts().items():
        with chromium.open(_files(script), pending=(SDK_URL,)) as page:
            page.evaluate(_READY)
            found[name] = page.evaluate(_AWAY, [_AWAY_EVENTS, _AWAY_MILLISECONDS])
    return found


def measure_way(chromium: Chromium) -> dict[str, Way]:
    """How events reach an SDK that is long there, by peer."""
    found: dict[str, Way] = {}
    for name, script in _scripts().items():
        with chromium.open({**_files(script), SDK_URL: _SDK}) as page:
            page.evaluate(_READY)
            page.wait_for_function("window.__calls")
            seen: list[dict[str, Any]] = page.evaluate(_SEND, _SENT)
        if [each["name"] for each in seen] != [f"Sent {number}" for number in range(_SENT)]:
            raise PeerError(f"{name}: the SDK was given {[each['name'] for each in seen[:3]]}...")
        found[name] = Way(
            Sample(tuple(each["milliseconds"] for each in seen)),
            sum(each["same"] for each in seen),
            _SENT,
            sum(each["all"].count("1flow.js") for each in seen),
        )
    return found


def _scripts() -> dict[str, Script]:
    default = peers.read_settings("default")
    return {OURS: peers.ours(default), HOSTED: peers.hosted(default)}


def _files(script: Script) -> dict[str, str]:
    """A page with Analytics.js from npm and one peer's file, called 1flow.js."""
    umd = HERE / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd"
    files = {f"/{path.name}": path.read_text("utf-8") for path in umd.glob("*.js")}
    remote = _REMOTE.replace("SETTINGS", json.dumps(script.settings))
    page = [
        "<!doctype html><title>Arrival</title><body>",
        f"<script>{_PROBE}{_PAUSE}</script>",
        '<script src="/index.js"></script>',
        f"<script>{_START}</script>",
        '<script src="/1flow.js"></script>',
        f"<script>{remote if script.form == 'remote' else ''}</script>",
    ]
    return {**files, "/": "\n".join(page), "/1flow.js": script.code}
