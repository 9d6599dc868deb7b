"""`oneflow-snippet build`: settings to files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from generator.bundle import Bundle, Packing
from generator.cli.messages import print_problems
from generator.cli.options import Chosen, settings_options
from generator.pipeline import build_document
from generator.publish import Difference, compare, publish


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet build
  oneflow-snippet build --config examples/acme.yaml --out public/js
  oneflow-snippet build --env staging --out dist/staging
  oneflow-snippet build --set options.trackPayload=segment
  oneflow-snippet build --hash-names --precompress
  oneflow-snippet build --check --diff    in CI: is dist/ what the settings give?
"""
)
@settings_options
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="The folder to write into.",
)
@click.option(
    "--hash-names",
    is_flag=True,
    help="Put a hash of its content into each script's name; manifest.json tells the names.",
)
@click.option("--precompress", is_flag=True, help="Write .gz and .br forms of the scripts too.")
@click.option("--source-map", is_flag=True, help="Write a source map of 1flow.min.js too.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if DIR is not current.")
@click.option("--diff", is_flag=True, help="With --check: print what would change.")
def build(chosen: Chosen, out: Path, check: bool, diff: bool, **packing: bool) -> None:
    """Write the bundle into a folder.

    It is made of 1flow.js, 1flow.min.js, 1flow.mjs, 1flow.d.mts, 1flow.remote.js, snippet.html and
    manifest.json.
    """
    if diff and not check:
        raise click.UsageError("--diff goes with --check.")
    bundle = build_document(chosen.load(), os.environ, Packing(**packing))
    print_problems(bundle.warnings)
    if check:
        _report_differences(compare(bundle, out), out, with_diff=diff)
        return
    publish(bundle, out)
    _print_files(bundle, out)


def _report_differences(differences: list[Difference], out: Path, *, with_diff: bool) -> None:
    if not differences:
        click.echo(f"{out} is current.")
        return
    for difference in differences:
        click.echo(f"{out / difference.name} is {difference.state}.")
        if with_diff and difference.diff:
            click.echo(difference.diff)
    click.echo("Run the same command without --check to write it anew.", err=True)
    sys.exit(1)


def _print_files(bundle: Bundle, out: Path) -> None:
    click.echo(f"Wrote {len(bundle.files)} files into {out}:")
    sizes = bundle.sizes()
    width = max(map(len, sizes))
    for name, size in sizes.items():
        line = f"  {name:<{width}}{size['raw']:>10,} bytes"
        click.echo(f"{line}{size['gzip']:>9,} gzip{size['brotli']:>9,} brotli")
