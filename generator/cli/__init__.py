"""The command line: options, printing and exit codes; what is done is done elsewhere."""

from __future__ import annotations

import click

from generator.cli.group import Commands
from generator.version import __version__


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="""\b
Examples:
  oneflow-snippet init                     write a commented settings file
  oneflow-snippet build                    write the bundle into dist/
  oneflow-snippet snippet --api-key KEY    print HTML to paste into a page
""",
)
@click.version_option(__version__, prog_name="oneflow-snippet")
def main() -> None:
    """Compile 1Flow Web (Actions) destination settings to one small piece of browser JavaScript."""
