"""A progress bar, where a person sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress_bar(
    label: str, length: int, *, with_position: bool = False
) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, if that is a terminal; what it gives is told the position up to `length`.

    `with_position` shows the two as numbers.
    """
    if not sys.stderr.isatty():
        # Click would print the label.
        yield lambda _position: None
        return
    with click.progressbar(
        length=length, label=label, show_pos=with_position, file=sys.stderr
    ) as bar:
        yield lambda position: bar.update(position - bar.pos)
