"""A page in whatever encoding, as text in which markup can be looked for."""

from __future__ import annotations

import codecs
import re

#: As far as every browser looks for a declaration of the encoding, wherever it stands.
PRESCAN = 1024
_ISO_2022_JP = re.compile(rb"<meta[\t\n\f\r /][^>]*charset[^>]*iso-2022-jp", re.IGNORECASE)
#: What stands between these is no ASCII, though its bytes are those of ASCII.
_NOT_ASCII = re.compile(rb"\x1b(?:\$[@B]|\(I).*?(?:\x1b\([BJ]|\Z)", re.DOTALL)


class PageText:
    """A page's characters, one byte each: ASCII as it is, all else as what is no markup.

    The encoding is known as far as need be. A byte order mark tells UTF-16, as it does to a
    browser. The other encodings of the web extend ASCII, and none of the bytes of a character
    that is not ASCII is `<`, `>`, a quote, a slash or a space, but in ISO-2022-JP.

    `ascii` are the characters; `has_mark` tells whether a byte order mark stands before them.
    """

    def __init__(self, page: bytes) -> None:
        self._codec = "ascii"
        self._width = 1
        self._start = 0
        if page.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            little = page.startswith(codecs.BOM_UTF16_LE)
            self._codec = "utf-16-le" if little else "utf-16-be"
            self._width = self._start = 2
            self.ascii = (
                _narrow(page[2::2], page[3::2]) if little else _narrow(page[3::2], page[2::2])
            )
        elif page.startswith(codecs.BOM_UTF8):
            self._start = 3
            self.ascii = page[3:]
        elif _ISO_2022_JP.search(page, 0, PRESCAN):
            self.ascii = _NOT_ASCII.sub(lambda part: b"\xff" * len(part[0]), page)
        else:
            self.ascii = page
        self.has_mark = self._start > 0

    def offset(self, position: int) -> int:
        """The offset in the page of a character."""
        return self._start + self._width * position

    def encode(self, text: str) -> bytes:
        """ASCII characters in the page's encoding; lines end as the page's first line does."""
        line_feed = self.ascii.find(b"\n")
        if line_feed > 0 and self.ascii[line_feed - 1 : line_feed] == b"\r":
            text = text.replace("\n", "\r\n")
        return text.encode(self._codec)


def _narrow(low: bytes, high: bytes) -> bytes:
    """One byte for each two: the lower one where the character is ASCII."""
    pairs = zip(low, high, strict=False)
    return bytes(unit if unit < 0x80 and not above else 0xFF for unit, above in pairs)
