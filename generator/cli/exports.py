"""What the commands that read exports have in common."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from generator.exports.reader import parse_export, read_export

_STDIN = "-"


#: `--destination`, which says which one of several is meant.
destination_option = click.option(
    "--destination",
    metavar="ID|NAME|NUMBER",
    help="Which destination is meant, where the export has several of 1Flow.",
)


def read_exports(files: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The name and the data of each file. Raises SettingsError."""
    return [_read(file) for file in files]


def _read(file: str) -> tuple[str, Any]:
    if file == _STDIN:
        return "stdin", parse_export("stdin", sys.stdin.buffer.read())
    return file, read_export(Path(file))
