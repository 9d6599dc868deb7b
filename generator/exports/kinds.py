"""Which kind of export a JSON value is, and what is of use in it."""

from __future__ import annotations

from typing import Any

from generator.exports.cdn import is_remote_plugin, read_cdn_settings, read_remote_plugin
from generator.exports.mappings import looks_like_a_mapping, read_mapping, read_mappings
from generator.exports.public_api import is_answer, read_answer, read_destination, unwrapped
from generator.exports.shapes import Pieces, refuse
from generator.exports.terraform import is_state, read_state

_HINT = (
    "give a write key's settings from Segment's CDN, the Public API's answers for the destination "
    "and its subscriptions, or a Terraform state"
)


def read_pieces(data: Any, file: str) -> Pieces:
    """What is of use in an export of any kind. Raises SettingsError."""
    match data:
        case dict() if "remotePlugins" in data:
            return read_cdn_settings(data, file)
        case dict() if is_state(data):
            return read_state(data, file)
        case dict() if is_answer(data):
            return read_answer(data, file)
        case dict() if is_remote_plugin(data):
            return read_remote_plugin(data, file, "entry", {})
        case dict() if looks_like_a_mapping(data):
            return Pieces(mapped=(read_mapping(data, file, "mapping"),), listed=True)
        case dict() if "metadata" in data and "settings" in data:
            return read_destination(data, file)
        case [_, *_] if all(map(looks_like_a_mapping, data)):
            return Pieces(mapped=read_mappings(data, file, ""), listed=True)
        case [first, *_] if isinstance(first, dict) and "libraryName" in first:
            return read_cdn_settings({"remotePlugins": data}, file)
        case dict() if "errors" in data or "error" in unwrapped(data):
            refuse(file, "this is an error that Segment answered with, and no export", _HINT)
        case dict() if "integrations" in data:
            # Settings of a source without any destination of the Actions kind.
            return Pieces()
        case _:
            refuse(file, "this is no export of Segment's that is known here", _HINT)
