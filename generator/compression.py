"""How servers send a file: by gzip and by brotli, in as few bytes as each can."""

from __future__ import annotations

import gzip
import zlib

#: The suffixes that servers look for.
COMPRESSED = (".gz", ".br")


def compress(data: bytes) -> dict[str, bytes]:
    """A file's compressed forms by suffix, `.gz` and `.br`.

    They hold no time and no name. Versions of the compressors may differ in a few bytes.
    """
    # Imported here, for only a build needs it.
    import brotli  # noqa: PLC0415

    return {".gz": gzip.compress(data, 9, mtime=0), ".br": brotli.compress(data)}


def decompress(suffix: str, data: bytes) -> bytes | None:
    """What bytes with one of the suffixes hold; None where they are no such form of anything."""
    import brotli  # noqa: PLC0415

    try:
        return gzip.decompress(data) if suffix == ".gz" else bytes(brotli.decompress(data))
    except (OSError, EOFError, zlib.error, brotli.error):
        return None
