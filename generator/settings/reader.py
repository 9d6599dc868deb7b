"""YAML, JSON or TOML text to a document; every way in which a file can be unreadable."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NoReturn

from generator.errors import Problem, SettingsError
from generator.hints import type_name
from generator.settings.document import Document, Place, hide_key
from generator.settings.yaml_nodes import (
    TOO_DEEP,
    TOO_LONG,
    YamlError,
    read_places,
    read_yaml,
    twice,
)
from generator.source import Position, Source

#: Where the settings stand in a pyproject.toml.
TOOL_TABLE = "oneflow-snippet"

_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column (\d+)\)")


class _ConstantError(ValueError):
    """NaN or Infinity in JSON."""


def read_file(path: Path) -> Document:
    """Read a settings file; its format is told by its suffix.

    Raises SettingsError for a file that is missing, unreadable, binary or broken.
    """
    source = Source(str(path), _read_text(path))
    match path.suffix.lower():
        case ".yaml" | ".yml":
            return _from_yaml(source)
        case ".json":
            return _from_json(source)
        case ".toml":
            return _from_toml(source, tool_table=path.name == "pyproject.toml")
        case _:
            message = f'the file type "{path.suffix}" is not known'
            _fail(source, message, hint="name the file .yaml, .yml, .json or .toml")


def has_tool_table(path: Path) -> bool:
    """Whether a pyproject.toml holds `[tool.oneflow-snippet]`; a broken one holds nothing."""
    import tomllib  # noqa: PLC0415

    try:
        tool = tomllib.loads(path.read_text("utf-8")).get("tool")
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(tool, dict) and TOOL_TABLE in tool


def _read_text(path: Path) -> str:
    source = Source(str(path), "")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        _fail(source, "there is no such file", hint='"oneflow-snippet init" writes one')
    except IsADirectoryError:
        _fail(source, "this is a folder, not a settings file")
    except OSError as error:
        _fail(source, f"the file can't be read: {error.strerror or error}")
    if b"\0" in raw:
        _fail(source, "this is a binary file, not a settings file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _fail(
            source,
            f"the file is not UTF-8 text (byte {error.start + 1})",
            hint="save it as UTF-8",
        )


def _from_yaml(source: Source) -> Document:
    try:
        data, places = read_yaml(source.text)
    except YamlError as error:
        _fail(source, error.message, error.offset, hint=error.hint)
    return _document(data, source, places)


def _from_json(source: Source) -> Document:
    repeated: list[str] = []

    def to_mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.extend(key for key in data if keys.count(key) > 1)
        return data

    try:
        data = json.loads(
            source.text, parse_constant=_refuse_constant, object_pairs_hook=to_mapping
        )
    except json.JSONDecodeError as error:
        _fail(source, f"this is not JSON: {error.msg}", error.pos)
    except RecursionError:
        _fail(source, TOO_DEEP)
    except _ConstantError as error:
        _fail(source, f"this is not JSON: {error} is no number")
    except ValueError:
        _fail(source, TOO_LONG)
    try:
        places = read_places(source.text)
    except YamlError as error:
        # A key given twice, which the reader of places tells with its place.
        _fail(source, error.message, error.offset, hint=error.hint)
    if repeated:
        _fail(source, twice(repeated[0]))
    return _document(data, source, places)


def _from_toml(source: Source, *, tool_table: bool) -> Document:
    # Imported here and above, for most settings are YAML.
    import tomllib  # noqa: PLC0415

    try:
        data = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _TOML_PLACE.search(message)
        position = Position(int(place[1]), int(place[2])) if place else None
        _fail(source, f"this is not TOML: {_TOML_PLACE.sub('', message)}", position)
    except RecursionError:
        _fail(source, TOO_DEEP)
    except ValueError:
        _fail(source, TOO_LONG)
    if tool_table:
        table = data.get("tool")
        if not isinstance(table, dict) or TOOL_TABLE not in table:
            _fail(source, f"there is no [tool.{TOOL_TABLE}] table in this file")
        data = table[TOOL_TABLE]
    return _document(data, source, {})


def _document(data: Any, source: Source, places: dict[Any, Place]) -> Document:
    if data is None:
        data = {}
    if not isinstance(data, dict):
        _fail(
            source,
            f"the settings must be a mapping, not {type_name(data)}",
            hint='begin with "settings:" and a projectApiKey below it',
        )
    return Document(data, source, places)


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _fail(
    source: Source, message: str, place: int | Position | None = None, *, hint: str = ""
) -> NoReturn:
    position = source.position(place) if isinstance(place, int) else place
    problem = Problem(
        path="",
        message=message,
        hint=hint,
        file=source.name,
        position=position,
        excerpt=hide_key(source).excerpt(position) if position else "",
    )
    raise SettingsError([problem])
