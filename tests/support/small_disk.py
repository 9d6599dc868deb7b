"""Writes a bundle of a megabyte: run by a test on a disk, or under a limit, that is smaller."""

from __future__ import annotations

import sys
from pathlib import Path

from generator.bundle import Bundle
from generator.errors import PublishError
from generator.publish import publish

NAMES = ("1flow.js", "1flow.min.js", "manifest.json", "snippet.html")


def main(folder: Path) -> str:
    """What `publish` says."""
    try:
        publish(Bundle(dict.fromkeys(NAMES, b"new" + b"x" * 300000)), folder)
    except PublishError as error:
        return str(error)
    return "it was written"


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))  # noqa: T201 - read by the test
