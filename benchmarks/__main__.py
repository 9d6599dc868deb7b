"""`python -m benchmarks`: measures everything and writes RESULTS.md, or shows some of it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from benchmarks import arrival, commands, delivery, evaluation, report, rows, sizes
from benchmarks.page import Chromium
from benchmarks.samples import Sample

RESULTS = Path(__file__).with_name("RESULTS.md")

_CUSTOMERS = 100_000
_JOBS = 2


@click.command()
@click.option("--only", type=click.Choice(["sizes", "events", "page", "commands", "batch"]))
@click.option("--customers", default=_CUSTOMERS, show_default=True, help="For the batch.")
def main(only: str | None, customers: int) -> None:
    """Measure everything and write RESULTS.md, or print the part that --only names."""
    match only:
        case None:
            _everything(customers)
        case "sizes":
            found = sizes.measure()
            click.echo(report.goals_table([rows.size_row(found)]) + report.sizes_part(found))
        case "events":
            events = _events()
            click.echo(report.goals_table(rows.delivery_rows(events)) + report.events_table(events))
        case "page":
            with Chromium() as chromium:
                click.echo(report.goals_table(_page(chromium)[0]))
        case "commands":
            click.echo(report.goals_table(_commands()))
        case "batch":
            click.echo(report.goals_table([_batch(customers)]))


def _everything(customers: int) -> None:
    began = time.monotonic()
    _say("sizes")
    measured = sizes.measure()
    events = _events()
    with Chromium() as chromium:
        page_rows, evaluated = _page(chromium)
        version = chromium.version
    build, fifty = _commands()
    goals = [
        rows.size_row(measured),
        *rows.delivery_rows(events),
        *page_rows,
        build,
        _batch(customers),
        fifty,
    ]
    RESULTS.write_text(report.write(goals, measured, events, evaluated, version), "utf-8")
    click.echo(report.goals_table(goals))
    click.echo(f"{RESULTS} is written; that took {time.monotonic() - began:.0f} s.")
    if missing := [name for name, saved in measured.features.items() if saved is None]:
        click.echo(f"features.toml: not found in the script: {', '.join(missing)}", err=True)
        sys.exit(1)


def _events() -> dict[str, dict[str, Sample]]:
    found = {}
    for case in delivery.cases():
        _say(case.title)
        found[case.title] = delivery.measure(case)
    return found


def _page(chromium: Chromium) -> tuple[list[rows.Row], dict[str, Sample]]:
    _say("timers while the SDK is away")
    away = arrival.measure_away(chromium)
    _say("evaluation")
    evaluated = evaluation.measure(chromium)
    _say("the way of a call")
    way = arrival.measure_way(chromium)
    return [rows.away_row(away), rows.evaluation_row(evaluated), rows.way_row(way)], evaluated


def _commands() -> tuple[rows.Row, rows.Row]:
    _say("whole processes")
    starts = commands.measure_starts()
    return rows.build_row(starts), rows.fifty_row(starts)


def _batch(customers: int) -> rows.Row:
    _say(f"a batch of {customers:,}")
    return rows.batch_row(commands.measure_batch(customers, _JOBS))


def _say(what: str) -> None:
    click.echo(f"{what} ...", err=True)


if __name__ == "__main__":
    main()
