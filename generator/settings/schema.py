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
                "queueLimit": {
                    "description": (
                        "How many calls are kept while the SDK is not there; beyond it the "
                        "oldest is dropped."
                    ),
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 100000,
                    "default": 100,
                },
                "globalAnalyticsKey": {
                    "description": "The global name of Analytics.js on the page.",
                    "type": "string",
                    "minLength": 1,
                    "default": "analytics",
                },
                "dedupe": {
                    "description": "Whether an event seen twice, by its messageId, is sent once.",
                    "type": "boolean",
                    "default": False,
                },
                "nonce": {
                    "description": (
                        "The CSP nonce of the SDK's script element. Left out, it is taken from "
                        "the page's first script that has one, or from a csp-nonce meta element."
                    ),
                    "type": "string",
                    "minLength": 1,
                },
                "trustedTypes": {
                    "description": (
                        "The name of the Trusted Types policy that allows the SDK's URL; false "
                        "makes none."
                    ),
                    "type": ["string", "boolean"],
                    "pattern": "^[-A-Za-z0-9#=_/@.%]+$",
                    "not": {"const": True},
                    "default": "1flow.js",
                },
                "sdkIntegrity": {
                    "description": "The integrity of the SDK's script, such as sha384-....",
                    "type": "string",
                    "pattern": (
                        "^sha(256|384|512)-[A-Za-z0-9+/]+={0,2}"
                        "( sha(256|384|512)-[A-Za-z0-9+/]+={0,2})*$"
                    ),
                },
                "sdkCrossorigin": {
                    "description": (
                        "The crossorigin attribute of the SDK's script; anonymous where "
                        "sdkIntegrity is given."
                    ),
                    "enum": ["anonymous", "use-credentials"],
                },
                "consent": {
                    "description": (
                        "Nothing of 1Flow is loaded before consent is given. One of categories, "
                        "callback and event says where it comes from."
                    ),
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "categories": {
                            "description": (
                                "Categories of Segment's consent management; given where an "
                                "event has all of them true."
                            ),
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "minLength": 1},
                        },
                        "callback": {
                            "description": (
                                "The path on window of a function that is called with a "
                                "callback, or of a promise or a boolean."
                            ),
                            "type": "string",
                            "minLength": 1,
                        },
                        "event": {
                            "description": (
                                "A DOM event that gives consent, and withdraws it where its "
                                "detail is false."
                            ),
                            "type": "string",
                            "minLength": 1,
                        },
                        "withdrawEvent": {
                            "description": "A DOM event that withdraws consent.",
                            "type": "string",
                            "minLength": 1,
                        },
                    },
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
