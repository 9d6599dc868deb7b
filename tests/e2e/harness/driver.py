"""What a browser must be able to do for these tests; nothing here knows which browser it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

# Seconds for any one answer of a browser; one that takes longer is given up.
PATIENCE = 60.0

ENGINES = ("chromium", "firefox", "webkit")


@dataclass(frozen=True)
class ConsoleMessage:
    """A line that a script wrote on the console: `level` is log, debug, info, warning or error.

    What a browser adds in words of its own, of requests that failed and of security policies, is
    not here: each has other words for it or none. The server and the probe know of both.
    """

    level: str
    text: str
    url: str = ""


@dataclass
class Network:
    """Which requests may leave the page: local ones, and public URLs with a local answer."""

    origin: str
    stand_ins: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def is_local(self, url: str) -> bool:
        return url.startswith(f"{self.origin}/")

    def local_answer(self, url: str) -> str | None:
        """The local URL that answers for a public one; None refuses it, and is kept."""
        parts = urlsplit(url)
        path = self.stand_ins.get(f"{parts.scheme}://{parts.netloc}{parts.path}")
        if path is None:
            self.refused.append(url)
            return None
        return f"{self.origin}{path}"


class Tab(ABC):
    """A page with its own storage, as a new visitor would have; what it said, and its errors."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.console: list[ConsoleMessage] = []
        self.page_errors: list[str] = []

    @abstractmethod
    def open(self, url: str) -> None:
        """Go to `url`, and return when the document has been parsed."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; a promise is awaited."""

    @abstractmethod
    def wait_for(self, condition: str, timeout: float) -> bool:
        """Wait until a JavaScript expression is truthy; False when the time is up."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the page and what it stored."""


class Engine(Protocol):
    """A running browser. `name` is one of `ENGINES`."""

    name: str
    version: str

    def new_tab(self, network: Network) -> Tab: ...

    def close(self) -> None: ...
