"""A local web server whose every answer is set by the test, and which keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

JAVASCRIPT = "text/javascript; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json"

# Segment's tracking calls go to this prefix of the same server.
SINK = "/segment-api"

# A held answer is given up after this time, so that a broken test cannot hang the run.
LONGEST_HOLD = 60.0


@dataclass(frozen=True)
class Reply:
    """One answer. A gate holds it back until the test opens it; a hang-up gives no answer."""

    body: bytes = b""
    status: int = 200
    content_type: str = JAVASCRIPT
    headers: Mapping[str, str] = field(default_factory=dict)
    gate: threading.Event | None = None
    hang_up: bool = False


Answer = Reply | Callable[[], Reply]


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    method: str
    path: str
    body: bytes = b""


class Server:
    """Serves `routes` on a free port of 127.0.0.1 and records every request."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer] = {}
        self.requests: list[Request] = []
        # Paths that were asked for though the test has no answer for them.
        self.unknown: set[str] = set()
        # Asked, with the path, where there is no route.
        self.fallback: Callable[[str], Reply | None] = lambda _: None
        self._gates: list[threading.Event] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._http.daemon_threads = True
        self._http.block_on_close = False
        # The default poll interval would make every test wait half a second for its server.
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.open_gates()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._http.server_port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def gate(self) -> threading.Event:
        """A new gate for a held answer; it opens at the end of the test if not before."""
        gate = threading.Event()
        self._gates.append(gate)
        return gate

    def open_gates(self) -> None:
        for gate in self._gates:
            gate.set()

    def count(self, path: str) -> int:
        """How often `path` has been asked for."""
        return sum(request.path == path for request in list(self.requests))

    def segment_events(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind (`track`, `identify`) that Segment's own plugin has sent."""
        path = f"{SINK}/{kind[0]}"
        return [json.loads(each.body) for each in list(self.requests) if each.path == path]

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        if request.path.startswith(SINK):
            return Reply(b'{"success": true}', content_type=JSON)
        return self.find(request.path)

    def find(self, path: str) -> Reply:
        """What a request for `path` is answered."""
        found = self.routes.get(path) or self.fallback(path)
        if found is None:
            self.unknown.add(path)
            return Reply(b"not found", status=404, content_type="text/plain")
        return found() if callable(found) else found


def _handler_for(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(b"")

        def do_HEAD(self) -> None:
            self._reply(b"")

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers.get("content-length") or 0)))

        def _reply(self, body: bytes) -> None:
            path = urlsplit(self.path).path
            reply = server.answer(Request(self.command, path, body))
            if reply.gate is not None:
                reply.gate.wait(LONGEST_HOLD)
            if reply.hang_up:
                self.close_connection = True
                return
            try:
                self.send_response(reply.status)
                self.send_header("content-type", reply.content_type)
                self.send_header("content-length", str(len(reply.body)))
                self.send_header("cache-control", "no-store")
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.body)
            except ConnectionError:
                # The page was closed while the answer was held: nobody is left to read it.
                pass

        def log_message(self, *_: object) -> None:
            """Say nothing: what was asked for is in `Server.requests`."""

    return Handler
