"""Mapping nodes to JavaScript expressions over a root: the event, an item, a transformed one."""

from __future__ import annotations

from generator.js.helpers import Helpers
from generator.js.optimise import EVENT
from generator.js.tree import (
    Array,
    Binary,
    Call,
    Chain,
    Conditional,
    Expression,
    Function,
    Literal,
    Member,
    Name,
    Object,
    Read,
    Return,
    Undefined,
)
from generator.mapping import nodes


def compile_value(node: nodes.Node, helpers: Helpers) -> Expression:
    """What a mapping's value is for `event`: it shares nothing with the event."""
    return _Compiler(helpers).isolated(node, EVENT)


class _Compiler:
    def __init__(self, helpers: Helpers) -> None:
        self._helpers = helpers
        self._roots = 0

    def isolated(self, node: nodes.Node, root: str) -> Expression:
        """A value that holds no part of the root, and no key that is undefined."""
        value = self.value(node, root)
        if not _may_share(node):
            return value
        # An object that the mapping makes itself needs no second one.
        return self._helpers.call("tidy" if isinstance(node, nodes.Object) else "copy", value)

    def value(self, node: nodes.Node, root: str) -> Expression:
        """A value as the mapping kit's own steps leave it: parts of the root, undefined keys."""
        match node:
            case nodes.Constant(value):
                return Literal(value)
            case nodes.Undefined():
                return Undefined()
            case nodes.Object(entries):
                return Object(tuple((key, self.value(item, root)) for key, item in entries))
            case nodes.Array(items):
                return Array(tuple(self.value(item, root) for item in items))
            case nodes.Path(keys):
                return Read(root, keys)
            case nodes.Template(parts):
                return self._template(parts, root)
            case nodes.If():
                return self._if(node, root)
            case _:
                return self._directive(node, root)

    def _directive(self, node: nodes.Node, root: str) -> Expression:
        """The directives that take a call each."""
        call = self._helpers.call
        match node:
            case nodes.Case(value, upper):
                return call("upper" if upper else "lower", self.value(value, root))
            case nodes.Replace():
                return self._replace(node, root)
            case nodes.ArrayPath(source, shape):
                if shape is None:
                    return self.value(source, root)
                item = self._new_root("item")
                make = Function((item,), (Return(self.value(shape, item)),))
                return call("each", self.value(source, root), make)
            case nodes.Merge(objects):
                merged = tuple(self.value(item, root) for item in objects)
                return Call(Member(Name("Object"), "assign"), (Object(()), *merged))
            case nodes.Transform():
                return self._transform(node, root)
            case nodes.Flatten(value, separator, omit_arrays):
                arguments = (Literal(separator), Literal(not omit_arrays), Literal(""))
                return call("flatten", self.value(value, root), *arguments, Object(()))
            case nodes.Json(value, decode):
                if decode:
                    return call("parse", self.value(value, root))
                return Call(Member(Name("JSON"), "stringify"), (self.value(value, root),))
            case nodes.ExcludeWhenNull(value):
                return call("dropNulls", self.value(value, root))
        raise AssertionError(node)

    def _template(self, parts: tuple[str | nodes.Path, ...], root: str) -> Expression:
        texts: list[Expression] = [
            Literal(part)
            if isinstance(part, str)
            else self._helpers.call("text", Read(root, part.keys))
            for part in parts
        ]
        return texts[0] if len(texts) == 1 else Chain("+", tuple(texts))

    def _if(self, node: nodes.If, root: str) -> Expression:
        tested = self.value(node.condition, root)
        test: Expression = Binary("!=", tested, Literal(None))
        if node.blank:
            test = self._helpers.call("filled", tested)
        return Conditional(test, self.value(node.then, root), self.value(node.otherwise, root))

    def _replace(self, node: nodes.Replace, root: str) -> Expression:
        pieces: list[Expression] = [
            Literal(piece) if isinstance(piece, str) else Name(piece.value)
            for piece in node.replacement
        ]
        made: Expression = Literal("")
        if pieces:
            made = pieces[0] if len(pieces) == 1 else Chain("+", tuple(pieces))
        around = tuple(each.value for each in nodes.Around)
        parameters = around if any(not isinstance(each, str) for each in node.replacement) else ()
        return self._helpers.call(
            "replace",
            self.value(node.value, root),
            Literal(node.pattern),
            Function(parameters, (Return(made),)),
            Literal(node.every),
            Literal(node.fold_case),
        )

    def _transform(self, node: nodes.Transform, root: str) -> Expression:
        payload = self._new_root("payload")
        mapped = Function((payload,), (Return(self.value(node.mapping, payload)),))
        arguments = [self._helpers.call("copy", self.value(node.apply, root))]
        if root != EVENT:
            # The event is an object; what stands at another root the mapping kit checks.
            arguments.append(self._helpers.call("plain", Name(root)))
        return Call(mapped, tuple(arguments))

    def _new_root(self, name: str) -> str:
        """A variable of its own for each root, so that no read is taken for another's."""
        self._roots += 1
        return name if self._roots == 1 else f"{name}{self._roots}"


def _may_share(node: nodes.Node) -> bool:
    """Whether the value can hold a part of its root, or a key that is undefined."""
    match node:
        case nodes.Constant() | nodes.Undefined() | nodes.Template() | nodes.Replace():
            return False
        case nodes.Json(decode=False):
            return False
        case nodes.Object(entries):
            return any(_may_share(value) or _may_be_undefined(value) for _, value in entries)
        case nodes.Array(items):
            return any(_may_share(item) for item in items)
        case nodes.If(then=then, otherwise=otherwise):
            return _may_share(then) or _may_share(otherwise)
        case _:
            return True


def _may_be_undefined(node: nodes.Node) -> bool:
    return not isinstance(
        node, nodes.Constant | nodes.Template | nodes.Replace | nodes.Object | nodes.Array
    )
