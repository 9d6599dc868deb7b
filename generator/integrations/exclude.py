"""Which pages of a site are left out."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath


def is_excluded(path: PurePath, patterns: Sequence[str]) -> bool:
    """Whether a pattern fits a page or a folder, given by its path in the site.

    A pattern is held against the path, and against the name alone; `*` stands for any characters,
    `/` too.
    """
    return any(
        fnmatchcase(path.as_posix(), pattern) or fnmatchcase(path.name, pattern)
        for pattern in patterns
    )
