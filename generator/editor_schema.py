"""The JSON Schema for editors: the settings' own, and what is said of mappings in code."""

from __future__ import annotations

import json
from typing import Any

from generator.actions import ACTIONS
from generator.mapping.parser import METADATA, ROOT
from generator.settings.schema import SCHEMA

Schema = dict[str, Any]

#: The file beside the settings that their first line, for editors, names.
SCHEMA_FILE = "oneflow-snippet.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"

_FIELDS = {
    "event_name": "The event's name. Without one nothing is sent.",
    "properties": "The event's properties.",
    "userId": "The user's id. In track it is sent with trackPayload: segment only.",
    "anonymousId": "The anonymous id; sent with trackPayload: segment only.",
    "traits": "What is known of the user.",
}

_CONSENT: Schema = {
    "oneOf": [{"required": [source]} for source in ("categories", "callback", "event")],
    "dependencies": {"withdrawEvent": ["event"]},
}
_SUBSCRIPTIONS: Schema = {"items": {"$ref": "#/definitions/subscription"}}
_ANY_VALUE: Schema = {"$ref": "#/definitions/value"}
_OBJECT: Schema = {"allOf": [{"type": "object"}, _ANY_VALUE]}
_TEXT: Schema = {"anyOf": [{"type": "string"}, {"$ref": "#/definitions/directive"}]}
_FLAG: Schema = {"type": "boolean"}
#: Up to ten characters; JSON Schema counts an emoji as one, @replace as two.
_SHORT: Schema = {"type": "string", "maxLength": 10}

_HAS_DIRECTIVE: Schema = {
    "type": "object",
    "not": {"propertyNames": {"not": {"pattern": "^@"}}},
}
_TESTS = ("exists", "blank")
_FALSY: Schema = {"enum": [None, False, 0, ""]}
_VARIABLE: Schema = {"type": "string", "pattern": r"\$\{"}


def editor_schema() -> Schema:
    """The draft-07 schema of a settings file, for editors and other tools.

    It refuses what `check` refuses, as far as a schema can say it: triggers are any text, a text
    with `${NAME}` in it is what it stands for, and the chosen environment is not known to it.
    """
    properties = SCHEMA["properties"]
    settings = {key: value for key, value in properties["settings"].items() if key != "required"}
    environments = properties["environments"]
    environment = {
        **_nullable(environments["additionalProperties"]),
        **_unless_off({"properties": {"subscriptions": _SUBSCRIPTIONS}}),
    }
    return {
        **{key: value for key, value in SCHEMA.items() if key != "required"},
        "properties": {
            **properties,
            "settings": settings,
            "environments": _with(environments, additionalProperties=environment),
        },
        **_unless_off(_complete()),
        "allOf": [{"properties": {"options": {"properties": {"consent": _CONSENT}}}}],
        "definitions": {
            "subscription": _subscription(),
            **{slug: _mapping(action.fields) for slug, action in ACTIONS.items()},
            "value": _value(),
            "directive": _directive(),
        },
    }


def schema_text() -> str:
    """The schema as a JSON file has it, in ASCII."""
    return json.dumps(editor_schema(), indent=2) + "\n"


def _nullable(schema: Schema) -> Schema:
    """The schema of a mapping, any of whose keys may be null: it takes the base's value away."""
    properties = {
        name: {
            "description": part["description"],
            "anyOf": [_nullable(part) if "properties" in part else part, {"type": "null"}],
        }
        for name, part in schema["properties"].items()
    }
    return _with(schema, properties=properties)


def _with(schema: Schema, **changes: Any) -> Schema:
    return {**schema, **changes}


def _unless_off(then: Schema) -> Schema:
    """`then` holds unless `enabled` is false."""
    off = {"properties": {"enabled": {"const": False}}, "required": ["enabled"]}
    return {"if": {"not": off}, "then": then}


def _complete() -> Schema:
    """What the destination needs: a key, here or in each environment, and a URL that can be one."""
    region = {"not": {"anyOf": [{"const": "us"}, _VARIABLE]}}
    settings = {
        "properties": {
            "projectApiKey": {"pattern": r"\S"},
            "sdkUrl": {
                "anyOf": [_VARIABLE, {"pattern": r"^(?:[hH][tT]{2}[pP][sS]?://|/(?!/))[^\s\\]*$"}]
            },
        },
        "if": {"properties": {"regionalDataHosting": region}, "required": ["regionalDataHosting"]},
        "then": {"required": ["sdkUrl"]},
    }
    with_key = {
        "required": ["settings"],
        "properties": {"settings": {"required": ["projectApiKey"]}},
    }
    return {
        "properties": {"settings": settings, "subscriptions": _SUBSCRIPTIONS},
        "anyOf": [{"required": ["environments"]}, with_key],
    }


def _subscription() -> Schema:
    """What an enabled subscription is held to, beyond its structure."""
    by_action = [
        {
            "if": {"properties": {"partnerAction": {"const": slug}}},
            "then": {"properties": {"mapping": {"$ref": f"#/definitions/{slug}"}}},
        }
        for slug in ACTIONS
    ]
    then = {"allOf": by_action, "properties": {"subscribe": {"pattern": r"\S"}}}
    return _unless_off(then)


def _mapping(fields: tuple[str, ...]) -> Schema:
    around = {
        "description": "Segment's own: one directive around the mapping as a whole.",
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": {"type": "object"},
    }
    described = {name: {"description": _FIELDS[name], "allOf": [_ANY_VALUE]} for name in fields}
    return {
        "allOf": [{"if": {"required": [ROOT]}, "else": _ANY_VALUE}],
        "properties": {**described, ROOT: around},
        "additionalProperties": _ANY_VALUE,
    }


def _value() -> Schema:
    return {
        "description": "A constant, or a mapping kit directive.",
        "if": _HAS_DIRECTIVE,
        "then": {"$ref": "#/definitions/directive"},
        "else": {"additionalProperties": _ANY_VALUE, "items": _ANY_VALUE},
    }


def _directive() -> Schema:
    """One directive, and no other key but Segment's note on it."""
    directives = _directives()
    return {
        "type": "object",
        "propertyNames": {"enum": [*directives, METADATA]},
        "properties": directives,
        "if": {"required": [METADATA]},
        "then": {"minProperties": 2, "maxProperties": 2},
        "else": {"minProperties": 1, "maxProperties": 1},
    }


def _directives() -> Schema:
    return {
        "@path": _with(_TEXT, description="A value of the event, such as $.properties.plan."),
        "@template": _with(_TEXT, description="A text with {{paths}} in it."),
        "@literal": {"description": "The value as it is.", "allOf": [_ANY_VALUE]},
        "@if": _if(),
        "@case": _options(
            "A text in lower or upper case.",
            {"operator": {"enum": ["lower", "upper"]}, "value": _TEXT},
            ["operator"],
        ),
        "@replace": _replace(),
        "@arrayPath": {
            "description": "A list: its path, and the shape of each of its items.",
            "type": "array",
            "minItems": 1,
            "items": [_TEXT, _ANY_VALUE],
        },
        "@merge": _options(
            "Objects put over one another; with direction right the last one counts most.",
            {"objects": {"type": "array", "items": _OBJECT}, "direction": _word("left", "right")},
            ["objects", "direction"],
        ),
        "@transform": _options(
            "A mapping of what another mapping made.",
            {"apply": _applied(), "mapping": _OBJECT},
            ["apply", "mapping"],
        ),
        "@flatten": _options(
            "An object's nested keys joined into one level.",
            {"separator": {"type": "string", "minLength": 1}},
            ["value", "separator"],
        ),
        "@json": _options(
            "A value as JSON text, or the value of one.",
            {
                "mode": _word("encode", "decode"),
                "value": {"allOf": [_ANY_VALUE, {"not": _FALSY}]},
            },
            ["value", "mode"],
        ),
        "@excludeWhenNull": {
            "description": "A value without what is null in it.",
            "allOf": [_ANY_VALUE],
        },
    }


def _options(description: str, properties: Schema, required: list[str]) -> Schema:
    """A directive's options; one that is not known has no effect."""
    return {
        "description": description,
        "type": "object",
        "propertyNames": {"not": {"pattern": "^@"}},
        "properties": properties,
        "required": required,
        "additionalProperties": _ANY_VALUE,
    }


def _if() -> Schema:
    there = [{"required": [name], "properties": {name: {"not": _FALSY}}} for name in _TESTS]
    return {
        **_options("One of two values: whether another is there, or blank.", {}, []),
        "properties": dict.fromkeys((*_TESTS, "then", "else"), _ANY_VALUE),
        "anyOf": there,
    }


def _replace() -> Schema:
    second = {
        "properties": {
            "value": {"not": _FALSY},
            "pattern2": {"type": "string", "minLength": 1},
            "replacement2": {"type": ["string", "null"]},
        },
        "required": ["pattern2"],
    }
    return {
        **_options(
            "A text with another in the place of a pattern.",
            {
                "value": _TEXT,
                "pattern": _with(_SHORT, minLength=1),
                "replacement": {"anyOf": [_SHORT, {"type": "null"}]},
                "pattern2": _ANY_VALUE,
                "replacement2": _ANY_VALUE,
                "ignorecase": _FLAG,
                "global": _FLAG,
            },
            ["value", "pattern"],
        ),
        "if": second,
        "then": {"properties": {key: {"maxLength": 10} for key in ("pattern2", "replacement2")}},
    }


def _applied() -> Schema:
    """What @transform applies: an object, which may have a directive around it."""
    around = {"type": "object", "minProperties": 1, "maxProperties": 1}
    return {
        "type": "object",
        "if": {"required": [ROOT]},
        "then": {
            "properties": {ROOT: _with(around, additionalProperties={"type": "object"})},
            "additionalProperties": _ANY_VALUE,
        },
        "else": _ANY_VALUE,
    }


def _word(*words: str) -> Schema:
    """One of some words; one in capitals is taken, and means nothing (as in Segment)."""
    letters = ["".join(f"[{letter}{letter.upper()}]" for letter in word) for word in words]
    in_capitals = {"type": "string", "pattern": f"^(?:{'|'.join(letters)})$"}
    return {"anyOf": [{"enum": list(words)}, in_capitals]}
