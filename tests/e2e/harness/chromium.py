"""Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import contextlib
import re
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, Error, Page, Playwright, Route, sync_playwright
from playwright.sync_api import ConsoleMessage as PlaywrightMessage

from .driver import ConsoleMessage, Network, Tab
from .process import BrowserProcess, program

T = TypeVar("T")

ARGUMENTS = [
    "--headless",
    "--remote-debugging-port=0",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A page that nobody looks at shall be as quick as one that somebody does.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]

# Milliseconds between two looks at a condition.
_POLL = 10


# Chromium's own words for what the server and the probe notice in every engine, and for what only
# the page's scripts can notice there.
OWN_WORDS = re.compile(
    "Failed to load resource: "
    "|Refused to execute script from "
    "|Failed to find a valid digest in the 'integrity' attribute"
    "|.*violates the following Content Security Policy directive"
    "|This document requires 'Trusted",
    re.DOTALL | re.IGNORECASE,
)

LEVELS = {"assert": "error", "warning": "warning", "error": "error", "info": "info"}
LEVELS |= {"debug": "debug"}


class Chromium:
    """One browser, with a fresh context for each tab. One that hung is replaced."""

    name = "chromium"

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._playwright = sync_playwright().start()
        self._browser = _Browser(self._playwright, patience)
        self.version = self._browser.version

    def new_tab(self, network: Network) -> Tab:
        if not self._browser.running:
            self._browser.close()
            self._browser = _Browser(self._playwright, self._patience)
        return ChromiumTab(self._browser, network)

    def close(self) -> None:
        self._browser.close()
        self._playwright.stop()


class _Browser:
    """The process, and the connection to it."""

    def __init__(self, playwright: Playwright, patience: float) -> None:
        self._patience = patience
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        profile = f"--user-data-dir={self._profile.name}"
        self._process = BrowserProcess(
            Chromium.name, [program("chromium", "chromium"), profile, *ARGUMENTS]
        )
        try:
            said = self._process.wait_for_line(r"DevTools listening on (ws://\S+)")
            self._browser = playwright.chromium.connect_over_cdp(said[1])
            self.version = self._browser.version
        except BaseException:
            self.close()
            raise

    @property
    def running(self) -> bool:
        return self._process.running

    def new_context(self) -> BrowserContext:
        return self.ask("a new context", self._browser.new_context)

    def ask(self, what: str, action: Callable[[], T]) -> T:
        """What the action gives. The browser ends if it takes too long, and that ends the action.

        Playwright itself waits for ever for a value, and without end for a browser that hangs.
        """
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._process.end()

        timer = threading.Timer(self._patience, give_up)
        timer.start()
        try:
            return action()
        except Error:
            if not late.is_set():
                raise
            raise self._process.give_up(f"no answer to {what} in {self._patience:g} s") from None
        finally:
            timer.cancel()

    def close(self) -> None:
        self._process.end()
        self._profile.cleanup()


class ChromiumTab(Tab):
    """A page in a context of its own."""

    def __init__(self, browser: _Browser, network: Network) -> None:
        super().__init__(network)
        self._browser = browser
        self._context = browser.new_context()
        not_local = re.compile(f"^(?!{re.escape(network.origin)}/)")
        self._context.route(not_local, self._answer)
        self._page: Page = browser.ask("a new page", self._context.new_page)
        self._page.on("console", self._said)
        self._page.on("pageerror", lambda error: self.page_errors.append(str(error)))

    def open(self, url: str) -> None:
        self._browser.ask(url, lambda: self._page.goto(url, wait_until="domcontentloaded"))

    def evaluate(self, expression: str) -> Any:
        return self._browser.ask("a question", lambda: self._page.evaluate(expression))

    def wait_for(self, condition: str, timeout: float) -> bool:
        # Not Playwright's own waiting, which a page's policy against evaluating text would stop.
        end = time.monotonic() + timeout
        while not self.evaluate(f"Boolean({condition})"):
            if time.monotonic() > end:
                return False
            self._page.wait_for_timeout(_POLL)
        return True

    def close(self) -> None:
        if self._browser.running:
            # An answer that is under way is let through: one that is cut off complains later.
            self._context.unroute_all(behavior="wait")
            self._browser.ask("the end of a context", self._context.close)

    def _said(self, said: PlaywrightMessage) -> None:
        if not OWN_WORDS.match(said.text):
            level, url = LEVELS.get(said.type, "log"), said.location.get("url", "")
            self.console.append(ConsoleMessage(level, said.text, url))

    def _answer(self, route: Route) -> None:
        local = self._network.local_answer(route.request.url)
        try:
            if local is None:
                route.abort()
                return
            # The request goes on to the local server, so that one place counts and delays it.
            route.fulfill(response=route.fetch(url=local))
        except Error:
            # The server hung up, or the page was closed while the answer was held.
            self._abort(route)

    @staticmethod
    def _abort(route: Route) -> None:
        with contextlib.suppress(Error):
            route.abort()
