"""Words that messages are made of: what was meant, what is known, of what kind, how many."""

from __future__ import annotations

from collections.abc import Iterable

#: A longer word is no slip of the pen, and comparing it takes long.
_LONGEST_WORD = 60


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """A hint such as `did you mean "enabled"?`, or the empty string when nothing is near."""
    if not isinstance(word, str) or len(word) > _LONGEST_WORD:
        return ""
    # Imported here, for only a mistake needs it.
    import difflib  # noqa: PLC0415

    by_folded = {option.lower(): option for option in known}
    near = difflib.get_close_matches(word.lower(), list(by_folded), n=1, cutoff=0.6)
    return f'did you mean "{by_folded[near[0]]}"?' if near else ""


def one_of(known: Iterable[str]) -> str:
    """The known words as prose: `"a", "b" or "c"`."""
    quoted = [f'"{word}"' for word in known]
    if len(quoted) < 2:
        return "".join(quoted)
    return ", ".join(quoted[:-1]) + " or " + quoted[-1]


def type_name(value: object) -> str:
    """What a value of a settings file is, in words."""
    names = {str: "text", bool: "true or false", list: "a list", dict: "a mapping"}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "a number"
    return "nothing" if value is None else names.get(type(value), type(value).__name__)


def counted(number: int, word: str) -> str:
    """`1 row` or `2,000 rows`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
