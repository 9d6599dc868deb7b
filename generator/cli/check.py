"""`oneflow-snippet check`: validates and writes nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from generator.cli.messages import print_problems, tally
from generator.cli.options import settings_options
from generator.pipeline import check_document
from generator.settings.load import load_document


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet check
  oneflow-snippet check --config examples/acme.yaml --strict
"""
)
@settings_options
@click.option("--strict", is_flag=True, help="Exit with 1 if there are warnings.")
def check(config: Path | None, overrides: tuple[str, ...], strict: bool) -> None:
    """Validate the settings and write nothing."""
    document = load_document(config, overrides)
    settings, _, warnings = check_document(document, os.environ)
    print_problems(warnings)
    name = document.source.name if document.source else "the settings"
    count = len(settings.subscriptions)
    click.echo(f"{name}: {count} {'mapping' if count == 1 else 'mappings'}, {tally(warnings)}.")
    if strict and warnings:
        sys.exit(1)
