"""Mapping JSON to nodes, by the rules of Segment's mapping kit; every problem, not the first.

Source of the rules: the behaviour of the published package `@segment/actions-core`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.errors import KeyPath
from generator.hints import did_you_mean, one_of
from generator.mapping.nodes import Array, Constant, If, Node, Object, Path, Template

#: Segment's own note on a value, beside the directive; it has no meaning for the result.
METADATA = "_metadata"

_LATER = (
    "@case",
    "@replace",
    "@arrayPath",
    "@merge",
    "@transform",
    "@flatten",
    "@json",
    "@excludeWhenNull",
    "@liquid",
)

#: How the mapping kit cuts a path: at dots, and at brackets around a number or a quoted key.
_PATH_CUTS = re.compile(r"""\[(?=["'0-9])|\.|(?<=["'0-9])\]+""")
_PATH_QUOTES = re.compile(r"""['"]""")
_PLACEHOLDERS = (re.compile(r"\{\{\{([^}]+)\}\}\}"), re.compile(r"\{\{([^}]+)\}\}"))

#: Called with key path, message and hint.
Report = Callable[[KeyPath, str, str], None]


def parse_mapping(value: Any, path: KeyPath, report: Report) -> Node:
    """The node of a JSON value at `path`; what can't be compiled is reported and left out."""
    return _Parser(report).node(value, path)


def parse_path(text: str) -> tuple[str, ...]:
    """The keys of a mapping kit path: `$.properties.items[0]` is properties, items, 0."""
    cut = _PATH_CUTS.split(text)
    return tuple(key for key in (_PATH_QUOTES.sub("", part) for part in cut if part))


class _Parser:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._directives: dict[str, Callable[[Any, KeyPath], Node]] = {
            "@path": self._path,
            "@template": self._template,
            "@literal": self.node,
            "@if": self._if,
        }

    def node(self, value: Any, path: KeyPath) -> Node:
        match value:
            case dict() if any(key.startswith("@") for key in value):
                return self._directive(value, path)
            case dict():
                return Object(
                    tuple((key, self.node(item, (*path, key))) for key, item in value.items())
                )
            case list():
                return Array(
                    tuple(self.node(item, (*path, index)) for index, item in enumerate(value))
                )
            case _:
                return Constant(value)

    def _directive(self, value: dict[str, Any], path: KeyPath) -> Node:
        names = [key for key in value if key.startswith("@")]
        others = [key for key in value if not key.startswith("@") and key != METADATA]
        if len(names) > 1:
            message = f"only one directive may stand here, not {len(names)}: {one_of(names)}"
            self._report((*path, names[1]), message, "nest them, or use one")
            return Constant(None)
        name = names[0]
        here = (*path, name)
        if others:
            message = f'beside the directive "{name}" no other key may stand'
            self._report((*path, others[0]), message, "remove one of the two")
            return Constant(None)
        parse = self._directives.get(name)
        if parse is not None:
            return parse(value[name], here)
        if name in _LATER:
            self._report(here, f'the directive "{name}" is not supported yet', "")
        else:
            known = (*self._directives, *_LATER)
            hint = did_you_mean(name, known) or f"the directives are {one_of(self._directives)}"
            self._report(here, f'there is no directive "{name}"', hint)
        return Constant(None)

    def _string(self, value: Any, path: KeyPath) -> str | None:
        if isinstance(value, str):
            return value
        if isinstance(value, dict) and any(key.startswith("@") for key in value):
            self._report(path, "a directive in place of this text is not supported yet", "")
        else:
            self._report(path, "this must be text", "")
        return None

    def _path(self, value: Any, path: KeyPath) -> Node:
        text = self._string(value, path)
        if text is None:
            return Constant(None)
        return Path(parse_path(text.replace("$.", "", 1)))

    def _template(self, value: Any, path: KeyPath) -> Node:
        text = self._string(value, path)
        if text is None:
            return Constant(None)
        parts: list[str | Path] = [text]
        for pattern in _PLACEHOLDERS:
            parts = [
                piece
                for part in parts
                for piece in (_fill(pattern, part) if isinstance(part, str) else [part])
            ]
        return Template(tuple(parts))

    def _if(self, value: Any, path: KeyPath) -> Node:
        if not isinstance(value, dict):
            self._report(path, "this must be a mapping", 'such as {"exists": ..., "then": ...}')
            return Constant(None)
        known = ("exists", "blank", "then", "else")
        for key in value:
            if key not in known:
                hint = did_you_mean(key, known) or f"known here: {one_of(known)}"
                self._report((*path, key), f'@if has no "{key}"', hint)
        if not value.get("exists") and not value.get("blank"):
            self._report(path, 'this needs "exists" or "blank", with a directive in it', "")
            return Constant(None)
        test = "exists" if "exists" in value else "blank"
        then, otherwise = value.get("then"), value.get("else")
        return If(
            condition=self.node(value[test], (*path, test)),
            blank=test == "blank",
            then=self.node(then, (*path, "then")) if "then" in value else None,
            # The hosted mapping kit drops an else of 0, false, null or no text.
            otherwise=self.node(otherwise, (*path, "else")) if otherwise else None,
        )


def _fill(pattern: re.Pattern[str], text: str) -> list[str | Path]:
    """Text cut at its placeholders; empty pieces of text are left out."""
    pieces: list[str | Path] = []
    at = 0
    for match in pattern.finditer(text):
        pieces += [text[at : match.start()], Path(parse_path(match[1].strip()))]
        at = match.end()
    pieces.append(text[at:])
    return [piece for piece in pieces if piece != ""]
