"""A customer's name to a folder's name that every file system takes, and takes as one name."""

from __future__ import annotations

import hashlib
import re
import unicodedata

#: The report's name; no folder may take it.
REPORT = "report.json"

#: In bytes of UTF-8. File systems take 255, but Windows counts the whole path.
MAX_BYTES = 128

#: Names that need no care, which most are.
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _-]*[A-Za-z0-9_-])?")

#: Separators, what Windows refuses, and what shells act on even within double quotes.
_REFUSED = frozenset('<>:"/\\|?*%$`;')

#: Refused signs, several of them with dots between included, are one underscore.
_REFUSED_RUN = re.compile(r"\.*\0[.\0]*")

#: Devices of Windows, with any suffix (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin_|conout_)"
    r" *(?=\.|\Z)",
    re.IGNORECASE,
)


def folder_name(name: str) -> str:
    """The folder for a customer, or nothing where the name has no sign that a folder may have.

    Always the same for the same name, and the name itself where that is harmless: composed (NFC);
    without control characters and invisible ones; without separators and other signs of systems
    and shells, for which an underscore stands; no two dots or spaces in a row; no dot, space or
    hyphen at the start, no dot or space at the end; no device of Windows; at most MAX_BYTES long,
    the end of a longer one being a digest of it.
    """
    if len(name) <= MAX_BYTES and _PLAIN.fullmatch(name) and not _RESERVED.match(name):
        return name
    signs = "".join(map(_sign, unicodedata.normalize("NFC", name)))
    single = _REFUSED_RUN.sub("_", re.sub(r"([ .])\1+", r"\1", signs))
    folder = _trimmed(unicodedata.normalize("NFC", single))
    if all(char in "_.- " or _is_mark(char) for char in folder):
        return ""
    if folder.casefold() == REPORT:
        folder = folder.replace(".", "_.", 1)
    if reserved := _RESERVED.match(folder):
        folder = reserved[1] + "_" + folder[reserved.end() :]
    if len(folder.encode()) <= MAX_BYTES:
        return folder
    # Surrogates can't be encoded, and reach this place only in the raw name.
    digest = "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    head = folder.encode()[: MAX_BYTES - len(digest)].decode("utf-8", "ignore")
    return _trimmed(head) + digest


def same_folder_key(folder: str) -> str:
    """Equal for two names that a file system somewhere takes for one.

    Unicode's canonical caseless matching (definition D145): it covers systems that do not tell
    small letters from capitals, or composed ones from decomposed ones.
    """
    if folder.isascii():
        return folder.lower()
    folded = unicodedata.normalize("NFD", folder).casefold()
    return unicodedata.normalize("NFD", folded)


def _sign(char: str) -> str:
    """The character as it may stand in a folder's name; NUL for one that is refused."""
    if char.isspace():
        return " "
    if char.isascii():
        return "\0" if char in _REFUSED or not char.isprintable() else char
    category = unicodedata.category(char)
    if category == "Cf":
        return ""  # invisible: joiners, marks of direction
    if category[0] == "C" or not _REFUSED.isdisjoint(unicodedata.normalize("NFKC", char)):
        return "\0"
    return char


def _trimmed(folder: str) -> str:
    """Without what must not stand at an end; a mark at the start would sit on the separator."""
    folder = folder.rstrip(". ")
    start = 0
    while start < len(folder) and (folder[start] in ".- " or _is_mark(folder[start])):
        start += 1
    return folder[start:]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"
