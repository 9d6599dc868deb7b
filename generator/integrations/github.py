"""What a step of a GitHub workflow leaves behind: its outputs, its summary, its annotations."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping, Sequence

from generator.bundle import MANIFEST, SCRIPT, Bundle
from generator.errors import Problem

_MARKUP = re.compile(r"[^A-Za-z0-9 ,()/-]")


def output_values(bundle: Bundle, folder: str, *, changed: bool) -> dict[str, str]:
    """A build's outputs by name.

    `file` and `integrity` belong together, `files` are all paths, one a line, `changed` is `true`
    where the folder was not as the settings have it.
    """
    script = json.loads(bundle.files[MANIFEST])["files"][SCRIPT]
    return {
        "file": posixpath.join(folder, script["file"]),
        "files": "\n".join(posixpath.join(folder, name) for name in bundle.files),
        "integrity": script["integrity"],
        "changed": "true" if changed else "false",
    }


def output_text(values: Mapping[str, str]) -> str:
    """Outputs in the form of the file that GITHUB_OUTPUT names.

    A value may hold anything: it goes up to a line that none of them has.
    (https://docs.github.com/actions/reference/workflow-commands-for-github-actions, multiline
    strings)
    """
    end = "end-of-value"
    while any(end in value for value in values.values()):
        end += "-"
    return "".join(f"{name}<<{end}\n{value}\n{end}\n" for name, value in values.items())


def built_summary(bundle: Bundle, headline: str) -> str:
    """A build in Markdown: the files, their sizes in bytes and their integrity."""
    lines = [
        f"### {_escaped(headline)}",
        "",
        "| file | bytes | gzip | brotli | integrity |",
        "|---|--:|--:|--:|---|",
    ]
    for name, entry in json.loads(bundle.files[MANIFEST])["files"].items():
        sizes = " | ".join(f"{entry[kind]:,}" for kind in ("raw", "gzip", "brotli"))
        lines.append(f"| {_escaped(name)} | {sizes} | `{entry['integrity']}` |")
    return "\n".join([*lines, "", *_listed(bundle.warnings)])


def failed_summary(problems: Sequence[Problem]) -> str:
    """In Markdown, why there is no bundle."""
    return "\n".join(["### The settings can't be used", "", *_listed(problems)])


def annotation(problem: Problem) -> str:
    """A problem as the command by which GitHub shows it at the line of its file."""
    places = {"file": problem.file, "line": problem.line, "col": problem.column}
    given = [f"{key}={_property(str(value))}" for key, value in places.items() if value is not None]
    head = " ".join([problem.severity, ",".join(given)]).rstrip()
    text = ": ".join(part for part in (problem.path, problem.message) if part)
    return f"::{head}::{_percent(text)}"


def _percent(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _percent(text).replace(":", "%3A").replace(",", "%2C")


def _listed(problems: Sequence[Problem]) -> list[str]:
    return [f"<pre>{_escaped(str(problem))}</pre>\n" for problem in problems]


def _escaped(text: str) -> str:
    """Text in which Markdown finds no markup, no HTML, no link and no end of a table's cell."""
    return _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", text)
