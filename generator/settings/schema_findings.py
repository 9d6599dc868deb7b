"""What the schema refuses, in our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from generator.actions import ACTIONS, MAX_SUBSCRIPTIONS
from generator.errors import KeyPath, Problem, shorten
from generator.hints import did_you_mean, one_of, type_name
from generator.settings.document import PROJECT_KEY, Document
from generator.settings.environments import ENVIRONMENTS, takes_away
from generator.settings.schema import SCHEMA

_WANTED = {
    "string": "text",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "number": "a number",
    "integer": "a whole number",
}
#: What is wrong with a text that has not the form its setting needs, and what to do.
_FORMS = {
    "trustedTypes": (
        "this must be a policy's name, or false",
        "a name is made of letters, digits and - # = _ / @ . %",
    ),
    "sdkIntegrity": (
        "this is no integrity value",
        "such as sha384- and the SDK's SHA-384 in base64",
    ),
}


def schema_problems(document: Document, data: dict[str, Any]) -> Iterator[tuple[KeyPath, Problem]]:
    """The path of each value that the schema refuses, and what to say of it."""
    kinds = jsonschema_rs.ValidationErrorKind
    for error in _validator().iter_errors(data):
        path: KeyPath = tuple(error.instance_path)
        value, part = _at(data, path)
        if value is None and takes_away(path):
            continue
        match error.kind:
            case kinds.AdditionalProperties(unexpected=unexpected):
                for key in sorted(unexpected):
                    known = list(part["properties"])
                    hint = did_you_mean(key, known) or f"known here: {one_of(known)}"
                    message = "there is no such setting"
                    yield (*path, key), document.problem((*path, key), message, hint, at="key")
            case kinds.Required(property=missing):
                lacking = (*path, missing)
                message = "this is required, and missing"
                hint = required_hint(missing)
                if lacking == PROJECT_KEY and ENVIRONMENTS in data and not document.environment:
                    hint = "choose an environment that has one with --env"
                yield lacking, document.problem(lacking, message, hint)
            case kinds.Enum():
                known = part["enum"]
                said = shorten(value) if isinstance(value, str) else type_name(value)
                message = f"{said} is not {one_of(known)}"
                yield path, document.problem(path, message, did_you_mean(value, known))
            case kinds.MaxItems():
                message = (
                    f"{len(value)} mappings; the destination takes {MAX_SUBSCRIPTIONS} at most"
                )
                hint = "join mappings that differ in their trigger only"
                yield (), document.problem(path, message, hint)
            case kinds.Minimum() | kinds.Maximum():
                least, most = part["minimum"], part["maximum"]
                message = f"this must be a whole number from {least} to {most}"
                yield path, document.problem(path, message, "")
            case kinds.Pattern() | kinds.Not():
                yield path, document.problem(path, *_FORMS[str(path[-1])])
            case kinds.MinLength() | kinds.MinItems():
                yield path, document.problem(path, "this is empty", required_hint(path[-1]))
            case _:
                yield path, document.problem(path, *_type_message(value, part))


@cache
def _validator() -> Any:
    return jsonschema_rs.Draft7Validator(SCHEMA)


def _at(data: Any, path: KeyPath) -> tuple[Any, dict[str, Any]]:
    """The value at a path, and the part of the schema that speaks of it."""
    part = SCHEMA
    for step in path:
        data = data[step]
        if isinstance(step, int):
            part = part["items"]
        else:
            part = part.get("properties", {}).get(step) or part["additionalProperties"]
    return data, part


def _type_message(value: Any, part: Mapping[str, Any]) -> tuple[str, str]:
    wanted = part["type"] if isinstance(part["type"], list) else [part["type"]]
    hint = ""
    if wanted == ["string"] and isinstance(value, (bool, int, float)):
        hint = "put it in quotes"
    elif value is None:
        hint = "give it a value, or remove the key"
    words = " or ".join(_WANTED[each] for each in wanted)
    return f"this must be {words}, not {type_name(value)}", hint


def required_hint(name: object) -> str:
    """What to give for a setting that is missing or empty, where there is more to say of it."""
    match name:
        case "projectApiKey":
            return "it is on 1Flow's project settings page; ${NAME} takes it from the environment"
        case "partnerAction":
            return f"name the action: {one_of(ACTIONS)}"
        case "subscribe":
            return 'write a trigger, such as type = "track"'
        case "mapping":
            return "give the action's fields, such as event_name"
        case _:
            return ""
