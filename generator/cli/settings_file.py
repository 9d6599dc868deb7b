"""A new settings file, with its schema for editors beside it."""

from __future__ import annotations

import os
from pathlib import Path

from generator.editor_schema import SCHEMA_FILE, schema_text
from generator.errors import OneflowError
from generator.publish import write_file


def write_settings_file(path: Path, text: str, *, force: bool) -> None:
    """Write both; a schema that is there stays, unless `force` is given.

    Raises OneflowError where the file's name is none of YAML's, or the file is there already and
    `force` is not given, and PublishError where one of the two can't be written.
    """
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise OneflowError(f"{path}: name the file .yaml or .yml, for it is written as YAML")
    if not force and os.path.lexists(path):
        raise OneflowError(f"{path} is there already; --force writes over it")
    write_file(path, text.encode("utf-8"))
    schema = path.with_name(SCHEMA_FILE)
    if force or not os.path.lexists(schema):
        write_file(schema, schema_text().encode("ascii"))
