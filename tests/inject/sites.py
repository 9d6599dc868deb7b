"""A site of pages, and the command in it."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from generator import build
from generator.cli import main
from generator.integrations.element import inline_element
from generator.integrations.html import inject
from tests.support.commands import KEY

SETTINGS = f"settings:\n  projectApiKey: {KEY}\n"
BUNDLE = build({"settings": {"projectApiKey": KEY}})
PAGE = (
    b'<!doctype html>\r\n<html><head><meta charset="utf-8">\n<title>\xc3\xa9</title></head></html>'
)
INJECTED = inject(PAGE, inline_element(BUNDLE))
PAGES = (
    "404.htm",
    "INDEX.HTML",
    "blog/.well-known/a b.html",
    "blog/post/index.html",
    "docs.html/x.html",
)
OTHERS = {
    "feed.xml": b"<feed/>",
    "a.xhtml": PAGE,
    "blog/html": PAGE,
    "b.html.bak": PAGE,
    ".htmlx": PAGE,
}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def tree(folder: Path) -> dict[str, bytes]:
    """Every regular file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if stat.S_ISREG(path.lstat().st_mode)
    }


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["inject", "site", *arguments])
