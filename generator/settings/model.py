"""The settings as the rest of the compiler sees them: complete, checked, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from generator.errors import KeyPath

TrackPayload = Literal["properties", "segment"]
AnonymousIdentify = Literal["skip", "anonymousId", "pass"]
LoadSdk = Literal["plugin", "immediately"]
Triggers = Literal["fql", "segment"]


@dataclass(frozen=True)
class Subscription:
    """One mapping of the destination: when `trigger` matches, `action` is called with `mapping`."""

    name: str
    action: str
    enabled: bool
    trigger: str
    mapping: dict[str, Any]
    path: KeyPath


@dataclass(frozen=True)
class Options:
    """What the destination's own settings do not say; see docs/settings.md."""

    track_payload: TrackPayload = "properties"
    anonymous_identify: AnonymousIdentify = "skip"
    load_sdk: LoadSdk = "plugin"
    triggers: Triggers = "fql"


@dataclass(frozen=True)
class Settings:
    """Everything that a bundle is made from; nothing but `enabled` counts where that is false."""

    enabled: bool
    project_api_key: str
    sdk_url: str
    subscriptions: tuple[Subscription, ...]
    options: Options
