"""`environments`: what differs from the base settings in staging, in production, and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.errors import KeyPath, Problem, SettingsError, shorten
from generator.hints import did_you_mean, one_of
from generator.settings.document import PROJECT_KEY, Document
from generator.settings.values import plain_data
from generator.settings.yaml_nodes import MAX_DEPTH

#: The key under which the environments stand.
ENVIRONMENTS = "environments"

#: What an environment is called whose key no other may use; without one the base is production.
PRODUCTION = ("production", "prod")

#: The key of an environment that allows it the production key.
ALLOW = "allowProductionKey"


def choose_environment(document: Document, name: str) -> Document:
    """The document with an environment's values over the base.

    Mappings are merged, key by key; any other value, a list included, takes the base's place, and
    null takes the base's value away. A problem with a value that came from the environment is told
    where it stands there. Raises SettingsError when there is no such environment.
    """
    environments = document.data.get(ENVIRONMENTS)
    known = _names(environments)
    if name not in known:
        message = f"there is no environment {shorten(name)}"
        hint = did_you_mean(name, known) or (
            f"known here: {one_of(known)}" if known else f"add it below {ENVIRONMENTS}"
        )
        raise SettingsError([document.problem((ENVIRONMENTS,), message, hint)])
    moved: dict[KeyPath, KeyPath] = {}
    data = _over(document.data, _overlay(environments, name), (), (ENVIRONMENTS, name), moved)
    return replace(document, data=data, moved=moved, environment=name, base=document.data)


def production_key_problem(
    document: Document, key: str, environ: Mapping[str, str] | None
) -> Problem | None:
    """What is wrong with a project key in an environment other than production, if anything.

    `key` is the key as it would reach the bundle. Production's key is compared with it where it
    is known here: where the variables in it are set.
    """
    name = document.environment
    environments = document.base.get(ENVIRONMENTS)
    if name is None or name in PRODUCTION or _allows(environments, name):
        return None
    productions = [each for each in PRODUCTION if each in _names(environments)]
    bases = [_over(document.base, _overlay(environments, each)) for each in productions]
    for raw in map(_at_key, bases or [dict(document.base)]):
        if isinstance(raw, str) and _filled(raw, environ) == key:
            whose = f"the environment {productions[0]}" if productions else "the base settings"
            hint = (
                f"give it a key of its own, {ENVIRONMENTS}.{name}.settings.projectApiKey, or "
                f"allow this with {ENVIRONMENTS}.{name}.{ALLOW}: true"
            )
            if not productions:
                hint += "; the base is production where no environment is called that"
            message = f"the environment {shorten(name)} has the project key of {whose}"
            return document.problem(PROJECT_KEY, message, hint)
    return None


def takes_away(path: KeyPath) -> bool:
    """Whether null at a path is no value, but takes the base's away: a key in an environment."""
    return path[:1] == (ENVIRONMENTS,) and len(path) > 2 and "subscriptions" not in path[:-1]


def _names(environments: Any) -> list[str]:
    if not isinstance(environments, Mapping):
        return []
    return [name for name in environments if isinstance(name, str)]


def _overlay(environments: Any, name: str) -> Mapping[str, Any]:
    """The values of an environment; one that is no mapping has none, which validation tells."""
    overlay = environments[name]
    if not isinstance(overlay, Mapping):
        return {}
    return {key: value for key, value in overlay.items() if key not in (ALLOW, ENVIRONMENTS)}


def _over(
    base: Mapping[str, Any],
    overlay: Mapping[str, Any],
    path: KeyPath = (),
    source: KeyPath = (),
    moved: dict[KeyPath, KeyPath] | None = None,
) -> dict[str, Any]:
    """`overlay` merged over `base`; `moved` gets where in `source` each of its values stands."""
    merged = dict(base)
    for key, value in overlay.items():
        here, there = (*path, key), (*source, key)
        old = merged.get(key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(old, Mapping) and len(path) < MAX_DEPTH:
            merged[key] = _over(old, value, here, there, moved)
        else:
            merged[key] = _without_nulls(value)
            if moved is not None:
                moved[here] = there
    return merged


def _without_nulls(value: Any, depth: int = 0) -> Any:
    """A mapping over nothing: there is nothing that its nulls could take away."""
    if not isinstance(value, Mapping) or depth > MAX_DEPTH:
        return value
    return {key: _without_nulls(item, depth + 1) for key, item in value.items() if item is not None}


def _allows(environments: Any, name: str) -> bool:
    overlay = environments[name]
    return isinstance(overlay, Mapping) and overlay.get(ALLOW) is True


def _at_key(data: Mapping[str, Any]) -> Any:
    settings = data.get("settings")
    return settings.get("projectApiKey") if isinstance(settings, Mapping) else None


def _filled(raw: str, environ: Mapping[str, str] | None) -> str | None:
    """A text with its variables filled in; None where one of them is not set."""
    missing: list[KeyPath] = []
    filled = plain_data(raw, environ, lambda path, _message, _hint: missing.append(path))
    return None if missing else str(filled)
