"""The local answer for a request that a page made to a public URL."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from .driver import Network
from .server import LONGEST_HOLD


@dataclass(frozen=True)
class StandIn:
    """What the page is given as the public server's answer."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes


def stand_in(network: Network, url: str) -> StandIn | None:
    """Ask the local server, so that one place counts and delays; None when there's no answer.

    It waits as long as the local server holds its answer back.
    """
    local = network.local_answer(url)
    if local is None:
        return None
    parts = urlsplit(local)
    connection = http.client.HTTPConnection(parts.netloc, timeout=LONGEST_HOLD)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}".removesuffix("?"))
        answer = connection.getresponse()
        return StandIn(answer.status, answer.reason, answer.getheaders(), answer.read())
    except (OSError, http.client.HTTPException):
        # The server hung up, as a test may tell it to.
        return None
    finally:
        connection.close()
