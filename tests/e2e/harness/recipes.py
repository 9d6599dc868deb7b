"""The recipes of a document, followed to the letter: every code block is written or run."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs"

_SECTION = re.compile(r"^## (.*?)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
# A block, and the paragraph before it, which says what becomes of the block.
_BLOCK = re.compile(
    r"(?P<before>(?:[^\n]+\n)*)\n```(?P<language>\w+)\n(?P<text>.*?\n)```\n", re.DOTALL
)
_PLACE = re.compile(
    r"(?P<where>In the head of|At the (?:beginning|end) of|The file) `(?P<file>[^`]+)`"
)
_COMMAND = re.compile(r"\$ (.+)")


@dataclass(frozen=True)
class Block:
    """A code block of a recipe, and the paragraph that stands before it."""

    before: str
    language: str
    text: str


def recipes(document: str) -> dict[str, list[Block]]:
    """The code blocks of each section of a document that has some, by its title, in their order."""
    found = {}
    for title, body in _SECTION.findall((DOCS / document).read_text("utf-8")):
        found[title] = [
            Block(match["before"], match["language"], match["text"])
            for match in _BLOCK.finditer("\n" + body)
        ]
        if len(found[title]) * 2 != body.count("```"):
            raise AssertionError(f"{title}: a code block has no paragraph or no language")
    return {title: blocks for title, blocks in found.items() if blocks}


def follow(blocks: list[Block], folder: Path, env: Mapping[str, str]) -> None:
    """Do in a site's folder what a recipe says."""
    for block in blocks:
        if block.language == "console":
            for line in block.text.splitlines():
                command = _COMMAND.fullmatch(line)
                assert command, f"not a command: {line}"
                _run(command[1], folder, env)
        else:
            _place(block, folder)


def _run(command: str, folder: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}"


def _place(block: Block, folder: Path) -> None:
    place = _PLACE.search(block.before.replace("\n", " "))
    assert place, f"it is not told where this belongs:\n{block.text}"
    path = folder / place["file"]
    if place["where"] == "The file":
        assert not path.exists(), f"{path} is there already"
        path.write_text(block.text, "utf-8")
        return
    text = path.read_text("utf-8")
    match place["where"]:
        case "In the head of":
            assert text.count("</head>") == 1
            text = text.replace("</head>", f"{block.text}</head>")
        case "At the beginning of":
            # Between the lines of hyphens with which a file begins.
            assert text.startswith("---\n")
            text = "---\n" + block.text + text.removeprefix("---\n")
        case _:
            text += block.text
    path.write_text(text, "utf-8")
