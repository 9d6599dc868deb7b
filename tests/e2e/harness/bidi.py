"""The protocol WebDriver BiDi, which Firefox speaks."""

from __future__ import annotations

from .connection import Connection, Message
from .process import EngineError


class Bidi(Connection):
    """One session."""

    def _message(self, number: int, method: str, params: Message) -> Message:
        return {"id": number, "method": method, "params": params}

    def _received(self, message: Message) -> None:
        match message:
            case {"type": "event", "method": str(method), "params": dict(params)}:
                self._on_event(method, params)
            case {"type": "success", "id": int(number), "result": result}:
                self._succeeded(number, result)
            case {"type": "error", "id": int(number), "error": code, "message": text}:
                self._failed(number, f"{code}: {text}")
            case _:
                raise EngineError(f"not WebDriver BiDi: {message}")
