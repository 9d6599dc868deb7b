"""The group of commands: imports the one that is called; our errors end as messages."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from generator.cli.messages import print_problems, tally
from generator.errors import OneflowError, SettingsError
from generator.settings.document import hide_key
from generator.source import Source

#: In the order of the help.
_NAMES = (
    "init",
    "build",
    "check",
    "snippet",
    "csp",
    "inject",
    "batch",
    "schema",
    "import",
    "diff",
)


class Commands(click.Group):
    """Ends with one of our errors as Click ends with its own: a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        return list(_NAMES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - Click's signature
        cmd_name: str,
    ) -> click.Command | None:
        return _command(cmd_name)

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
            print_problems(error.problems)
            click.echo(f"{tally(error.problems)}; nothing was written.", err=True)
            ctx.exit(error.exit_code)
        except OneflowError as error:
            click.echo(f"{click.style('error', fg='red')}: {error}", err=True)
            ctx.exit(error.exit_code)


def _command(name: str) -> click.Command | None:
    """A command by its name; its modules are imported only when it is asked for."""
    match name:
        case "init":
            from generator.cli.init import init as command
        case "build":
            from generator.cli.build import build as command
        case "check":
            from generator.cli.check import check as command
        case "snippet":
            from generator.cli.snippet import snippet as command
        case "csp":
            from generator.cli.csp import csp as command
        case "inject":
            from generator.cli.inject import inject as command
        case "import":
            from generator.cli.import_ import import_ as command
        case "diff":
            from generator.cli.diff import diff as command
        case "github-action":
            from generator.cli.github_action import github_action as command
        case "schema":
            from generator.cli.schema import schema as command
        case "batch":
            from generator.cli.batch import batch as command
        case _:
            return None
    return command
