"""Whatever stands at any place of an export, it is read or refused, and nothing else is raised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from generator import SettingsError
from generator.exports.choose import choose_entry
from generator.exports.kinds import read_pieces
from generator.exports.shapes import Pieces

from .exported import EXPORTS, load

ODD: tuple[Any, ...] = (
    [],
    {},
    5,
    -1.5,
    None,
    True,
    "",
    "x",
    "[1]",
    "{}",
    [[]],
    [{}],
    [None],
    {"a": [1]},
)


def with_odd_values(data: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each place of JSON data, and the data with an odd value there."""
    spare = json.loads(json.dumps(data))

    def places(part: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
        for key in list(part) if isinstance(part, dict) else range(len(part)):
            before = part[key]
            for part[key] in ODD:
                yield (*path, key, part[key]), spare
            part[key] = before
            if isinstance(before, dict | list):
                yield from places(before, (*path, key))

    yield from places(spare, ())


@pytest.mark.parametrize("name", EXPORTS)
def test_an_odd_value_is_read_or_refused(name: str) -> None:
    exports = [load(file) for file in EXPORTS[name]]
    places = 0
    for index, export in enumerate(exports):
        for where, odd in with_odd_values(export):
            places += 1
            try:
                pieces = Pieces()
                for data in (*exports[:index], odd, *exports[index + 1 :]):
                    pieces += read_pieces(data, "export.json")
                choose_entry(pieces, "export.json")
            except SettingsError:
                pass
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                pytest.fail(f"{where}: {error!r}")
    assert places > 500
