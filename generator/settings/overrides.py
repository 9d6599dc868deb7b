"""`--set key.path=value`: one value put over what the file says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from generator.errors import KeyPath, Problem, SettingsError, format_path
from generator.settings.document import Document, hide_key
from generator.settings.yaml_nodes import YamlError, read_yaml
from generator.source import Source, caret_excerpt

#: A list grows by one at the end; an index far beyond it is a slip.
_STEP = re.compile(r"""(?P<key>[^.\[\]="']+)|\[(?P<index>\d{1,4})\]|\["(?P<quoted>[^"]*)"\]""")


def read_override(text: str) -> tuple[KeyPath, Any]:
    """The key path and the value of `key.path=value`.

    The value is read as YAML (`true`, `3`, `[a, b]`); what should be text in any case stands in
    quotes. Raises SettingsError when the text is no such pair.
    """
    source = Source("--set", text)
    path, equals = _parse_path(source)
    raw = text[equals + 1 :]
    try:
        value, _ = read_yaml(raw)
    except YamlError as error:
        raise _error(source, equals + 1 + (error.offset or 0), error.message) from error
    return path, "" if raw == "" else value


def put(document: Document, path: KeyPath, value: Any) -> Document:
    """The document with `value` at `path`; the place of what stood there is forgotten."""
    places = {key: place for key, place in document.places.items() if key[: len(path)] != path}
    return replace(
        document,
        data=_put(document.data, path, (), value),
        places=places,
        overridden=(*document.overridden, path),
    )


def _put(data: Any, path: KeyPath, done: KeyPath, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    here = (*done, step)
    if isinstance(step, int):
        items = [] if data is None else data
        if not isinstance(items, list) or step > len(items):
            length = len(items) if isinstance(items, list) else 0
            raise SettingsError(
                [Problem(format_path(here), f"there is no such item; the list has {length}")]
            )
        old = items[step] if step < len(items) else None
        return [*items[:step], _put(old, rest, here, value), *items[step + 1 :]]
    mapping = {} if data is None else data
    if not isinstance(mapping, dict):
        raise SettingsError(
            [Problem(format_path(here), "--set can't put a key into a value that has none")]
        )
    return {**mapping, step: _put(mapping.get(step), rest, here, value)}


def _parse_path(source: Source) -> tuple[KeyPath, int]:
    text, at = source.text, 0
    path: list[str | int] = []
    while match := _STEP.match(text, at):
        key = match["key"] if match["key"] is not None else match["quoted"]
        path.append(int(match["index"]) if key is None else key)
        at = match.end()
        if text[at : at + 1] == "=":
            return tuple(path), at
        if text[at : at + 1] == ".":
            at += 1
    raise _error(source, at, "expected a key path, an equals sign and a value")


def _error(source: Source, offset: int, message: str) -> SettingsError:
    position = source.position(offset)
    problem = Problem(
        path="",
        message=message,
        hint="write it as --set options.trackPayload=segment",
        file=source.name,
        position=position,
        excerpt=caret_excerpt(hide_key(source).text.split("\n")[0], position.column),
    )
    return SettingsError([problem])
