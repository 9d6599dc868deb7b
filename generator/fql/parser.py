"""Tokens to conditions: one function a precedence level, `and` binding tighter than `or`.

FQL's documentation does not say how `and` and `or` mix; the usual order is what people expect.
"""

from __future__ import annotations

from typing import NoReturn

from generator.fql.lexer import FqlError, Kind, Token, tokenize
from generator.fql.nodes import And, Comparison, Condition, Not, Or, Path, Span, Value

#: Parentheses and negations may nest this deep.
MAX_DEPTH = 100

_FUNCTIONS = (
    "contains",
    "match",
    "length",
    "lowercase",
    "uppercase",
    "snakecase",
    "kebabcase",
    "titlecase",
    "typeof",
    "bool",
    "string",
    "number",
)
_WORDS = {"and": "and", "or": "or", "not": "!", "true": "true", "false": "false", "null": "null"}
_WORDS.update({"nil": "null", "none": "null", "undefined": "null", "is": "=", "eq": "="})


def parse_trigger(text: str) -> Condition:
    """The condition that a trigger stands for. Raises FqlError."""
    parser = _Parser(tokenize(text))
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
        while self._peek().kind is Kind.CONNECTIVE and self._peek().text == "or":
            self._next()
            operands.append(self.all_of())
        return operands[0] if len(operands) == 1 else Or(tuple(operands), _around(operands))

    def all_of(self) -> Condition:
        """`and`: tighter than `or`."""
        operands = [self.negation()]
        while self._peek().kind is Kind.CONNECTIVE and self._peek().text == "and":
            self._next()
            operands.append(self.negation())
        return operands[0] if len(operands) == 1 else And(tuple(operands), _around(operands))

    def negation(self) -> Condition:
        """Any number of `!` before a condition."""
        if self._peek().kind is not Kind.NOT:
            return self.primary()
        sign = self._next()
        self._descend(sign)
        operand = self.negation()
        self._depth -= 1
        return Not(operand, Span(sign.span.start, operand.span.end))

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
        """A field, an operator and a constant."""
        left = self.field()
        operator = self._peek()
        if operator.kind is not Kind.OPERATOR:
            self._expect_operator(left)
        if operator.text not in ("=", "!="):
            raise FqlError(f'the operator "{operator.text}" is not supported yet', operator.span)
        self._next()
        right = self.value()
        span = Span(left.span.start, right.span.end)
        return Comparison("=" if operator.text == "=" else "!=", left, right, span)

    def field(self) -> Path:
        token = self._peek()
        if token.kind is not Kind.PATH:
            self._unexpected("a field, such as event or properties.plan")
        self._next()
        if self._peek().kind is Kind.OPEN:
            known = token.text in _FUNCTIONS
            message = f'the function "{token.text}" is ' + (
                "not supported yet" if known else "not known"
            )
            raise FqlError(message, token.span)
        return Path(token.keys, token.span)

    def value(self) -> Value:
        token = self._peek()
        match token.kind:
            case Kind.STRING:
                value: str | float | bool | None = token.text[1:-1]
            case Kind.NUMBER:
                value = _number(token)
            case Kind.CONSTANT:
                value = {"true": True, "false": False, "null": None}[token.text]
            case Kind.PATH:
                raise FqlError(
                    f'expected a value, found "{token.text}"',
                    token.span,
                    _word_hint(token.text) or f'put text in quotes: "{token.text}"',
                )
            case _:
                self._unexpected("a value: text in quotes, a number, true, false or null")
        self._next()
        return Value(value, token.span)

    def expect_end(self) -> None:
        """Nothing may follow a whole condition."""
        token = self._peek()
        if token.kind is Kind.CLOSE:
            raise FqlError(
                "this parenthesis closes nothing", token.span, 'remove it, or add a "(" before'
            )
        if token.kind is not Kind.END:
            self._unexpected('"and", "or" or the end')

    def _expect_operator(self, left: Path) -> NoReturn:
        token = self._peek()
        if token.kind is Kind.PATH and token.text == "in":
            raise FqlError('the operator "in" is not supported yet', token.span)
        if token.kind is Kind.PATH:
            self._unexpected('"=" or "!="')
        word = _word_hint(".".join(left.keys))
        raise FqlError(
            f'the field "{".".join(left.keys)}" is compared with nothing',
            left.span,
            word or "write what it must be, such as: = true, or != null for any value",
        )

    def _unexpected(self, expected: str) -> NoReturn:
        token = self._peek()
        found = "the end" if token.kind is Kind.END else f'"{token.text}"'
        raise FqlError(f"expected {expected}, found {found}", token.span, _word_hint(token.text))

    def _descend(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FqlError(f"this is nested more than {MAX_DEPTH} levels deep", token.span)


def _around(conditions: list[Condition]) -> Span:
    return Span(conditions[0].span.start, conditions[-1].span.end)


def _word_hint(word: str) -> str:
    meant = _WORDS.get(word.lower())
    return f"FQL writes it {meant}" if meant and meant != word else ""


def _number(token: Token) -> int | float:
    if "." in token.text:
        return float(token.text)
    if len(token.text) > 16 or abs(int(token.text)) > 2**53:
        raise FqlError(
            "a whole number beyond 2^53 is not exact in JavaScript", token.span, "put it in quotes"
        )
    return int(token.text)
