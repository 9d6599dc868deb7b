"""`oneflow-snippet check`: validates and writes nothing."""

from __future__ import annotations

import os
import sys

import click

from generator.cli.messages import print_problems, tally
from generator.cli.options import Chosen, settings_options
from generator.hints import counted
from generator.pipeline import check_document


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet check
  oneflow-snippet check --config examples/acme.yaml --strict
"""
)
@settings_options
@click.option("--strict", is_flag=True, help="Exit with 1 if there are warnings.")
def check(chosen: Chosen, strict: bool) -> None:
    """Validate the settings and write nothing."""
    document = chosen.load()
    settings, _, warnings = check_document(document, os.environ)
    print_problems(warnings)
    name = document.source.name if document.source else "the settings"
    state = counted(len(settings.subscriptions), "mapping") if settings.enabled else "off"
    click.echo(f"{name}: {state}, {tally(warnings)}.")
    if strict and warnings:
        sys.exit(1)
