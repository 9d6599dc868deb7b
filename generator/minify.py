"""JavaScript to smaller JavaScript."""

from __future__ import annotations

from jsmin import jsmin

from generator.compact.names import shorten_names
from generator.compact.statements import compact_statements
from generator.compact.tokens import join, split
from generator.js.code import Code


def minify(code: Code) -> Code:
    """The same program without comments and needless white space, and with short local names."""
    tokens = compact_statements(shorten_names(split(code.text)))
    return Code(jsmin(join(tokens)).strip())
