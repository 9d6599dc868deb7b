"""The script element: its attributes are what was asked for, and end nothing early."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from generator import build
from generator.bundle import Packing
from generator.errors import OneflowError
from generator.integrations.element import inline_element, linked_element
from tests.support.page import only_script

BUNDLE = build({"settings": {"projectApiKey": "</script><!--<script>"}})


class _Starts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.starts: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))


def attributes(element: str) -> dict[str, str | None]:
    """The attributes of the one script element in HTML, as a parser reads them."""
    parser = _Starts()
    parser.feed(element)
    [(tag, found)] = parser.starts
    assert tag == "script"
    return found


def integrity(name: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(BUNDLE.files[name]).digest()).decode()


def test_inline_it_holds_the_minified_script() -> None:
    assert (
        only_script(inline_element(BUNDLE)).strip() == BUNDLE.files["1flow.min.js"].decode().strip()
    )


@pytest.mark.parametrize(
    "nonce", ["__NONCE__", "{{ csp_nonce }}", "<%= n(\"a\" && 'b') %>", "&amp;"]
)
def test_a_nonce_is_an_attribute(nonce: str) -> None:
    assert attributes(inline_element(BUNDLE, nonce=nonce)) == {"nonce": nonce}
    expected = {"src": "/a.js", "nonce": nonce}
    assert attributes(linked_element(BUNDLE, "/a.js", nonce=nonce)) == expected


def test_the_servers_expression_is_a_nonce_as_it_stands() -> None:
    assert '<script nonce="<?= $nonce ?>">' in inline_element(BUNDLE, nonce="<?= $nonce ?>")


@pytest.mark.parametrize(
    "url", ["/js/1flow.min.js?a=1&b=\"'", "https://cdn.example/x.js", "//c/x.js"]
)
def test_by_url_it_has_no_text(url: str) -> None:
    element = linked_element(BUNDLE, url)
    assert attributes(element) == {"src": url}
    assert element.endswith("></script>")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/1flow.min.js", "1flow.min.js"),
        ("https://cdn.example/js/1flow.js?v=1#a", "1flow.js"),
        ("/renamed.js", "1flow.min.js"),
    ],
)
def test_integrity_is_that_of_the_file_of_the_urls_name(url: str, name: str) -> None:
    assert attributes(linked_element(BUNDLE, url, integrity=True)) == {
        "src": url,
        "integrity": integrity(name),
        "crossorigin": "anonymous",
    }


def test_to_the_url_of_a_folder_the_scripts_name_is_added() -> None:
    assert attributes(linked_element(BUNDLE, "/")) == {"src": "/1flow.min.js"}
    packing = Packing(hash_names=True, source_map=True)
    hashed = build({"settings": {"projectApiKey": "k"}}, packing=packing)
    [name] = [name for name in hashed.files if re.fullmatch(r"1flow-\w+\.min\.js", name)]
    digest = base64.b64encode(hashlib.sha384(hashed.files[name]).digest()).decode()
    assert attributes(linked_element(hashed, "https://cdn.example/js/", integrity=True)) == {
        "src": f"https://cdn.example/js/{name}",
        "integrity": f"sha384-{digest}",
        "crossorigin": "anonymous",
    }


@pytest.mark.parametrize(
    "url", ["1flow.js", "./1flow.js", "", "javascript:f()", "data:,f()", "ftp://x"]
)
def test_a_url_that_means_something_else_in_each_folder_is_refused(url: str) -> None:
    with pytest.raises(OneflowError, match="must begin with /"):
        linked_element(BUNDLE, url)


@pytest.mark.parametrize("value", ["/é.js", "/a\nb", "/a\x00", "/\ud800", "/a\x7f"])
def test_what_not_every_encoding_can_write_is_refused(value: str) -> None:
    with pytest.raises(OneflowError, match=r"src .* only printable ASCII"):
        linked_element(BUNDLE, value)
    with pytest.raises(OneflowError, match=r"nonce .* only printable ASCII"):
        inline_element(BUNDLE, nonce=value)
