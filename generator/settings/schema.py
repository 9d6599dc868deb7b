"""The JSON Schema (draft-07) of a settings file: the one place that says what may stand in it."""

from __future__ import annotations

from typing import Any

_BASE: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "oneflow-snippet settings",
    "type": "object",
    "additionalProperties": False,
    "required": ["settings"],
    "properties": {
        "enabled": {
            "description": (
                "The destination itself: false gives a bundle that does nothing, which needs no "
                "project key."
            ),
            "type": "boolean",
            "default": True,
        },
        "settings": {
            "description": "The destination's settings, by Segment's names.",
            "type": "object",
            "additionalProperties": False,
            "required": ["projectApiKey"],
            "properties": {
                "projectApiKey": {
                    "description": (
                        "The 1Flow project key. ${NAME} takes it from the environment."
                    ),
                    "type": "string",
                    "minLength": 1,
                },
                "sdkUrl": {
                    "description": (
                        "Where the 1Flow SDK is loaded from: an http(s) URL, or a path on the"
                        " site itself."
                    ),
                    "type": "string",
                    "minLength": 1,
                    "default": "https://1flow.app/js/1flow.js",
                },
                "regionalDataHosting": {
                    "description": (
                        "The 1Flow region. Another region than us needs an sdkUrl, for no "
                        "other host of 1Flow is public."
                    ),
                    "type": "string",
                    "minLength": 1,
                    "default": "us",
                },
            },
        },
        "subscriptions": {
            "description": (
                "The mappings, in the order in which they fire. Left out: the presets Track "
                "Event and Identify User."
            ),
            "type": "array",
            "maxItems": 50,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["partnerAction", "subscribe", "mapping"],
                "properties": {
                    "id": {
                        "description": "Segment's id of the mapping, kept for reference.",
                        "type": "string",
                    },
                    "name": {
                        "description": (
                            "What people call the mapping; shown in messages and comments."
                        ),
                        "type": "string",
                    },
                    "partnerAction": {
                        "description": "The action to call.",
                        "enum": ["trackEvent", "identifyUser"],
                    },
                    "enabled": {
                        "description": "A disabled mapping leaves no code in the bundle.",
                        "type": "boolean",
                        "default": True,
                    },
                    "subscribe": {
                        "description": (
                            "The trigger, in FQL: the events on which the mapping fires."
                        ),
                        "type": "string",
                        "minLength": 1,
                    },
                    "mapping": {
                        "description": (
                            "The action's fields, each a value or a mapping kit directive."
                        ),
                        "type": "object",
                    },
                },
            },
        },
        "options": {
            "description": "What the bundle does beyond the destination's own settings.",
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "trackPayload": {
                    "description": (
                        "The third argument of track: the properties, or {userId, "
                        "anonymousId, properties} as the hosted destination sends."
                    ),
                    "enum": ["properties", "segment"],
                    "default": "properties",
                },
                "anonymousIdentify": {
                    "description": (
                        "An identify without a user id: not sent, sent with the anonymous id,"
                        " or sent as it is."
                    ),
                    "enum": ["skip", "anonymousId", "pass"],
                    "default": "skip",
                },
                "loadSdk": {
                    "description": (
                        "When the SDK is fetched: once Segment loads the plugin, or as soon "
                        "as the bundle runs."
                    ),
                    "enum": ["plugin", "immediately"],
                    "default": "plugin",
                },
                "triggers": {
                    "description": (
                        "How triggers are read: as FQL's documentation says, or exactly as "
                        "the hosted destination does, its oddities included."
                    ),
                    "enum": ["fql", "segment"],
                    "default": "fql",
                },
            },
        },
    },
}


def _environments(properties: dict[str, Any]) -> dict[str, Any]:
    """The same keys as in the base, of which none is required: what is left out is the base's."""
    settings = {key: value for key, value in properties["settings"].items() if key != "required"}
    return {
        "description": (
            "What differs from these settings in an environment that --env chooses. Mappings are "
            "merged, lists replaced."
        ),
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                **properties,
                "settings": settings,
                "allowProductionKey": {
                    "description": "Lets an environment have the project key of production.",
                    "type": "boolean",
                    "default": False,
                },
            },
        },
    }


SCHEMA: dict[str, Any] = {
    **_BASE,
    "properties": {
        **_BASE["properties"],
        "environments": _environments(_BASE["properties"]),
    },
}
