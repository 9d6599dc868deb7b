"""oneflow-snippet: destination settings in Segment's terms to one small piece of browser code."""

from generator.bundle import Bundle, Packing
from generator.errors import OneflowError, Problem, SettingsError
from generator.pipeline import build
from generator.version import __version__

__all__ = ["Bundle", "OneflowError", "Packing", "Problem", "SettingsError", "__version__", "build"]
