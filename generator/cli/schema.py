"""`oneflow-snippet schema`: prints the JSON Schema of a settings file."""

from __future__ import annotations

from pathlib import Path

import click

from generator.editor_schema import schema_text
from generator.publish import write_file


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet schema
  oneflow-snippet schema --out oneflow-snippet.schema.json
"""
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The file to write into; without it the schema goes to stdout.",
)
def schema(out: Path | None) -> None:
    """Print the JSON Schema (draft-07) of a settings file, for editors."""
    text = schema_text()
    if out is None:
        click.echo(text, nl=False)
        return
    write_file(out, text.encode("ascii"))
    click.echo(f"Wrote {out}.")
