"""Injection into made-up pages, held to what a parser of the HTML standard makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.dom.minidom import Comment, Document, Element, Node, Text

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.errors import PageError
from generator.integrations.html import inject, remove

ELEMENT = '<script id="ours">f();</script>'
OTHER = "<script src=x></script>"
CSP = "<meta http-equiv=content-security-policy content=x>"

TAGS = "html head title meta link script style noscript template body header p svg textarea"
PIECES = [
    *(f"<{name}>" for name in TAGS.split()),
    *(f"</{name}>" for name in [*TAGS.split(), "b"]),
    *(
        "<!doctype html>",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!--->",
        "<!x>",
        "<?",
        "</ ",
        "<![CDATA[",
    ),
    *("<", ">", '"', "'", "=", "/", " ", "\n", "\r\n", "\f", "\x00", "x", "é", "-", "!"),
    *("<script", "</script", "<title a", "<head a=", "<HEAD>", "<meta charset=utf-8>", CSP),
]
BEGINNINGS = [
    "",
    "<!doctype html>",
    "<html>",
    "<head>",
    "<!doctype html><html><head>",
    "<title>x</title>",
]

pages = st.builds(
    lambda beginning, pieces: (beginning + "".join(pieces)).encode("latin-1"),
    st.sampled_from(BEGINNINGS),
    st.lists(st.sampled_from(PIECES), max_size=16),
)
boms = st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
anything = st.one_of(
    pages,
    st.builds(lambda bom, page: bom + page, boms, st.one_of(st.binary(max_size=60), pages)),
    st.builds(lambda bom, page: bom + page.decode("latin-1").encode("utf-16-be"), boms, pages),
    st.builds(lambda page: b"\xff\xfe" + page.decode("latin-1").encode("utf-16-le"), pages),
)


def injected(page: bytes, element: str = ELEMENT) -> bytes | None:
    try:
        return inject(page, element)
    except PageError:
        return None


@given(anything)
def test_what_is_put_in_once_comes_out_without_a_trace(page: bytes) -> None:
    once = injected(page)
    if once is not None:
        assert once != page
        assert remove(once) == page
        assert inject(once, ELEMENT) == once
        assert inject(inject(once, OTHER), ELEMENT) == once
        assert remove(inject(once, OTHER)) == page


def parsed(page: bytes) -> Document:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("dom"))
    document: Document = parser.parse(page.decode("latin-1"), scripting=True)
    return document


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in list(node.childNodes):
        yield from nodes(child)


def take_out(document: Document) -> Node:
    """Remove our comments, our script and the line breaks after both; gives the script's parent."""
    [begin] = [each for each in nodes(document) if is_comment(each, " oneflow-snippet: begin ")]
    [end] = [each for each in nodes(document) if is_comment(each, " oneflow-snippet: end ")]
    [script] = [each for each in nodes(document) if is_ours(each)]
    parent = script.parentNode
    assert parent is not None
    assert next_to(next_to(script)) is end
    line_breaks = [next_to(begin), next_to(script)]
    for node in (begin, script, end, *line_breaks):
        if node and (node not in line_breaks or (isinstance(node, Text) and node.data == "\n")):
            assert node.parentNode is not None
            node.parentNode.removeChild(node)  # type: ignore[arg-type, type-var]
    return parent


def is_comment(node: Node, data: str) -> bool:
    return isinstance(node, Comment) and node.data == data


def is_ours(node: Node) -> bool:
    return isinstance(node, Element) and node.getAttribute("id") == "ours"


def next_to(node: Node | None) -> Node | None:
    return node.nextSibling if node is not None else None


def shown(document: Document) -> list[str]:
    document.normalize()
    return [f"{type(node).__name__} {node.nodeName} {node.nodeValue!r}" for node in nodes(document)]


@given(pages)
@example(b"<head><template><svg><style></template></head>")
def test_a_parser_finds_the_snippet_in_the_head_and_all_else_as_it_was(page: bytes) -> None:
    once = injected(page)
    if once is not None:
        document = parsed(once)
        assert take_out(document).nodeName == "head"
        assert shown(document) == shown(parsed(page))


@given(pages)
def test_a_page_that_has_a_head_gets_the_snippet(page: bytes) -> None:
    try:
        inject(page, ELEMENT)
    except PageError as error:
        if "no head" in str(error):
            # An end tag that comes first closes the head before it was opened.
            opened = page.partition(b"</")[0]
            [head] = parsed(opened).getElementsByTagName("head")
            assert not any(each.nodeName == "title" for each in head.childNodes)


@given(pages)
def test_every_policy_in_a_head_stands_before_the_snippet(page: bytes) -> None:
    # A parser moves what follows the end tag into the head again; we leave it behind the snippet.
    once = injected(page.partition(b"</head>")[0])
    if once is not None:
        document = parsed(once)
        [head] = document.getElementsByTagName("head")
        policies = [
            isinstance(each, Element) and each.hasAttribute("http-equiv")
            for each in head.childNodes
            if isinstance(each, Element) and (is_ours(each) or each.hasAttribute("http-equiv"))
        ]
        assert policies[-1] is False


def test_the_made_up_pages_are_of_all_kinds() -> None:
    kinds: dict[str, int] = {}

    @given(pages)
    def count(page: bytes) -> None:
        try:
            inject(page, ELEMENT)
            kind = "injected"
        except PageError as error:
            kind = str(error).split()[-1]
        kinds[kind] = kinds.get(kind, 0) + 1

    count()
    if min(kinds.get(kind, 0) for kind in ("injected", "head", "ends")) < 5:
        pytest.fail(f"{kinds}")
