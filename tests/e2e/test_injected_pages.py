"""What the browser's own parser makes of made-up pages, before and after injection."""

from __future__ import annotations

import random

from generator.errors import PageError
from generator.integrations.html import inject
from tests.unit.test_html_injection_oracle import BEGINNINGS, CSP, ELEMENT, PIECES

from .harness.page import js
from .harness.scene import Scene

#: Without scripting, as DOMParser parses, this element holds no text.
NOSCRIPT = "noscript"
PAGES = 6000

#: Pieces that have to do with each other. After what is read wrongly, the policy is not found.
FAMILIES = [
    ["<script>", "</script>", "<!--", "-->", "<!-->"],
    ["<script>", "</script>", "<!--", "-->", "<!--->", "<script", "</script", " ", ">"],
    ["<!--", "-->", "--!>", "<!-->", "<!--->", "-", ">", "!", "<!x>", "<head>", "<title>"],
    ["<link a", "<meta ", "<head a", '="', "='", "=", '"', "'", ">", "/", " ", "\n"],
    ["<template>", "</template>", "<svg>", "<![CDATA[", ">"],
    ["<template>", "</template>", "<svg>", "</svg>", "<style>", "</style>", "<textarea>", "<p>"],
    ["</p>", "</br>", "</body>", "</html>", "</head>", "</b>", "<head>", "<link>", " "],
    PIECES,
]

# Gives the pairs of pages that differ in more than the snippet, or have it outside of the head.
COMPARE = """
(function (pairs) {
  var parser = new DOMParser();
  function parse(text) { return parser.parseFromString(text, "text/html"); }
  function dropBreakAfter(node) {
    var next = node.nextSibling;
    if (next && next.nodeType === Node.TEXT_NODE && next.data === "\\n") next.remove();
  }
  function withoutSnippet(page) {
    var ours = [page.getElementById("ours")];
    var walker = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
    while (walker.nextNode()) {
      if (/^ oneflow-snippet: (begin|end) $/.test(walker.currentNode.data)) {
        ours.push(walker.currentNode);
      }
    }
    if (ours.length !== 3 || !ours[0] || ours[0].parentNode !== page.head) return "not in the head";
    dropBreakAfter(ours[0]);
    dropBreakAfter(ours[1]);
    ours.forEach(function (node) { node.remove(); });
    return shown(page);
  }
  function shown(page) {
    page.normalize();
    var nodes = [];
    var walker = page.createTreeWalker(page);
    while (walker.nextNode()) {
      var node = walker.currentNode;
      nodes.push([node.nodeName, node.nodeValue, node.outerHTML]);
    }
    return JSON.stringify(nodes);
  }
  return pairs.filter(function (pair) {
    return withoutSnippet(parse(pair[1])) !== shown(parse(pair[0]));
  });
})
"""


def made_up_pairs() -> list[tuple[str, str]]:
    """Pages and the same with the snippet, of those made up that can have it."""
    chance = random.Random(20)  # noqa: S311 - the same pages in every run
    pairs: list[tuple[str, str]] = []
    while len(pairs) < PAGES:
        family = [piece for piece in chance.choice(FAMILIES) if NOSCRIPT not in piece]
        pieces = chance.choices(family, k=chance.randrange(16))
        page = chance.choice(BEGINNINGS) + "".join(pieces) + chance.choice(["", CSP, f"x>{CSP}"])
        try:
            injected = inject(page.encode("latin-1"), ELEMENT)
        except PageError:
            continue
        pairs.append((page, injected.decode("latin-1")))
    return pairs


def test_the_browser_finds_the_snippet_in_the_head_and_all_else_as_it_was(scene: Scene) -> None:
    scene.open()
    assert scene.run(f"{COMPARE}({js(made_up_pairs())})") == []


def test_the_comparison_notices_what_is_amiss(scene: Scene) -> None:
    scene.open()
    marked = f"<!-- oneflow-snippet: begin -->\n{ELEMENT}\n<!-- oneflow-snippet: end -->"
    head, body = "<head><title>a</title></head>", "<body><p>a"
    amiss = [
        (head + body, f"{head}<body>{marked}<p>a"),
        (head + body, head + body),
        (head + body, f"<head>{marked}<title>b</title></head>{body}"),
        (head + body, f"<head><title>{marked}a</title></head>{body}"),
        ("<head><template><b></template>", f"<head>{marked}<template><i></template>"),
    ]
    assert len(scene.run(f"{COMPARE}({js(amiss)})")) == len(amiss)
