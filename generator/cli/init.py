"""`oneflow-snippet init`: writes a settings file to start from, and its schema for editors."""

from __future__ import annotations

import os
from pathlib import Path

import click

from generator.editor_schema import SCHEMA_FILE, schema_text
from generator.errors import OneflowError
from generator.publish import write_file
from generator.render import templates_folder

_INIT_FILE = "oneflow-snippet.yaml"


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet init
  oneflow-snippet init config/oneflow-snippet.yaml
"""
)
@click.argument("file", type=click.Path(path_type=Path), default=Path(_INIT_FILE))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(file: Path, force: bool) -> None:
    """Write a commented settings FILE (default: oneflow-snippet.yaml).

    Its first line names oneflow-snippet.schema.json, which is written beside it: an editor that
    speaks to yaml-language-server then completes and checks the settings.
    """
    text = (templates_folder() / _INIT_FILE).read_text("utf-8")
    if not force and os.path.lexists(file):
        raise OneflowError(f"{file} is there already; --force writes over it")
    write_file(file, text.encode("utf-8"))
    schema = file.with_name(SCHEMA_FILE)
    if force or not os.path.lexists(schema):
        write_file(schema, schema_text().encode("ascii"))
    click.echo(f"Wrote {file}. Put your project key into it, then: oneflow-snippet build")
