"""A connection that speaks WebDriver BiDi: commands are answered, events are handed on."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from websocket import WebSocketException, create_connection

from .process import EngineError

Event = dict[str, Any]


class RefusedError(EngineError):
    """A command that the browser answered with an error, such as a page that has gone."""


class Bidi:
    """One session. `on_event` is called in another thread, before later answers are seen."""

    def __init__(self, url: str, on_event: Callable[[str, Event], None], timeout: float) -> None:
        self._timeout = timeout
        self._on_event = on_event
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._socket = create_connection(url, timeout, suppress_origin=True)
        # From here on a silent browser is noticed by whoever waits for an answer of it.
        self._socket.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()

    def post(self, method: str, **params: Any) -> Future[Any]:
        """Send a command without waiting for its answer."""
        number = next(self._numbers)
        answer: Future[Any] = Future()
        self._waiting[number] = answer
        try:
            self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        except (OSError, WebSocketException) as error:
            raise EngineError(f"the browser has gone: {error}") from error
        return answer

    def command(self, method: str, **params: Any) -> Any:
        """Send a command, and wait for its result."""
        try:
            return self.post(method, **params).result(self._timeout)
        except TimeoutError:
            raise EngineError(f"no answer to {method} in {self._timeout:g} s") from None

    def close(self) -> None:
        with contextlib.suppress(OSError, WebSocketException):
            self._socket.close(timeout=1)

    def _read(self) -> None:
        reason = "the connection was closed"
        try:
            while text := self._socket.recv():
                self._receive(json.loads(text))
        except (OSError, WebSocketException) as error:
            reason = str(error)
        for answer in list(self._waiting.values()):
            answer.set_exception(EngineError(f"the browser has gone: {reason}"))

    def _receive(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "event", "method": str(method), "params": dict(params)}:
                self._on_event(method, params)
            case {"type": "success", "id": int(number), "result": result}:
                self._waiting.pop(number).set_result(result)
            case {"type": "error", "id": int(number), "error": code, "message": text}:
                self._waiting.pop(number).set_exception(RefusedError(f"{code}: {text}"))
            case _:
                raise EngineError(f"not WebDriver BiDi: {message}")
