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
# What an SDK asks for that takes over only when it has its project's configuration.
CONFIGURATION_PATH = "/stand-in/configuration.json"

Call = list[Any]

_CONFIG = "/* config */"
_SOURCE = Path(__file__).with_name("js") / "sdk.js"


class Shape(StrEnum):
    """How the SDK takes over."""

    FUNCTION = "function"
    FUNCTION_LATER = "function later"
    METHODS = "function with methods"
    LEXICAL = "lexical global"
    CONFIGURED = "function after its configuration"
    DECLARED = "top-level function"
    VAR = "top-level var"
    FIXED = "property that cannot be changed"
    OBJECT = "object on window"
    TWICE = "queue of its own, then function"

    @property
    def by_method(self) -> bool:
        """Whether it is no function, and takes calls by its methods."""
        return self in (Shape.LEXICAL, Shape.OBJECT)


#: What stands at the top level of the SDK's script, for the shapes that need it there. A function
#: declaration replaces what the page has before any line of the script runs.
_TOP_LEVEL = {
    Shape.LEXICAL: "const _1flow = window.__sdkLexical;",
    Shape.DECLARED: "function _1flow() { return window.__sdkFunction.apply(this, arguments); }",
    Shape.VAR: "var _1flow = window.__sdkOwn = window.__sdkFunction;",
}


@dataclass(frozen=True)
class Sdk:
    """One stand-in. `FUNCTION_LATER` takes over when the test says `__sdkTakeOver()`."""

    shape: Shape = Shape.FUNCTION
    mutates: bool = False
    throws_for: str | None = None
    # Whether it takes over at its script's beginning, but can take calls only from its end on.
    prepares_last: bool = False
    # The property of the function it replaces whose calls it makes first: the older loaders' queue.
    replays: str | None = None
    # Whether it writes each call down for later pages, before the call returns.
    keeps: bool = False
    # JavaScript at the beginning and at the end of the SDK's own script.
    beginning: str = ""
    ending: str = ""

    def source(self) -> bytes:
        config = asdict(self)
        beginning, ending = config.pop("beginning"), config.pop("ending")
        lines = [
            beginning,
            _text().replace(_CONFIG, json.dumps(config)),
            _TOP_LEVEL.get(self.shape, ""),
            ending,
            "window.__sdkPrepared = true;",
        ]
        return "\n".join(lines).encode()

    def heard(self, *calls: Call) -> list[Call]:
        """How this stand-in records calls that are written in the form of the documentation."""
        return [self._heard(call) for call in calls]

    def _heard(self, call: Call) -> Call:
        if not self.shape.by_method:
            return call
        return [{"identify": "logUser", "track": "logEvent"}[call[0]], *call[1:]]


@cache
def _text() -> str:
    text = _SOURCE.read_text(encoding="utf-8")
    if text.count(_CONFIG) != 1:
        raise AssertionError(f"{_SOURCE} has no place for its configuration")
    return text
