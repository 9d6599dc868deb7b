"""Every exception a caller can meet, its exit code, and how its problems print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator.source import Position

#: Where a value stands in the settings: keys and list indices from the top.
KeyPath = tuple[str | int, ...]

_PLAIN_KEY = re.compile(r"[@$A-Za-z_][\w$-]*\Z")


def format_path(path: KeyPath) -> str:
    """A key path as people write it: `subscriptions[0].mapping.event_name`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.match(step):
            text += f".{step}" if text else step
        else:
            text += f"[{shorten(step)}]"
    return text


def shorten(value: str, limit: int = 60) -> str:
    """A quoted, printable, one-line form of any text for a message."""
    quoted = ascii(value) if not value.isprintable() else repr(value)
    text = '"' + quoted[1:-1].replace('"', '\\"').replace("\\'", "'") + '"'
    return text if len(text) <= limit else text[: limit - 4] + '..."'


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the settings, and where.

    `path` is the key path (`subscriptions[0].subscribe`), empty for the whole file; `line` and
    `column` count from 1 and are None where the place is unknown (TOML, Python mappings).
    A `warning` never stops a build.
    """

    path: str
    message: str
    hint: str = ""
    file: str | None = None
    position: Position | None = None
    excerpt: str = ""
    severity: Literal["error", "warning"] = "error"

    @property
    def line(self) -> int | None:
        """The line in `file`, from 1."""
        return self.position.line if self.position else None

    @property
    def column(self) -> int | None:
        """The column in `line`, in characters from 1."""
        return self.position.column if self.position else None

    def __str__(self) -> str:
        return self.render(self.severity)

    def render(self, severity: str) -> str:
        """The problem as text, with the word for its severity in the form given (coloured, say)."""
        place = self.file or ""
        if self.file and self.position:
            place += f":{self.position.line}:{self.position.column}"
        head = [part for part in (place, severity, self.path, self.message) if part]
        lines = [": ".join(head)]
        if self.excerpt:
            lines.append(self.excerpt)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class OneflowError(Exception):
    """The base of all errors a user can cause; `exit_code` is what the command line ends with."""

    exit_code = 2


class SettingsError(OneflowError):
    """The settings can't be used. `problems` holds every problem found, never only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class PublishError(OneflowError):
    """Files could not be put in place; the message tells what became of those that were there."""


class PageError(OneflowError):
    """A page that the snippet can't be put into, or taken out of; it stays as it is."""


class CustomersError(OneflowError):
    """A customers file that can't be read as one; what is wrong with a row is no error."""


class ShapeError(OneflowError):
    """A bundle in which a setting has another effect than its literals: a defect of a template."""


class CodeError(OneflowError):
    """A value that can't be written as JavaScript: a defect of the caller, never of a page."""


class TemplateError(OneflowError):
    """A template holds something other than trusted code in a hole: a defect of the template."""
