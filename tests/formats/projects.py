"""A small project of somebody who uses the module, with the packages that the tests have."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator import build

HERE = Path(__file__).parent
PACKAGES = HERE.parent / "node_modules"

KEY = "oneflow_prod_Zm9v+YmFy/cXV4="


def make_project(folder: Path, settings: Mapping[str, Any], *files: str) -> Path:
    """A folder with the module of these settings, its types, and files that stand beside this."""
    folder.mkdir(exist_ok=True)
    bundle = build({"settings": {"projectApiKey": KEY}, **settings})
    for name in ("1flow.mjs", "1flow.d.mts"):
        (folder / name).write_bytes(bundle.files[name])
    for name in files:
        shutil.copy(HERE / name, folder)
    (folder / "node_modules").symlink_to(PACKAGES)
    return folder


def run_in(folder: Path, *command: str) -> str:
    """What a command prints that must succeed."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
