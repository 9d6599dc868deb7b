"""JSON data to YAML text that reads back as the same data, by YAML 1.2 as by YAML 1.1."""

from __future__ import annotations

import re
from typing import Any

import yaml

from generator.settings.yaml_nodes import CORE

#: Only double quotes keep these: control characters, all that some YAML takes for a line's end.
_ESCAPED = re.compile(
    r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_PREFIX = "tag:yaml.org,2002:"


def yaml_text(data: Any) -> str:
    """The YAML of JSON data, keys in their order. Text must be free of lone surrogates."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31, indent=2
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Block style; a directive of one plain value in a line, with the quotes of JSON."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)

    def text(self, data: str) -> yaml.ScalarNode:
        style = '"' if _ESCAPED.search(data) else None
        return self.represent_scalar(_PREFIX + "str", data, style=style)

    def mapping(self, data: dict[str, Any]) -> yaml.MappingNode:
        node = self.represent_mapping(_PREFIX + "map", data)
        if any(key.startswith("@") for key in data) and not any(
            isinstance(value, dict | list) for value in data.values()
        ):
            node.flow_style = True
            for scalar in (each for pair in node.value for each in pair):
                if scalar.tag == _PREFIX + "str":
                    scalar.style = '"'
        return node


_Dumper.add_representer(str, _Dumper.text)
_Dumper.add_representer(dict, _Dumper.mapping)
# What either version of YAML would take for something else than text is quoted.
for _name, (_pattern, _first) in CORE.items():
    _Dumper.add_implicit_resolver(_PREFIX + _name, _pattern, _first)
