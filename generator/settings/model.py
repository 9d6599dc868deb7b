"""The settings as the rest of the compiler sees them: complete, checked, frozen."""

from __future__ import annotations

from typing import Any, Literal

from generator.errors import KeyPath
from generator.record import Record

TrackPayload = Literal["properties", "segment"]
AnonymousIdentify = Literal["skip", "anonymousId", "pass"]
LoadSdk = Literal["plugin", "immediately"]
Triggers = Literal["fql", "segment"]
Crossorigin = Literal["anonymous", "use-credentials"]


class Subscription(Record):
    """One mapping of the destination: when `trigger` matches, `action` is called with `mapping`."""

    name: str
    action: str
    enabled: bool
    trigger: str
    mapping: dict[str, Any]
    path: KeyPath
    id: str | None = None


class ConsentCategories(Record):
    """Given where an event's `context.consent.categoryPreferences` has all of these true."""

    categories: tuple[str, ...]


class ConsentCallback(Record):
    """Asked of a function, promise or boolean on window, at a dotted path."""

    path: str


class ConsentEvents(Record):
    """Given by a DOM event, and withdrawn by another (or by the first with `detail: false`)."""

    given: str
    withdrawn: str | None


Consent = ConsentCategories | ConsentCallback | ConsentEvents


class Options(Record):
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
    trusted_types: str | None = "1flow.js"
    sdk_integrity: str | None = None
    sdk_crossorigin: Crossorigin | None = None
    consent: Consent | None = None


class Settings(Record):
    """Everything that a bundle is made from; nothing but `enabled` counts where that is false."""

    enabled: bool
    project_api_key: str
    sdk_url: str
    subscriptions: tuple[Subscription, ...]
    options: Options
