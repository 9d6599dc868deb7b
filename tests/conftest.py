"""The options of a test run, and the matrix of scenarios by browser engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from .e2e.harness.driver import ENGINES
from .support import matrix_plugin

pytest_plugins = ["pytester"]

MATRIX = Path(__file__).parent.parent / "docs" / "browser-matrix.md"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        action="append",
        choices=ENGINES,
        help="run the end-to-end tests in this engine only; may be given again",
    )
    matrix_plugin.add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "one_engine: what is tested is no matter of the browser")
    for marker in matrix_plugin.MARKERS:
        config.addinivalue_line("markers", marker)
    task = config.getoption("--matrix")
    config.pluginmanager.register(matrix_plugin.MatrixPlugin(ENGINES, MATRIX, task))
