"""The product under test, compiled once for each different settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from generator import build

KEY = "oneflow_prod_Zm9v+YmFy/cXV4="

READABLE = "1flow.js"
MINIFIED = "1flow.min.js"
INLINE = "snippet.html"
MODULE = "1flow.mjs"
REMOTE = "1flow.remote.js"


def compiled(settings: Mapping[str, Any]) -> Mapping[str, bytes]:
    """The files that `build` gives for these settings."""
    return _compiled(json.dumps(settings))


@cache
def _compiled(settings: str) -> Mapping[str, bytes]:
    return build(json.loads(settings)).files
