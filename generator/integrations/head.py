"""The head of an HTML page, as a browser finds it, with its meta elements and comments.

A tokenizer of just the part of the HTML standard that decides where a head begins and ends
(https://html.spec.whatwg.org/multipage/parsing.html, "tokenization" and the insertion modes up to
"in head", scripting on). The standard library's parser neither tells how a page is read that
leaves tags out, nor follows the standard inside scripts and comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from generator.errors import PageError, shorten

_SPACE = rb"[\t\n\f\r ]"
# A quoted value without its end goes on to the end of the page, so that no tag ends within it. The
# groups are atomic: a value is never read in a second way.
_ATTRIBUTE = (
    rb"[\t\n\f\r /]*+([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    rb"(?>\"([^\"]*+)(?:\"|\Z)|'([^']*+)(?:'|\Z)|([^\t\n\f\r >]*+)))?+"
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG = re.compile(rb"<(/?)([A-Za-z][^\t\n\f\r />]*+)((?:" + _ATTRIBUTE + rb")*+)[\t\n\f\r /]*+>")
_TAG_START = re.compile(rb"</?[A-Za-z]")
_COMMENT = re.compile(rb"<!--(?:-?>|.*?--!?>)", re.DOTALL)
#: What browsers take for a comment, or pass over: a doctype, `<?...>`, `</ ...>`.
_BOGUS = re.compile(rb"<(?:!|\?|/(?![A-Za-z]))[^>]*+>")
_SPACES = re.compile(_SPACE + rb"++")
_SCRIPT_SIGN = re.compile(rb"<!(?=--)|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)

#: Elements that hold text; a tag inside is none.
_TEXT_ELEMENTS = {b"noscript", b"noframes", b"script", b"style", b"title"}
_HEAD_ELEMENTS = {b"base", b"basefont", b"bgsound", b"link", b"meta", b"template"} | _TEXT_ELEMENTS
#: More of them, which a template may hold.
_TEMPLATE_TEXT_ELEMENTS = _TEXT_ELEMENTS | {b"iframe", b"noembed", b"textarea", b"xmp"}
#: In these other rules hold, so that we stop looking.
_FOREIGN_ELEMENTS = {b"svg", b"math", b"plaintext"}
#: End tags that mean something where their start tag is left out.
_CLOSING = {b"head", b"body", b"html", b"br"}


@dataclass(frozen=True)
class Token:
    """A piece of markup: `text[start:end]`; for a tag its name and attributes, in lower case."""

    kind: str
    start: int
    end: int
    name: bytes = b""
    attributes: dict[bytes, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """A page's head: the offset where its content begins, and what stands in it.

    Where the tag is left out, it begins at its first element. `comments` also holds those before
    that. `end` is the offset up to which we looked: that of the first thing that is no head's.
    """

    start: int
    end: int
    metas: tuple[Token, ...]
    comments: tuple[Token, ...]


def find_head(text: bytes) -> Head:
    """The head of a page, given as text of which each ASCII byte is one character.

    A head whose tags are left out is one where the page has a doctype, an html tag or a title,
    and its first element belongs in a head. Raises PageError where there is none, or where
    something in it never ends.
    """
    start: int | None = None
    end = len(text)
    declared = False
    metas, comments = [], []
    for token in _tokens(text):
        match token.kind:
            case "comment":
                comments.append(token)
            case "doctype":
                declared = True
            case "start" if token.name == b"html":
                declared = True
            case "start" if token.name == b"head":
                declared = True
                start = token.end if start is None else start
            case "start" if token.name in _HEAD_ELEMENTS:
                declared |= token.name == b"title"
                start = token.start if start is None else start
                if token.name == b"meta":
                    metas.append(token)
            case "end" if token.name not in _CLOSING:
                pass
            case "space" | "bogus":
                pass
            case _:
                end = token.start
                if start is None:
                    _refuse(text, token)
                break
    if start is None or not declared:
        raise PageError("it has no head")
    return Head(start, end, tuple(metas), tuple(comments))


def line_of(text: bytes, offset: int) -> int:
    """The line in which an offset lies, from 1."""
    return text.count(b"\n", 0, offset) + 1


def _refuse(text: bytes, token: Token) -> NoReturn:
    """Tell that the page has no head, and if it seems to have one, what stands before it."""
    if token.kind in {"text", "start"} and re.search(rb"<head[\t\n\f\r />]", text, re.IGNORECASE):
        name = token.name.decode("latin-1")
        what = "text" if token.kind == "text" else f"an element {shorten(name)}"
        raise PageError(
            f"line {line_of(text, token.start)} has {what} before the head, "
            "so that browsers see no head in this page"
        )
    raise PageError("it has no head")


def _tokens(text: bytes) -> Iterator[Token]:
    """The tokens of a page as far as they can belong to a head; text elements are one token.

    Templates are left out, with all that they hold.
    """
    offset = 0
    depth = 0
    while offset < len(text):
        token = _token(text, offset, _TEMPLATE_TEXT_ELEMENTS if depth else _TEXT_ELEMENTS)
        offset = token.end
        if token.name == b"template":
            if depth == 0 and token.kind == "start":
                yield token
            depth = max(0, depth + (1 if token.kind == "start" else -1))
        elif depth == 0:
            yield token
        elif token.kind == "start" and token.name in _FOREIGN_ELEMENTS:
            return


def _token(text: bytes, offset: int, text_elements: set[bytes]) -> Token:
    if spaces := _SPACES.match(text, offset):
        return Token("space", offset, spaces.end())
    if text.startswith(b"<!--", offset):
        comment = _COMMENT.match(text, offset) or _never_ends(text, offset, "comment")
        return Token("comment", offset, comment.end())
    if _TAG_START.match(text, offset):
        tag = _tag(text, offset)
        if tag.kind == "start" and tag.name in text_elements:
            return Token("start", offset, _end_of_text(text, tag), tag.name, tag.attributes)
        return tag
    if bogus := _BOGUS.match(text, offset):
        doctype = text[offset : offset + 9].lower() == b"<!doctype"
        return Token("doctype" if doctype else "bogus", offset, bogus.end())
    following = text.find(b"<", offset + 1)
    return Token("text", offset, len(text) if following < 0 else following)


def _tag(text: bytes, offset: int) -> Token:
    found = _TAG.match(text, offset) or _never_ends(text, offset, "tag")
    attributes: dict[bytes, bytes] = {}
    name = found[2].lower()
    if name == b"meta":
        for each in _ATTRIBUTES.finditer(found[3]):
            # The first of a name counts.
            attributes.setdefault(each[1].lower(), each[2] or each[3] or each[4] or b"")
    return Token("end" if found[1] else "start", offset, found.end(), name, attributes)


def _end_of_text(text: bytes, tag: Token) -> int:
    """Where an element that holds text ends, its end tag included."""
    end = _script_end(text, tag.end) if tag.name == b"script" else _plain_end(text, tag)
    if end is None:
        _never_ends(text, tag.start, f"{tag.name.decode('ascii')} element")
    return _tag(text, end).end


def _plain_end(text: bytes, tag: Token) -> int | None:
    end_tag = re.compile(rb"</" + tag.name + rb"(?=[\t\n\f\r />])", re.IGNORECASE)
    found = end_tag.search(text, tag.end)
    return found.start() if found else None


def _script_end(text: bytes, offset: int) -> int | None:
    """Where a script's end tag is. After `<!--` and `<script` the next one is not it."""
    escaped = nested = False
    for sign in _SCRIPT_SIGN.finditer(text, offset):
        match sign[0][:2]:
            case b"<!":
                escaped = True
            case b"--":
                escaped = nested = False
            case b"</" if not nested:
                return sign.start()
            case b"</":
                nested = False
            case _:
                nested = escaped
    return None


def _never_ends(text: bytes, offset: int, what: str) -> NoReturn:
    raise PageError(f"the {what} in line {line_of(text, offset)} never ends")
