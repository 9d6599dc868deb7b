"""The files of an install, and the manifest that vouches for them; pure, no I/O."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from generator.actions import DESTINATION, REMOTE_LIBRARY
from generator.compression import Compressor
from generator.errors import Problem

MANIFEST = "manifest.json"
#: The file that pages refer to.
SCRIPT = "1flow.min.js"

_MODULE, _TYPES, _REMOTE = "1flow.mjs", "1flow.d.mts", "1flow.remote.js"
_MAP, _SNIPPET = f"{SCRIPT}.map", "snippet.html"

#: What browsers fetch by itself.
_SCRIPTS = (".js", ".mjs")

#: Hexadecimal digits, 40 bits: enough to tell all versions apart that a folder will ever see.
_HASH_LENGTH = 10


@dataclass(frozen=True)
class Bundle:
    """What a build makes: `files` by name, and `warnings` about the settings.

    The same settings give the same bytes on any machine.
    """

    files: Mapping[str, bytes]
    warnings: tuple[Problem, ...] = ()

    def sizes(self) -> dict[str, dict[str, int]]:
        """By file that the manifest describes: its size in bytes, `raw`, by `gzip`, by `brotli`."""
        manifest = json.loads(self.files[MANIFEST])
        return {
            entry["file"]: {kind: entry[kind] for kind in ("raw", "gzip", "brotli")}
            for entry in manifest["files"].values()
        }


@dataclass(frozen=True)
class Packing:
    """How a bundle's files are laid out for a web server.

    Arguments:
        hash_names: a hash of its content in each script's name, so that caches may keep it for
            ever: `1flow-0123456789.min.js`.
        precompress: `.gz` and `.br` forms of the scripts as well, for servers that send those.
        source_map: a source map of the minified script, which names it in its last line.
    """

    hash_names: bool = False
    precompress: bool = False
    source_map: bool = False


#: Names as they are, and nothing compressed.
PLAIN = Packing()


def make_bundle(
    texts: Iterable[tuple[str, str]],
    warnings: tuple[Problem, ...] = (),
    packing: Packing = PLAIN,
    csp: Callable[[str], Mapping[str, Sequence[str]]] | None = None,
) -> Bundle:
    """The bundle of files, given by name and text, and their manifest.

    Arguments:
        texts: drawn one by one, so that a file is compressed while the next one is made; a source
            map comes before the script that names it.
        csp: what an install of the paste-in HTML needs of a Content-Security-Policy, by directive,
            for the manifest.
    """
    compressor = Compressor()
    contents: dict[str, bytes] = {}
    for name, text in texts:
        contents[name] = encode_text(text)
        if name == SCRIPT and _MAP in contents:
            # The map has no name of the script in it, so the script can have the map's.
            line = f"//# sourceMappingURL={_name(_MAP, contents[_MAP], packing)}\n"
            contents[SCRIPT] += line.encode("ascii")
        compressor.begin(name, contents[name])
    names = _names(contents, packing)
    files = {names[name]: data for name, data in contents.items()}
    manifest: dict[str, Any] = {"files": {}}
    for name, compressed in compressor.finish().items():
        manifest["files"][name] = _describe(names[name], contents[name], compressed)
        if packing.precompress and name.endswith(_SCRIPTS):
            files |= {names[name] + suffix: each for suffix, each in compressed.items()}
    if _REMOTE in contents:
        manifest["remotePlugins"] = [_remote_plugin(names[_REMOTE])]
    if csp is not None:
        needed = csp(contents[_SNIPPET].decode("ascii"))
        manifest["csp"] = {directive: list(sources) for directive, sources in needed.items()}
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    files[MANIFEST] = text.encode("ascii")
    return Bundle(MappingProxyType(dict(sorted(files.items()))), warnings)


def encode_text(text: str) -> bytes:
    """A text as it stands in its file: ASCII that ends in one line feed."""
    return (text.rstrip("\n") + "\n").encode("ascii")


def hashed_name(name: str, data: bytes) -> str:
    """A file's name with a hash of its content: `1flow-0123456789.min.js`."""
    stem, _, rest = name.partition(".")
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:_HASH_LENGTH]}.{rest}"


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


def _describe(file: str, data: bytes, compressed: Mapping[str, bytes]) -> dict[str, str | int]:
    """An entry of the manifest: a file's name and sizes in bytes, its digest, its `integrity`."""
    return {
        "file": file,
        "raw": len(data),
        "gzip": len(compressed[".gz"]),
        "brotli": len(compressed[".br"]),
        "sha256": hashlib.sha256(data).hexdigest(),
        "integrity": "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode("ascii"),
    }


def _names(contents: Mapping[str, bytes], packing: Packing) -> dict[str, str]:
    """What each file is called, by its plain name."""
    names = {name: _name(name, data, packing) for name, data in contents.items()}
    if _MODULE in names and _TYPES in names:
        # TypeScript looks for a module's types by the module's own name.
        names[_TYPES] = names[_MODULE].removesuffix(".mjs") + ".d.mts"
    return names


def _name(name: str, data: bytes, packing: Packing) -> str:
    fetched = name.endswith(_SCRIPTS) or name == _MAP
    return hashed_name(name, data) if packing.hash_names and fetched else name
