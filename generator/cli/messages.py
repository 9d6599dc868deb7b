"""What commands say of problems."""

from __future__ import annotations

from collections.abc import Sequence

import click

from generator.errors import Problem
from generator.hints import counted

_COLOURS = {"error": "red", "warning": "yellow"}


def print_problems(problems: Sequence[Problem]) -> None:
    """Problems on stderr, as they are told on a terminal."""
    for problem in problems:
        word = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
        click.echo(problem.render(word), err=True)


def tally(problems: Sequence[Problem]) -> str:
    """`1 error, 2 warnings`, or `no problems`."""
    parts = []
    for severity in ("error", "warning"):
        number = sum(problem.severity == severity for problem in problems)
        if number:
            parts.append(counted(number, severity))
    return ", ".join(parts) or "no problems"
