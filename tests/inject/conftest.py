"""The site that the command is run in."""

from __future__ import annotations

from pathlib import Path

import pytest

from .sites import OTHERS, PAGE, PAGES, SETTINGS, write


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site beside its settings, in the working folder."""
    write(tmp_path, {"oneflow-snippet.yaml": SETTINGS.encode()})
    write(tmp_path / "site", {**dict.fromkeys(PAGES, PAGE), **OTHERS})
    monkeypatch.chdir(tmp_path)
    return tmp_path / "site"
