"""`oneflow-snippet snippet`: prints the paste-in HTML."""

from __future__ import annotations

import os

import click

from generator.assemble import SNIPPET
from generator.bundle import encode_text
from generator.cli.messages import print_problems
from generator.cli.options import Chosen, settings_options
from generator.pipeline import build_texts


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet snippet > snippet.html
  oneflow-snippet snippet --api-key KEY
"""
)
@settings_options
@click.option("--api-key", metavar="KEY", help="The project key, in place of the file's.")
def snippet(chosen: Chosen, api_key: str | None) -> None:
    """Print the paste-in HTML, and nothing else, on stdout."""
    texts, warnings = build_texts(chosen.load(api_key=api_key), os.environ, [SNIPPET])
    print_problems(warnings)
    click.echo(encode_text(texts[SNIPPET]), nl=False)
