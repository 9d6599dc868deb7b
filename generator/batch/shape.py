"""The bundle of settings built once, with holes for the literals that differ from row to row."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.bundle import MANIFEST, encode_text
from generator.errors import KeyPath, Problem, ShapeError
from generator.js.code import string_literal
from generator.pipeline import build_texts, bundle_texts, check_document
from generator.settings.document import Document
from generator.settings.model import Settings
from generator.settings.overrides import put
from generator.settings.values import literal_text

KEY: KeyPath = ("settings", "projectApiKey")
URL: KeyPath = ("settings", "sdkUrl")

#: What stands in a hole while a shape is cut out: a word that occurs nowhere else, and every sign
#: that one place or another writes as an escape. As a literal it differs from any other form.
_MARKERS: Mapping[KeyPath, str] = {
    KEY: "{word}\"'`</script>&amp;$&\\\n\u2028\u00fc\U0001f600",
    URL: "https://{word}.test/\"'`</script>&amp;$&\u2028\u00fc\U0001f600",
}

#: Where the model has them.
_FIELDS: Mapping[KeyPath, str] = {KEY: "project_api_key", URL: "sdk_url"}


@dataclass(frozen=True)
class Skeleton:
    """A file with holes: what is the same in all, and which value stands after each piece."""

    pieces: tuple[bytes, ...]
    holes: tuple[int, ...]

    def fill(self, literals: Sequence[bytes]) -> bytes:
        """The file with a literal in each hole; what a literal holds is not looked at again."""
        parts = [self.pieces[0]]
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            parts += (literals[hole], piece)
        return b"".join(parts)


@dataclass(frozen=True)
class Shape:
    """All files of a build but the manifest, with holes for the values of some settings.

    `settings` are those that it was cut from; a row's values take the place of their `fields`.
    """

    files: Mapping[str, Skeleton]
    settings: Settings
    fields: tuple[str, ...]

    def names(self) -> list[str]:
        """The files that `fill` can give."""
        return sorted([*self.files, MANIFEST])

    def fill(self, names: Sequence[str], values: Sequence[str]) -> dict[str, bytes]:
        """The named files, with the values in the holes, as a build of such settings gives them.

        `values` are in the order of the settings that the shape was cut for. The manifest, which
        weighs every file, costs about a hundred times what the others do.
        """
        literals = [string_literal(value).encode("ascii") for value in values]
        if MANIFEST in names:
            texts = (
                (name, skeleton.fill(literals).decode("ascii"))
                for name, skeleton in self.files.items()
            )
            row: dict[str, Any] = dict(zip(self.fields, values, strict=True))
            files = bundle_texts(replace(self.settings, **row), texts).files
            return {name: files[name] for name in names}
        return {name: self.files[name].fill(literals) for name in names}


def cut_shape(
    document: Document, environ: Mapping[str, str] | None, paths: Sequence[KeyPath]
) -> tuple[Shape, tuple[Problem, ...]]:
    """The shape of a document's bundle, with holes for the text settings at `paths`, and warnings.

    It is cut out twice, with different values in the holes: where a value had any effect besides
    its literals (a digest, a length, another kind of escape), the two differ. Raises ShapeError
    then, and SettingsError as a build does.
    """
    first, warnings = _cut(document, environ, paths, secrets.token_hex(16))
    second, _ = _cut(document, environ, paths, secrets.token_hex(20))
    for name, skeleton in first.items():
        if second.get(name) != skeleton:
            message = f"{name}: a setting of the row stands there otherwise than as a literal"
            raise ShapeError(message)
    settings, _, _ = check_document(_marked(document, paths, "x"), environ)
    return Shape(first, settings, tuple(_FIELDS[path] for path in paths)), warnings


def _cut(
    document: Document, environ: Mapping[str, str] | None, paths: Sequence[KeyPath], word: str
) -> tuple[dict[str, Skeleton], tuple[Problem, ...]]:
    texts, warnings = build_texts(_marked(document, paths, word), environ)
    literals = [string_literal(each).encode("ascii") for each in _markers(paths, word)]
    files = {name: _skeleton(encode_text(text), literals) for name, text in texts.items()}
    return files, warnings


def _marked(document: Document, paths: Sequence[KeyPath], word: str) -> Document:
    for path, marker in zip(paths, _markers(paths, word), strict=True):
        document = put(document, path, literal_text(marker))
    return document


def _markers(paths: Sequence[KeyPath], word: str) -> list[str]:
    # A letter in front, for a host must not look like a number.
    return [_MARKERS[path].format(word=f"x{index}{word}") for index, path in enumerate(paths)]


def _skeleton(data: bytes, literals: list[bytes]) -> Skeleton:
    parts = re.split(b"(" + b"|".join(map(re.escape, literals)) + b")", data)
    return Skeleton(tuple(parts[::2]), tuple(literals.index(part) for part in parts[1::2]))
