"""How servers send a file: by gzip and by brotli, in as few bytes as each can."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Mapping

#: The suffixes that servers look for.
COMPRESSED = (".gz", ".br")


def compress_all(contents: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Each file's compressed forms by suffix, `.gz` and `.br`.

    They hold no time and no name. Versions of the compressors may differ in a few bytes. It is the
    longest part of a build, so the files share the processors: the compressors let go of Python.
    """
    # Imported here, for only a build needs it.
    import brotli  # noqa: PLC0415

    forms: dict[str, dict[str, bytes]] = {}

    def compress(name: str, data: bytes) -> None:
        forms[name] = {".gz": gzip.compress(data, 9, mtime=0), ".br": brotli.compress(data)}

    # Not a pool of the standard library's, whose import would take half of what this saves.
    threads = [threading.Thread(target=compress, args=item) for item in contents.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return forms


def decompress(suffix: str, data: bytes) -> bytes | None:
    """What bytes with one of the suffixes hold; None where they are no such form of anything."""
    import brotli  # noqa: PLC0415

    try:
        return gzip.decompress(data) if suffix == ".gz" else bytes(brotli.decompress(data))
    except (OSError, EOFError, zlib.error, brotli.error):
        return None
