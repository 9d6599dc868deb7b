"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from generator.record import Record
from generator.settings.document import Document
from generator.settings.load import load_document


class Chosen(Record):
    """What the options of `settings_options` say: which settings a command works on."""

    config: Path | None
    overrides: tuple[str, ...]
    environment: str | None

    def load(self, *, api_key: str | None = None) -> Document:
        """The settings, with `api_key` in the place of theirs. Raises SettingsError."""
        return load_document(
            self.config, self.overrides, api_key=api_key, environment=self.environment
        )


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--config`, `--env` and `--set`, of every command that reads settings.

    The command gets them as one argument, `chosen`.
    """

    @click.option(
        "--config",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The settings file. Default: oneflow-snippet.{yaml,yml,json,toml} here or in a parent "
        "folder, else [tool.oneflow-snippet] in pyproject.toml.",
    )
    @click.option(
        "--env",
        "environment",
        metavar="NAME",
        help="Which of the settings' environments counts. Without it the base does.",
    )
    @click.option(
        "--set",
        "overrides",
        metavar="KEY.PATH=VALUE",
        multiple=True,
        help="Put a value over the file's; may be repeated. The value is read as YAML.",
    )
    @wraps(command)
    def with_settings(
        *arguments: Any,
        config: Path | None,
        environment: str | None,
        overrides: tuple[str, ...],
        **others: Any,
    ) -> Any:
        return command(*arguments, chosen=Chosen(config, overrides, environment), **others)

    return with_settings
