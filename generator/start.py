"""The program `oneflow-snippet`, as a process: what it needs before the first import."""

from __future__ import annotations

import gc

#: Objects that may be made before Python looks for garbage among them; its own figure is 700.
_OBJECTS = 100_000


def main() -> None:
    """Run the command line."""
    # What a command imports stays; to look through it time and again takes a tenth of a build.
    gc.set_threshold(_OBJECTS)
    from generator.cli import main as run  # noqa: PLC0415

    run(prog_name="oneflow-snippet")
