"""Files of an export to the settings that it gives: the stages in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.exports.choose import choose_entry
from generator.exports.convert import Imported, convert
from generator.exports.kinds import read_pieces
from generator.exports.shapes import Pieces


def import_exports(exports: Sequence[tuple[str, Any]], destination: str | None = None) -> Imported:
    """The settings of the 1Flow destination in some exports that belong together.

    Arguments:
        exports: the name and the JSON data of each, in any order.
        destination: id, name or number of the one that is meant, where there are several.

    Raises SettingsError for what is no export, and when it is not clear which one is meant.
    """
    pieces = Pieces()
    for name, data in exports:
        pieces += read_pieces(data, name)
    names = ", ".join(name for name, _ in exports)
    return convert(choose_entry(pieces, names, destination))
