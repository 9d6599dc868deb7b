"""How servers send a file: by gzip and by brotli, in as few bytes as each can."""

from __future__ import annotations

import gzip
import threading
import zlib

#: The suffixes that servers look for.
COMPRESSED = (".gz", ".br")


class Compressor:
    """Makes the compressed forms of files while more files are made.

    It is the longest part of a build, and the compressors let go of Python: a thread for each file
    takes whatever processor is free. Not a pool of the standard library's, whose import would take
    half of what this saves.
    """

    def __init__(self) -> None:
        self._forms: dict[str, dict[str, bytes]] = {}
        self._errors: list[Exception] = []
        self._threads: list[threading.Thread] = []

    def begin(self, name: str, data: bytes) -> None:
        """Have a file compressed."""
        thread = threading.Thread(target=self._compress, args=(name, data))
        self._threads.append(thread)
        thread.start()

    def finish(self) -> dict[str, dict[str, bytes]]:
        """Each file's forms by suffix, `.gz` and `.br`, once all are there.

        They hold no time and no name. Versions of the compressors may differ in a few bytes.
        Raises what stopped a compressor: no memory, most likely.
        """
        for thread in self._threads:
            thread.join()
        if self._errors:
            raise self._errors[0]
        return self._forms

    def _compress(self, name: str, data: bytes) -> None:
        try:
            self._forms[name] = _forms(data)
        except Exception as error:
            self._errors.append(error)


def _forms(data: bytes) -> dict[str, bytes]:
    # Imported here, for only a build needs it.
    import brotli  # noqa: PLC0415

    # The long one first: it does not wait for Python a second time.
    small = brotli.compress(data)
    return {".gz": gzip.compress(data, 9, mtime=0), ".br": small}


def decompress(suffix: str, data: bytes) -> bytes | None:
    """What bytes with one of the suffixes hold; None where they are no such form of anything."""
    import brotli  # noqa: PLC0415

    try:
        return gzip.decompress(data) if suffix == ".gz" else bytes(brotli.decompress(data))
    except (OSError, EOFError, zlib.error, brotli.error):
        return None
