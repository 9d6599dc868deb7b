"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def settings_options(command: _Decorated) -> _Decorated:
    """`--config` and `--set`, which every command that reads settings takes."""
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
