"""YAML 1.2 core data with the place of every value, from PyYAML's node tree.

PyYAML resolves plain scalars by YAML 1.1, where `no`, `on`, `1:30` and `2020-01-01` are not text;
an event may well be called any of these, so the rules of YAML 1.2's core schema are used.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from generator.errors import KeyPath, shorten
from generator.settings.document import Place

#: Enough for any real file; an alias bomb grows past it in no time.
MAX_NODES = 100_000
MAX_DEPTH = 100
TOO_LONG = "a number in this file is too long"
TOO_DEEP = f"this is nested too deeply (more than {MAX_DEPTH} levels)"

_PREFIX = "tag:yaml.org,2002:"
#: The plain scalars of the core schema that are no text: pattern, and first characters.
CORE = {
    "null": (re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
    "bool": (re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    "int": (re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), list("-+0123456789")),
    "float": (
        re.compile(
            r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        list("-+.0123456789"),
    ),
    "merge": (re.compile(r"^<<$"), ["<"]),
}


class YamlError(Exception):
    """Text that is not the YAML we take; `offset` is a character offset or None."""

    def __init__(self, message: str, offset: int | None, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


def twice(key: str) -> str:
    """What is wrong with a key that stands twice."""
    return f"the key {shorten(key)} stands twice in one mapping"


class _CoreLoader(yaml.SafeLoader):
    """PyYAML's own scanner and parser (never libyaml: messages must not differ by machine)."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the base class's own form


for _name, (_pattern, _first) in CORE.items():
    _CoreLoader.add_implicit_resolver(_PREFIX + _name, _pattern, _first)


def read_yaml(text: str) -> tuple[Any, dict[KeyPath, Place]]:
    """The data and the places of a YAML document. Raises YamlError."""
    node = _compose(text)
    if node is None:
        return None, {}
    reader = _NodeReader()
    try:
        return reader.read(node, (), node.start_mark.index), reader.places
    except RecursionError as error:
        # A mapping that merges itself has no depth that could be counted.
        raise YamlError(TOO_DEEP, None) from error


def read_places(json_text: str) -> dict[KeyPath, Place]:
    """The places of the values of a JSON text, which is YAML but for tabs and rare escapes.

    Nothing but places is taken from it, so what YAML can't read costs only the line numbers.
    Raises YamlError for a key that stands twice in one object.
    """
    try:
        node = _compose(json_text.replace("\t", " "))
    except YamlError:
        return {}
    reader = _NodeReader()
    if node is not None:
        reader.read(node, (), node.start_mark.index)
    return reader.places


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_CoreLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "it can't be read"
        if error.context and said.startswith(("but ", "second ")):
            said = f"{error.context}, {said}"
        if ("<stream end>" in said or "end of stream" in said) and error.context_mark:
            # What is not closed is told where it begins, not where the file ends.
            mark, said = error.context_mark, "this is not closed"
        hint = "indent with spaces" if "'\\t'" in said else ""
        raise YamlError(f"this is not YAML: {said}", mark.index if mark else None, hint) from error
    except yaml.reader.ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise YamlError(
            f"this is not YAML: the character U+{code:04X} is not allowed in a file",
            error.position,
            hint='write it as an escape in double quotes, such as "\\u0007"',
        ) from error
    except RecursionError as error:
        raise YamlError(TOO_DEEP, None) from error


class _NodeReader:
    """One walk over the nodes: data, places, and what JSON data can't be."""

    def __init__(self) -> None:
        self.places: dict[KeyPath, Place] = {}
        self._count = 0

    def read(self, node: yaml.Node, path: KeyPath, key_offset: int) -> Any:
        self._count += 1
        if self._count > MAX_NODES:
            raise YamlError("this holds too many values; aliases multiply them", None)
        if len(path) > MAX_DEPTH:
            raise YamlError(TOO_DEEP, node.start_mark.index)
        self.places[path] = Place(node.start_mark.index, key_offset)
        match node:
            case yaml.MappingNode(tag=tag) if tag == _PREFIX + "map":
                return self._mapping(node, path)
            case yaml.SequenceNode(tag=tag) if tag == _PREFIX + "seq":
                return [
                    self.read(item, (*path, index), item.start_mark.index)
                    for index, item in enumerate(node.value)
                ]
            case yaml.ScalarNode():
                return _scalar(node)
            case _:
                raise _unsupported(node)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        own: set[str] = set()
        merged = [pair for pair in node.value if pair[0].tag == _PREFIX + "merge"]
        for key_node, value_node in merged:
            for source in _merge_sources(key_node, value_node):
                inherited = self._mapping(source, path)
                data = {**inherited, **data}
        for key_node, value_node in node.value:
            if key_node.tag == _PREFIX + "merge":
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlError("a key must be plain text", key_node.start_mark.index)
            key = str(key_node.value)
            if key in own:
                raise YamlError(twice(key), key_node.start_mark.index)
            own.add(key)
            data[key] = self.read(value_node, (*path, key), key_node.start_mark.index)
        return data


def _merge_sources(key: yaml.Node, value: yaml.Node) -> list[yaml.MappingNode]:
    sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
    for source in sources:
        if not isinstance(source, yaml.MappingNode):
            raise YamlError('"<<" merges mappings only', key.start_mark.index)
    return list(sources)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    kind = node.tag.removeprefix(_PREFIX)
    if kind in CORE and not CORE[kind][0].match(text):
        raise YamlError(f"{shorten(text)} does not fit its tag", node.start_mark.index)
    match kind:
        case "str":
            return text
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            return _integer(text, node.start_mark.index)
        case "float":
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        case _:
            raise _unsupported(node)


def _unsupported(node: yaml.Node) -> YamlError:
    tag = node.tag.removeprefix(_PREFIX)
    return YamlError(f'the tag "{tag}" is not supported', node.start_mark.index)


def _integer(text: str, offset: int) -> int:
    try:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    except ValueError as error:
        # Python refuses to read thousands of digits.
        raise YamlError("this number is too long", offset, "write it in quotes") from error
