"""A process imports what it needs and no more, and does not search that for garbage."""

from __future__ import annotations

import subprocess
import sys

import pytest

import generator
from generator import pipeline
from tests.support.commands import environment


def run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


LOADED = "import sys; print(*(each for each in {} if each in sys.modules))"
HEAVY = ("generator.pipeline", "jinja2", "jsmin", "jsonschema_rs", "yaml")


def test_the_package_imports_its_compiler_with_build_only() -> None:
    assert run(f"import generator; {LOADED.format(HEAVY)}").split() == []
    assert run(f"from generator import build; {LOADED.format(HEAVY)}").split() == list(HEAVY)
    assert generator.build is pipeline.build


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="module 'generator' has no attribute 'bild'"):
        generator.bild  # type: ignore[attr-defined]  # noqa: B018


STARTED = """
import gc, sys
sys.argv = ["oneflow-snippet", "--version"]
from generator.start import main
try:
    main()
except SystemExit:
    print(gc.get_threshold()[0], gc.get_freeze_count(), len(gc.get_objects()))
"""


def test_a_command_looks_for_no_garbage_while_it_starts_or_ends() -> None:
    said, counts = run(STARTED).strip().split("\n")
    assert said.startswith("oneflow-snippet, version ")
    threshold, left_alone, looked_at = map(int, counts.split())
    assert threshold > 10_000
    assert left_alone > 100 * looked_at
