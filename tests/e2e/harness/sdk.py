"""The 1Flow service as the tests play it: the SDK script in each shape of the field."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

# The address that the product uses unless told otherwise, and the local path that answers for it.
PUBLIC_URL = "https://1flow.app/js/1flow.js"
LOCAL_PATH = "/stand-in/1flow.js"

Call = list[Any]

_CONFIG = "/* config */"
_SOURCE = Path(__file__).with_name("js") / "sdk.js"


class Shape(StrEnum):
    """How the SDK takes over."""

    FUNCTION = "function"
    FUNCTION_LATER = "function later"
    METHODS = "function with methods"
    LEXICAL = "lexical global"


@dataclass(frozen=True)
class Sdk:
    """One stand-in. `FUNCTION_LATER` takes over when the test says `__sdkTakeOver()`."""

    shape: Shape = Shape.FUNCTION
    mutates: bool = False
    throws_for: str | None = None
    # Whether it takes over at its script's beginning, but can take calls only from its end on.
    prepares_last: bool = False
    # JavaScript that stands at the end of the SDK's own script.
    ending: str = ""

    def source(self) -> bytes:
        config = {key: value for key, value in asdict(self).items() if key != "ending"}
        text = _text().replace(_CONFIG, json.dumps(config))
        if self.shape is Shape.LEXICAL:
            text += "const _1flow = window.__sdkLexical;\n"
        return f"{text}{self.ending}\nwindow.__sdkPrepared = true;\n".encode()

    def heard(self, *calls: Call) -> list[Call]:
        """How this stand-in records calls that are written in the form of the documentation."""
        return [self._heard(call) for call in calls]

    def _heard(self, call: Call) -> Call:
        if self.shape is not Shape.LEXICAL:
            return call
        return [{"identify": "logUser", "track": "logEvent"}[call[0]], *call[1:]]


@cache
def _text() -> str:
    text = _SOURCE.read_text(encoding="utf-8")
    if text.count(_CONFIG) != 1:
        raise AssertionError(f"{_SOURCE} has no place for its configuration")
    return text
