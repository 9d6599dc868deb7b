"""The HTML pages of a site's folder: found, and changed one by one."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from generator.errors import OneflowError, PageError
from generator.integrations.exclude import is_excluded
from generator.publish import replace_file

_SUFFIXES = (".html", ".htm")


@dataclass(frozen=True)
class Fault:
    """A page, or a folder, that could not be done, and why. `path` is below the site's folder."""

    path: PurePath
    reason: str


class Site:
    """A folder of HTML pages, all of them but those that are excluded.

    `pages` are the paths of regular files below `folder`, sorted; `faults` are what is not looked
    into. Links are followed to files of the site, and never out of it. A link to a folder of the
    site is passed over: what is in it is found in its own place.

    Arguments:
        folder: the site.
        exclude: patterns of pages and folders that are left out, as for `is_excluded`.

    Raises OneflowError where the folder can't be read or has no page.
    """

    def __init__(self, folder: Path, exclude: Sequence[str] = ()) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self._exclude = exclude
        try:
            self._root = _real(folder)
            os.scandir(self._root).close()
        except OSError as error:
            raise OneflowError(f"{folder}: {_reason(error)}") from error
        # A page that has another name too, by a link, is done once.
        self.pages = sorted({page for folder in self._folders() for page in folder})
        self.faults.sort(key=lambda fault: fault.path)
        if not self.pages and not self.faults:
            raise OneflowError(f"{folder}: there is no HTML page in it, or all are excluded")

    def change(self, page: PurePath, change: Callable[[bytes], bytes], *, write: bool) -> bool:
        """Whether a change makes a page another one; if so, it is written, if that is asked for.

        Raises PageError where the page can't be read, changed or written; it is then as it was.
        """
        path = self._root / page
        try:
            old = path.read_bytes()
            new = change(old)
            if new != old and write:
                replace_file(path, new)
        except OSError as error:
            raise PageError(_reason(error)) from error
        return new != old

    def _folders(self) -> Iterator[list[PurePath]]:
        """The pages of each folder."""
        waiting = [PurePath()]
        while waiting:
            folder = waiting.pop()
            pages = []
            try:
                with os.scandir(self._root / folder) as entries:
                    for entry in entries:
                        path = folder / entry.name
                        if self._is_excluded(path):
                            continue
                        if entry.is_symlink():
                            pages += self._linked(path)
                        elif entry.is_dir():
                            waiting.append(path)
                        elif _is_page(path):
                            pages += self._checked(path, is_regular=entry.is_file())
            except OSError as error:
                self.faults.append(Fault(folder, _reason(error)))
            yield pages

    def _linked(self, link: PurePath) -> list[PurePath]:
        """The page that a link leads to, if any."""
        try:
            target = _real(self._root / link)
            mode = target.stat().st_mode
        except OSError as error:
            # A link to nowhere matters only if it should be a page.
            if _is_page(link) or not isinstance(error, FileNotFoundError):
                self.faults.append(Fault(link, f"a link that leads nowhere: {_reason(error)}"))
            return []
        is_folder = stat.S_ISDIR(mode)
        if not is_folder and not _is_page(link):
            return []
        if not target.is_relative_to(self._root):
            self.faults.append(Fault(link, "a link out of the site; it is not followed"))
        elif is_folder and (self._root / link).parent.is_relative_to(target):
            self.faults.append(Fault(link, "a link to a folder that it is in itself"))
        elif not is_folder:
            page = target.relative_to(self._root)
            if not any(map(self._is_excluded, (page, *page.parents))):
                return self._checked(page, is_regular=stat.S_ISREG(mode))
        return []

    def _checked(self, page: PurePath, *, is_regular: bool) -> list[PurePath]:
        """The page, if it is a regular file."""
        if is_regular:
            return [page]
        self.faults.append(Fault(page, "not a regular file"))
        return []

    def _is_excluded(self, path: PurePath) -> bool:
        return is_excluded(path, self._exclude)


def _is_page(path: PurePath) -> bool:
    return path.name.lower().endswith(_SUFFIXES)


def _real(path: Path) -> Path:
    # Path.resolve does not raise OSError for a loop of links before 3.13.
    return Path(os.path.realpath(path, strict=True))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
