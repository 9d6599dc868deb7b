"""WebKitGTK's own small browser from Debian, driven as its Web Inspector drives it."""

from __future__ import annotations

import base64
import codecs
import http.client
import json
import random
import re
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from .connection import Message
from .driver import ConsoleMessage, Network, Tab
from .inspector import Inspector
from .process import START_TIME, BrowserProcess, EngineError, program
from .protocol_tab import POLL, ProtocolTab
from .stand_in import StandIn

BROWSERS = "*/webkit2gtk-4.1/MiniBrowser"
PACKAGE = "libwebkit2gtk-4.1-0"

# Below the ports that the system gives to whoever asks for any.
PORTS = range(20000, 30000)

# The promise never rejects: WebKit would take that for an error of the page.
_ASK = """(async () => {{
  try {{ return JSON.stringify({{ value: await (
{}
) }}); }}
  catch (error) {{ return JSON.stringify({{ thrown: String(error) }}); }}
}})()"""

# WebKit's own words for a request that failed, be it for the page that was left; its other words
# don't claim to come from a script.
OWN_WORDS = re.compile(r"\S+( API)? cannot load \S+ due to access control checks\.$")

LEVELS = {"warning": "warning", "error": "error", "info": "info", "debug": "debug"}


class WebKit:
    """A process for each tab, and one screen for all, which nobody sees."""

    name = "webkit"

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._browser = next(Path("/usr/lib").glob(BROWSERS), None)
        if self._browser is None:
            raise EngineError(f"no WebKitGTK MiniBrowser: install Debian's package {PACKAGE}")
        screen = [program("Xvfb", "xvfb"), "-displayfd", "1", "-nolisten", "tcp"]
        self._screen = BrowserProcess("Xvfb", screen)
        try:
            display = self._screen.wait_for_line(r"^(\d+)$")[1]
            self._environment = {"DISPLAY": f":{display}"}
            self.version = self._ask_version()
        except BaseException:
            self._screen.end()
            raise

    def new_tab(self, network: Network) -> Tab:
        return WebKitTab(str(self._browser), self._environment, network, self._patience)

    def close(self) -> None:
        self._screen.end()

    def _ask_version(self) -> str:
        asked = BrowserProcess(self.name, [str(self._browser), "--version"], self._environment)
        try:
            return asked.wait_for_line(r"WebKitGTK (\d[\d.]*)")[1]
        finally:
            asked.end()


class WebKitTab(ProtocolTab):
    """A private window in a browser process of its own."""

    def __init__(
        self, browser: str, environment: dict[str, str], network: Network, patience: float
    ) -> None:
        super().__init__(network)
        self._patience = patience
        self._parsed = threading.Event()
        self._home = tempfile.TemporaryDirectory(prefix="webkit-", ignore_cleanup_errors=True)
        port = _free_port()
        folders = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), self._home.name)
        inspected = {"WEBKIT_INSPECTOR_HTTP_SERVER": f"127.0.0.1:{port}"}
        # As root there is no sandbox to be had.
        sandbox = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        self._process = BrowserProcess(
            WebKit.name,
            [browser, "--private", "about:blank"],
            environment | folders | inspected | sandbox,
        )
        try:
            address = self._address(port)
            self._inspector = Inspector(address, self._process, self._happened, START_TIME)
            self._inspector.patience = patience
            for domain in ("Console", "Network", "Page", "Runtime"):
                self._inspector.command(f"{domain}.enable")
            self._inspector.command("Network.setInterceptionEnabled", enabled=True)
            self._inspector.command(
                "Network.addInterception",
                url=f"^(?!{re.escape(network.origin)}/)(https?|wss?):",
                stage="request",
                isRegex=True,
                caseSensitive=True,
            )
        except BaseException:
            self._end()
            raise

    def open(self, url: str) -> None:
        self._parsed.clear()
        self._inspector.command("Page.navigate", url=url)
        if not self._parsed.wait(self._patience):
            raise EngineError(f"webkit: {url} was not parsed in {self._patience:g} s")

    def evaluate(self, expression: str) -> Any:
        promise = self._result("Runtime.evaluate", expression=_ASK.format(expression))
        answer = self._result(
            "Runtime.awaitPromise", promiseObjectId=promise["objectId"], returnByValue=True
        )
        found = json.loads(answer["value"])
        if "thrown" in found:
            raise EngineError(f"the page threw: {found['thrown']}")
        return found.get("value")

    def close(self) -> None:
        self._end()

    def _address(self, port: int) -> str:
        """Where the page can be inspected, as the browser's own list of its pages says."""
        end = time.monotonic() + START_TIME
        while time.monotonic() < end and self._process.running:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_TIME)
            try:
                connection.request("GET", "/")
                page = connection.getresponse().read().decode()
                if found := re.search(r"socket/\d+/\d+/WebPage", page):
                    return f"ws://127.0.0.1:{port}/{found[0]}"
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(POLL)
        raise EngineError(f"webkit did not start in {START_TIME:g} s:\n{self._process.output()}")

    def _result(self, method: str, **params: Any) -> Message:
        answer = self._inspector.command(method, **params)
        if answer.get("wasThrown"):
            raise EngineError(f"the page threw: {answer['result'].get('description')}")
        return dict(answer["result"])

    def _end(self) -> None:
        self._process.end()
        self._home.cleanup()

    def _happened(self, method: str, event: Message) -> None:
        match method:
            case "Console.messageAdded":
                self._said(event["message"])
            case "Console.messageRepeatCountUpdated":
                # The same again, which is counted only.
                self._said(self._last_said)
            case "Page.domContentEventFired":
                self._parsed.set()
            case "Network.requestIntercepted":
                self._held(event)

    def _said(self, message: Message) -> None:
        """A line on the console, or an error that nobody caught; the rest is WebKit's own words."""
        self._last_said = message
        texts = [_text(each) for each in message.get("parameters", ())] or [message["text"]]
        match message:
            case {"source": "console-api", "level": level}:
                kind, url = LEVELS.get(level, "log"), message.get("url", "")
                self.console.append(ConsoleMessage(kind, " ".join(texts), url))
            case {"source": "javascript", "level": "error", "text": text}:
                if not OWN_WORDS.match(text):
                    self.page_errors.append(text)

    def _answer(self, event: Message, found: StandIn | None) -> None:
        if found is None:
            self._inspector.post(
                "Network.interceptRequestWithError",
                requestId=event["requestId"],
                errorType="General",
            )
            return
        headers = dict(found.headers)
        body = found.body
        # WebKit reads such an answer in the page's encoding, whatever its headers say.
        said = headers.get("content-type", "").partition("charset=")[2]
        if said == "utf-8" and self.evaluate("document.characterSet") != "UTF-8":
            body = codecs.BOM_UTF8 + body
        self._inspector.post(
            "Network.interceptRequestWithResponse",
            requestId=event["requestId"],
            content=base64.b64encode(body).decode(),
            base64Encoded=True,
            mimeType=headers.get("content-type", "").partition(";")[0],
            status=found.status,
            statusText=found.reason,
            headers=headers,
        )


def _text(value: Message) -> str:
    """A value as the console shows it."""
    return str(value.get("value", value.get("description", value["type"])))


def _free_port() -> int:
    while True:
        port = random.choice(PORTS)  # noqa: S311 - no secret
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
