"""An export's text to JSON data. No message shows what stands in it: it is not 1Flow's alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.exports.shapes import refuse


def read_export(path: Path) -> Any:
    """The JSON data of a file. Raises SettingsError for one that can't be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        refuse(str(path), "there is no such file")
    except IsADirectoryError:
        refuse(str(path), "this is a folder, not an export")
    except OSError as error:
        refuse(str(path), f"the file can't be read: {error.strerror or error}")
    return parse_export(str(path), data)


def parse_export(name: str, data: bytes) -> Any:
    """The JSON data of an export's bytes. Raises SettingsError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(name, f"the file is not UTF-8 text (byte {error.start + 1})")
    return parse_json(name, text)


def parse_json(file: str, text: str, place: str = "") -> Any:
    """The JSON data of a text in an export. Raises SettingsError."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        # The parser's message quotes nothing; the excerpt would.
        where = f"line {error.lineno}, column {error.colno}"
        refuse(file, f"this is not JSON: {error.msg} ({where})", place=place)
    except RecursionError:
        refuse(file, "this is nested too deeply", place=place)
    except ValueError:
        refuse(file, "a number in it is too long", place=place)
