"""A page driven over a connection of ours: what Firefox's and WebKit's have in common."""

from __future__ import annotations

import contextlib
import threading
import time
from abc import abstractmethod

from .connection import Message, RefusedError
from .driver import Tab
from .process import EngineError
from .stand_in import StandIn, stand_in

# Seconds between two looks at a condition.
POLL = 0.02


class ProtocolTab(Tab):
    """Its requests to public URLs are held by the browser until they are answered from here."""

    def wait_for(self, condition: str, timeout: float) -> bool:
        end = time.monotonic() + timeout
        while True:
            try:
                if self.evaluate(f"Boolean({condition})"):
                    return True
            except RefusedError:
                # The document is being replaced by another.
                pass
            if time.monotonic() >= end:
                return False
            time.sleep(POLL)

    @abstractmethod
    def _answer(self, event: Message, found: StandIn | None) -> None:
        """Answer a held request; None lets it fail."""

    def _held(self, event: Message) -> None:
        """Answer a held request with what the local server says, as soon as it does."""
        # The local server may keep it waiting, and other events must not wait for that.
        threading.Thread(target=self._ask_and_answer, args=[event], daemon=True).start()

    def _ask_and_answer(self, event: Message) -> None:
        found = stand_in(self._network, event["request"]["url"])
        # The page, or the whole browser, may have gone while the answer was held.
        with contextlib.suppress(EngineError):
            self._answer(event, found)
