"""The command line: options, printing and exit codes; what is done is done elsewhere."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from generator.bundle import Bundle
from generator.errors import OneflowError, Problem, SettingsError
from generator.pipeline import build_document, check_document
from generator.publish import Difference, compare, publish, write_file
from generator.render import templates_folder
from generator.settings.document import hide_key
from generator.settings.load import load_document
from generator.source import Source
from generator.version import __version__

_CurrentOr = TypeVar("_CurrentOr", bound=Callable[..., Any])

_COLOURS = {"error": "red", "warning": "yellow"}
_INIT_FILE = "oneflow-snippet.yaml"


class _Commands(click.Group):
    """Ends with one of our errors as Click ends with its own: a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        for stream in (sys.stdout, sys.stderr):
            # A name that the terminal has no letters for must not end in a traceback.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            # A key given without its option must not be repeated in full.
            hidden = hide_key(Source("", error.format_message())).text
            raise click.UsageError(hidden, error.ctx) from error
        except SettingsError as error:
            _print_problems(error.problems)
            click.echo(f"{_count(error.problems)}; nothing was written.", err=True)
            ctx.exit(error.exit_code)
        except OneflowError as error:
            click.echo(f"{click.style('error', fg='red')}: {error}", err=True)
            ctx.exit(error.exit_code)


def _settings_options(command: _CurrentOr) -> _CurrentOr:
    command = click.option(
        "--set",
        "overrides",
        metavar="KEY.PATH=VALUE",
        multiple=True,
        help="Put a value over the file's; may be repeated. The value is read as YAML.",
    )(command)
    return click.option(
        "--config",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The settings file. Default: oneflow-snippet.{yaml,yml,json,toml} here or in a parent "
        "folder, else [tool.oneflow-snippet] in pyproject.toml.",
    )(command)


@click.group(
    cls=_Commands,
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


@main.command(
    epilog="""\b
Examples:
  oneflow-snippet init
  oneflow-snippet init config/oneflow-snippet.yaml
"""
)
@click.argument("file", type=click.Path(path_type=Path), default=Path(_INIT_FILE))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(file: Path, force: bool) -> None:
    """Write a commented settings FILE (default: oneflow-snippet.yaml)."""
    text = (templates_folder() / _INIT_FILE).read_text("utf-8")
    if not force and os.path.lexists(file):
        raise OneflowError(f"{file} is there already; --force writes over it")
    write_file(file, text.encode("utf-8"))
    click.echo(f"Wrote {file}. Put your project key into it, then: oneflow-snippet build")


@main.command(
    epilog="""\b
Examples:
  oneflow-snippet build
  oneflow-snippet build --config examples/acme.yaml --out public/js
  oneflow-snippet build --set options.trackPayload=segment
  oneflow-snippet build --check --diff    in CI: is dist/ what the settings give?
"""
)
@_settings_options
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="The folder to write into.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if DIR is not current.")
@click.option("--diff", is_flag=True, help="With --check: print what would change.")
def build(
    config: Path | None, overrides: tuple[str, ...], out: Path, check: bool, diff: bool
) -> None:
    """Write the bundle into a folder.

    It is made of 1flow.js, 1flow.min.js, snippet.html and manifest.json.
    """
    if diff and not check:
        raise click.UsageError("--diff goes with --check.")
    bundle = build_document(load_document(config, overrides), os.environ)
    _print_problems(bundle.warnings)
    if check:
        _report_differences(compare(bundle, out), out, with_diff=diff)
        return
    publish(bundle, out)
    _print_files(bundle, out)


@main.command(
    epilog="""\b
Examples:
  oneflow-snippet check
  oneflow-snippet check --config examples/acme.yaml --strict
"""
)
@_settings_options
@click.option("--strict", is_flag=True, help="Exit with 1 if there are warnings.")
def check(config: Path | None, overrides: tuple[str, ...], strict: bool) -> None:
    """Validate the settings and write nothing."""
    document = load_document(config, overrides)
    settings, _, warnings = check_document(document, os.environ)
    _print_problems(warnings)
    name = document.source.name if document.source else "the settings"
    count = len(settings.subscriptions)
    click.echo(f"{name}: {count} {'mapping' if count == 1 else 'mappings'}, {_count(warnings)}.")
    if strict and warnings:
        sys.exit(1)


@main.command(
    epilog="""\b
Examples:
  oneflow-snippet snippet > snippet.html
  oneflow-snippet snippet --api-key KEY
"""
)
@_settings_options
@click.option("--api-key", metavar="KEY", help="The project key, in place of the file's.")
def snippet(config: Path | None, overrides: tuple[str, ...], api_key: str | None) -> None:
    """Print the paste-in HTML, and nothing else, on stdout."""
    bundle = build_document(load_document(config, overrides, api_key=api_key), os.environ)
    _print_problems(bundle.warnings)
    click.echo(bundle.files["snippet.html"], nl=False)


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        word = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
        click.echo(problem.render(word), err=True)


def _count(problems: Sequence[Problem]) -> str:
    """`1 error, 2 warnings`, or `no problems`."""
    counts = []
    for severity in ("error", "warning"):
        number = sum(problem.severity == severity for problem in problems)
        if number:
            counts.append(f"{number} {severity}{'' if number == 1 else 's'}")
    return ", ".join(counts) or "no problems"


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
    for name, size in bundle.sizes().items():
        line = f"  {name:<14}{size['raw']:>10,} bytes"
        click.echo(f"{line}{size['gzip']:>9,} gzip{size['brotli']:>9,} brotli")
