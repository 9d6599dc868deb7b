"""The snippet in a page: once, in its place, and nothing else is touched."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from generator import build
from generator.errors import PageError
from generator.integrations.element import inline_element
from generator.integrations.html import inject, remove

ELEMENT = "<script>\nf();\n</script>"
BLOCK = f"<!-- oneflow-snippet: begin -->\n{ELEMENT}\n<!-- oneflow-snippet: end -->"
CSP = """<META content="default-src 'self'" HTTP-EQUIV='content-Security&#45;policy'>"""

#: Pages, with `|` where the snippet belongs.
PLACES = {
    "plain": "<!doctype html>\n<html>\n<head>|\n<title>A</title></head><body></body></html>",
    "upper case": "<HTML><HEAD>|<TITLE>A</TITLE></HEAD>",
    "attributes": """<html><head prefix="og: > <head>" data-a='>' b=/ c>|<title></title></head>""",
    "line break in the tag": "<html><head\n  lang=en\n>|</head>",
    "self-closing": "<head/>|<title></title>",
    "comments before": "<!-- <head> --><!--> <html> <!-- <!doctype> <head>--!><head>|</head>",
    "xml declaration": '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD"><head>|</head>',
    "conditional comment": "<!--[if IE]><head class=ie><![endif]--><head>|</head>",
    "downlevel-revealed": "<!--[if !IE]><!--><html><!--<![endif]--><head>|</head>",
    "no tag of its own": "<!doctype html>\n|<title>A</title>\n<p>Hi",
    "no doctype either": "|<title>A</title><p>Hi",
    "html only": "<html lang=en>\n<!-- x -->|<link rel=icon href=x><body>",
    "the encoding": '<head><title>A</title><meta charset="shift_jis">|<link></head>',
    "the encoding without its tag": "<!doctype html><title>A</title><meta charset=utf-8>|<p>",
    "the encoding by a pragma": (
        '<head><meta http-equiv="Content-Type" content="text/html; charset=latin1">|</head>'
    ),
    "a policy": f"<head><script>1</script>{CSP}|<script>2</script></head>",
    "a policy and the encoding": f"<head>{CSP}<link><meta charset=utf-8>|<title></title></head>",
    "a later policy counts": f"<head>{CSP}<link>{CSP}|<title></title></head>",
    "other metas": "<head>|<meta name=viewport content=charset><meta http-equiv=refresh></head>",
    "a pragma without an encoding": "<head>|<meta http-equiv=content-type content=x></head>",
    "the first of two attributes": f"<head>|<meta http-equiv=x {CSP[6:]}</head>",
    "a policy in a comment": f"<head>|<!-- {CSP} --><title></title></head>",
    "a policy in a title": f"<head>|<title>{CSP}</title></head>",
    "a policy in a style": f"<head>|<style>{CSP}</style></head>",
    "a policy in a script": f"<head>|<script>'{CSP}'</script></head>",
    "a policy for no script": f"<head>|<noscript>{CSP}</noscript></head>",
    "a policy after what is for no script": f"<head><noscript><p></noscript>{CSP}|</head>",
    "a policy in a template": f"<head>|<template><b><template></template>{CSP}</template></head>",
    "a policy after a template": f"<head><template><p></template>{CSP}|</head>",
    "a policy after text in a template": (
        f"<head><template><textarea></template></textarea></template>{CSP}|</head>"
    ),
    "a policy after a script with a script": (
        f"<head><script><!-- <script></script> {CSP} --></script>{CSP}|</head>"
    ),
    "a policy after an escaped script": f"<head><script><!-- </script>{CSP}|<!-- --></head>",
    "a policy after a closed comment": (
        f"<head><script><!--><script></script>{CSP}|</head><script></script>"
    ),
    "a policy in the body": f"<head>|<title></title></head><body>{CSP}</body>",
    "a policy where the head has ended": f"<head>|<title></title><p>{CSP}</p></head>",
    "a policy after an end tag of another": f"<head></p></title>{CSP}|</head>",
    "end tags like the real one": "<head><style></styles></head></style><meta charset=x>|</head>",
    "a header": "<title>A</title><header>no</header>".join(["<html>|", ""]),
    "a second head": "<head>|<head><title></title></head></head>",
}


@pytest.mark.parametrize("name", PLACES)
def test_the_snippet_is_put_where_it_belongs(name: str) -> None:
    page = PLACES[name].replace("|", "").encode("latin-1")
    injected = inject(page, ELEMENT)
    assert injected.decode("latin-1") == PLACES[name].replace("|", BLOCK)
    assert inject(injected, ELEMENT) == injected
    assert remove(injected) == page


HEADLESS = {
    "empty": "",
    "text": "Hello",
    "a fragment": "<div><head></div>",
    "a script": "<script>1</script>",
    "metas": "<meta name=a><link>",
    "a body": "<!doctype html><html><body><p>Hi</body></html>",
    "a header": "<!doctype html><html><header>Hi</header></html>",
    "a doctype": "<!doctype html>\n",
    "an end tag": "<!doctype html></head><title>A</title>",
    "a broken doctype": "<!doctype html",
}


@pytest.mark.parametrize("name", HEADLESS)
def test_a_page_without_a_head_is_refused(name: str) -> None:
    with pytest.raises(PageError, match="no head"):
        inject(HEADLESS[name].encode(), ELEMENT)
    assert remove(HEADLESS[name].encode()) == HEADLESS[name].encode()


BROKEN = {
    "line 2 has text before the head": "\n---\n<html><head></head>",
    "line 1 has text before": "<html>x<!-- --><head></head>",
    'line 2 has an element "div" before the head': "<!doctype html>\n<DIV><head></head>",
    'an element "p\\x1b" before': "<!doctype html><p\x1b><head></head>",
    "the comment in line 3 never ends": "<html>\n<head>\n<!-- <title></title></head>",
    "the tag in line 1 never ends": '<html lang="en><head><title></title></head>',
    "the tag in line 2 never ends": "<html>\n<head",
    "the title element in line 1 never ends": "<head><title>A</head></body>",
    "the script element in line 1": "<head><script><!-- <script> </script></head>",
    "the style element": "<head><style></style",
    "line 1 declares the encoding outside": "<head></head><body><meta charset=utf-8>",
    "line 2 declares the encoding": "<head>\n<noscript><meta a charset = x></noscript></head>",
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_broken_page_is_refused_with_the_place(message: str) -> None:
    with pytest.raises(PageError, match=re.escape(message)):
        inject(BROKEN[message].encode(), ELEMENT)


def test_a_declaration_that_no_browser_looks_for_is_let_be() -> None:
    late = b"<head></head><body>" + b" " * 1024 + b"<meta charset=utf-8>"
    commented = b"<head><!-- <meta charset=utf-8> --></head>"
    with_mark = b"\xef\xbb\xbf<head></head><body><meta charset=utf-8>"
    told = b"<head><meta name=description content='charset = latin-1'></head>"
    for page in (late, commented, with_mark, told):
        assert remove(inject(page, ELEMENT)) == page


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "shift_jis", "iso2022_jp", "euc_jp", "gb18030", "big5"]
PAGE = '<html><head title="、小ソ表"><title>日本、ソ表</title>\r\n<meta charset={}>|<p>予\r\n'


def encoded(text: str, encoding: str) -> bytes:
    declared = {"iso2022_jp": "ISO-2022-JP", "utf-16": "utf-8"}.get(encoding, encoding)
    return text.replace("{}", declared).encode(encoding)


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-16-be"])
def test_the_snippet_takes_the_pages_encoding_and_line_ends(encoding: str) -> None:
    text = ("\ufeff" if encoding == "utf-16-be" else "") + PAGE
    page = encoded(text.replace("|", ""), encoding)
    injected = inject(page, ELEMENT)
    assert injected == encoded(text.replace("|", BLOCK.replace("\n", "\r\n")), encoding)
    assert inject(injected, ELEMENT) == injected
    assert remove(injected) == page


def test_bytes_of_no_encoding_stay() -> None:
    utf_16 = "\ufeff<head></head>".encode("utf-16-le") + b"\x00\xd8odd"
    for page in (b"\xff\x00\x80<head>", b"<head>\xf0\x9f\x00\xed\xa0\x80\xff", utf_16):
        if page.startswith(b"\xff\x00"):
            with pytest.raises(PageError, match="text before the head"):
                inject(page, ELEMENT)
        else:
            assert remove(inject(page, ELEMENT)) == page


def test_half_width_letters_of_iso_2022_jp_are_no_signs() -> None:
    page = b'<head title="\x1b(I">\x1b(B"><meta charset=iso-2022-jp>|<title>\x1b(I<\x1b(B</title>'
    assert inject(page.replace(b"|", b""), ELEMENT) == page.replace(b"|", BLOCK.encode())


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_letter_of_utf_16_with_the_byte_of_a_sign_is_none(codec: str) -> None:
    page = '\ufeff<head a="\u0122\u013e\u2200\u3e00"|><title>\u013c</title>'
    injected = inject(page.replace("|", "").encode(codec), ELEMENT)
    assert injected == page.replace("|>", f">{BLOCK}").encode(codec)


@pytest.mark.parametrize("page", [b"<head>\n</head>\r\n", b"<head></head>", b"\r<head></head>"])
def test_other_line_ends_are_line_feeds(page: bytes) -> None:
    assert BLOCK.encode() in inject(page, ELEMENT)


def test_a_changed_snippet_replaces_the_one_before() -> None:
    page = b"<head><meta charset=utf-8><title></title></head>"
    first = inject(page, ELEMENT)
    assert inject(first, "<script src=x></script>") == inject(page, "<script src=x></script>")


def test_the_marks_are_known_in_other_spacing_and_more_than_once() -> None:
    page = b"<head><title></title></head>"
    block = BLOCK.replace("<!-- ", "<!--").replace(" -->", "\n-->").encode()
    twice = page.replace(b"<head>", b"<head>" + block).replace(b"</head>", block + b"</head>")
    assert remove(twice) == page
    assert inject(twice, ELEMENT).count(b"f();") == 1


BEGIN, END = BLOCK.split(f"\n{ELEMENT}\n")
UNPAIRED = {
    "begin only": f"<head>{BEGIN}<title></title></head>",
    "end only": f"<head>{END}<title></title></head>",
    "the other way round": f"<head>{END}{BEGIN}</head>",
    "two begins": f"<head>{BEGIN}{BEGIN}{END}{END}</head>",
    "a pair and a half": f"<head>{BLOCK}{BEGIN}</head>",
    "the end outside": f"<head>{BEGIN}<p>{END}</head>",
    "in the body": f"<head></head><body>{BLOCK}</body>",
    "in a script": f"<head><script>{BEGIN} {END}</script></head>",
}


@pytest.mark.parametrize("name", UNPAIRED)
def test_marks_that_are_no_pair_in_the_head_are_refused(name: str) -> None:
    page = b"<!doctype html>\n" + UNPAIRED[name].encode()
    for change in (remove, lambda page: inject(page, ELEMENT)):
        with pytest.raises(PageError, match=r"from line \d on, .* by hand"):
            change(page)


def test_a_snippet_that_was_pasted_is_not_doubled() -> None:
    bundle = build({"settings": {"projectApiKey": "k"}})
    pasted = b"<head>" + bundle.files["snippet.html"] + b"</head>"
    with pytest.raises(PageError, match="has the snippet already"):
        inject(pasted, ELEMENT)
    shown = b"<head></head><pre>w._1flowKey</pre>"
    assert inject(shown, inline_element(bundle)) != shown


@pytest.mark.parametrize(
    "part",
    ["<meta a='", "<!-- -", "<", "</a ", "<meta =", "<script><!--", "a=\t", "<title>", BEGIN],
)
def test_a_long_page_is_read_once(part: str) -> None:
    # It would take hours if it were read again from each of its characters.
    page = f"<html><head>{part * 200_000}".encode()
    with suppress(PageError):
        assert remove(inject(page, ELEMENT)) == page
