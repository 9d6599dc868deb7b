"""JSON lines: the values of each record."""

from __future__ import annotations

import json
from typing import Any

from generator.batch.rows import COLUMNS, KEY, NAME, URL, RowError, meant_column
from generator.errors import shorten
from generator.hints import type_name


def record_values(line: str) -> tuple[str, str, str] | None:
    """Name, key and URL of a line's object; None for a blank line. Raises RowError."""
    if not line.strip():
        return None
    try:
        record = json.loads(line, object_pairs_hook=_to_mapping)
    except json.JSONDecodeError as error:
        raise RowError(f"this is not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise RowError("this is nested too deep") from error
    except ValueError as error:
        raise RowError("this holds a number that is too long") from error
    if not isinstance(record, dict):
        raise RowError(f"the line must be an object, not {type_name(record)}")
    name = record.get(NAME)
    shown = name if isinstance(name, str) else ""
    for key, value in record.items():
        if meant := meant_column(key):
            raise RowError(f'the key {shorten(key)} is not known; write it "{meant}"', shown)
        if key in COLUMNS and not isinstance(value, str) and value is not None:
            raise RowError(f"{key} must be text, not {type_name(value)}", shown)
    return shown, record.get(KEY) or "", record.get(URL) or ""


def _to_mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        name = data.get(NAME)
        raise RowError(
            f"the key {shorten(twice)} is there twice", name if type(name) is str else ""
        )
    return data
