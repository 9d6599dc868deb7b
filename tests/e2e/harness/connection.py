"""Numbered commands over a WebSocket, and their answers: what the protocols have in common."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from websocket import ABNF, WebSocketException, create_connection

from .process import BrowserProcess, EngineError

Message = dict[str, Any]

# WebKit hangs up on a longer frame. What is sent is ASCII: a character is a byte.
FRAME = 64 * 1024


class RefusedError(EngineError):
    """A command that the browser answered with an error, such as a page that has gone."""


class Connection(ABC):
    """What comes in is handled in another thread, in the order in which it comes.

    `on_event` is given each event's name and parameters.
    """

    def __init__(
        self,
        url: str,
        process: BrowserProcess,
        on_event: Callable[[str, Message], None],
        patience: float,
    ) -> None:
        self.patience = patience
        self._on_event = on_event
        self._process = process
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._sending = threading.Lock()
        self._socket = create_connection(url, patience, suppress_origin=True)
        # From here on a silent browser is noticed by whoever waits for an answer of it.
        self._socket.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @abstractmethod
    def _message(self, number: int, method: str, params: Message) -> Message:
        """What is sent for a command."""

    @abstractmethod
    def _received(self, message: Message) -> None:
        """Take a message, and say `_succeeded` or `_failed` for an answer."""

    def post(self, method: str, **params: Any) -> Future[Any]:
        """Send a command without waiting for its answer."""
        number = next(self._numbers)
        answer: Future[Any] = Future()
        self._waiting[number] = answer
        try:
            self._send(json.dumps(self._message(number, method, params)))
        except (OSError, WebSocketException) as error:
            raise EngineError(f"the browser has gone: {error}") from error
        return answer

    def command(self, method: str, **params: Any) -> Any:
        """Send a command, and wait for its result; a browser that gives no answer is ended."""
        try:
            return self.post(method, **params).result(self.patience)
        except RefusedError:
            raise
        except TimeoutError:
            reason = f"no answer to {method} in {self.patience:g} s"
            raise self._process.give_up(reason) from None
        except EngineError as error:
            raise self._process.give_up(error) from None

    def close(self) -> None:
        """To be called when the browser has ended, or is about to."""
        with contextlib.suppress(OSError, WebSocketException):
            self._socket.close(timeout=1)

    def _send(self, text: str) -> None:
        pieces = [text[start : start + FRAME] for start in range(0, len(text), FRAME)]
        with self._sending:
            for index, piece in enumerate(pieces):
                kind = ABNF.OPCODE_CONT if index else ABNF.OPCODE_TEXT
                last = index == len(pieces) - 1
                self._socket.send_frame(ABNF.create_frame(piece, kind, int(last)))

    def _succeeded(self, number: int, result: Any) -> None:
        self._waiting.pop(number).set_result(result)

    def _failed(self, number: int, reason: str) -> None:
        self._waiting.pop(number).set_exception(RefusedError(reason))

    def _read(self) -> None:
        reason = "the connection was closed"
        try:
            while text := self._socket.recv():
                self._received(json.loads(text))
        except (OSError, WebSocketException) as error:
            reason = str(error)
        for answer in list(self._waiting.values()):
            answer.set_exception(EngineError(f"the browser has gone: {reason}"))
