"""`oneflow-snippet batch`: a bundle for each row of a customers file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from generator.batch.customers import Customers
from generator.batch.folders import REPORT
from generator.batch.rows import Fault
from generator.batch.runner import DEFAULT_FORMATS, Batch, Outcome
from generator.cli.messages import print_problems
from generator.cli.options import Chosen, settings_options
from generator.cli.progress import progress_bar
from generator.errors import shorten
from generator.hints import counted

_MOST_JOBS = 64


def _names(_ctx: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """File names, each once, from an option that may be repeated and may hold several."""
    return list(dict.fromkeys(name.strip() for value in values for name in value.split(",")))


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet batch customers.csv --out public
  oneflow-snippet batch customers.jsonl --out public --formats 1flow.min.js,manifest.json
"""
)
@click.argument("customers", metavar="CUSTOMERS.csv|.jsonl", type=click.Path(path_type=Path))
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write into.",
)
@settings_options
@click.option(
    "--formats",
    metavar="NAME,...",
    multiple=True,
    default=DEFAULT_FORMATS,
    callback=_names,
    help=f"The files that each customer gets. Default: {','.join(DEFAULT_FORMATS)}.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, _MOST_JOBS),
    help="Processes that write at a time. Default: one for each processor.",
)
def batch(customers: Path, out: Path, chosen: Chosen, formats: list[str], jobs: int | None) -> None:
    """Make a folder in DIR for each row of a customers file.

    The file has the columns, or keys, name and projectApiKey, and may have sdkUrl. Rows that can't
    be done are told in DIR/report.json, and the exit code is 1. The same command again goes on
    from where a run ended.
    """
    with Customers(customers) as rows:
        run = Batch(
            chosen.load(api_key="of each row"), os.environ, tuple(formats), with_urls=rows.has_urls
        )
        print_problems(run.warnings)
        for name in rows.unused:
            click.echo(f"{customers}: the column {shorten(name)} is not used", err=True)
        with progress_bar("Writing", rows.size) as progress:
            outcome = run.run(rows, out, jobs=jobs or _processors(), progress=progress)
    for fault in outcome.first_faults:
        click.echo(_line(customers, fault), err=True)
    click.echo(_summary(outcome, out))
    if outcome.failed:
        sys.exit(1)


def _processors() -> int:
    return min(os.cpu_count() or 1, _MOST_JOBS)


def _line(customers: Path, fault: Fault) -> str:
    name = f" ({shorten(fault.name)})" if fault.name else ""
    return f"{customers}:{fault.line}: row {fault.row}{name}: {fault.reason}"


def _summary(outcome: Outcome, out: Path) -> str:
    done = f"{counted(outcome.written, 'folder')} written into {out}, {outcome.current:,} current"
    text = f"{counted(outcome.rows, 'row')}: {done}, {outcome.failed:,} failed"
    return f"{text}; all that failed: {out / REPORT}" if outcome.failed else text + "."
