"""A document to the model, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.errors import KeyPath, Problem
from generator.settings.beyond_schema import consent_problems, settings_problems
from generator.settings.document import PROJECT_KEY, Document
from generator.settings.environments import ENVIRONMENTS
from generator.settings.make_model import make_model
from generator.settings.model import Settings
from generator.settings.schema_findings import schema_problems
from generator.settings.values import Report, plain_data


def validate(
    document: Document, environ: Mapping[str, str] | None
) -> tuple[Settings, list[Problem]]:
    """The model of a document, and every problem found on the way.

    The model of a faulty document has defaults where the faults are, so that a later stage can
    look for more problems; no bundle may be made from it. `environ` is what `${NAME}` stands for;
    None (the settings are a Python mapping) leaves text as it is.
    """
    problems: dict[str, Problem] = {}

    def add(problem: Problem) -> None:
        # The first finding on a value is the cause; what follows from it would only distract.
        problems.setdefault(problem.path, problem)

    def report(path: KeyPath, message: str, hint: str) -> None:
        add(document.problem(path, message, hint))

    # A bundle that does nothing needs no key, and so no variable that holds one.
    off = document.data.get("enabled") is False
    data = _plain(document, None if off else environ, report)
    # Without a key nothing works, so a missing group of settings is reported as a missing key.
    data.setdefault("settings", {})
    faulty: list[KeyPath] = []
    for path, problem in schema_problems(document, data):
        if not (off and path == PROJECT_KEY):
            add(problem)
        faulty.append(path)
    for path in filter(None, faulty):
        _remove(data, path)
    if not off:
        for problem in settings_problems(document, data.get("settings", {}), environ):
            add(problem)
    if (consent := data.get("options", {}).get("consent")) is not None:
        for problem in consent_problems(document, consent):
            add(problem)
    return make_model(data), list(problems.values())


def _plain(document: Document, environ: Mapping[str, str] | None, report: Report) -> dict[str, Any]:
    """The data with variables filled in, but for the environments: those that are not chosen."""
    base = {key: value for key, value in document.data.items() if key != ENVIRONMENTS}
    data: dict[str, Any] = plain_data(base, environ, report)
    if ENVIRONMENTS in document.data:
        environments = document.data[ENVIRONMENTS]
        data[ENVIRONMENTS] = plain_data(environments, None, report, (ENVIRONMENTS,))
    return data


def _remove(data: Any, path: KeyPath) -> None:
    """Take a faulty value out; a list keeps its length, for its indices are key paths."""
    for step in path[:-1]:
        data = data[step] if isinstance(step, int) else data.get(step, {})
    if isinstance(data, list):
        data[int(path[-1])] = {}
    else:
        data.pop(path[-1], None)
