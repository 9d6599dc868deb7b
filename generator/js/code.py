"""Trusted JavaScript: the only place where text becomes code.

A literal printed here is safe in a script file and inside an HTML script element: it is ASCII,
has no `<` (so neither `</script` nor `<!--`), no line terminator, and no bare quote of its own
kind, which also keeps a minifier from misreading where it ends.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from generator.errors import CodeError
from generator.js.tree import JsonScalar

_MAX_INTEGER = 2**53
_SHORT_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LINE_STARTS = re.compile(r"\n(?!\n)")
_UNSAFE = re.compile(r"[^ -;=-\[\]-~]|\\")


@dataclass(frozen=True)
class Code:
    """JavaScript that may be placed into a template. Made by this package's printer only."""

    text: str

    def indented(self, width: int) -> Code:
        """The same code, every line after the first indented; no literal spans lines."""
        return Code(_LINE_STARTS.sub("\n" + " " * width, self.text))


def literal(value: JsonScalar) -> str:
    """The literal of a constant. Raises CodeError for a number that JavaScript can't hold."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return string_literal(value)
        case int() if abs(value) <= _MAX_INTEGER:
            return int.__repr__(value)
        case float() if math.isfinite(value):
            return number_literal(value)
    raise CodeError(f"{value!r} can't be written as a JavaScript literal")


def number_literal(value: float) -> str:
    """The shortest text that JavaScript reads as the same number."""
    if value.is_integer() and abs(value) <= _MAX_INTEGER:
        return "-0" if value == 0 and math.copysign(1, value) < 0 else str(int(value))
    return float.__repr__(value)


def string_literal(text: str) -> str:
    """A double-quoted literal, its own quotes written as escapes."""
    return '"' + _UNSAFE.sub(_escape, text).replace('"', "\\x22") + '"'


def comment(text: str) -> str:
    """A line comment; what could end it, or a script element around it, is written as escapes."""
    return "// " + _UNSAFE.sub(_escape, text).replace("\\\\", "\\")


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    code = ord(char)
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"
