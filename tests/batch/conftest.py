"""A folder to run the command in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.batch.runs import BASE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with base settings, in which no search goes any further."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "oneflow-snippet.json").write_text(json.dumps(BASE), "utf-8")
    return tmp_path
