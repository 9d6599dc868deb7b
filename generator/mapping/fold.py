"""Directives whose values are known at build time, replaced with what they give.

Text is folded in letter case only where it is ASCII: other characters are JavaScript's affair.
"""

from __future__ import annotations

import json
from dataclasses import replace

from generator.mapping.nodes import (
    Around,
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
from generator.numbers import number_text


def fold(node: Node) -> Node:
    """The same mapping with all that is known in it worked out."""
    match node:
        case Object(entries):
            return Object(tuple((key, fold(value)) for key, value in entries))
        case Array(items):
            return Array(tuple(map(fold, items)))
        case If():
            return _if(replace(node, condition=fold(node.condition)))
        case Merge(objects):
            return _merge(tuple(map(fold, objects)))
        case Transform(apply, mapping):
            return Transform(fold(apply), fold(mapping))
        case ArrayPath(source, shape):
            return ArrayPath(fold(source), None if shape is None else fold(shape))
        case Case() | Replace() | Flatten() | Json() | ExcludeWhenNull():
            inner = fold(node.value)
            node = replace(node, value=inner)
            return _of_known(node) if _is_known(inner) else node
        case _:
            return node


def without_undefined(node: Node) -> Node:
    """A mapping's value without the keys that have none; inside directives they may still count."""
    match node:
        case Object(entries):
            kept = ((key, value) for key, value in entries if value != Undefined())
            return Object(tuple((key, without_undefined(value)) for key, value in kept))
        case Array(items):
            return Array(tuple(map(without_undefined, items)))
        case _:
            return node


def _is_known(node: Node) -> bool:
    match node:
        case Constant() | Undefined():
            return True
        case Object(entries):
            return all(_is_known(value) for _, value in entries)
        case Array(items):
            return all(map(_is_known, items))
        case _:
            return False


def _if(node: If) -> Node:
    match node.condition:
        case Constant(value):
            is_missing = value is None or (node.blank and not value)
        case Undefined():
            is_missing = True
        case _:
            return replace(node, then=fold(node.then), otherwise=fold(node.otherwise))
    return fold(node.otherwise if is_missing else node.then)


def _merge(objects: tuple[Node, ...]) -> Node:
    merged: dict[str, Node] = {}
    for item in objects:
        match item:
            case Object(entries):
                merged.update(entries)
            case _:
                return Merge(objects)
    return Object(tuple(merged.items()))


def _of_known(node: Case | Replace | Flatten | Json | ExcludeWhenNull) -> Node:
    match node:
        case Case(Constant(str() as text), upper):
            changed = text.upper() if upper else text.lower()
            return Constant(changed) if text.isascii() else node
        case Case(value):
            return value
        case Replace():
            return _replace(node)
        case Flatten(value, separator, omit_arrays):
            flat: dict[str, Node] = {}
            _flatten(value, separator, omit_arrays, "", flat)
            return Object(tuple(flat.items()))
        case Json(value, decode):
            return node if decode else _encoded(value)
        case ExcludeWhenNull(value):
            return _without_nulls(value)


def _replace(node: Replace) -> Node:
    match node.value:
        case Constant(bool() as flag):
            text = "true" if flag else "false"
        case Constant(str() as text):
            pass
        case Constant(int() | float() as number):
            text = number_text(number)
        case _:
            return Constant("")
    if not (text + node.pattern).isascii():
        return node
    searched, pattern = text, node.pattern
    if node.fold_case:
        searched, pattern = searched.upper(), pattern.upper()
    result, at = "", 0
    while (start := searched.find(pattern, at)) >= 0:
        end = start + len(pattern)
        around = {
            Around.MATCH: text[start:end],
            Around.BEFORE: text[:start],
            Around.AFTER: text[end:],
        }
        result += text[at:start]
        result += "".join(
            piece if isinstance(piece, str) else around[piece] for piece in node.replacement
        )
        at = end
        if not node.every:
            break
    return Constant(result + text[at:])


def _flatten(
    node: Node, separator: str, omit_arrays: bool, prefix: str, flat: dict[str, Node]
) -> None:
    match node:
        case Object(entries):
            inner = entries
        case Array(items) if not omit_arrays:
            inner = tuple((str(index), item) for index, item in enumerate(items))
        case _:
            flat[prefix] = node
            return
    for key, value in inner:
        _flatten(value, separator, omit_arrays, prefix + separator + key if prefix else key, flat)


def _encoded(node: Node) -> Node:
    text = _json_text(node)
    return Undefined() if text is None else Constant(text)


def _json_text(node: Node) -> str | None:
    """`JSON.stringify` of a known value; None is undefined."""
    match node:
        case Constant(bool() | None as value):
            return json.dumps(value)
        case Constant(str() as value):
            return json.dumps(value, ensure_ascii=False)
        case Constant(int() | float() as value):
            return number_text(value)
        case Array(items):
            return "[" + ",".join(_json_text(item) or "null" for item in items) + "]"
        case Object(entries):
            texts = [(key, _json_text(value)) for key, value in sorted(entries, key=_js_order)]
            pairs = [f"{json.dumps(key, ensure_ascii=False)}:{text}" for key, text in texts if text]
            return "{" + ",".join(pairs) + "}"
        case _:
            return None


def _js_order(entry: tuple[str, Node]) -> tuple[bool, int]:
    """JavaScript's order of keys: array indices by their value, then all others as they came."""
    key = entry[0]
    is_index = key.isascii() and key.isdigit() and str(int(key)) == key and int(key) < 2**32 - 1
    return (not is_index, int(key) if is_index else 0)


def _without_nulls(node: Node) -> Node:
    match node:
        case Constant(None):
            return Undefined()
        case Object(entries):
            return Object(tuple((key, _without_nulls(value)) for key, value in entries))
        case _:
            return node
