"""Debian's Firefox ESR, driven over WebDriver BiDi without a driver in between."""

from __future__ import annotations

import base64
import json
import tempfile
from pathlib import Path
from typing import Any

from .bidi import Bidi
from .connection import Message
from .driver import ConsoleMessage, Network, Tab
from .process import START_TIME, BrowserProcess, EngineError, program
from .protocol_tab import ProtocolTab
from .stand_in import StandIn

# What the browser asks for on its own account goes to a proxy that isn't there. Its recommended
# settings for tests, which a session switches on, turn most of that off anyway.
PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
}

# Firefox gives evaluated code the name of the page; so far below it is not taken for a part of it.
FAR_BELOW = "\n" * 1000

# Firefox's own words for what the server and the probe notice in every engine, and for what only
# the page's scripts can notice there.
OWN_WORDS = (
    "Content-Security-Policy: ",
    "Cross-Origin Request Blocked: ",
    "None of the \u201c",
    "The resource from \u201c",
)

LEVELS = {"warn": "warning", "assert": "error", "error": "error", "info": "info", "debug": "debug"}


class Firefox:
    """One browser, with a user context for each tab. One that hung is replaced."""

    name = "firefox"

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._browser = _Browser(patience)
        self.version = self._browser.version

    def new_tab(self, network: Network) -> Tab:
        if not self._browser.running:
            self._browser.close()
            self._browser = _Browser(self._patience)
        return FirefoxTab(self._browser, network)

    def close(self) -> None:
        self._browser.close()


class _Browser:
    """The process and the session in it."""

    def __init__(self, patience: float) -> None:
        self._tabs: dict[str, FirefoxTab] = {}
        self._profile = tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True)
        lines = [f"user_pref({json.dumps(n)}, {json.dumps(v)});" for n, v in PREFERENCES.items()]
        Path(self._profile.name, "user.js").write_text("\n".join(lines), encoding="utf-8")
        arguments = ["--headless", "--no-remote", "--profile", self._profile.name]
        self._process = BrowserProcess(
            Firefox.name,
            [program("firefox-esr", "firefox-esr"), *arguments, "--remote-debugging-port", "0"],
        )
        try:
            said = self._process.wait_for_line(r"BiDi listening on (ws://\S+)")
            address = f"{said[1]}/session"
            self.bidi = Bidi(address, self._process, self._happened, START_TIME)
            wanted = {"alwaysMatch": {"acceptInsecureCerts": True}}
            session = self.bidi.command("session.new", capabilities=wanted)
            self.version = str(session["capabilities"]["browserVersion"])
            self.bidi.patience = patience
            events = ["log.entryAdded", "network.beforeRequestSent"]
            self.bidi.command("session.subscribe", events=events)
            # Public URLs of the tests are all https; what isn't held here is noted, and the
            # proxy ends it.
            self.bidi.command(
                "network.addIntercept",
                phases=["beforeRequestSent"],
                urlPatterns=[{"type": "pattern", "protocol": "https"}],
            )
        except BaseException:
            self._process.end()
            self._profile.cleanup()
            raise

    @property
    def running(self) -> bool:
        return self._process.running

    def add(self, context: str, tab: FirefoxTab) -> None:
        self._tabs[context] = tab

    def forget(self, context: str) -> None:
        self._tabs.pop(context, None)

    def close(self) -> None:
        self.bidi.close()
        self._process.end()
        self._profile.cleanup()

    def _happened(self, method: str, event: Message) -> None:
        context = event["context"] if "context" in event else event["source"].get("context")
        tab = self._tabs.get(context)
        # A context that was not opened by a test is a frame of its page.
        for each in [tab] if tab is not None else list(self._tabs.values()):
            if method == "log.entryAdded":
                each.said(event)
            else:
                each.asked(event)
        if tab is None and event.get("isBlocked"):
            self.answer(event, None)

    def answer(self, event: Message, found: StandIn | None) -> None:
        """Answer a held request; None lets it fail."""
        request = event["request"]["request"]
        if found is None:
            self.bidi.post("network.failRequest", request=request)
            return
        self.bidi.post(
            "network.provideResponse",
            request=request,
            statusCode=found.status,
            reasonPhrase=found.reason,
            headers=[
                {"name": name, "value": {"type": "string", "value": value}}
                for name, value in found.headers
            ],
            body={"type": "base64", "value": base64.b64encode(found.body).decode()},
        )


class FirefoxTab(ProtocolTab):
    """A page in a user context of its own."""

    def __init__(self, browser: _Browser, network: Network) -> None:
        super().__init__(network)
        self._browser = browser
        self._user_context = browser.bidi.command("browser.createUserContext")["userContext"]
        self._context: str = browser.bidi.command(
            "browsingContext.create", type="tab", userContext=self._user_context
        )["context"]
        browser.add(self._context, self)

    def open(self, url: str) -> None:
        self._browser.bidi.command(
            "browsingContext.navigate", context=self._context, url=url, wait="interactive"
        )

    def evaluate(self, expression: str) -> Any:
        answer = self._browser.bidi.command(
            "script.evaluate",
            expression=f"{FAR_BELOW}(async () => JSON.stringify(await (\n{expression}\n)))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise EngineError(f"the page threw: {answer['exceptionDetails']['text']}")
        result = answer["result"]
        return json.loads(result["value"]) if result["type"] == "string" else None

    def close(self) -> None:
        self._browser.forget(self._context)
        if self._browser.running:
            self._browser.bidi.command("browser.removeUserContext", userContext=self._user_context)

    def said(self, entry: Message) -> None:
        """A line on the console, or an error that nobody caught."""
        if entry["type"] == "javascript":
            if entry["level"] == "error" and not entry["text"].startswith(OWN_WORDS):
                self.page_errors.append(entry["text"])
            return
        frames = (entry.get("stackTrace") or {}).get("callFrames") or [{}]
        level = LEVELS.get(entry["method"], "log")
        self.console.append(ConsoleMessage(level, entry["text"], frames[0].get("url", "")))

    def asked(self, event: Message) -> None:
        """A request of the page, which waits for an answer if it is held."""
        url = event["request"]["url"]
        if event["isBlocked"]:
            self._held(event)
        elif url.startswith(("http:", "ws:", "wss:")) and not self._network.is_local(url):
            self._network.refused.append(url)

    def _answer(self, event: Message, found: StandIn | None) -> None:
        self._browser.answer(event, found)
