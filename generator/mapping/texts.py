"""The small languages inside mapping texts: paths, templates, replacements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.mapping.nodes import Around, Constant, Node, Path, Template

#: How the mapping kit cuts a path: at dots, and at brackets around a number or a quoted key.
_PATH_CUTS = re.compile(r"""\[(?=["'0-9])|\.|(?<=["'0-9])\]+""")
_PATH_QUOTES = re.compile(r"""['"]""")
_AROUND = {"$&": Around.MATCH, "$`": Around.BEFORE, "$'": Around.AFTER}
_REPLACEMENT_CUTS = re.compile(r"(\$[$&`'])")


def path_keys(text: str) -> tuple[str, ...]:
    """The keys of a mapping kit path: `properties.items[0]` is properties, items, 0."""
    cut = _PATH_CUTS.split(text)
    return tuple(key for key in (_PATH_QUOTES.sub("", part) for part in cut if part))


def parse_path(text: str) -> Path:
    """A @path. Its first `$.` is taken out, wherever it stands (observed)."""
    return Path(path_keys(text.replace("$.", "", 1)))


def parse_template(text: str) -> Node:
    """A @template: `{{{path}}}` and `{{path}}` alike; a `$.` is not taken out of these."""
    parts: list[str | Path] = [text]
    for braces in (3, 2):
        parts = [
            piece
            for part in parts
            for piece in (_cut(braces, part) if isinstance(part, str) else [part])
        ]
    if all(isinstance(part, str) for part in parts):
        return Constant(text)
    return Template(tuple(parts))


def parse_replacement(text: str) -> tuple[str | Around, ...]:
    """What stands for a match: `$$` is a dollar sign, `$&` the match, and so on (JavaScript's)."""
    pieces: list[str | Around] = []
    for piece in _REPLACEMENT_CUTS.split(text):
        literal = "$" if piece == "$$" else piece
        if piece in _AROUND:
            pieces.append(_AROUND[piece])
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += literal
        elif literal:
            pieces.append(literal)
    return tuple(pieces)


def _cut(braces: int, text: str) -> list[str | Path]:
    """Text cut at its placeholders; empty pieces of text are left out."""
    pieces: list[str | Path] = []
    at = 0
    for start, end in _placeholders(braces, text):
        keys = path_keys(text[start + braces : end - braces].strip())
        pieces += [text[at:start], Path(keys)]
        at = end
    pieces.append(text[at:])
    return [piece for piece in pieces if piece != ""]


def _placeholders(braces: int, text: str) -> Iterator[tuple[int, int]]:
    """The spans of what the mapping kit's pattern `{{([^}]+)}}` finds, in linear time."""
    opening, closing = "{" * braces, "}" * braces
    start = text.find(opening)
    brace = -1
    while start >= 0:
        if brace < start + braces:
            brace = text.find("}", start + braces)
        if brace < 0:
            return
        if brace > start + braces and text.startswith(closing, brace):
            yield start, brace + braces
            start = text.find(opening, brace + braces)
        else:
            start = text.find(opening, start + 1)
