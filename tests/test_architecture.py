"""The modules keep to their order: imports only run downwards, and each stays within a screen.

Imports are read from the source, those inside functions and those for type checkers included.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import generator

ROOT = Path(generator.__file__).parent
PATHS = sorted(ROOT.rglob("*.py"))
MAX_LINES = 400
MAX_FUNCTION_LINES = 60

_BASE = ("actions", "errors", "hints", "numbers", "record", "source", "version")
_COMPILER = (
    "settings",
    "fql",
    "mapping",
    "js",
    "render",
    "source_map",
    "minify",
    "compression",
    "csp",
    "bundle",
    "features",
    "assemble",
    "rules",
    "lint",
)
_BELOW_PIPELINE = (*_BASE, *_COMPILER)

#: From low to high: what a module, or every module of a package, may import. A package's own
#: modules may import each other as long as there is no cycle; the longest name counts.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "record": (),
    "source": ("record",),
    "numbers": (),
    "hints": (),
    "version": (),
    "actions": ("record",),
    "errors": ("source",),
    "fql.nodes": ("record",),
    "mapping.nodes": ("record",),
    "fql": ("errors", "hints", "numbers", "record", "source"),
    "mapping": ("errors", "hints", "numbers", "source"),
    "settings": ("actions", "errors", "hints", "record", "source"),
    "js": ("errors", "fql.nodes", "fql.globs", "mapping.nodes", "record"),
    "render": ("errors", "js.code"),
    "compact": ("js.names",),
    "source_map": ("record",),
    "minify": ("compact", "errors", "js.code", "source_map"),
    "compression": (),
    "csp": ("settings.model",),
    "bundle": ("actions", "compression", "errors"),
    "features": ("actions", "js", "render", "settings.model"),
    "assemble": (
        "actions",
        "features",
        "js",
        "minify",
        "record",
        "render",
        "settings.model",
        "source_map",
        "version",
    ),
    "rules": ("actions", "errors", "hints", "source", "settings", "fql", "mapping", "js"),
    "lint": ("actions", "errors", "fql", "js.plugins", "mapping.nodes", "settings.document"),
    "editor_schema": ("actions", "mapping", "settings"),
    "pipeline": _BELOW_PIPELINE,
    "exports": (*_BELOW_PIPELINE, "editor_schema", "pipeline"),
    "publish": ("bundle", "compression", "errors", "record"),
    "batch": (*_BASE, "settings", "js.code", "bundle", "pipeline"),
    "integrations": (*_BASE, "settings", "bundle", "pipeline", "publish"),
    "cli": (
        *_BELOW_PIPELINE,
        *("editor_schema", "exports", "pipeline", "publish", "batch", "integrations"),
    ),
    "__init__": ("bundle", "errors", "pipeline", "version"),
    "start": ("cli",),
    "__main__": ("start",),
}

#: The one module, or package, that knows each of the packages that we depend on.
DOORS = {
    "brotli": "compression",
    "click": "cli",
    "jinja2": "render",
    "jsmin": "minify",
    "jsonschema_rs": "settings.schema_findings",
    "mkdocs": "integrations.mkdocs",
    "sphinx": "integrations.sphinx",
    "yaml": "settings",
}

#: What reaches the disk or the network.
DISK_MODULES = {"os", "pathlib", "shutil", "tempfile", "io", "glob", "subprocess", "socket"}
DISK_MODULES |= {"urllib.request", "http", "ssl"}


def _name(path: Path) -> str:
    """`js.code` for generator/js/code.py; a package is known by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in PATHS}

#: Where files may be read or written; all else is pure.
DISK = {
    "exports.reader",
    "publish",
    "render",
    "integrations.site",
    "settings.discovery",
    "settings.load",
    "settings.reader",
}
DISK |= {"batch.customers", "batch.feed", "batch.place", "batch.runner", "batch.workers"}
#: These only name paths, and read the environment.
DISK |= {f"integrations.{name}" for name in ("exclude", "install", "mkdocs", "sphinx")}
#: Each command as well.
DISK |= {name for name in MODULES if name.startswith("cli.")}


@cache
def _tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


def _imported(name: str) -> Iterator[str]:
    """The full names that a module imports, however and wherever it does."""
    for node in ast.walk(_tree(name)):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.ImportFrom():
                pytest.fail(f"{name}: a relative import in line {node.lineno}")


def _own(full: str) -> str | None:
    """Which of our modules a full name stands for; None for one that is not ours."""
    parts = full.split(".")
    if parts[0] != "generator":
        return None
    for length in range(len(parts), 1, -1):
        if ".".join(parts[1:length]) in MODULES:
            return ".".join(parts[1:length])
    return "__init__"


def _imports(name: str) -> set[str]:
    return {own for full in _imported(name) if (own := _own(full)) is not None}


def _entry(name: str) -> str:
    """The row of the table that speaks of a module."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in MAY_IMPORT:
            return ".".join(parts[:length])
    raise AssertionError(f"generator.{name} has no row in the table of imports")


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_the_imports_are_found() -> None:
    assert _imports("__main__") == {"start"}
    assert "js.code" in _imports("render")
    assert "brotli" in {full.split(".")[0] for full in _imported("compression")}


def test_the_table_itself_runs_downwards() -> None:
    rows = list(MAY_IMPORT)
    for row, allowed in MAY_IMPORT.items():
        for name in allowed:
            assert rows.index(_entry(name)) < rows.index(row), f"{row} may import {name}"


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_it_may(name: str) -> None:
    row = _entry(name)
    for imported in _imports(name):
        inside = _within(imported, name.split(".", maxsplit=1)[0])
        inside = inside and row not in {"fql.nodes", "mapping.nodes"}
        allowed = any(_within(imported, package) for package in MAY_IMPORT[row])
        assert inside or allowed, f"{name} imports {imported}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    order = list(TopologicalSorter({name: _imports(name) for name in MODULES}).static_order())
    assert order.index("source") < order.index("errors") < order.index("cli")


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_imported_by_a_name_made_at_run_time(name: str) -> None:
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.Name | ast.Attribute):
            word = node.id if isinstance(node, ast.Name) else node.attr
            assert word not in {"__import__", "import_module", "eval", "exec"}


@pytest.mark.parametrize("package", DOORS)
def test_a_dependency_has_one_door(package: str) -> None:
    users = {name for name in MODULES for full in _imported(name) if _within(full, package)}
    assert users
    assert all(_within(name, DOORS[package]) for name in users)


def test_only_a_few_modules_can_reach_the_disk() -> None:
    users = {
        name
        for name in MODULES
        for full in _imported(name)
        if any(_within(full, module) for module in DISK_MODULES)
    }
    assert users <= DISK


def test_only_the_printer_and_what_places_its_code_make_code() -> None:
    makers = set()
    for name in MODULES:
        for node in ast.walk(_tree(name)):
            match node:
                case ast.Call(func=ast.Name("Code") | ast.Attribute(attr="Code")):
                    makers.add(name)
    assert makers <= {"js.code", "js.printer", "render", "minify"}


@pytest.mark.parametrize("name", MODULES)
def test_a_file_is_not_long(name: str) -> None:
    assert len(MODULES[name].read_text("utf-8").split("\n")) <= MAX_LINES


@pytest.mark.parametrize("name", MODULES)
def test_a_function_is_a_screen_long_at_most(name: str) -> None:
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= MAX_FUNCTION_LINES, f"{name}.{node.name} has {lines} lines"


@pytest.mark.parametrize("name", MODULES)
def test_a_module_and_all_that_is_public_in_it_say_their_duty(name: str) -> None:
    tree = _tree(name)
    assert ast.get_docstring(tree), name
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            assert node.name.startswith("_") or ast.get_docstring(node), f"{name}.{node.name}"


@pytest.mark.parametrize("name", MODULES)
def test_a_modules_duty_is_told_in_one_line(name: str) -> None:
    first = (ast.get_docstring(_tree(name)) or "").split("\n")
    assert first[0]
    assert len(first) == 1 or first[1] == "", name


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_ascii_or_utf_8_with_line_feeds(name: str) -> None:
    data = MODULES[name].read_bytes()
    assert b"\r" not in data
    assert data.decode("utf-8").endswith("\n")
