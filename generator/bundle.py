"""The files of an install, and the manifest that vouches for them; pure, no I/O."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from generator.actions import DESTINATION, REMOTE_LIBRARY
from generator.errors import Problem

MANIFEST = "manifest.json"

_REMOTE = "1flow.remote.js"


@dataclass(frozen=True)
class Bundle:
    """What a build makes: `files` by name, and `warnings` about the settings.

    The same settings give the same bytes on any machine.
    """

    files: Mapping[str, bytes]
    warnings: tuple[Problem, ...] = ()

    def sizes(self) -> dict[str, dict[str, int]]:
        """By file, all but the manifest: its size in bytes, `raw`, by `gzip` and by `brotli`."""
        manifest = json.loads(self.files[MANIFEST])
        return {
            name: {kind: entry[kind] for kind in ("raw", "gzip", "brotli")}
            for name, entry in manifest["files"].items()
        }


def make_bundle(texts: Mapping[str, str], warnings: tuple[Problem, ...] = ()) -> Bundle:
    """The bundle of the given files and their manifest."""
    files = {name: encode_text(text) for name, text in texts.items()}
    manifest: dict[str, Any] = {
        "files": {name: describe(name, data) for name, data in files.items()}
    }
    if _REMOTE in files:
        manifest["remotePlugins"] = [_remote_plugin(_REMOTE)]
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    files[MANIFEST] = text.encode("ascii")
    return Bundle(MappingProxyType(dict(sorted(files.items()))), warnings)


def encode_text(text: str) -> bytes:
    """A text as it stands in its file: ASCII that ends in one line feed."""
    return (text.rstrip("\n") + "\n").encode("ascii")


def _remote_plugin(url: str) -> dict[str, Any]:
    """An entry for a source's settings, as analytics-next reads it; its `url` is to be completed.

    The settings stay empty, for they are compiled into the script.
    """
    return {
        "name": DESTINATION,
        "creationName": DESTINATION,
        "libraryName": REMOTE_LIBRARY,
        "url": url,
        "settings": {},
    }


def describe(name: str, data: bytes) -> dict[str, str | int]:
    """A file's entry in the manifest: its sizes in bytes, its digest, its `integrity` value."""
    # Imported here, for only a build needs it.
    import brotli  # noqa: PLC0415

    return {
        "file": name,
        "raw": len(data),
        "gzip": len(gzip.compress(data, 9, mtime=0)),
        "brotli": len(brotli.compress(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
        "integrity": "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode("ascii"),
    }
