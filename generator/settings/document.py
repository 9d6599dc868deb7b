"""A settings document: plain JSON data, and where in which file each value stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from generator.errors import KeyPath, Problem, format_path
from generator.record import Record
from generator.source import Position, Source, caret_excerpt

#: `${NAME}` in a text; a doubled dollar sign stands for the text itself.
VARIABLE = re.compile(r"(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

#: Where the project key stands.
PROJECT_KEY: KeyPath = ("settings", "projectApiKey")

#: A project key's value, in double quotes, in single quotes, or to the end of the line. Only what
#: is shown needs these two, so they are compiled when they are used.
_KEY_VALUE = (
    r"""(?P<name>projectApiKey["']?\s*[:=]\s*)"""
    r"""(?:"(?P<double>(?:[^"\\\r\n]|\\.)*)"|'(?P<single>[^'\r\n]*)'|(?P<plain>[^\r\n]*))"""
)
#: A 1Flow key wherever it stands: under a misspelt name, in a text of several lines.
_KEY_SHAPE = r"oneflow_[A-Za-z0-9]+_[\w+/=-]+"
_KEY_FORMS = ("double", "single", "plain")
_SHOWN_OF_KEY = 4
#: A shorter key is no secret, and would be found in any text.
_LEAST_KEY = 6


class Place(Record):
    """Character offsets of a value, and of the key that it stands behind, in the source."""

    value: int
    key: int


class Document(Record):
    """Settings as read: `data` is JSON-like; `places` is empty where a format has none."""

    data: dict[str, Any]
    source: Source | None = None
    places: Mapping[KeyPath, Place] = field(default_factory=dict)
    #: Where the command line put values over the file's.
    overridden: tuple[KeyPath, ...] = ()
    #: The environment that was chosen, and the data before its values were put over the base.
    environment: str | None = None
    base: Mapping[str, Any] = field(default_factory=dict)
    #: Where in the file the values stand that came from the environment.
    moved: Mapping[KeyPath, KeyPath] = field(default_factory=dict)

    def written(self, path: KeyPath) -> KeyPath:
        """The key path in the file of what is at a path in `data`."""
        if self._is_put_over(path):
            return path
        for length in range(len(path), 0, -1):
            if path[:length] in self.moved:
                return (*self.moved[path[:length]], *path[length:])
        return path

    def problem(
        self,
        path: KeyPath,
        message: str,
        hint: str = "",
        *,
        at: Literal["key", "value"] = "value",
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem at a key path, with its line, column and excerpt where they are known."""
        position = self._position(path, at)
        return Problem(
            path=format_path(self.written(path)),
            message=message,
            hint=hint,
            file=self._file(path),
            position=position,
            excerpt=self._excerpt(position),
            severity=severity,
        )

    def problem_in_text(  # noqa: PLR0913
        self,
        path: KeyPath,
        text: str,
        offset: int,
        message: str,
        hint: str = "",
        *,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem inside a string value, `offset` characters into its text.

        The line and column are exact where the file holds the text as it is; where quoting or
        escapes stand between the two, they are those of the value, and the excerpt shows the text.
        """
        value = self._position(path, "value")
        exact = self._inside(path, text, offset)
        return Problem(
            path=format_path(self.written(path)),
            message=message,
            hint=hint,
            file=self._file(path),
            position=exact or value,
            excerpt=self._excerpt(exact) if exact else _excerpt_of(text, offset),
            severity=severity,
        )

    def _file(self, path: KeyPath) -> str | None:
        """What the value at a path was given by."""
        if self._is_overridden(path):
            return "the command line"
        return self.source.name if self.source else None

    def _is_overridden(self, path: KeyPath) -> bool:
        return self._is_put_over(path) or self._is_put_over(self.written(path))

    def _is_put_over(self, path: KeyPath) -> bool:
        return any(path[: len(over)] == over for over in self.overridden)

    def _excerpt(self, position: Position | None) -> str:
        if self.source is None or position is None:
            return ""
        return hide_key(self.source).excerpt(position)

    def _position(self, path: KeyPath, at: Literal["key", "value"]) -> Position | None:
        """The place of the path, or of the nearest thing around it that has one."""
        if self.source is None or self._is_overridden(path):
            return None
        path = self.written(path)
        for length in range(len(path), -1, -1):
            place = self.places.get(path[:length])
            if place is not None:
                exact = length == len(path) and at == "value"
                return self.source.position(place.value if exact else place.key)
        return None

    def _inside(self, path: KeyPath, text: str, offset: int) -> Position | None:
        place = self.places.get(self.written(path))
        if self.source is None or place is None:
            return None
        written: Any = self.data
        for step in path:
            written = written[step]
        before = str(written)[:offset]
        if not text.startswith(before) and str(written).endswith(text[offset:]):
            # Variables were filled in before the place; what follows it is as written.
            before = str(written)[: len(written) - len(text) + offset]
        elif not text.startswith(before):
            return None
        start = place.value
        if self.source.text[start : start + 1] in ("'", '"'):
            start += 1
        if not self.source.text.startswith(before, start):
            return None
        return self.source.position(start + len(before))


def _excerpt_of(text: str, offset: int) -> str:
    """The line of a text in which an offset lies, with a caret."""
    start = text.rfind("\n", 0, offset) + 1
    return caret_excerpt(text[start:].split("\n", 1)[0], offset - start + 1)


def hide_key(source: Source) -> Source:
    """The same text with the project key hidden, column for column, for messages."""

    def hide_value(match: re.Match[str]) -> str:
        if VARIABLE.fullmatch(match["double"] or match["single"] or match["plain"] or ""):
            return match[0]
        start, end = next(match.span(name) for name in _KEY_FORMS if match[name] is not None)
        before, after = source.text[match.start() : start], source.text[end : match.end()]
        return before + _hidden(source.text[start:end]) + after

    text = re.sub(_KEY_VALUE, hide_value, source.text)
    return Source(source.name, re.sub(_KEY_SHAPE, lambda match: _hidden(match[0]), text))


def hide_value(text: str, key: str) -> str:
    """A text with a project key, this one or any of 1Flow's form, hidden wherever it stands."""
    if len(key) >= _LEAST_KEY:
        text = text.replace(key, _hidden(key))
    return hide_key(Source("", text)).text


def _hidden(key: str) -> str:
    """A key of which a few characters at the start remain, and its length."""
    shown = min(_SHOWN_OF_KEY, len(key) // 3)
    return key[:shown] + re.sub(r"\S", "*", key[shown:])
