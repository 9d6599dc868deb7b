"""The product as its users have it: a wheel of the checkout in a virtual environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).parents[1]
_VERSIONS = str(_CHECKOUT / "requirements" / "dev.txt")


def install(folder: Path) -> Path:
    """Build and install it below a folder; the folder of its programs, `python` among them."""
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(venv), "install", "--quiet"]
    # The wheel is to be built with the same versions that it is installed with.
    subprocess.run(
        [*pip, "--constraint", _VERSIONS, str(_CHECKOUT)],
        check=True,
        env={**os.environ, "PIP_CONSTRAINT": _VERSIONS, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    return venv / "bin"
