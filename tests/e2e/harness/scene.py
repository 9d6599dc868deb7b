"""A page of one test with all that surrounds it, and the checks that hold for every page."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import page, product, sdk, segment
from .driver import ConsoleMessage, Network, Tab
from .sdk import Call, Sdk
from .server import HTML, JSON, Reply, Server

TIMEOUT = 20.0
BUNDLE_FOLDER = "/assets/"
PAGE = "/shop.html"
NEXT_PAGE = "/next.html"

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
        self.network = Network(
            server.origin,
            {sdk.PUBLIC_URL: sdk.LOCAL_PATH, segment.PUBLIC_SETTINGS: segment.SETTINGS},
        )
        self.tab = open_tab(self.network)
        self.form = product.READABLE
        self.sdk = Sdk()
        self.files: Mapping[str, bytes] = {}
        self.source = ""
        self._expected_console: list[tuple[str, re.Pattern[str]]] = []
        self._allowed_console: list[tuple[str, re.Pattern[str]]] = []
        self._expected_page_errors: list[re.Pattern[str]] = []
        self._expected_timers: list[int] = []
        self._earlier_timers: list[dict[str, Any]] = []
        self._earlier_violations: list[str] = []
        self._expected_violations: list[re.Pattern[str]] = []
        server.routes.update(segment.routes(server))
        server.routes[page.PROBE_PATH] = lambda: Reply(
            page.probe(BUNDLE_FOLDER, self.source).encode()
        )
        # Some engines ask for it where a page has no icon.
        server.routes["/favicon.ico"] = Reply(content_type="image/x-icon")
        server.routes[sdk.LOCAL_PATH] = lambda: Reply(self.sdk.source())
        server.routes[sdk.CONFIGURATION_PATH] = Reply(b"{}", content_type=JSON)

    # Setting the stage

    def install(self, **settings: Any) -> None:
        """Compile the bundle, with a realistic key and otherwise the defaults, and serve it."""
        settings.setdefault("settings", {"projectApiKey": product.KEY})
        self.files = product.compiled(settings)
        inline = self.files[product.INLINE].decode()
        if "setTimeout" in inline and not page.BUNDLE_MARK.search(inline):
            raise AssertionError("the bundle would not be known in a page: another mark?")
        for name in (product.READABLE, product.MINIFIED, product.MODULE, product.REMOTE):
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
        self._expected_console.append((level, _pattern(pattern)))

    def allow_console(self, level: str, pattern: str) -> None:
        """Let the page say this on its console, or not: where engines or moments differ."""
        self._allowed_console.append((level, _pattern(pattern)))

    def expect_page_error(self, pattern: str) -> None:
        """Let a script of the page or of the SDK fail so; it is a failure if none does."""
        self._expected_page_errors.append(_pattern(pattern))

    def expect_timers(self, *delays: int) -> None:
        """Let the bundle start timeouts of these milliseconds, in this order, and no others."""
        self._expected_timers = list(delays)

    def expect_violation(self, pattern: str) -> None:
        """Let the page violate its security policy so: `directive blocked-url`."""
        self._expected_violations.append(_pattern(pattern))

    # Pieces of the page

    def bundle(self, **attributes: str | bool) -> str:
        """The bundle as this test's form has it: a script file, or the paste-in HTML."""
        if self.form == product.INLINE:
            return page.with_attributes(self.files[product.INLINE].decode(), attributes)
        return page.script_file(self.bundle_path, **attributes)

    @property
    def bundle_path(self) -> str:
        return BUNDLE_FOLDER + self.form

    def snippet(
        self, *, load: dict[str, Any] | bool = True, old: bool = False, name: str = "analytics"
    ) -> str:
        return page.script(segment.snippet(self.server.host, load=load, old=old, name=name))

    def npm_library(self, **attributes: str | bool) -> str:
        return page.script_file(segment.UMD_INDEX, **attributes)

    def npm_start(
        self,
        *,
        load: dict[str, Any] | None = None,
        inline: bool = False,
        **attributes: str | bool,
    ) -> str:
        start = segment.npm_start(self.server, load, inline=inline)
        return page.script(start, **attributes)

    # Playing

    def open(
        self,
        *parts: str,
        content_type: str = HTML,
        headers: Mapping[str, str] | None = None,
        nonce: str = "",
    ) -> None:
        """Show a page that is made of these parts, in this order.

        The nonce is that of the harness's own script, where the headers ask for one.
        """
        self.source = page.document(parts, **({"nonce": nonce} if nonce else {}))
        self.server.routes[PAGE] = Reply(
            self.source.encode(), content_type=content_type, headers=headers or {}
        )
        self.tab.open(self.server.origin + PAGE)

    def leave(self) -> None:
        """Go to another page of the same site, which has none of all this."""
        self._earlier_timers += self.bundle_timers()
        self._earlier_violations += self._violations()
        self.server.routes[NEXT_PAGE] = Reply(b"<title>Next</title>", content_type=HTML)
        self.tab.open(self.server.origin + NEXT_PAGE)

    def visit(self, path: str) -> None:
        """Show a page that the server has already."""
        self.source = self.server.find(path).body.decode(errors="replace")
        self.tab.open(self.server.origin + path)

    def start(self, *parts: str, first: str = "") -> None:
        """Show the usual page: the snippet, the bundle, an observing destination and `parts`."""
        self.open(first, self.snippet(), self.bundle(), self.observer(), *parts)
        self.wait_live()

    def observer(self, **attributes: str | bool) -> str:
        """Another destination, registered with whatever form of Analytics.js is on the page."""
        return page.script(page.OBSERVER + REGISTER_OBSERVER, **attributes)

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

    def wait_live(self, live: str = LIVE) -> None:
        """Wait until Analytics.js has started and has replayed what it buffered."""
        self.wait_for(live)
        # Buffered calls are replayed by timers of 0 ms, which have fired before this one.
        self.run("new Promise(function (done) { setTimeout(done, 0, true); })")

    def wait_sdk(self, runs: int = 1) -> None:
        self.wait_for(f"(window.__sdkRuns || []).length >= {runs}")

    def wait_sdk_requested(self) -> None:
        self.wait_until(lambda: self.sdk_requests >= 1, "the SDK is asked for")

    def wait_warning(self, count: int = 1) -> None:
        self.wait_until(lambda: len(self.messages("warning")) >= count, "a warning on the console")

    def advance(self, milliseconds: int) -> None:
        """Put the clock of the bundle's timers forward."""
        self.run(f"(__probe.advance({milliseconds}), true)")

    def settle(self) -> None:
        self.run(SETTLED)

    # Looking

    @property
    def sdk_requests(self) -> int:
        return self.server.count(sdk.LOCAL_PATH)

    def calls(self) -> list[Call]:
        """The calls that reached an SDK so far."""
        return [json.loads(each) for each in self.run("window.__sdkCalls || []")]

    def kept_calls(self) -> list[Call]:
        """The calls that an SDK has received in this tab, those on earlier pages included.

        Only an SDK that `keeps` writes them down.
        """
        kept = json.loads(self.run("sessionStorage.getItem('__sdkCalls') || '[]'"))
        return [json.loads(each) for each in kept]

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

    def bundle_timers(self) -> list[dict[str, Any]]:
        """Timers that the bundle has started on this page; `left` tells one that is to come."""
        return list(self.run("window.__probe ? __probe.timers() : []"))

    def _violations(self) -> list[str]:
        return list(self.run("window.__probe ? __probe.violations : []"))

    def _timer_problems(self) -> list[str]:
        timers = self._earlier_timers + self.bundle_timers()
        found = [f"the bundle left a timer: {timer}" for timer in timers if timer["left"]]
        delays = [timer["delay"] for timer in timers if timer["kind"] == "setTimeout"]
        if len(delays) < len(timers) or delays != self._expected_timers:
            found.append(f"the bundle started timers: {timers}, expected: {self._expected_timers}")
        return found

    def problems(self) -> list[str]:
        """What went wrong that no test may leave unnoticed."""
        found = _surprises("page error", self.tab.page_errors, self._expected_page_errors)
        found += [f"unexpected request: {url}" for url in self.network.refused]
        found += [f"request without an answer: {path}" for path in sorted(self.server.unknown)]
        violations = self._earlier_violations + self._violations()
        found += _surprises("violation of a security policy", violations, self._expected_violations)
        loud = [said for said in self.tab.console if said.level in ("warning", "error")]
        for said in loud:
            known = self._expected_console + self._allowed_console
            if not any(_matches(said, each) for each in known):
                found.append(f"unexpected console {said.level}: {said.text} ({said.url})")
        for each in self._expected_console:
            if not any(_matches(said, each) for said in self.tab.console):
                found.append(f"missing console {each[0]}: {each[1].pattern}")
        return found + self._timer_problems()

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


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _surprises(kind: str, found: Sequence[str], expected: Sequence[re.Pattern[str]]) -> list[str]:
    """What was found and not expected, and what was expected and not found."""
    unexpected = [each for each in found if not any(rule.search(each) for rule in expected)]
    missing = [rule.pattern for rule in expected if not any(map(rule.search, found))]
    return [f"{kind}: {each}" for each in unexpected] + [f"missing {kind}: {m}" for m in missing]


def _matches(said: ConsoleMessage, expected: tuple[str, re.Pattern[str]]) -> bool:
    return said.level == expected[0] and expected[1].search(said.text) is not None


def _listed(calls: Any) -> str:
    return "\n".join(f"  {_shortened(json.dumps(call), 600)}" for call in calls) or "  (none)"


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text)} characters)"
