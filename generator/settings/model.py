"""The settings as the rest of the compiler sees them: complete, checked, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from generator.errors import KeyPath

TrackPayload = Literal["properties", "segment"]
AnonymousIdentify = Literal["skip", "anonymousId", "pass"]
LoadSdk = Literal["plugin", "immediately"]
Triggers = Literal["fql", "segment"]
Crossorigin = Literal["anonymous", "use-credentials"]


@dataclass(frozen=True)
class Subscription:
    """One mapping of the destination: when `trigger` matches, `action` is called with `mapping`."""

    name: str
    action: str
    enabled: bool
    trigger: str
    mapping: dict[str, Any]
    path: KeyPath
    id: str | None = None


@dataclass(frozen=True)
class ConsentCategories:
    """Given where an event's `context.consent.categoryPreferences` has all of these true."""

    categories: tuple[str, ...]


@dataclass(frozen=True)
class ConsentCallback:
    """Asked of a function, promise or boolean on window, at a dotted path."""

    path: str


@dataclass(frozen=True)
class ConsentEvents:
    """Given by a DOM event, and withdrawn by another (or by the first with `detail: false`)."""

    given: str
    withdrawn: str | None


Consent = ConsentCategories | ConsentCallback | ConsentEvents


@dataclass(frozen=True)
class Options:
    """What the destination's own settings do not say; see docs/settings.md."""

    track_payload: TrackPayload = "properties"
    anonymous_identify: AnonymousIdentify = "skip"
    load_sdk: LoadSdk = "plugin"
    triggers: Triggers = "fql"
    #: Calls kept while there is no SDK; beyond it the oldest is dropped.
    queue_limit: int = 100
    global_analytics_key: str = "analytics"
    dedupe: bool = False
    #: None: taken from the page.
    nonce: str | None = None
    #: The name of the Trusted Types policy; None: no policy.
    trusted_types: str | None = "oneflow-snippet"
    sdk_integrity: str | None = None
    sdk_crossorigin: Crossorigin | None = None
    consent: Consent | None = None


@dataclass(frozen=True)
class Settings:
    """Everything that a bundle is made from; nothing but `enabled` counts where that is false."""

    enabled: bool
    project_api_key: str
    sdk_url: str
    subscriptions: tuple[Subscription, ...]
    options: Options
