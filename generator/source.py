"""Text with a name: offsets to lines and columns, and the excerpt with a caret under the place."""

from __future__ import annotations

import unicodedata

from generator.record import Record

#: An excerpt shows at most this many characters of a line, so that a minified file stays readable.
EXCERPT_WIDTH = 88


class Position(Record):
    """A place in a text: `line` and `column`, both counted in characters from 1."""

    line: int
    column: int


class Source(Record):
    """A text and the name by which a user knows it (a file name, an option)."""

    name: str
    text: str

    def position(self, offset: int) -> Position:
        """The line and column of a character offset (0 is the first character)."""
        before = self.text[: max(0, offset)]
        line_start = before.rfind("\n") + 1
        return Position(before.count("\n") + 1, len(before) - line_start + 1)

    def excerpt(self, position: Position) -> str:
        """The line at `position`, a caret below its column; empty if there is no such line."""
        lines = self.text.split("\n")
        if not 1 <= position.line <= len(lines):
            return ""
        line = lines[position.line - 1].rstrip("\r")
        return caret_excerpt(line, position.column, f"{position.line:>4} | ", "     | ")


def caret_excerpt(line: str, column: int, gutter: str = "  ", caret_gutter: str = "  ") -> str:
    """A line of text with a caret below `column` (from 1); a long line is cut around it."""
    at = min(max(column - 1, 0), len(line))
    start = max(0, at - EXCERPT_WIDTH // 2) if len(line) > EXCERPT_WIDTH else 0
    end = start + EXCERPT_WIDTH
    head = "..." if start else ""
    tail = "..." if end < len(line) else ""
    padding = " " * len(head) + "".join(_blank(char) for char in line[start:at])
    shown = "".join(_visible(char) for char in line[start:end])
    return f"{gutter}{head}{shown}{tail}\n{caret_gutter}{padding}^"


def _visible(char: str) -> str:
    """`?` for a control character: a terminal must not act on what a settings file holds."""
    return char if char == "\t" or char.isprintable() else "?"


def _blank(char: str) -> str:
    """White space as wide as the character above it, so that the caret lands under its column."""
    if char == "\t":
        return "\t"
    if unicodedata.combining(char):
        return ""
    return "  " if unicodedata.east_asian_width(char) in "WF" else " "
