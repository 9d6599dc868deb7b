"""The bytes of a customers file, and who is asked before they are waited for."""

from __future__ import annotations

from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Feed(FileIO):
    """A file to read, or a pipe that someone fills in the meantime.

    `before_read` is called with the file's handle before each read, which may have to wait for
    ever. What that raises, the read raises.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.before_read: Callable[[int], None] | None = None

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        """Read once, as FileIO does."""
        if self.before_read:
            self.before_read(self.fileno())
        return super().readinto(buffer)
