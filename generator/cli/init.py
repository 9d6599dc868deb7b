"""`oneflow-snippet init`: writes a settings file to start from, and its schema for editors."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.settings_file import write_settings_file
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
    write_settings_file(file, text, force=force)
    click.echo(f"Wrote {file}. Put your project key into it, then: oneflow-snippet build")
