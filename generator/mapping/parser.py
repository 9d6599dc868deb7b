"""Mapping JSON to nodes, by the rules of Segment's mapping kit; every problem, not the first.

Source of the rules: the behaviour of the published package `@segment/actions-core` (3.170), its
`validate` and its `transform`. What always fails there when an event comes fails here at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from generator.errors import KeyPath, shorten
from generator.hints import did_you_mean, one_of
from generator.mapping.fold import fold, without_undefined
from generator.mapping.nodes import (
    Array,
    ArrayPath,
    Case,
    Constant,
    ExcludeWhenNull,
    Flatten,
    If,
    Json,
    Merge,
    Node,
    Object,
    Replace,
    Transform,
    Undefined,
)
from generator.mapping.texts import parse_path, parse_replacement, parse_template

#: Segment's own note on a value, beside the directive; it has no meaning for the result.
METADATA = "_metadata"

#: The key of a mapping under which a directive for the mapping as a whole stands.
ROOT = "__segment_internal_directive"

_LIQUID = "@liquid is rendered by Segment's servers only; in a browser its text would stay as it is"

#: The options of the directives that take some.
_OPTIONS = {
    "@if": ("exists", "blank", "then", "else"),
    "@case": ("operator", "value"),
    "@replace": (
        "pattern",
        "replacement",
        "pattern2",
        "replacement2",
        "value",
        "ignorecase",
        "global",
    ),
    "@merge": ("objects", "direction"),
    "@transform": ("apply", "mapping"),
    "@flatten": ("value", "separator", "omitArrays"),
    "@json": ("value", "mode"),
}

#: @replace takes patterns and replacements of this length, in UTF-16 code units.
_MAX_REPLACE = 10

#: Deeper paths than any event has would make the code long.
_MAX_KEYS = 50


class Report(Protocol):
    """Takes a problem: where, what, and what to do."""

    def __call__(
        self, path: KeyPath, message: str, hint: str = "", *, warning: bool = False
    ) -> None: ...


def parse_mapping(value: Any, path: KeyPath, report: Report) -> Node:
    """The node of a JSON value at `path`, folded; what can't be compiled is reported."""
    return without_undefined(fold(_Parser(report).node(value, path)))


def has_directive(value: Any) -> bool:
    """Whether a JSON value is a directive, or would be but for a key too many."""
    return isinstance(value, dict) and any(key.startswith("@") for key in value)


class _Parser:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._directives: dict[str, Callable[[Any, KeyPath], Node]] = {
            "@path": self._path,
            "@template": self._template,
            "@literal": self.node,
            "@if": self._if,
            "@case": self._case,
            "@replace": self._replace,
            "@arrayPath": self._array_path,
            "@merge": self._merge,
            "@transform": self._transform,
            "@flatten": self._flatten,
            "@json": self._json,
            "@excludeWhenNull": self._exclude_when_null,
            "@liquid": self._liquid,
        }

    def node(self, value: Any, path: KeyPath) -> Node:
        """A plain value or a directive."""
        match value:
            case dict() if has_directive(value):
                return self._directive(value, path)
            case dict():
                return Object(
                    tuple((key, self.node(item, (*path, key))) for key, item in value.items())
                )
            case list():
                return Array(
                    tuple(self.node(item, (*path, index)) for index, item in enumerate(value))
                )
            case _:
                return Constant(value)

    def _refuse(self, path: KeyPath, message: str, hint: str = "") -> Node:
        """Report a value; what stands for it serves only to look for more problems."""
        self._report(path, message, hint)
        return Undefined()

    def _directive(self, value: dict[str, Any], path: KeyPath) -> Node:
        names = [key for key in value if key.startswith("@")]
        others = [key for key in value if not key.startswith("@") and key != METADATA]
        if len(names) > 1:
            listed = " and ".join(map(shorten, names))
            message = f"only one directive may stand here, not {len(names)}: {listed}"
            return self._refuse((*path, names[1]), message, "nest them, or use one")
        name = names[0]
        if others:
            message = f"beside the directive {shorten(name)} no other key may stand"
            return self._refuse((*path, others[0]), message, "remove one of the two")
        parse = self._directives.get(name)
        if parse is None:
            hint = did_you_mean(name, self._directives)
            hint = hint or f"the directives are {one_of(self._directives)}"
            return self._refuse((*path, name), f"there is no directive {shorten(name)}", hint)
        here = (*path, name)
        if name in _OPTIONS and not self._has_options(value[name], here, _OPTIONS[name]):
            return Undefined()
        return parse(value[name], here)

    def _path(self, value: Any, path: KeyPath) -> Node:
        return self._of_text(value, path, self._parse_path)

    def _parse_path(self, text: str, path: KeyPath) -> Node:
        parsed = parse_path(text)
        if len(parsed.keys) > _MAX_KEYS:
            return self._refuse(path, f"a path of more than {_MAX_KEYS} keys")
        return parsed

    def _template(self, value: Any, path: KeyPath) -> Node:
        return self._of_text(value, path, lambda text, _: parse_template(text))

    def _of_text(self, value: Any, path: KeyPath, parse: Callable[[str, KeyPath], Node]) -> Node:
        """The node of a text, or of each text that an @if chooses from."""
        if isinstance(value, str):
            return parse(value, path)
        if not has_directive(value):
            return self._refuse(path, "this must be text")

        def of(node: Node) -> Node:
            match node:
                case Constant(str() as text):
                    return parse(text, path)
                case If(condition, blank, then, otherwise):
                    return If(condition, blank, of(then), of(otherwise))
            hint = "choose between texts with an @if"
            return self._refuse(path, "this text is not known before an event comes", hint)

        return of(fold(self.node(value, path)))

    def _if(self, options: dict[str, Any], path: KeyPath) -> Node:
        if not _is_truthy(options.get("exists")) and not _is_truthy(options.get("blank")):
            return self._refuse(path, 'this needs "exists" or "blank", with a directive in it')
        test = "exists" if "exists" in options else "blank"
        if test == "exists":
            self.node(options.get("blank"), (*path, "blank"))
        condition = self.node(options[test], (*path, test))
        then, otherwise = options.get("then"), options.get("else")
        chosen = self.node(then, (*path, "then")) if "then" in options else Undefined()
        # The hosted mapping kit drops an else of 0, false, null or no text.
        other = self.node(otherwise, (*path, "else")) if _is_truthy(otherwise) else Undefined()
        return If(condition, test == "blank", chosen, other)

    def _case(self, options: dict[str, Any], path: KeyPath) -> Node:
        operator = options.get("operator")
        if operator not in ("lower", "upper"):
            hint = did_you_mean(operator, ("lower", "upper"))
            self._report((*path, "operator"), 'this must be "lower" or "upper"', hint)
        inner = self._text_node(options.get("value", ""), (*path, "value"))
        if not options.get("value"):
            return Undefined()
        return Case(inner, operator == "upper")

    def _replace(self, options: dict[str, Any], path: KeyPath) -> Node:
        node = self._text_node(options.get("value"), (*path, "value"))
        if options.get("pattern") == "":
            self._report((*path, "pattern"), "this must be a text of 1 to 10 characters")
        pattern = self._short_text(options, "pattern", path, required=True)
        replacement = self._short_text(options, "replacement", path, required=False)
        second = options.get("pattern2"), options.get("replacement2")
        # The hosted mapping kit passes over a second pair that is not two texts.
        has_second = isinstance(second[0], str) and (
            second[1] is None or isinstance(second[1], str)
        )
        if _is_truthy(second[0]) and not has_second:
            self._report(
                (*path, "pattern2"), "this pair has no effect: it is not text", warning=True
            )
        for name, value in zip(("pattern2", "replacement2"), second, strict=True):
            self.node(value, (*path, name))
        fold_case = self._flag(options, "ignorecase", path, default=False)
        every = self._flag(options, "global", path, default=True)
        if not options.get("value") or not pattern:
            return Undefined()
        node = Replace(node, pattern, parse_replacement(replacement), every, fold_case)
        if not has_second or not second[0]:
            return node
        pattern = self._short_text(options, "pattern2", path, required=False)
        replacement = self._short_text(options, "replacement2", path, required=False)
        return Replace(node, pattern, parse_replacement(replacement), every, fold_case)

    def _array_path(self, value: Any, path: KeyPath) -> Node:
        if not isinstance(value, list) or not value:
            return self._refuse(path, "this must be a list: a path, and a shape for each item")
        source = self._text_node(value[0], (*path, 0))
        if isinstance(source, Constant) and isinstance(value[0], str):
            source = self._parse_path(value[0], (*path, 0))
        shape = value[1] if len(value) > 1 else None
        parsed = self.node(shape, (*path, 1))
        return ArrayPath(source, parsed if isinstance(shape, dict) and shape else None)

    def _merge(self, options: dict[str, Any], path: KeyPath) -> Node:
        direction = self._word(options, "direction", ("left", "right"), path)
        objects = options.get("objects")
        if not isinstance(objects, list):
            return self._refuse((*path, "objects"), "this must be a list of objects")
        nodes = [
            self._object_node(item, (*path, "objects", index)) for index, item in enumerate(objects)
        ]
        return Merge(tuple(reversed(nodes) if direction == "left" else nodes))

    def _transform(self, options: dict[str, Any], path: KeyPath) -> Node:
        apply = options.get("apply")
        if isinstance(apply, dict):
            apply = with_root(apply, path, self._report)
        return Transform(
            self._object_node(apply, (*path, "apply")),
            self._object_node(options.get("mapping"), (*path, "mapping")),
        )

    def _flatten(self, options: dict[str, Any], path: KeyPath) -> Node:
        separator = options.get("separator")
        if not isinstance(separator, str) or not separator:
            self._report((*path, "separator"), "this must be a text, such as a dot")
            separator = "."
        inner = self._required(options, "value", path)
        # Its truth is all that counts, but Segment validates whatever stands there.
        self.node(options.get("omitArrays"), (*path, "omitArrays"))
        return Flatten(inner, separator, _is_truthy(options.get("omitArrays")))

    def _json(self, options: dict[str, Any], path: KeyPath) -> Node:
        mode = self._word(options, "mode", ("encode", "decode"), path)
        if "value" in options and not _is_truthy(options["value"]):
            return self._refuse((*path, "value"), "this is empty; Segment then fails")
        inner = self._required(options, "value", path)
        return Json(inner, mode == "decode") if mode in ("encode", "decode") else Undefined()

    def _exclude_when_null(self, value: Any, path: KeyPath) -> Node:
        return ExcludeWhenNull(self.node(value, path))

    def _liquid(self, _: Any, path: KeyPath) -> Node:
        return self._refuse(path, _LIQUID, "write it as @template, @if, @case or @replace")

    def _has_options(self, value: Any, path: KeyPath, known: tuple[str, ...]) -> bool:
        """Whether a value is a mapping of options; an unknown one has no effect, as in Segment."""
        if not isinstance(value, dict) or has_directive(value):
            self._report(path, f"this must be a mapping with {one_of(known)}")
            return False
        for key in value:
            if key not in known:
                hint = did_you_mean(key, known) or f"known here: {one_of(known)}"
                name = path[-1]
                self._report((*path, key), f"{name} has no {shorten(key)}", hint, warning=True)
                self.node(value[key], (*path, key))
        return True

    def _required(self, options: dict[str, Any], name: str, path: KeyPath) -> Node:
        """The node of an option that must be there."""
        if name not in options:
            return self._refuse((*path, name), "this is required, and missing")
        return self.node(options[name], (*path, name))

    def _text_node(self, value: Any, path: KeyPath) -> Node:
        if not isinstance(value, str) and not has_directive(value):
            return self._refuse(path, "this must be text or a directive")
        return self.node(value, path)

    def _object_node(self, value: Any, path: KeyPath) -> Node:
        if not isinstance(value, dict):
            return self._refuse(path, "this must be an object or a directive")
        return self.node(value, path)

    def _short_text(
        self, options: dict[str, Any], name: str, path: KeyPath, *, required: bool
    ) -> str:
        text = options.get(name)
        if text is None and not required:
            return ""
        if not isinstance(text, str):
            self._report((*path, name), "this must be text")
            return ""
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > _MAX_REPLACE:
            self._report((*path, name), f"this has more than {_MAX_REPLACE} characters")
        return text

    def _flag(self, options: dict[str, Any], name: str, path: KeyPath, *, default: bool) -> bool:
        flag = options.get(name, default)
        if isinstance(flag, bool):
            return flag
        self._report((*path, name), "this must be true or false")
        return default

    def _word(
        self, options: dict[str, Any], name: str, known: tuple[str, ...], path: KeyPath
    ) -> str:
        """One of the words; in capitals it is taken, and means nothing (observed)."""
        word = options.get(name)
        if not isinstance(word, str) or word.lower() not in known:
            self._report((*path, name), f"this must be {one_of(known)}", did_you_mean(word, known))
            return known[0]
        if word not in known:
            message = f'"{word}" has no effect: Segment takes it, and then does not know it'
            self._report((*path, name), message, f'write "{word.lower()}"', warning=True)
        return word


def with_root(mapping: dict[str, Any], path: KeyPath, report: Report) -> dict[str, Any]:
    """A mapping with its root directive, if it has one, around its fields."""
    root = mapping.get(ROOT)
    if ROOT not in mapping:
        return mapping
    fields = {key: value for key, value in mapping.items() if key != ROOT}
    if isinstance(root, dict) and len(root) == 1:
        name, options = next(iter(root.items()))
        if isinstance(options, dict):
            return {name: {**options, "mapping": fields}}
    report((*path, ROOT), "this must be one directive with its options", "such as @transform")
    return fields


def _is_truthy(value: Any) -> bool:
    """JavaScript's truth of a JSON value: empty lists and objects are true."""
    return isinstance(value, dict | list) or bool(value)
