"""oneflow-snippet: destination settings in Segment's terms to one small piece of browser code."""

from typing import TYPE_CHECKING

from generator.bundle import Bundle, Packing
from generator.errors import OneflowError, Problem, SettingsError
from generator.version import __version__

if TYPE_CHECKING:
    from generator.pipeline import build
else:

    def __getattr__(name: str) -> object:
        """`build`, imported when it is asked for: not every command compiles something."""
        if name == "build":
            from generator.pipeline import build  # noqa: PLC0415

            return build
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Bundle", "OneflowError", "Packing", "Problem", "SettingsError", "__version__", "build"]
