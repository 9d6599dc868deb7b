"""JavaScript to smaller JavaScript."""

from __future__ import annotations

from jsmin import jsmin

from generator.js.code import Code


def minify(code: Code) -> Code:
    """The same program without comments and needless white space; no name is changed."""
    return Code(jsmin(code.text).strip())
