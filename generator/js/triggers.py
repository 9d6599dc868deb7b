"""Conditions of a trigger to JavaScript expressions over `event`."""

from __future__ import annotations

from generator.fql import nodes
from generator.fql.globs import literal_part
from generator.js.helpers import Helper, Helpers
from generator.js.optimise import EVENT
from generator.js.tree import (
    Array,
    Binary,
    BinaryOperator,
    Call,
    Chain,
    Expression,
    Function,
    Literal,
    Member,
    Name,
    Read,
    Return,
    Unary,
)

_HELPER_OF: dict[nodes.FunctionName, Helper] = {
    "bool": "bool",
    "kebabcase": "kebabcase",
    "length": "length",
    "lowercase": "lowercase",
    "number": "number",
    "snakecase": "snakecase",
    "string": "string",
    "titlecase": "titlecase",
    "typeof": "typeOf",
    "uppercase": "uppercase",
}
_GIVES_NUMBERS = ("length", "number")
_STRICT: dict[bool, BinaryOperator] = {True: "===", False: "!=="}


def compile_condition(condition: nodes.Condition, helpers: Helpers) -> Expression:
    """An expression that is true or false, and that throws on no plain data whatever."""
    match condition:
        case nodes.Constant(value):
            return Literal(value)
        case nodes.Not(operand):
            return Unary("!", compile_condition(operand, helpers))
        case nodes.And(operands):
            return Chain("&&", tuple(compile_condition(each, helpers) for each in operands))
        case nodes.Or(operands):
            return Chain("||", tuple(compile_condition(each, helpers) for each in operands))
        case nodes.Membership(operand, values):
            return _membership(_operand(operand, helpers), values)
        case nodes.Contains(operand, part, negated):
            return _contains(operand, part, negated, helpers)
        case nodes.Match(operand, glob, negated):
            return _match(operand, glob, negated, helpers)
        case nodes.Comparison(operator, left, right):
            if operator == "=" or operator == "!=":  # noqa: PLR1714 - narrows the type
                return _equality(operator == "=", left, right, helpers)
            return _ordering(operator, left, right, helpers)


def _operand(operand: nodes.Operand, helpers: Helpers) -> Expression:
    match operand:
        case nodes.Path(keys):
            return Read(EVENT, keys)
        case nodes.Value(value):
            return Literal(value)
        case nodes.Function(name, argument):
            return helpers.call(_HELPER_OF[name], _operand(argument, helpers))


def _equality(
    equal: bool, left: nodes.Operand, right: nodes.Operand, helpers: Helpers
) -> Expression:
    value = _operand(left, helpers)
    if not isinstance(right, nodes.Value):
        same = helpers.call("same", value, _operand(right, helpers))
        return same if equal else Unary("!", same)
    if right.value is None:
        # A field that is missing is null, by FQL's documentation.
        return Binary("==" if equal else "!=", value, Literal(None))
    test = Binary(_STRICT[equal], value, Literal(right.value))
    if equal or nodes.type_of(right.value) != "number":
        return test
    # What Segment's editor writes as "is not" holds, against a number, for numbers (observed).
    if isinstance(left, nodes.Function) and left.name not in _GIVES_NUMBERS:
        return Literal(False)
    return Chain("&&", (_is_type(value, "number"), test))


def _ordering(
    operator: BinaryOperator, left: nodes.Operand, right: nodes.Operand, helpers: Helpers
) -> Expression:
    """Numbers are ordered; anything else is neither below nor above."""
    tests: list[Expression] = []
    for side in (left, right):
        match side:
            case nodes.Path():
                tests.append(_is_type(_operand(side, helpers), "number"))
            case nodes.Function(name) if name not in _GIVES_NUMBERS:
                return Literal(False)
    compared = Binary(operator, _operand(left, helpers), _operand(right, helpers))
    return Chain("&&", (*tests, compared)) if tests else compared


def _membership(value: Expression, values: tuple[nodes.Value, ...]) -> Expression:
    constants = [each.value for each in values]
    listed = tuple(Literal(constant) for constant in constants if constant is not None)
    within = Call(Member(Array(listed), "includes"), (value,))
    if None not in constants:
        return within
    return Chain("||", (Binary("==", value, Literal(None)), within))


def _contains(
    operand: nodes.Operand, part: nodes.Operand, negated: bool, helpers: Helpers
) -> Expression:
    value, looked_for = _operand(operand, helpers), _operand(part, helpers)
    if not isinstance(operand, nodes.Path) or not isinstance(part, nodes.Value):
        return helpers.call("contains", value, looked_for)
    return _text_test(value, Call(Member(value, "includes"), (looked_for,)), negated)


def _match(operand: nodes.Operand, glob: nodes.Glob, negated: bool, helpers: Helpers) -> Expression:
    value = _operand(operand, helpers)
    test = _simple_match(value, glob) if isinstance(operand, nodes.Path) else None
    if test is None:
        test = helpers.call("glob", value, Array(tuple(_part(part) for part in glob.parts)))
    return _text_test(value, test, negated) if isinstance(operand, nodes.Path) else test


def _simple_match(text: Expression, glob: nodes.Glob) -> Expression | None:
    """What the text's own methods can tell: equal, begins with, ends with, contains."""
    match [literal_part(part) for part in glob.parts]:
        case [str() as whole]:
            return Binary("===", text, Literal(whole))
        case ["", ""]:
            return Literal(True)
        case [str() as start, ""]:
            return Call(Member(text, "startsWith"), (Literal(start),))
        case ["", str() as end]:
            return Call(Member(text, "endsWith"), (Literal(end),))
        case ["", str() as middle, ""]:
            return Call(Member(text, "includes"), (Literal(middle),))
        case _:
            return None


def _part(part: tuple[nodes.GlobCharacter, ...]) -> Expression:
    """A part of a glob: its length, and a test of the characters `c` from the place `i` on."""
    tests: list[Expression] = []
    for offset, wanted in enumerate(part):
        place = Chain("+", (Name("i"), Literal(offset))) if offset else Name("i")
        here = Call(Name("c"), (place,))
        match wanted:
            case str():
                tests.append(Binary("===", here, Literal(wanted)))
            case nodes.CharacterClass(ranges):
                tests.append(_any([_in_range(here, first, last) for first, last in ranges]))
    test: Expression = Literal(True)
    if tests:
        test = tests[0] if len(tests) == 1 else Chain("&&", tuple(tests))
    return Array((Literal(len(part)), Function(("c", "i"), (Return(test),))))


def _in_range(char: Expression, first: str, last: str) -> Expression:
    if first == last:
        return Binary("===", char, Literal(first))
    within = (Binary(">=", char, Literal(first)), Binary("<=", char, Literal(last)))
    return Chain("&&", within)


def _any(tests: list[Expression]) -> Expression:
    return tests[0] if len(tests) == 1 else Chain("||", tuple(tests))


def _text_test(value: Expression, test: Expression, negated: bool) -> Expression:
    """A test of texts: false for anything else, negated or not."""
    if negated:
        test = Unary("!", test)
    return Chain("&&", (_is_type(value, "string"), test))


def _is_type(value: Expression, name: str) -> Expression:
    return Binary("===", Unary("typeof", value), Literal(name))
