"""Reads lowered: what is read twice is read once, into a constant of the innermost block it serves.

Within one subscription every path is read at most once. Between subscriptions only the event's own
fields are shared: what lies deeper is the page's data, where a getter may throw, and one
subscription's failure must not be another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from generator.js import tree
from generator.js.names import is_variable_name

#: The variable of every event method.
EVENT = "event"


def lower_reads(function: tree.Function, taken: Iterable[str]) -> tree.Function:
    """The function with constants in place of reads.

    `taken` are the names that the code around it uses; no constant gets one of these.
    """
    return _Lowering(set(taken)).function(function)


@dataclass(eq=False, repr=False)
class _Use:
    """A field that a block reads: how often itself, and what is read below it."""

    count: int = 0
    below: dict[str, _Use] = field(default_factory=dict)

    def add(self, keys: tuple[str, ...]) -> None:
        use = self
        for key in keys:
            use = use.below.setdefault(key, _Use())
        use.count += 1

    def longest(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """As much of a path as is read already."""
        use, length = self, 0
        while length < len(keys) and keys[length] in use.below:
            use, length = use.below[keys[length]], length + 1
        return keys[:length]


#: What each read is replaced with: by its variable and its keys.
_Known = dict[tuple[str, tuple[str, ...]], tree.Name]


class _Lowering:
    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def function(self, function: tree.Function) -> tree.Function:
        """A method: the event's own fields that several statements read come first."""
        shared = _Use()
        for statement in function.body:
            own = (read.keys[:1] for read in _reads(statement) if read.root == EVENT)
            for keys in dict.fromkeys(own):
                shared.add(keys)
        known: _Known = {}
        constants = [
            self._constant(EVENT, (key,), known)
            for key, use in shared.below.items()
            if use.count > 1
        ]
        return replace(function, body=(*constants, *self._block(function.body, known)))

    def _block(
        self, statements: tuple[tree.Statement, ...], known: _Known
    ) -> tuple[tree.Statement, ...]:
        """Statements with the constants that they need before them."""
        inner = dict(known)
        uses: dict[str, _Use] = {}
        for read in (read for statement in statements for read in _own_reads(statement)):
            uses.setdefault(read.root, _Use()).add(read.keys)
        # What a block within reads has its constants there, but for what is read here as well.
        for read in [read for statement in statements for read in _nested_reads(statement)]:
            if shared := uses[read.root].longest(read.keys) if read.root in uses else ():
                uses[read.root].add(shared)
        constants: list[tree.Statement] = []
        for root, use in uses.items():
            self._declare(root, (), use, inner, constants)
        return (*constants, *(self._statement(statement, inner) for statement in statements))

    def _declare(
        self,
        root: str,
        keys: tuple[str, ...],
        use: _Use,
        known: _Known,
        constants: list[tree.Statement],
    ) -> None:
        """Constants for all that is used more than once below `keys`, outermost first."""
        for key, below in use.below.items():
            path = (*keys, key)
            if (root, path) not in known and (below.below or below.count > 1):
                constants.append(self._constant(root, path, known))
            self._declare(root, path, below, known, constants)

    def _constant(self, root: str, keys: tuple[str, ...], known: _Known) -> tree.Const:
        name = self._name(keys[-1], known)
        constant = tree.Const(name, _value(root, keys, known))
        known[root, keys] = tree.Name(name)
        return constant

    def _name(self, key: str, known: _Known) -> str:
        visible = {value.text for value in known.values()}
        base = key if is_variable_name(key) else "value"
        name, number = base, 2
        while name in self._taken or name in visible:
            name, number = f"{base}{number}", number + 1
        return name

    def _statement(self, statement: tree.Statement, known: _Known) -> tree.Statement:
        match statement:
            case tree.Do(expression):
                return tree.Do(self._expression(expression, known))
            case tree.Const(name, value):
                return tree.Const(name, self._expression(value, known))
            case tree.Return(value):
                return tree.Return(self._expression(value, known))
            case tree.If(test, then, otherwise):
                return tree.If(
                    self._expression(test, known),
                    self._block(then, known),
                    self._block(otherwise, known),
                )
            case tree.Try(body, name, handler):
                return tree.Try(self._block(body, known), name, self._block(handler, known))
            case tree.Comment():
                return statement

    def _expression(self, node: tree.Expression, known: _Known) -> tree.Expression:
        match node:
            case tree.Read(root, keys):
                return _value(root, keys, known)
            case tree.Function(parameters, body):
                own: _Known = {(name, ()): tree.Name(name) for name in parameters}
                return tree.Function(parameters, self._block(body, {**known, **own}))
            case _:
                return _with_parts(node, [self._expression(part, known) for part in _parts(node)])


def _value(root: str, keys: tuple[str, ...], known: _Known) -> tree.Expression:
    """A read in terms of what is known; nothing falsy is read from, the event's fields excepted."""
    if (root, keys) in known:
        return known[root, keys]
    if not keys:
        return tree.Name(root)
    outer = _value(root, keys[:-1], known)
    member = tree.Member(outer, keys[-1])
    if outer == tree.Name(EVENT):
        return member
    return tree.Chain("&&", (outer, member))


def _own_reads(statement: tree.Statement) -> list[tree.Read]:
    """The reads that a statement does outside of the blocks within it."""
    match statement:
        case tree.Do(value) | tree.Const(value=value) | tree.Return(value) | tree.If(test=value):
            return _expression_reads(value)
        case _:
            return []


def _nested_reads(statement: tree.Statement) -> list[tree.Read]:
    match statement:
        case tree.If(then=then, otherwise=otherwise):
            return [read for inner in (*then, *otherwise) for read in _reads(inner)]
        case tree.Try(body=body, handler=handler):
            return [read for inner in (*body, *handler) for read in _reads(inner)]
        case _:
            return []


def _reads(statement: tree.Statement) -> list[tree.Read]:
    return [*_own_reads(statement), *_nested_reads(statement)]


def _expression_reads(node: tree.Expression) -> list[tree.Read]:
    """The reads of an expression; a function's reads of its own parameters are its own affair."""
    match node:
        case tree.Read():
            return [node]
        case tree.Function(parameters, body):
            inner = [read for statement in body for read in _reads(statement)]
            return [read for read in inner if read.root not in parameters]
        case _:
            return [read for part in _parts(node) for read in _expression_reads(part)]


def _parts(node: tree.Expression) -> list[tree.Expression]:
    """The expressions directly within one."""
    match node:
        case tree.Member(object_):
            return [object_]
        case tree.Call(function, arguments):
            return [function, *arguments]
        case tree.Unary(operand=operand):
            return [operand]
        case tree.Binary(left=left, right=right):
            return [left, right]
        case tree.Chain(operands=operands):
            return list(operands)
        case tree.Conditional(test, then, otherwise):
            return [test, then, otherwise]
        case tree.Array(items):
            return list(items)
        case tree.Object(entries):
            return [value for _, value in entries]
        case _:
            return []


def _with_parts(node: tree.Expression, parts: list[tree.Expression]) -> tree.Expression:
    """The expression with others in place of those directly within it."""
    match node:
        case tree.Member():
            return replace(node, object=parts[0])
        case tree.Call():
            return tree.Call(parts[0], tuple(parts[1:]))
        case tree.Unary():
            return replace(node, operand=parts[0])
        case tree.Binary():
            return replace(node, left=parts[0], right=parts[1])
        case tree.Chain():
            return replace(node, operands=tuple(parts))
        case tree.Conditional():
            return tree.Conditional(parts[0], parts[1], parts[2])
        case tree.Array():
            return tree.Array(tuple(parts))
        case tree.Object(entries):
            keys = (key for key, _ in entries)
            return replace(node, entries=tuple(zip(keys, parts, strict=True)))
        case _:
            return node
