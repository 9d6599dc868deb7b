"""A page of one test with all that surrounds it, and the checks that hold for every page."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import page, product, sdk, segment
from .driver import ConsoleMessage, Network, Tab
from .sdk import Call, Sdk
from .server import HTML, Reply, Server

TIMEOUT = 20.0
PROBE = Path(__file__).with_name("js") / "probe.js"
BUNDLE_FOLDER = "/assets/"
PAGE = "/shop.html"

REGISTER_OBSERVER = """
if (analytics.push) analytics.push(["register", window.__observer]);
else analytics.register(window.__observer);
"""

LIVE = "window.analytics && (analytics.initialized || (analytics.instance || {}).initialized)"

# What can't be waited for is that nothing comes. The hosted destination's stub posts again after
# 5 ms, so a late second delivery would show well within these turns of the event loop.
SETTLED = """
new Promise(function (done) {
  var turns = 4;
  (function turn() { turns-- ? setTimeout(turn, 5) : done(true); })();
})
"""


class Scene:
    """The server, the tab, the compiled bundle and the stand-in SDK of one test."""

    def __init__(self, server: Server, open_tab: Callable[[Network], Tab]) -> None:
        self.server = server
        self.network = Network(server.origin, {sdk.PUBLIC_URL: sdk.LOCAL_PATH})
        self.tab = open_tab(self.network)
        self.form = product.READABLE
        self.sdk = Sdk()
        self.files: Mapping[str, bytes] = {}
        self.source = ""
        self._expected_console: list[tuple[str, re.Pattern[str]]] = []
        server.routes.update(segment.routes(server))
        server.routes[page.PROBE_PATH] = Reply(PROBE.read_bytes())
        server.routes[sdk.LOCAL_PATH] = lambda: Reply(self.sdk.source())

    # Setting the stage

    def install(self, **settings: Any) -> None:
        """Compile the bundle, with a realistic key and otherwise the defaults, and serve it."""
        settings.setdefault("settings", {"projectApiKey": product.KEY})
        self.files = product.compiled(settings)
        for name in (product.READABLE, product.MINIFIED):
            self.server.routes[BUNDLE_FOLDER + name] = Reply(self.files[name])

    def answer_sdk(self, reply: Reply) -> None:
        """Answer the request for the SDK in another way than with the stand-in."""
        self.server.routes[sdk.LOCAL_PATH] = reply

    def hold(self, path: str) -> threading.Event:
        """Keep the answer to `path` back until the returned gate is set."""
        gate = self.server.gate()
        answer = self.server.routes[path]

        def held() -> Reply:
            reply = answer() if callable(answer) else answer
            return dataclasses.replace(reply, gate=gate)

        self.server.routes[path] = held
        return gate

    def hold_sdk(self) -> threading.Event:
        return self.hold(sdk.LOCAL_PATH)

    def expect_console(self, level: str, pattern: str) -> None:
        """Let the page say this on its console; it is a failure if it doesn't."""
        self._expected_console.append((level, re.compile(pattern, re.IGNORECASE | re.DOTALL)))

    # Pieces of the page

    def bundle(self, **attributes: str | bool) -> str:
        """The bundle as this test's form has it: a script file, or the paste-in HTML."""
        if self.form == product.INLINE:
            return self.files[product.INLINE].decode()
        return page.script_file(self.bundle_path, **attributes)

    @property
    def bundle_path(self) -> str:
        return BUNDLE_FOLDER + self.form

    def snippet(self, *, load: dict[str, Any] | bool = True, old: bool = False) -> str:
        return page.script(segment.snippet(self.server.host, load=load, old=old))

    def npm_library(self) -> str:
        return page.script_file(segment.UMD_INDEX)

    def npm_start(self, *, load: dict[str, Any] | None = None) -> str:
        return page.script(segment.npm_start(self.server.origin, load))

    # Playing

    def open(self, *parts: str, content_type: str = HTML) -> None:
        """Show a page that is made of these parts, in this order."""
        self.source = page.document(parts)
        self.server.routes[PAGE] = Reply(self.source.encode(), content_type=content_type)
        self.tab.open(self.server.origin + PAGE)

    def start(self, *parts: str, first: str = "") -> None:
        """Show the usual page: the snippet, the bundle, an observing destination and `parts`."""
        self.open(first, self.snippet(), self.bundle(), self.observer(), *parts)
        self.wait_live()

    def observer(self) -> str:
        """Another destination, registered with whatever form of Analytics.js is on the page."""
        return page.script(page.OBSERVER + REGISTER_OBSERVER)

    def add_script(self, path: str) -> None:
        """Add a script to the open page, and wait until it has run."""
        self.tab.evaluate(
            "new Promise(function (done, fail) {"
            "var element = document.createElement('script');"
            f"element.src = {json.dumps(path)}; element.onload = done; element.onerror = fail;"
            "document.head.appendChild(element); }).then(function () { return true; })"
        )

    def run(self, code: str) -> Any:
        """Evaluate an expression in the page; a promise is awaited."""
        return self.tab.evaluate(code)

    def send(self, *calls: str) -> None:
        """Make calls of Analytics.js, each awaited: then every destination has seen its event."""
        for call in calls:
            self.run(f"Promise.resolve(analytics.{call}).then(function () {{ return true; }})")

    def wait_for(self, condition: str) -> None:
        if not self.tab.wait_for(condition, TIMEOUT):
            raise AssertionError(f"the page never came to: {condition}\n{self.report()}")

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait for something outside the page, such as a request to the server."""
        end = time.monotonic() + TIMEOUT
        while not happened():
            if time.monotonic() > end:
                raise AssertionError(f"it never happened: {what}\n{self.report()}")
            # A driver may need to be called for its events to be handled.
            self.tab.wait_for("false", 0.01)

    def wait_live(self) -> None:
        self.wait_for(LIVE)
        # Buffered calls are replayed by timers of 0 ms, which have fired before this one.
        self.run("new Promise(function (done) { setTimeout(done, 0, true); })")

    def wait_sdk(self, runs: int = 1) -> None:
        self.wait_for(f"(window.__sdkRuns || []).length >= {runs}")

    def wait_sdk_requested(self) -> None:
        self.wait_until(lambda: self.sdk_requests >= 1, "the SDK is asked for")

    def settle(self) -> None:
        self.run(SETTLED)

    # Looking

    @property
    def sdk_requests(self) -> int:
        return self.server.count(sdk.LOCAL_PATH)

    def calls(self) -> list[Call]:
        """The calls that reached an SDK so far."""
        return [json.loads(each) for each in self.run("window.__sdkCalls || []")]

    def sdk_runs(self) -> list[dict[str, Any]]:
        """What each SDK script found when it ran."""
        return list(self.run("window.__sdkRuns || []"))

    def observed(self) -> list[Call]:
        """What the other destination was given so far."""
        return [json.loads(each) for each in self.run("window.__observed || []")]

    def wait_observed(self, count: int) -> None:
        self.wait_for(f"(window.__observed || []).length >= {count}")

    def expect_calls(self, *expected: Call) -> None:
        """These calls, no others, reach the SDK: in this order, once each."""
        self.tab.wait_for(f"(window.__sdkCalls || []).length >= {len(expected)}", TIMEOUT)
        self.settle()
        found = self.calls()
        # Compared as text, for in Python True equals 1.
        if json.dumps(found, sort_keys=True) != json.dumps(expected, sort_keys=True):
            raise AssertionError(f"expected calls:\n{_listed(expected)}\ncalls:\n{_listed(found)}")

    # What holds for every page

    def messages(self, level: str) -> list[ConsoleMessage]:
        return [said for said in self.tab.console if said.level == level]

    def bundle_timers(self) -> list[dict[str, str]]:
        """Timers that the bundle has started; in the inline form its code has the page's URL."""
        timers: list[dict[str, str]] = self.run("window.__probe ? __probe.timers : []")
        ours = (self.server.origin + BUNDLE_FOLDER, self.server.origin + PAGE)
        return [timer for timer in timers if timer["caller"].startswith(ours)]

    def problems(self) -> list[str]:
        """What went wrong that no test may leave unnoticed."""
        found = [f"page error: {error}" for error in self.tab.page_errors]
        found += [f"unexpected request: {url}" for url in self.network.refused]
        loud = [said for said in self.tab.console if said.level in ("warning", "error")]
        for said in loud:
            if not any(_matches(said, each) for each in self._expected_console):
                found.append(f"unexpected console {said.level}: {said.text} ({said.url})")
        for each in self._expected_console:
            if not any(_matches(said, each) for said in self.tab.console):
                found.append(f"missing console {each[0]}: {each[1].pattern}")
        found += [f"the bundle started a timer: {timer}" for timer in self.bundle_timers()]
        return found

    def report(self) -> str:
        """What somebody who looks at a failure wants to see."""
        said = "\n".join(f"{each.level}: {each.text}" for each in self.tab.console)
        asked = "\n".join(f"{each.method} {each.path}" for each in self.server.requests)
        return (
            f"calls of the SDK:\n{_listed(self.calls())}\n"
            f"console:\n{said}\nrequests:\n{asked}\npage:\n{_shortened(self.source, 6000)}"
        )

    def generated(self) -> str:
        """The readable bundle that the page ran, or its minified form."""
        return _shortened(self.files.get(product.READABLE, b"").decode(), 30000)


def _matches(said: ConsoleMessage, expected: tuple[str, re.Pattern[str]]) -> bool:
    return said.level == expected[0] and expected[1].search(said.text) is not None


def _listed(calls: Any) -> str:
    return "\n".join(f"  {_shortened(json.dumps(call), 600)}" for call in calls) or "  (none)"


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text)} characters)"
