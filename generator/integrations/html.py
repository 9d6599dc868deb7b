"""The snippet in the head of an HTML page: put in, found again, taken out; bytes to bytes.

It stands between two comments. All other bytes of the page stay as they are, so that taking out
the comments and what is between them gives the page as it was.
"""

from __future__ import annotations

import html
import re
from itertools import zip_longest

from generator.errors import PageError
from generator.integrations.head import Head, Token, find_head, line_of
from generator.integrations.page_text import PRESCAN, PageText

_BEGIN = "<!-- oneflow-snippet: begin -->"
_END = "<!-- oneflow-snippet: end -->"
#: A tool that formats pages may have changed the spaces.
_MARK = re.compile(rb"<!--\s*oneflow-snippet: (begin|end)\s*-->")

#: What `build` writes as snippet.html, and nothing besides.
_PASTE_IN = re.compile(
    rb"<!-- 1Flow for Segment:[^>]*-->\s*<script>(?:(?!</script).)*</script>\s*", re.DOTALL
)

#: The name of the script's guard against running twice.
_GUARD = b"_1flowKey"

_CHARSET = re.compile(rb"<meta[\t\n\f\r /][^>]*charset[\t\n\f\r ]*=", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


def inject(page: bytes, element: str) -> bytes:
    """The page with an element in its head, in place of the one that an earlier call put there.

    The element comes first in the head, but after a declaration of the encoding, which browsers
    look for in the first 1024 bytes, and after a Content-Security-Policy, which holds for what
    follows it. The paste-in form, which a build may have put into the site, is no page, and is
    returned as it is.

    Arguments:
        page: the file's content, in any encoding that browsers know.
        element: HTML of ASCII characters, its lines separated by line feeds; it is written in the
            page's encoding and with the page's line ends.

    Raises PageError where there is no head, where something in it never ends, where the marks
    don't pair, or where the snippet stands outside of them.
    """
    if _PASTE_IN.fullmatch(page):
        return page
    bare = remove(page)
    text = PageText(bare)
    head = find_head(text.ascii)
    if _GUARD in text.ascii[head.start : head.end]:
        raise PageError(
            "its head has the snippet already, but not between our comments: take it out; if a "
            "minifier takes comments away, let it run before"
        )
    at = text.offset(_place(text, head))
    return bare[:at] + text.encode(marked(element)) + bare[at:]


def marked(element: str) -> str:
    """An element between the comments by which `inject` and `remove` find it again."""
    return f"{_BEGIN}\n{element.strip()}\n{_END}"


def remove(page: bytes) -> bytes:
    """The page as it was before `inject`; one without the snippet is returned as it is.

    Raises PageError where our marks are in the page, but not in its head and in pairs.
    """
    text = PageText(page)
    marks = list(_MARK.finditer(text.ascii))
    if not marks:
        return page
    in_head = {(comment.start, comment.end) for comment in find_head(text.ascii).comments}
    kept = []
    last = 0
    for begin, end in zip_longest(marks[::2], marks[1::2]):
        paired = end is not None and (begin[1], end[1]) == (b"begin", b"end")
        if not paired or not in_head.issuperset((begin.span(), end.span())):
            raise PageError(
                f"from line {line_of(text.ascii, begin.start())} on, {_BEGIN} and {_END} "
                "are no pair in the head: take out by hand what is left of the snippet"
            )
        kept.append(page[last : text.offset(begin.start())])
        last = text.offset(end.end())
    return b"".join([*kept, page[last:]])


def _place(text: PageText, head: Head) -> int:
    """The position in a head where the snippet goes."""
    declarations = [meta for meta in head.metas if _declares_encoding(meta)]
    policies = [meta for meta in head.metas if _is_policy(meta)]
    place = max([head.start, *(meta.end for meta in declarations + policies)])
    if not declarations and not text.has_mark:
        _expect_no_declaration(text.ascii, place, head)
    return place


def _expect_no_declaration(text: bytes, place: int, head: Head) -> None:
    """Refuse a page that declares its encoding outside of its head, within the first bytes.

    Browsers find the declaration there too, but not where the snippet would move it.
    """
    visible = _COMMENT.sub(lambda comment: b" " * len(comment[0]), text[:PRESCAN])
    known = {meta.start for meta in head.metas}
    for found in _CHARSET.finditer(visible, place):
        if found.start() not in known:
            raise PageError(
                f"line {line_of(text, found.start())} declares the encoding outside of the head, "
                "where browsers would not find it after the snippet: move it into the head"
            )


def _declares_encoding(meta: Token) -> bool:
    in_content = "charset" in _value(meta, b"content")
    pragma = _value(meta, b"http-equiv") == "content-type" and in_content
    return pragma or b"charset" in meta.attributes


def _is_policy(meta: Token) -> bool:
    return _value(meta, b"http-equiv") == "content-security-policy"


def _value(meta: Token, name: bytes) -> str:
    return html.unescape(meta.attributes.get(name, b"").decode("latin-1")).lower()
