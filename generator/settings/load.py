"""The document that a command works on: found, read, and with the command line's values over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.errors import OneflowError, Problem, SettingsError
from generator.settings.discovery import FILE_NAMES, find_settings_file
from generator.settings.document import PROJECT_KEY, Document
from generator.settings.environments import ENVIRONMENTS, choose_environment
from generator.settings.overrides import put, read_override
from generator.settings.reader import read_file
from generator.settings.values import literal_text


def load_document(
    config: Path | None,
    overrides: Sequence[str] = (),
    *,
    api_key: str | None = None,
    environment: str | None = None,
) -> Document:
    """Read `config`, or the settings file found from the current folder upwards.

    `overrides` are texts `key.path=value`; `api_key` is a project key, taken as it is. With either
    of them there need be no file. `environment` is one of the file's; the overrides stand above
    it, but for those that change an environment itself. Raises SettingsError.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError as error:
        raise OneflowError("the current folder is gone; change into another") from error
    file = config or find_settings_file(here)
    if file is not None:
        document = read_file(_shown(file, here))
    elif overrides or api_key is not None:
        document = Document({})
    else:
        names = ", ".join(FILE_NAMES)
        raise SettingsError(
            [
                Problem(
                    path="",
                    message=f"no settings file here or in a parent folder (looked for {names} "
                    "and [tool.oneflow-snippet] in pyproject.toml)",
                    hint='"oneflow-snippet init" writes one; --config names another',
                )
            ]
        )
    read = [read_override(override) for override in overrides]
    for path, value in (each for each in read if each[0][0] == ENVIRONMENTS):
        document = put(document, path, value)
    if environment is not None:
        document = choose_environment(document, environment)
    for path, value in (each for each in read if each[0][0] != ENVIRONMENTS):
        document = put(document, path, value)
    if api_key is not None:
        document = put(document, PROJECT_KEY, literal_text(api_key))
    return document


def _shown(path: Path, here: Path) -> Path:
    """The path relative to the current folder where it lies below it: shorter in messages."""
    return path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path
