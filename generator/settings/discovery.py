"""Which file holds the settings when no --config says so."""

from __future__ import annotations

from pathlib import Path

from generator.errors import Problem, SettingsError
from generator.settings.reader import has_tool_table

#: In the order in which they are looked for; two of them in one folder are refused.
FILE_NAMES = tuple(f"oneflow-snippet.{suffix}" for suffix in ("yaml", "yml", "json", "toml"))


def find_settings_file(start: Path) -> Path | None:
    """The nearest settings file from `start` upwards, or None.

    The search ends at the root of the repository (the folder that holds `.git`), else at the root
    of the file system. Only when none is found is a `pyproject.toml` with our table looked for.
    Raises SettingsError when one folder holds two settings files.
    """
    folders = _folders(start.resolve())
    for folder in folders:
        found = [folder / name for name in FILE_NAMES if (folder / name).is_file()]
        if len(found) > 1:
            names = " and ".join(path.name for path in found)
            raise SettingsError(
                [
                    Problem(
                        path="",
                        message=f"{folder} holds {names}: which one is meant?",
                        hint="remove one, or name one with --config",
                    )
                ]
            )
        if found:
            return found[0]
    for folder in folders:
        project = folder / "pyproject.toml"
        if project.is_file() and has_tool_table(project):
            return project
    return None


def _folders(start: Path) -> list[Path]:
    folders = []
    for folder in (start, *start.parents):
        folders.append(folder)
        if (folder / ".git").exists():
            break
    return folders
