"""The command line in a real process, in an environment that holds nothing unasked for."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

CONSOLE_SCRIPT = Path(sys.executable).with_name("oneflow-snippet")

#: Looks like a real one; base64's own signs are in it.
KEY = "oneflow_prod_c2VjcmV0+a2V5/Zm9v=="


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """A small environment: what a process needs to start, and `extra`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", **(extra or {})}


def run(
    command: list[str], cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=120,
    )


def oneflow(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the console script in a folder."""
    return run([str(CONSOLE_SCRIPT), *arguments], cwd, env)


def oneflow_with_small_files(
    limit: int, *arguments: str, cwd: Path
) -> subprocess.CompletedProcess[str]:
    """Run the console script where no file may be larger than `limit` KiB, as on a full disk."""
    limited = f'ulimit -f {limit}; exec "$0" "$@"'
    # Nor may the interpreter write half of a compiled module, for others to trip over.
    unlimited = {"PYTHONDONTWRITEBYTECODE": "1"}
    return run(["bash", "-c", limited, str(CONSOLE_SCRIPT), *arguments], cwd, unlimited)


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def oneflow_on_a_terminal(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run the console script with a terminal as its output; what the terminal received."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [str(CONSOLE_SCRIPT), *arguments],
        cwd=cwd,
        env=environment({"TERM": "xterm-256color", **(env or {})}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        received = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:
                # Linux's way to say that the other side is closed.
                break
            if not chunk:
                break
            received += chunk
    os.close(ours)
    return received.decode("utf-8").replace("\r\n", "\n")
