"""`oneflow-snippet import`: an export of Segment's to a settings file."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.exports import destination_option, read_exports
from generator.cli.settings_file import write_settings_file
from generator.exports.load import import_exports
from generator.exports.notes import report_text
from generator.exports.text import settings_text


@click.command(
    "import",
    epilog="""\b
Examples:
  oneflow-snippet import cdn-settings.json --out oneflow-snippet.yaml
  oneflow-snippet import destination.json subscriptions.json > oneflow-snippet.yaml
  oneflow-snippet import terraform.tfstate --destination oneflow
  oneflow-snippet import - < cdn-settings.json
""",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@destination_option
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The settings file to write; without it the settings go to stdout.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def import_(files: tuple[str, ...], destination: str | None, out: Path | None, force: bool) -> None:
    """Turn an export of Segment's into a settings file.

    FILE is a write key's CDN settings, an answer of the Public API (give the destination's and its
    subscriptions' together) or a Terraform state; - reads from stdin. Only the entry of 1Flow Web
    (Actions) is taken. A report on stderr says what was taken, what behaves differently, and what
    could not be taken.
    """
    exports = read_exports(files)
    imported = import_exports(exports, destination)
    text = settings_text(imported)
    if out is None:
        # As bytes: a settings file is UTF-8, whatever the terminal's encoding.
        click.echo(text.encode("utf-8"), nl=False)
    else:
        write_settings_file(out, text, force=force)
        click.echo(f"Wrote {out}.")
    title = f"Imported from {', '.join(name for name, _ in exports)}"
    click.echo(report_text(imported.notes, title), err=True)
