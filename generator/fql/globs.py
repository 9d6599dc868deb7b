"""Glob patterns of FQL's `match`: text to parts, and parts held against a text at build time."""

from __future__ import annotations

from generator.fql.nodes import AnyCharacter, CharacterClass, Glob, GlobCharacter

#: Up to here, JavaScript compares one-character texts in the order of their code points.
_LAST_COMPARABLE = "\ud7ff"


class GlobError(Exception):
    """A pattern that is none: a message and the offset in the pattern."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


def parse_glob(pattern: str) -> Glob:
    r"""The parts of a pattern: `*` any text, `?` one character, `[a-z]` one of them, `\x` x itself.

    Raises GlobError.
    """
    parts: list[tuple[GlobCharacter, ...]] = []
    part: list[GlobCharacter] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "*":
            parts.append(tuple(part))
            part = []
        elif char == "?":
            part.append(AnyCharacter())
        elif char == "[":
            characters, at = _parse_class(pattern, at)
            part.append(characters)
        elif char == "\\":
            at += 1
            if at == len(pattern):
                raise GlobError("the pattern ends after a backslash", at - 1)
            part.append(pattern[at])
        else:
            part.append(char)
        at += 1
    return Glob((*parts, tuple(part)))


def literal_glob(*parts: str) -> Glob:
    """Texts with anything between one and the next."""
    return Glob(tuple(tuple(part) for part in parts))


def literal_part(part: tuple[GlobCharacter, ...]) -> str | None:
    """The text of a part that is plain text, else None."""
    characters = [char for char in part if isinstance(char, str)]
    return "".join(characters) if len(characters) == len(part) else None


def glob_matches(glob: Glob, text: str) -> bool:
    """Whether a pattern describes a whole text."""
    first, *rest = glob.parts
    if not _fits(first, text, 0):
        return False
    if not rest:
        return len(text) == len(first)
    at = len(first)
    for part in rest[:-1]:
        while not _fits(part, text, at):
            at += 1
            if at > len(text):
                return False
        at += len(part)
    end = len(text) - len(rest[-1])
    return end >= at and _fits(rest[-1], text, end)


def _parse_class(pattern: str, start: int) -> tuple[CharacterClass, int]:
    """The class that begins at `start`, and the offset of its closing bracket."""
    end = pattern.find("]", start)
    if end < 0:
        raise GlobError('this "[" is not closed', start)
    inner = pattern[start + 1 : end]
    if not inner:
        raise GlobError("this class is empty", start)
    if inner[0] in "^!" and len(inner) > 1:
        raise GlobError("FQL has no negated classes", start + 1)
    ranges = []
    at = 0
    while at < len(inner):
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            first, last = inner[at], inner[at + 2]
            if first > last or last > _LAST_COMPARABLE:
                raise GlobError(f"{first}-{last} is no range", start + 1 + at)
            ranges.append((first, last))
            at += 3
        else:
            ranges.append((inner[at], inner[at]))
            at += 1
    return CharacterClass(tuple(ranges)), end


def _fits(part: tuple[GlobCharacter, ...], text: str, at: int) -> bool:
    if at + len(part) > len(text):
        return False
    return all(_is(wanted, char) for wanted, char in zip(part, text[at:], strict=False))


def _is(wanted: GlobCharacter, char: str) -> bool:
    match wanted:
        case str():
            return wanted == char
        case CharacterClass(ranges):
            return any(first <= char <= last for first, last in ranges)
        case AnyCharacter():
            return True
