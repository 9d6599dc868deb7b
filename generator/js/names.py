"""JavaScript names: which text may stand as an identifier."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.errors import CodeError

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")

#: Reserved in any ES2018 code, strict or not, with the names that strict code may not bind.
_RESERVED_WORDS = """
    arguments await break case catch class const continue debugger default delete do else enum
    eval export extends false finally for function if implements import in instanceof interface
    let new null package private protected public return static super switch this throw true try
    typeof var void while with yield
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())


def is_property_name(text: str) -> bool:
    """Whether text can follow a dot; reserved words can."""
    return _IDENTIFIER.match(text) is not None


@lru_cache(4096)  # Programs are made of the same words time and again.
def is_variable_name(text: str) -> bool:
    """Whether text can name a variable."""
    return is_property_name(text) and text not in _RESERVED


def identifier(text: str) -> str:
    """The text itself. Raises CodeError where it can't name a variable."""
    if not is_variable_name(text):
        raise CodeError(f"{text!r} is not a JavaScript identifier")
    return text
