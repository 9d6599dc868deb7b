"""Pieces of test pages: HTML, scripts, and values written as JavaScript."""

from __future__ import annotations

import html
import json
from typing import Any

PROBE_PATH = "/harness/probe.js"


def js(value: Any) -> str:
    """A JavaScript expression for a JSON value, safe in an inline script too.

    Parsed at run time, because `{"__proto__": 1}` in JavaScript source sets a prototype.
    """
    text = json.dumps(json.dumps(value)).replace("<", "\\u003c")
    return f"JSON.parse({text})"


def script(code: str, **attributes: str | bool) -> str:
    """An inline script. Its name in stacks is not the page's, which the inline bundle has."""
    return f"<script{_attributes(attributes)}>{code}\n//# sourceURL=test-page.js\n</script>"


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
