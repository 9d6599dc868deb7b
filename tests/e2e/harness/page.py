"""Pieces of test pages: HTML, scripts, and values written as JavaScript."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

PROBE_PATH = "/harness/probe.js"
_PROBE = Path(__file__).with_name("js") / "probe.js"
_CONFIG = "/* config */"

# What only the bundle does, so that it is known wherever a page has it inline.
BUNDLE_MARK = re.compile(r"\._1flowKey\s*=[^=]")
_INLINE_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)


def js(value: Any) -> str:
    """A JavaScript expression for a JSON value, safe in an inline script too.

    Parsed at run time, because `{"__proto__": 1}` in JavaScript source sets a prototype.
    """
    text = json.dumps(json.dumps(value)).replace("<", "\\u003c")
    return f"JSON.parse({text})"


def script(code: str, **attributes: str | bool) -> str:
    """An inline script, on lines of its own."""
    return f"<script{_attributes(attributes)}>{code}\n</script>"


def script_file(path: str, **attributes: str | bool) -> str:
    """A script element for a file; an underscore in an attribute's name is a hyphen."""
    return f'<script src="{path}"{_attributes(attributes)}></script>'


def with_attributes(element: str, attributes: dict[str, str | bool]) -> str:
    """The HTML of the paste-in form, with attributes added to its script element by the site."""
    return element.replace("<script>", f"<script{_attributes(attributes)}>", 1)


def _attributes(attributes: dict[str, str | bool]) -> str:
    text = ""
    for key, value in attributes.items():
        name = key.replace("_", "-")
        text += f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
    return text


def bundle_lines(source: str) -> list[int]:
    """The lines of a page on which the bundle stands."""
    lines: list[int] = []
    for element in _INLINE_SCRIPT.finditer(source):
        if BUNDLE_MARK.search(element[1]):
            first, last = (source.count("\n", 0, place) + 1 for place in element.span(1))
            lines += range(first, last + 1)
    return lines


def probe(bundle_folder: str, source: str) -> str:
    """The probe for a page, which tells the bundle's timers from those of others."""
    config = {"folder": bundle_folder, "lines": bundle_lines(source)}
    text = _PROBE.read_text(encoding="utf-8")
    if text.count(_CONFIG) != 1:
        raise AssertionError(f"{_PROBE} has no place for its configuration")
    return text.replace(_CONFIG, json.dumps(config))


def document(parts: tuple[str, ...], **probe: str | bool) -> str:
    """A page with these parts in its head, after the probe, whose attributes are `probe`.

    There is no charset declaration: the server's header says it, and a test may say another.
    """
    head = "\n".join(parts)
    return (
        "<!doctype html>\n<html>\n<head>\n<title>Shop</title>\n"
        f'<link rel="icon" href="data:,">\n{script_file(PROBE_PATH, **probe)}\n{head}\n'
        "</head>\n<body><p>Shop</p></body>\n</html>\n"
    )


# Another destination on the page, as a customer might write one: what it is given, it keeps.
OBSERVER = """
window.__observed = [];
window.__observer = {
  name: "Observer", type: "destination", version: "1.0.0",
  isLoaded: function () { return true; },
  load: function () { return Promise.resolve(); },
  track: function (ctx) { return see(ctx); },
  identify: function (ctx) { return see(ctx); }
};
function see(ctx) {
  var e = ctx.event;
  var body = e.type === "track" ? [e.type, e.event, e.properties] : [e.type, e.userId, e.traits];
  window.__observed.push(window.__probe.encode(body));
  return ctx;
}
"""
