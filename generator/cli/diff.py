"""`oneflow-snippet diff`: an export of Segment's against the present settings."""

from __future__ import annotations

import os
import sys

import click

from generator.cli.exports import destination_option, read_exports
from generator.cli.options import Chosen, settings_options
from generator.exports.drift import find_drift
from generator.exports.load import import_exports
from generator.exports.notes import Topic, report_text
from generator.hints import counted


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet diff cdn-settings.json
  oneflow-snippet diff destination.json subscriptions.json --env production
"""
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@destination_option
@settings_options
def diff(chosen: Chosen, files: tuple[str, ...], destination: str | None) -> None:
    """Tell where the settings differ from an export of Segment's, and exit with 1 if they do.

    FILE is what the command import takes. Settings are compared by what they mean: defaults are
    filled in, and another way to write the same is no difference.
    """
    imported = import_exports(read_exports(files), destination)
    differences = find_drift(imported, chosen.load(), os.environ)
    for difference in differences:
        click.echo(str(difference))
    left = [note for note in imported.notes if note.topic is Topic.LEFT]
    if left:
        click.echo(report_text(left, "The export has what settings can't have:"), err=True)
    if differences:
        click.echo(f"{counted(len(differences), 'difference')}.", err=True)
        sys.exit(1)
    click.echo("The settings are as exported.")
