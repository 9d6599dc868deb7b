"""Tokens to conditions: one function a precedence level, `and` binding tighter than `or`.

FQL's documentation does not say how `and` and `or` mix; the usual order is what people expect.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NoReturn

from generator.errors import shorten
from generator.fql.functions import FUNCTIONS, check_root, function_condition, function_value
from generator.fql.lexer import FqlError, Kind, Token, tokenize
from generator.fql.nodes import (
    And,
    Comparison,
    ComparisonOperator,
    Condition,
    Contains,
    Function,
    Match,
    Membership,
    Not,
    Operand,
    Or,
    Path,
    Scalar,
    Span,
    Value,
    type_of,
)
from generator.hints import counted, did_you_mean

#: Parentheses, negations and function calls may nest this deep.
MAX_DEPTH = 100

#: What people write for a word or sign of FQL.
_MEANT = {
    "and": "and",
    "or": "or",
    "in": "in",
    "not": "!",
    "true": "true",
    "false": "false",
    "null": "null",
    "nil": "null",
    "none": "null",
    "undefined": "null",
    "is": "=",
    "eq": "=",
    "equals": "=",
}
_MIRRORED: dict[str, ComparisonOperator] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
_ORDERINGS = ("<", "<=", ">", ">=")


def parse_trigger(text: str) -> Condition:
    """The condition that a trigger stands for. Raises FqlError."""
    tokens = tokenize(text)
    if tokens[0].kind is Kind.END:
        raise FqlError("this trigger is empty", tokens[0].span, 'write one, such as type = "track"')
    parser = _Parser(tokens)
    condition = parser.either()
    parser.expect_end()
    return condition


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def either(self) -> Condition:
        """`or`: the loosest level."""
        operands = [self.all_of()]
        while self._peek().text == "or" and self._peek().kind is Kind.CONNECTIVE:
            self._next()
            operands.append(self.all_of())
        return operands[0] if len(operands) == 1 else Or(tuple(operands), _around(operands))

    def all_of(self) -> Condition:
        """`and`: tighter than `or`."""
        operands = [self.negation()]
        while self._peek().text == "and" and self._peek().kind is Kind.CONNECTIVE:
            self._next()
            operands.append(self.negation())
        return operands[0] if len(operands) == 1 else And(tuple(operands), _around(operands))

    def negation(self) -> Condition:
        """Any number of `!` before a condition."""
        if self._peek().kind is not Kind.NOT:
            return self.primary()
        sign = self._next()
        self._descend(sign)
        direct = self._peek().kind is Kind.PATH
        operand = self.negation()
        self._depth -= 1
        span = Span(sign.span.start, operand.span.end)
        if direct and isinstance(operand, Contains | Match) and _as_segment_writes_it(operand):
            # What Segment's editor writes for "does not contain" holds for texts only (observed).
            return replace(operand, negated=True, span=span)
        return Not(operand, span)

    def primary(self) -> Condition:
        """A comparison, or a condition in parentheses."""
        if self._peek().kind is not Kind.OPEN:
            return self.comparison()
        opening = self._next()
        self._descend(opening)
        condition = self.either()
        self._depth -= 1
        if self._peek().kind is Kind.END:
            raise FqlError("this parenthesis is not closed", opening.span, 'add a ")"')
        if self._peek().kind is not Kind.CLOSE:
            self._unexpected('"and", "or" or ")"')
        self._next()
        return condition

    def comparison(self) -> Condition:
        """An operand held against another or a list, or a function that is a condition."""
        left = self.operand("a condition, such as event = ...")
        token = self._peek()
        if isinstance(left, Contains | Match):
            return self._outcome(left) if token.kind is Kind.OPERATOR else left
        if token.kind is Kind.IN:
            return self._membership(left)
        if token.kind is not Kind.OPERATOR:
            if isinstance(left, Function) and left.name == "bool":
                return Comparison("=", left, Value(True, left.span), left.span)
            self._compared_with_nothing(left)
        self._next()
        right_token = self._peek()
        right = self.operand("a value: text in quotes, a number, true, false or null")
        if isinstance(right, Contains | Match):
            raise FqlError(
                f"{shorten(right_token.text)} is a condition by itself",
                right_token.span,
                "leave out the comparison; ! before it negates it",
            )
        return _compare(token, left, right)

    def operand(self, expected: str) -> Operand | Contains | Match:
        """A field, a constant, or a function of them."""
        token = self._peek()
        match token.kind:
            case Kind.PATH:
                if self._tokens[self._at + 1].kind is Kind.OPEN:
                    return self._call()
                return self._field()
            case Kind.STRING | Kind.NUMBER | Kind.CONSTANT:
                return self._constant(expected)
        self._unexpected(expected)

    def _field(self) -> Path:
        token = self._next()
        before = self._tokens[self._at - 2] if self._at > 1 else None
        if before is not None and before.kind is Kind.OPERATOR and len(token.keys) == 1:
            # After an operator a lone word is more likely a text without its quotes.
            hint = _word_hint(token.text) or f"put text in quotes: {shorten(token.text)}"
            check_root(token, hint=hint)
        elif hint := _word_hint(token.text):
            raise FqlError(f"{shorten(token.text)} has no place here", token.span, hint)
        else:
            check_root(token)
        return Path(token.keys, token.span)

    def _constant(self, expected: str) -> Value:
        token = self._peek()
        match token.kind:
            case Kind.STRING:
                value: Scalar = token.text[1:-1]
            case Kind.NUMBER:
                value = _number(token)
            case Kind.CONSTANT:
                value = {"true": True, "false": False, "null": None}[token.text]
            case _:
                self._unexpected(expected)
        self._next()
        return Value(value, token.span)

    def _call(self) -> Function | Contains | Match:
        name = self._next()
        if name.text not in FUNCTIONS:
            hint = _word_hint(name.text) or did_you_mean(name.text, FUNCTIONS)
            raise FqlError(f"there is no function {shorten(name.text)}", name.span, hint)
        opening = self._next()
        self._descend(opening)
        arguments: list[Operand] = []
        while self._peek().kind is not Kind.CLOSE:
            if arguments:
                self._expect(Kind.COMMA, '"," or ")"', opening)
            argument = self.operand("an argument: a field, a text or a number")
            if isinstance(argument, Contains | Match):
                raise FqlError("a condition can't be an argument", argument.span)
            arguments.append(argument)
        self._depth -= 1
        span = Span(name.span.start, self._next().span.end)
        wanted = FUNCTIONS[name.text]
        if len(arguments) != wanted:
            takes = f"{counted(wanted, 'argument')}, not {len(arguments)}"
            raise FqlError(f'"{name.text}" takes {takes}', span)
        if wanted == 1:
            return function_value(name.text, arguments[0], span)
        return function_condition(name.text, arguments[0], arguments[1], span)

    def _membership(self, operand: Operand) -> Membership:
        self._next()
        opening = self._peek()
        self._expect(Kind.OPEN_LIST, 'a list, such as ["a", "b"]', opening)
        values: list[Value] = []
        while self._peek().kind is not Kind.CLOSE_LIST:
            if values:
                self._expect(Kind.COMMA, '"," or "]"', opening)
            values.append(self._constant("a constant: text in quotes, a number, true or false"))
        span = Span(operand.span.start, self._next().span.end)
        return Membership(operand, tuple(values), span)

    def _outcome(self, condition: Contains | Match) -> Condition:
        """`contains(...) = true`: a function's outcome held against a boolean."""
        operator = self._next()
        outcome = self._constant("true or false")
        if operator.text not in ("=", "!=") or not isinstance(outcome.value, bool):
            raise FqlError("a condition is either true or false", outcome.span)
        span = Span(condition.span.start, outcome.span.end)
        return condition if outcome.value == (operator.text == "=") else Not(condition, span)

    def expect_end(self) -> None:
        """Nothing may follow a whole condition."""
        token = self._peek()
        if token.kind is Kind.CLOSE:
            raise FqlError(
                "this parenthesis closes nothing", token.span, 'remove it, or add a "(" before'
            )
        if token.kind is not Kind.END:
            self._unexpected('"and", "or" or the end')

    def _expect(self, kind: Kind, expected: str, opening: Token) -> None:
        if self._peek().kind is Kind.END and opening.kind is not Kind.END:
            closing = "]" if opening.kind is Kind.OPEN_LIST else ")"
            raise FqlError(
                f'this "{opening.text}" is not closed', opening.span, f'add a "{closing}"'
            )
        if self._peek().kind is not kind:
            self._unexpected(expected)
        self._next()

    def _compared_with_nothing(self, left: Operand) -> NoReturn:
        token = self._peek()
        if token.kind is Kind.PATH:
            self._unexpected('a comparison: "=", "!=", "<", "<=", ">", ">=" or "in"')
        path = shorten(".".join(left.keys)) if isinstance(left, Path) else ""
        shown = f"the field {path}" if path else "this value"
        raise FqlError(
            f"{shown} is compared with nothing",
            left.span,
            "write what it must be, such as: = true, or != null for any value",
        )

    def _unexpected(self, expected: str) -> NoReturn:
        token = self._peek()
        found = "the end" if token.kind is Kind.END else shorten(token.text)
        if token.kind is Kind.STRING:
            found = shorten(token.text[1:-1])
        hint = _word_hint(token.text)
        if token.kind is Kind.OPERATOR and self._tokens[self._at - 1].kind is Kind.OPERATOR:
            hint = 'FQL compares with a single sign, such as "=" or "!="'
        raise FqlError(f"expected {expected}, found {found}", token.span, hint)

    def _descend(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FqlError(f"this is nested more than {MAX_DEPTH} levels deep", token.span)


def _compare(operator: Token, left: Operand, right: Operand) -> Comparison:
    """A comparison with its constant, if it has one, on the right."""
    span = Span(left.span.start, right.span.end)
    for side in (left, right):
        is_other = isinstance(side, Value) and type_of(side.value) != "number"
        if is_other and operator.text in _ORDERINGS:
            message = f'"{operator.text}" compares numbers only'
            raise FqlError(message, side.span, "write the number without quotes")
    if isinstance(left, Value) and not isinstance(right, Value):
        return Comparison(_MIRRORED[operator.text], right, left, span)
    # Mirrored twice an operator is itself; the table gives it its type.
    return Comparison(_MIRRORED[_MIRRORED[operator.text]], left, right, span)


def _as_segment_writes_it(condition: Contains | Match) -> bool:
    if condition.negated or not isinstance(condition.operand, Path):
        return False
    return isinstance(condition, Match) or isinstance(condition.part, Value)


def _around(conditions: list[Condition]) -> Span:
    return Span(conditions[0].span.start, conditions[-1].span.end)


def _word_hint(word: str) -> str:
    meant = _MEANT.get(word.lower())
    return f'FQL writes it "{meant}"' if meant and meant != word else ""


def _number(token: Token) -> int | float:
    if "." in token.text and math.isfinite(float(token.text)):
        return float(token.text)
    if "." in token.text:
        raise FqlError("this number is too large for JavaScript", token.span)
    if len(token.text) > 16 or abs(int(token.text)) > 2**53:
        raise FqlError(
            "a whole number beyond 2^53 is not exact in JavaScript", token.span, "put it in quotes"
        )
    return int(token.text)
