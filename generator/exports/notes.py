"""What an import has to say: what it took, what behaves differently, what it could not take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Topic(Enum):
    """What a note is about; the value is its heading in the report."""

    TAKEN = "Taken"
    CHOSEN = "Chosen"
    DIFFERS = "Behaves differently"
    LEFT = "Not taken"
    LOOK = "Worth a look"


@dataclass(frozen=True)
class Note:
    """One line of the report. Its text holds no key, and nothing of another vendor's settings."""

    topic: Topic
    text: str


def report_text(notes: Sequence[Note], title: str) -> str:
    """The report as it is printed; a topic without notes is left out."""
    lines = [title]
    for topic in Topic:
        texts = [note.text for note in notes if note.topic is topic]
        if texts:
            lines.append(f"{topic.value}:")
            lines += [f"  - {text}" for text in texts]
    return "\n".join(lines)
