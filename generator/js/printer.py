"""The JavaScript tree to readable text, with no more parentheses than the grammar needs."""

from __future__ import annotations

from collections.abc import Iterable

from generator.errors import CodeError
from generator.js import tree
from generator.js.code import Code, comment, literal, string_literal
from generator.js.names import is_property_name

_INDENT = "  "
_WIDTH = 96

#: Binding strength, loosest first; a looser expression inside a tighter one needs parentheses.
_ASSIGNMENT, _CONDITIONAL, _OR, _AND, _EQUALITY, _RELATION, _SUM, _UNARY, _POSTFIX = range(9)
_CHAINS: dict[tree.ChainOperator, int] = {"||": _OR, "&&": _AND, "+": _SUM}


def print_expression(expression: tree.Expression) -> Code:
    """The code of an expression, starting at column 0."""
    return Code(_expression(expression, _ASSIGNMENT, ""))


def print_statements(statements: Iterable[tree.Statement]) -> Code:
    """The code of statements, starting at column 0."""
    return Code("\n".join(_statement(statement, "") for statement in statements))


def _expression(node: tree.Expression, level: int, indent: str) -> str:
    """The text of a node; in parentheses where it binds looser than `level`."""
    own, text = _parts(node, indent)
    return f"({text})" if own < level else text


def _parts(node: tree.Expression, indent: str) -> tuple[int, str]:  # noqa: C901, PLR0912 - a case a node
    """A node's binding strength and its text."""
    match node:
        case tree.Literal(value):
            negative = isinstance(value, (int, float)) and literal(value).startswith("-")
            return (_UNARY if negative else _POSTFIX), literal(value)
        case tree.Undefined():
            return _UNARY, "void 0"
        case tree.Name(text):
            return _POSTFIX, text
        case tree.Read():
            raise CodeError("a read is lowered before it is printed")
        case tree.Member(object_, key):
            return _POSTFIX, _expression(object_, _POSTFIX, indent) + _access(key)
        case tree.Call(function, arguments):
            texts = [_expression(argument, _ASSIGNMENT, indent) for argument in arguments]
            return _POSTFIX, f"{_expression(function, _POSTFIX, indent)}({', '.join(texts)})"
        case tree.Unary(operator, operand):
            space = " " if operator == "typeof" else ""
            return _UNARY, operator + space + _expression(operand, _UNARY, indent)
        case tree.Binary(operator, left, right):
            own = _RELATION if operator in ("<", "<=", ">", ">=") else _EQUALITY
            left_text = _expression(left, own + 1, indent)
            return own, f"{left_text} {operator} {_expression(right, own + 1, indent)}"
        case tree.Chain(operator, operands):
            own = _CHAINS[operator]
            texts = [_expression(operand, own + 1, indent) for operand in operands]
            return own, f" {operator} ".join(texts)
        case tree.Conditional(test, then, otherwise):
            text = _expression(test, _OR, indent)
            text += f" ? {_expression(then, _ASSIGNMENT, indent)}"
            return _CONDITIONAL, text + f" : {_expression(otherwise, _ASSIGNMENT, indent)}"
        case tree.Array(items):
            return _POSTFIX, _list("[", items, "]", indent)
        case tree.Object(entries, base):
            return _POSTFIX, _object(entries, base, indent)
        case tree.Function(parameters, body):
            return _ASSIGNMENT, f"({', '.join(parameters)}) => {_body(body, indent)}"


def _access(key: str) -> str:
    return f".{key}" if is_property_name(key) else f"[{string_literal(key)}]"


def _list(opening: str, items: Iterable[tree.Expression], closing: str, indent: str) -> str:
    texts = [_expression(item, _ASSIGNMENT, indent + _INDENT) for item in items]
    return _delimited(opening, texts, closing, indent)


def _object(
    entries: Iterable[tuple[str, tree.Expression]], base: tree.Name | None, indent: str
) -> str:
    texts = [] if base is None else [f"...{base.text}"]
    for key, value in entries:
        texts.append(f"{_key(key)}: {_expression(value, _ASSIGNMENT, indent + _INDENT)}")
    return _delimited("{", texts, "}", indent)


def _key(key: str) -> str:
    if key == "__proto__":
        # As a plain key it would set the object's prototype.
        return f"[{string_literal(key)}]"
    return key if is_property_name(key) else string_literal(key)


def _delimited(opening: str, texts: list[str], closing: str, indent: str) -> str:
    if not texts:
        return opening + closing
    space = " " if opening == "{" else ""
    line = opening + space + ", ".join(texts) + space + closing
    if "\n" not in line and len(indent) + len(line) <= _WIDTH:
        return line
    inner = f",\n{indent}{_INDENT}".join(texts)
    return f"{opening}\n{indent}{_INDENT}{inner}\n{indent}{closing}"


def _body(statements: tuple[tree.Statement, ...], indent: str) -> str:
    """The body of a function: its value where it does nothing but return one."""
    match statements:
        case (tree.Return(value),):
            text = _expression(value, _ASSIGNMENT, indent)
            return f"({text})" if text.startswith("{") else text
        case _:
            return _block(statements, indent)


def _block(statements: tuple[tree.Statement, ...], indent: str) -> str:
    inner = indent + _INDENT
    lines = [inner + _statement(statement, inner) for statement in statements]
    return "\n".join(["{", *lines, indent + "}"])


def _statement(node: tree.Statement, indent: str) -> str:
    match node:
        case tree.Do(expression):
            text = _expression(expression, _ASSIGNMENT, indent)
            # A statement that began with a brace would be a block.
            return f"({text});" if text.startswith("{") else f"{text};"
        case tree.Const(name, value):
            return f"const {name} = {_expression(value, _ASSIGNMENT, indent)};"
        case tree.Return(value):
            return f"return {_expression(value, _ASSIGNMENT, indent)};"
        case tree.If(test, then, otherwise):
            text = f"if ({_expression(test, _ASSIGNMENT, indent)}) {_block(then, indent)}"
            return text + (f" else {_block(otherwise, indent)}" if otherwise else "")
        case tree.Try(body, name, handler):
            return f"try {_block(body, indent)} catch ({name}) {_block(handler, indent)}"
        case tree.Comment(text):
            return comment(text)
