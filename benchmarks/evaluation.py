"""What it costs a page to evaluate the script: in a fresh frame of a warm page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from benchmarks import peers
from benchmarks.delivery import FLOOR, HOSTED, OURS
from benchmarks.node import PeerError
from benchmarks.page import Chromium
from benchmarks.samples import Sample, by_turns

EMPTY = "an empty script"
READ = "ours, read but not run"
SEEN = "ours, seen before"
FLOOR_SEEN = f"{FLOOR}, seen before"

_ROUNDS = 101
_WARM_UP = 30

_PAGE = {"/": "<!doctype html><title>Evaluation</title><body></body>"}

#: Milliseconds, and what the frame has afterwards. A fresh text is always another one, of which the
#: engine has nothing in its cache.
_EVALUATE = """
([code, fresh]) => {
  window.__turn = (window.__turn || 0) + 1;
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const inner = frame.contentWindow;
  const registered = [];
  inner.analytics = { register: async (...plugins) => { registered.push(...plugins); } };
  const script = inner.document.createElement("script");
  script.text = fresh ? code + "//" + window.__turn : code;
  const began = performance.now();
  inner.document.head.append(script);
  const milliseconds = performance.now() - began;
  const ready = registered.length > 0 || typeof inner["1flowDestination"] == "function";
  frame.remove();
  return { milliseconds, ready, precise: crossOriginIsolated };
}
"""


def measure(chromium: Chromium) -> dict[str, Sample]:
    """Milliseconds an evaluation, by peer; the element's own cost shows with an empty script."""
    default = peers.read_settings("default")
    ours = peers.ours(default).code
    floor = peers.by_hand("floor").code
    fresh = {
        OURS: ours,
        # A block, as our script is one, is a function's body too.
        READ: f"function unused() {ours}",
        HOSTED: peers.hosted(default).code,
        FLOOR: floor,
        EMPTY: "",
    }
    seen = {SEEN: ours, FLOOR_SEEN: floor}
    with chromium.open(_PAGE) as page:
        for name, code in fresh.items():
            done = _evaluate(page, code)
            if not done["precise"]:
                raise PeerError("the page's clock is coarse: it is not cross-origin isolated")
            if done["ready"] != (name not in (EMPTY, READ)):
                raise PeerError(f"{name}: the script has registered nothing, or too early")
        return by_turns(
            {name: _clock(page, code) for name, code in fresh.items()}
            | {name: _clock(page, code, fresh=False) for name, code in seen.items()},
            rounds=_ROUNDS,
            warm_up=_WARM_UP,
        )


def _clock(page: Page, code: str, *, fresh: bool = True) -> Callable[[], float]:
    return lambda: float(_evaluate(page, code, fresh=fresh)["milliseconds"])


def _evaluate(page: Page, code: str, *, fresh: bool = True) -> dict[str, Any]:
    done: dict[str, Any] = page.evaluate(_EVALUATE, [code, fresh])
    return done
