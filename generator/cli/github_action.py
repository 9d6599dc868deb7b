"""`oneflow-snippet github-action`: what action.yml runs; its inputs come by the environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from generator.bundle import Bundle, Packing
from generator.cli.messages import print_problems
from generator.cli.options import Chosen
from generator.errors import PublishError, SettingsError, shorten
from generator.integrations.github import (
    annotation,
    built_summary,
    failed_summary,
    output_text,
    output_values,
)
from generator.pipeline import build_document
from generator.publish import compare, publish


@click.command(hidden=True)
@click.option("--config", envvar="INPUT_CONFIG", type=click.Path(path_type=Path))
@click.option("--environment", envvar="INPUT_ENVIRONMENT")
@click.option("--set", "overrides", envvar="INPUT_SET", default="", help="One on each line.")
@click.option("--out", envvar="INPUT_OUT", type=click.Path(path_type=Path), default=Path("dist"))
@click.option("--hash-names", envvar="INPUT_HASH_NAMES", type=bool, default=False)
@click.option("--precompress", envvar="INPUT_PRECOMPRESS", type=bool, default=False)
@click.option("--source-map", envvar="INPUT_SOURCE_MAP", type=bool, default=False)
@click.option("--check", envvar="INPUT_CHECK", type=bool, default=False)
def github_action(
    *,
    config: Path | None,
    environment: str | None,
    overrides: str,
    out: Path,
    check: bool,
    **packing: bool,
) -> None:
    """Build as a step of a GitHub workflow: with outputs, a job summary and annotations."""
    for name, path in (("config", config), ("out", out)):
        if path is not None and not str(path).isprintable():
            # Printed in a message, a line of it could be a command to the runner.
            raise click.UsageError(f"{name} is no path: {shorten(str(path))}.")
    lines = tuple(line.strip() for line in overrides.splitlines() if line.strip())
    try:
        document = Chosen(config, lines, environment).load()
        bundle = build_document(document, os.environ, Packing(**packing))
    except SettingsError as error:
        for problem in error.problems:
            click.echo(annotation(problem))
        _append("GITHUB_STEP_SUMMARY", failed_summary(error.problems))
        raise
    print_problems(bundle.warnings)
    for problem in bundle.warnings:
        click.echo(annotation(problem))
    changed = [difference.name for difference in compare(bundle, out)]
    if not check:
        publish(bundle, out)
    headline = _headline(bundle, out, changed, check=check)
    click.echo(headline)
    values = output_values(bundle, out.as_posix(), changed=bool(changed))
    _append("GITHUB_OUTPUT", output_text(values))
    _append("GITHUB_STEP_SUMMARY", built_summary(bundle, headline))
    if check and changed:
        sys.exit(1)


def _headline(bundle: Bundle, out: Path, changed: list[str], *, check: bool) -> str:
    if not changed:
        return f"{out} is current."
    if check:
        return f"{out} is not current: {', '.join(changed)}."
    return f"Wrote {len(bundle.files)} files into {out}: {', '.join(changed)} changed."


def _append(variable: str, text: str) -> None:
    """Add to the file that a variable names, if it does. Raises PublishError."""
    if path := os.environ.get(variable):
        try:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise PublishError(f"{variable}: {path}: {error.strerror or error}") from error
