"""`oneflow-snippet csp`: prints what the install needs of a Content-Security-Policy."""

from __future__ import annotations

import os

import click

from generator.cli.messages import print_problems
from generator.cli.options import Chosen, settings_options
from generator.csp import csp_header
from generator.pipeline import read_csp


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet csp
  oneflow-snippet csp --config examples/acme.yaml
"""
)
@settings_options
@click.option("--api-key", metavar="KEY", help="The project key, in place of the file's.")
def csp(chosen: Chosen, api_key: str | None) -> None:
    """Print what a Content-Security-Policy must allow, as a header.

    Add its sources to the directives of your own policy. The hash allows the inline form,
    snippet.html; with a nonce, or for a script file from your own site, leave it out.
    """
    sources, warnings = read_csp(chosen.load(api_key=api_key), os.environ)
    print_problems(warnings)
    click.echo(f"Content-Security-Policy: {csp_header(sources)}")
