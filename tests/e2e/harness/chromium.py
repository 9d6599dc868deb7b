"""Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Route, sync_playwright
from playwright.sync_api import ConsoleMessage as PlaywrightMessage

from .driver import ConsoleMessage, Network, Tab

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
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
    """One browser process, with a fresh context for each tab."""

    name = "chromium"

    def __init__(self) -> None:
        path = shutil.which("chromium")
        if path is None:
            raise RuntimeError("no chromium on the PATH: install Debian's package chromium")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        self.version = self._browser.version

    def new_tab(self, network: Network) -> Tab:
        return ChromiumTab(self._browser.new_context(), network)

    def close(self) -> None:
        self._browser.close()
        self._playwright.stop()


class ChromiumTab:
    """A page in a context of its own."""

    def __init__(self, context: BrowserContext, network: Network) -> None:
        self._context = context
        self._network = network
        self._console: list[ConsoleMessage] = []
        self._page_errors: list[str] = []
        not_local = re.compile(f"^(?!{re.escape(network.origin)}/)")
        context.route(not_local, self._answer)
        self._page: Page = context.new_page()
        self._page.on("console", self._said)
        self._page.on("pageerror", lambda error: self._page_errors.append(str(error)))

    @property
    def console(self) -> Sequence[ConsoleMessage]:
        return self._console

    @property
    def page_errors(self) -> Sequence[str]:
        return self._page_errors

    def open(self, url: str) -> None:
        self._page.goto(url, wait_until="domcontentloaded")

    def evaluate(self, expression: str) -> Any:
        return self._page.evaluate(expression)

    def wait_for(self, condition: str, timeout: float) -> bool:
        # Not Playwright's own waiting, which a page's policy against evaluating text would stop.
        end = time.monotonic() + timeout
        while not self.evaluate(f"Boolean({condition})"):
            if time.monotonic() > end:
                return False
            self._page.wait_for_timeout(_POLL)
        return True

    def close(self) -> None:
        # An answer that is under way is let through: a handler that is cut off complains later.
        self._context.unroute_all(behavior="wait")
        self._context.close()

    def _said(self, said: PlaywrightMessage) -> None:
        if not OWN_WORDS.match(said.text):
            level, url = LEVELS.get(said.type, "log"), said.location.get("url", "")
            self._console.append(ConsoleMessage(level, said.text, url))

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
