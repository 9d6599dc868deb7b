"""The settings file that an import writes."""

from __future__ import annotations

from typing import Any

from generator.editor_schema import MODELINE
from generator.exports.convert import Imported
from generator.settings.values import literal_text
from generator.settings.yaml_text import yaml_text

_HEAD = f"""\
{MODELINE}
# The settings of Segment's 1Flow Web (Actions) destination, taken over from an export.
# Build with: oneflow-snippet build
"""
_NO_KEY = "${ONEFLOW_PROJECT_KEY}"


def settings_text(imported: Imported) -> str:
    """The settings as YAML; a key that the export has not is taken from the environment."""
    data = _literal(imported.data)
    data["settings"] = {"projectApiKey": _NO_KEY, **data["settings"]}
    return "\n".join([_HEAD, *(yaml_text({key: value}) for key, value in data.items())])


def _literal(value: Any) -> Any:
    """The data with every `${NAME}` in it standing for itself."""
    match value:
        case str():
            return literal_text(value)
        case dict():
            return {key: _literal(item) for key, item in value.items()}
        case list():
            return [_literal(item) for item in value]
        case _:
            return value
