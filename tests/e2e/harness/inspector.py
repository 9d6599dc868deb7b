"""The protocol of WebKit's Web Inspector, which tells more than its WebDriver does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from .connection import Connection, Message
from .process import BrowserProcess, EngineError


class Inspector(Connection):
    """The page of one browser. Commands go to it in an envelope, and its events come in one."""

    def __init__(
        self,
        url: str,
        process: BrowserProcess,
        on_event: Callable[[str, Message], None],
        patience: float,
    ) -> None:
        self._page = ""
        self._found = threading.Event()
        super().__init__(url, process, on_event, patience)
        if not self._found.wait(patience):
            raise EngineError(f"no page to inspect in {patience:g} s")

    def _message(self, number: int, method: str, params: Message) -> Message:
        inner = {"id": number, "method": method, "params": params}
        envelope = {"targetId": self._page, "message": json.dumps(inner)}
        return {"id": number, "method": "Target.sendMessageToTarget", "params": envelope}

    def _received(self, message: Message) -> None:
        match message:
            case {
                "method": "Target.targetCreated",
                "params": {"targetInfo": {"type": "page", "targetId": str(page)}},
            }:
                self._page = page
                self._found.set()
            case {"method": "Target.dispatchMessageFromTarget", "params": {"message": str(text)}}:
                self._from_page(json.loads(text))
            case {"id": int(number), "error": {"message": text}}:
                # The envelope could not be delivered.
                self._failed(number, text)

    def _from_page(self, message: dict[str, Any]) -> None:
        match message:
            case {"id": int(number), "result": result}:
                self._succeeded(number, result)
            case {"id": int(number), "error": {"message": text}}:
                self._failed(number, text)
            case {"method": str(method)}:
                self._on_event(method, message.get("params", {}))
