"""The program `oneflow-snippet` as a process, from before its first import to its end."""

from __future__ import annotations

import gc

#: Objects that may be made before Python looks for garbage among them; its own figure is 700.
_OBJECTS = 100_000


def main() -> None:
    """Run the command line."""
    # What a command imports stays; to look through it time and again takes a tenth of a build.
    gc.set_threshold(_OBJECTS)
    from generator.cli import main as run  # noqa: PLC0415

    try:
        run(prog_name="oneflow-snippet")
    finally:
        # Nor at the end, which takes all there is: another tenth. Files are closed where they are
        # used, and what has to be done at exit does not hang on it.
        gc.freeze()
