"""Records are compared, matched, shown and replaced like dataclasses, and frozen for mypy."""

from __future__ import annotations

import dataclasses
import pickle
from dataclasses import field
from pathlib import Path

import pytest
from mypy import api

import generator
from generator.fql import nodes
from generator.fql.nodes import Span
from generator.js import tree
from generator.record import Record

CHECKOUT = Path(generator.__file__).parents[1]


class Point(Record):
    """Two numbers, and a name that does not count."""

    x: int
    y: int = 0
    name: str = field(default="", compare=False)


class Other(Record):
    """The same fields in another class."""

    x: int
    y: int = 0


def test_records_are_equal_by_their_class_and_their_fields() -> None:
    assert Point(1, 2) == Point(1, y=2)
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != Other(1, 2)
    assert Point(1) != (1, 0)
    assert tree.Undefined() == tree.Undefined()
    assert tree.Name("a") != tree.Literal("a")


def test_equal_records_are_one_key() -> None:
    assert len({Point(1), Point(1), Point(2), Other(1)}) == 3
    with pytest.raises(TypeError, match="unhashable"):
        hash(tree.Literal([]))  # type: ignore[arg-type]


def test_a_field_can_be_left_out_of_comparisons() -> None:
    assert Point(1, name="a") == Point(1, name="b")
    assert nodes.Path(("a",), Span(0, 1)) == nodes.Path(("a",), Span(5, 6))
    assert hash(nodes.Path(("a",), Span(0, 1))) == hash(nodes.Path(("a",), Span(5, 6)))


def test_a_record_is_shown_with_its_fields() -> None:
    assert repr(Point(1, name="a")) == "Point(x=1, y=0, name='a')"


def test_a_record_is_a_dataclass() -> None:
    assert dataclasses.replace(Point(1), y=3) == Point(1, 3)
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg]


def test_a_record_reaches_another_process() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)  # noqa: S301


_CHANGES = """
from generator.js.tree import Name
from generator.settings.model import Settings

def change(name: Name, settings: Settings) -> None:
    name.text = "x"
    settings.sdk_url = "x"
    Name(1)
"""


def test_types_keep_records_from_being_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "changes.py").write_text(_CHANGES, "utf-8")
    # Where its settings and its cache are.
    monkeypatch.chdir(CHECKOUT)
    said, complaint, _ = api.run([str(tmp_path / "changes.py")])
    assert complaint == ""
    assert 'Property "text" defined in "Name" is read-only' in said
    assert 'Property "sdk_url" defined in "Settings" is read-only' in said
    assert 'Argument 1 to "Name" has incompatible type "int"; expected "str"' in said
    assert "Found 3 errors" in said
