"""Data to the model, with defaults where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.actions import ACTIONS, TRACK_EVENT
from generator.settings.model import (
    Consent,
    ConsentCallback,
    ConsentCategories,
    ConsentEvents,
    Options,
    Settings,
    Subscription,
)
from generator.settings.schema import SCHEMA


def make_model(data: Mapping[str, Any]) -> Settings:
    """The model of the data of a settings file, in which no value is of a wrong kind."""
    settings = {**_defaults("settings"), **data.get("settings", {})}
    subscriptions = data.get("subscriptions")
    if subscriptions is None:
        subscriptions = [action.preset for action in ACTIONS.values()]
    return Settings(
        enabled=data.get("enabled", True),
        project_api_key=settings.get("projectApiKey", ""),
        sdk_url=settings["sdkUrl"],
        subscriptions=tuple(
            _subscription(index, subscription) for index, subscription in enumerate(subscriptions)
        ),
        options=_options({**_defaults("options"), **data.get("options", {})}),
    )


def _options(options: Mapping[str, Any]) -> Options:
    integrity = options.get("sdkIntegrity")
    return Options(
        track_payload=options["trackPayload"],
        anonymous_identify=options["anonymousIdentify"],
        load_sdk=options["loadSdk"],
        triggers=options["triggers"],
        queue_limit=int(options["queueLimit"]),
        global_analytics_key=options["globalAnalyticsKey"],
        dedupe=options["dedupe"],
        nonce=options.get("nonce"),
        trusted_types=options["trustedTypes"] or None,
        sdk_integrity=integrity,
        # A script from elsewhere is checked against a hash only with CORS (Fetch, SRI).
        sdk_crossorigin=options.get("sdkCrossorigin", "anonymous" if integrity else None),
        consent=_consent(options.get("consent", {})),
    )


def _consent(consent: Mapping[str, Any]) -> Consent | None:
    match consent:
        case {"categories": categories}:
            return ConsentCategories(tuple(categories))
        case {"callback": path}:
            return ConsentCallback(path)
        case {"event": given}:
            return ConsentEvents(given, consent.get("withdrawEvent"))
    return None


def _defaults(group: str) -> dict[str, Any]:
    properties = SCHEMA["properties"][group]["properties"]
    return {name: part["default"] for name, part in properties.items() if "default" in part}


def _subscription(index: int, data: Mapping[str, Any]) -> Subscription:
    """A subscription; its name may be left out, and what a faulty one lacks is the preset's."""
    action = ACTIONS[data.get("partnerAction", TRACK_EVENT.slug)]
    full = {**action.preset, "enabled": True, **data}
    return Subscription(
        name=full["name"],
        action=action.slug,
        enabled=full["enabled"],
        trigger=full["subscribe"],
        mapping=full["mapping"],
        path=("subscriptions", index),
        id=full.get("id"),
    )
