"""CDN settings: what Analytics.js fetches for a write key (`/v1/projects/KEY/settings`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.actions import DESTINATION, REMOTE_LIBRARY
from generator.exports.mappings import read_mappings
from generator.exports.shapes import (
    Destination,
    Filter,
    Pieces,
    list_of,
    mapping_of,
    text_or_none,
)


def read_cdn_settings(data: dict[str, Any], file: str) -> Pieces:
    """The 1Flow entries of `remotePlugins`, with the filters and the consent that concern them."""
    pieces = Pieces()
    for index, plugin in enumerate(list_of(data.get("remotePlugins"))):
        if is_remote_plugin(plugin):
            pieces += read_remote_plugin(plugin, file, f"remotePlugins[{index}]", data)
    return pieces


def is_remote_plugin(plugin: Any) -> bool:
    """Whether an entry of `remotePlugins` is 1Flow's."""
    if not isinstance(plugin, dict):
        return False
    creation_name = plugin.get("creationName", plugin.get("name"))
    return creation_name == DESTINATION or plugin.get("libraryName") == REMOTE_LIBRARY


def read_remote_plugin(
    plugin: dict[str, Any], file: str, place: str, data: dict[str, Any]
) -> Pieces:
    """One entry; `data` are the settings that it stands in. Raises SettingsError."""
    name = text_or_none(plugin.get("name")) or DESTINATION
    creation_name = text_or_none(plugin.get("creationName")) or name
    integrations = mapping_of(data.get("integrations"))
    ours = mapping_of(integrations.get(name)) or mapping_of(integrations.get(creation_name))
    # Analytics.js hands both to the plugin, the integration's over the entry's.
    settings = {**mapping_of(plugin.get("settings")), **ours}
    # An export has no id of it; its place in the file is as good.
    key = f"{file}#{place}"
    consent = mapping_of(ours.get("consentSettings")).get("categories")
    destination = Destination(
        id=key,
        names=(name,),
        settings=settings,
        complete=True,
        consent=tuple(category for category in list_of(consent) if text_or_none(category)),
    )
    return Pieces(
        destinations=(destination,),
        mapped=read_mappings(
            settings.get("subscriptions", []), file, f"{place}.settings.subscriptions", key
        ),
        filters=_filters(data, creation_name, key),
    )


def _filters(data: dict[str, Any], creation_name: str, destination: str) -> tuple[Filter, ...]:
    """The routing rules that Analytics.js applies to a destination of this name.

    Rules without a name are for all destinations, and reach one that has a rule of its own
    (observed in analytics-next).
    """
    rules = [
        rule
        for rule in list_of(mapping_of(data.get("middlewareSettings")).get("routingRules"))
        if isinstance(rule, dict) and rule.get("destinationName") in (None, creation_name)
    ]
    if not any(rule.get("destinationName") == creation_name for rule in rules):
        return ()
    found = []
    for rule in rules:
        transformers = list_of(rule.get("transformers"))
        for matcher, effects in zip(list_of(rule.get("matchers")), transformers, strict=False):
            found.append(Filter(destination, _condition(mapping_of(matcher)), _kinds(effects)))
    return tuple(found)


def _condition(matcher: Mapping[str, Any]) -> str | None:
    if matcher.get("type") == "all":
        return ""
    return text_or_none(mapping_of(matcher.get("config")).get("expr"))


def _kinds(transformers: Any) -> tuple[str, ...]:
    return tuple(str(mapping_of(each).get("type")) for each in list_of(transformers))
