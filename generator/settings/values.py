"""Plain JSON data out of whatever was read: environment filled in, what is not JSON refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from generator.errors import KeyPath
from generator.settings.document import VARIABLE
from generator.settings.yaml_nodes import MAX_DEPTH, TOO_DEEP

#: JavaScript numbers are exact up to here.
MAX_INTEGER = 2**53

Report = Callable[[KeyPath, str, str], None]


def literal_text(text: str) -> str:
    """A settings text that stands for `text` itself, whatever the environment holds."""
    return VARIABLE.sub(r"$\g<0>", text)


def plain_data(
    value: Any, environ: Mapping[str, str] | None, report: Report, path: KeyPath = ()
) -> Any:
    """A copy of `value` made of dict, list, str, int, float, bool and None only.

    Arguments:
        environ: what `${NAME}` in a string stands for; None leaves strings as they are.
        report: called with key path, message and hint for everything that can't be copied.
    """
    if len(path) > MAX_DEPTH:
        report(path[:6], TOO_DEEP, "")
        return None
    match value:
        case None | bool():
            return value
        case str():
            return _text(_exact(value), environ, report, path)
        case int() | float():
            return _number(value, report, path)
        case Mapping():
            return {
                _exact(key): plain_data(item, environ, report, (*path, key))
                for key, item in value.items()
                if _is_key(key, report, path)
            }
        case list() | tuple():
            return [
                plain_data(item, environ, report, (*path, index))
                for index, item in enumerate(value)
            ]
    report(
        path,
        f"a {type(value).__name__} is not a JSON value",
        "write it as text, in quotes" if hasattr(value, "isoformat") else "",
    )
    return None


def _exact(text: str) -> str:
    """The text itself of a str or of a subclass, whose own ways of printing do not count."""
    return str.__getitem__(text, slice(None))


def _is_key(key: object, report: Report, path: KeyPath) -> bool:
    if isinstance(key, str) and _is_unicode(key):
        return True
    report(path, f"the key {key!a} is not text", "")
    return False


def _is_unicode(text: str) -> bool:
    """A lone surrogate can be written neither into a file nor into a page."""
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _text(value: str, environ: Mapping[str, str] | None, report: Report, path: KeyPath) -> str:
    def fill(match: re.Match[str]) -> str:
        dollar, name = match.groups()
        if dollar:
            return f"${{{name}}}"
        if environ is not None and name in environ:
            return environ[name]
        report(
            path,
            f"the environment variable {name} is not set",
            f"set it, or write $${{{name}}} for the text ${{{name}}} itself",
        )
        return ""

    filled = value if environ is None else VARIABLE.sub(fill, value)
    if _is_unicode(filled):
        return filled
    report(path, "the text holds half of a surrogate pair", "write the whole character")
    return ""


def _number(value: float, report: Report, path: KeyPath) -> float | None:
    if isinstance(value, float):
        if math.isfinite(value):
            return float.__mul__(value, 1.0)
        report(path, f"{float.__repr__(value)} is not a JSON number", "")
        return None
    if abs(value) > MAX_INTEGER:
        report(
            path,
            "a whole number beyond 2^53 is not exact in JavaScript",
            "write it as text, in quotes",
        )
        return None
    return int.__add__(value, 0)
