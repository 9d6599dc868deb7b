"""The snippet as a script element: inline, or by its URL."""

from __future__ import annotations

import json
import posixpath
from urllib.parse import urlsplit

from generator.bundle import MANIFEST, SCRIPT, Bundle
from generator.errors import OneflowError, shorten


def inline_element(bundle: Bundle, *, nonce: str | None = None) -> str:
    """The minified script of a bundle in a script element.

    Arguments:
        nonce: the element's nonce attribute: a placeholder that the server replaces in each reply.

    Raises OneflowError for a nonce of other than printable ASCII characters.
    """
    script = bundle.files[SCRIPT].decode("ascii").rstrip("\n")
    return f"<script{_attributes({'nonce': nonce})}>\n{script}\n</script>"


def linked_element(
    bundle: Bundle,
    url: str,
    *,
    integrity: bool = False,
    nonce: str | None = None,
    one_page: bool = False,
) -> str:
    """A script element for the script at a URL.

    Arguments:
        url: absolute, or from the root of the site, for pages stand in folders of any depth. To
            one that ends in a slash the name of the minified script is added.
        integrity: let browsers run the bundle's file of that name and no other; 1flow.min.js where
            it has none of that name. From another origin it must be served with CORS headers.
        nonce: as for `inline_element`.
        one_page: the element is for one page only, so that the URL may be relative to it.

    Raises OneflowError for another kind of URL, or one of other than printable ASCII characters.
    """
    if not one_page and not url.startswith(("/", "https://", "http://")):
        raise OneflowError(
            f"{shorten(url)}: the script's URL must begin with /, https:// or http://; another "
            "would mean a different place in each folder"
        )
    entries = json.loads(bundle.files[MANIFEST])["files"]
    if url.endswith("/"):
        url += entries[SCRIPT]["file"]
    attributes = {"src": url}
    if integrity:
        name = posixpath.basename(urlsplit(url).path)
        named = [entry for entry in entries.values() if entry["file"] == name]
        attributes["integrity"] = (*named, entries[SCRIPT])[0]["integrity"]
        attributes["crossorigin"] = "anonymous"
    return f"<script{_attributes({**attributes, 'nonce': nonce})}></script>"


def _attributes(values: dict[str, str | None]) -> str:
    """Attributes in double quotes; those that are None are left out.

    No more is escaped than HTML needs: a nonce may be an expression of the server's.
    """
    text = ""
    for name, value in values.items():
        if value is None:
            continue
        if not (value.isascii() and value.isprintable()):
            raise OneflowError(
                f"{name} {shorten(value)}: only printable ASCII characters can be used"
            )
        escaped = value.replace("&", "&amp;").replace('"', "&quot;")
        text += f' {name}="{escaped}"'
    return text
