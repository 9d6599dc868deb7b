"""Triggers as the hosted destination reads them, as nodes of the same kind as the language's.

The rules are the observed behaviour of the published package `@segment/destination-subscriptions`
(3.37). It has no grammar: it takes tokens one after the other, skips what it does not know, joins
all conditions of a level by the last connective that it saw, and never fires where it fails.
"""

from __future__ import annotations

import math
import re

from generator.fql.globs import literal_glob
from generator.fql.hosted_lexer import HostedError, HostedToken, from_utf16_units, hosted_tokens
from generator.fql.nodes import (
    And,
    Comparison,
    Condition,
    Constant,
    Contains,
    Function,
    Match,
    Not,
    Or,
    Path,
    Scalar,
    Span,
    Value,
)
from generator.numbers import number_text, text_number
from generator.record import Record

_ROOTS = ("type", "event", "name", "userId")
_GROUPS = ("context", "properties", "traits")
#: The hosted table of fields is a plain object: what it inherits is found in it too.
_INHERITED = (
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
)
_FUNCTIONS = ("contains", "match")
_KEYS = re.compile(r"[^\[.\]]+")
_NOWHERE = Span(0, 0)


class _Test(Record):
    """A condition, and when evaluating it fails, which ends the whole evaluation."""

    holds: Condition
    fails: Condition


_NEVER = Constant(False, _NOWHERE)
_ALWAYS = Constant(True, _NOWHERE)
_FAILS = _Test(_NEVER, _ALWAYS)


def read_as_hosted(trigger: str) -> Condition:
    """The condition on which the hosted destination fires for this trigger.

    Raises FqlError for a trigger that is too long for us; whatever else, it never fires.
    """
    try:
        test = _Reader(_joined_fields(hosted_tokens(trigger))).read()
    except HostedError:
        return _NEVER
    return _NEVER if test is None else test.holds


def _joined_fields(tokens: list[HostedToken]) -> list[HostedToken]:
    """Identifiers joined by dots as one identifier, dots included."""
    joined: list[HostedToken] = []
    at = 0
    while at < len(tokens):
        following = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        after_name = bool(joined) and joined[-1].kind == "ident"
        if after_name and tokens[at].kind == "dot" and following == "ident":
            joined[-1] = HostedToken("ident", f"{joined[-1].text}.{tokens[at + 1].text}")
            at += 2
        else:
            joined.append(tokens[at])
            at += 1
    return joined


class _Reader:
    def __init__(self, tokens: list[HostedToken]) -> None:
        self._tokens = tokens
        self._at = 0

    def _shift(self) -> HostedToken:
        """The next token; the hosted parser fails when it has to look at one that is not there."""
        if self._at == len(self._tokens):
            raise HostedError("the tokens are at an end")
        self._at += 1
        return self._tokens[self._at - 1]

    def _skip(self) -> None:
        self._at = min(self._at + 1, len(self._tokens))

    def read(self) -> _Test | None:
        """The test of one level; None where there is none."""
        tests: list[_Test | None] = []
        connective = "and"
        while self._at < len(self._tokens):
            token = self._shift()
            match token.kind:
                case "eos":
                    break
                case "ident" if token.text.split(".")[0] in (*_ROOTS, *_GROUPS):
                    tests.append(self._comparison(token))
                case "ident" if token.text.split(".")[0] in _INHERITED:
                    self._shift()
                    self._shift()
                case "ident" if token.text in _FUNCTIONS:
                    tests += self._function(token.text, negated=False)
                case "operator" if token.text == "!":
                    name = self._shift()
                    if name.kind == "ident" and name.text in _FUNCTIONS:
                        tests += self._function(name.text, negated=True)
                    else:
                        self._at -= 1
                case "parenleft":
                    tests.append(self._group())
                case "conditional":
                    connective = token.text
        if len(tests) < 2:
            return tests[0] if tests else None
        present = [_FAILS if test is None else test for test in tests]
        return _all_of(present) if connective == "and" else _any_of(present)

    def _group(self) -> _Test | None:
        """Up to the first closing parenthesis, whatever was opened between."""
        tokens = []
        while (token := self._shift()).kind != "parenright":
            tokens.append(token)
        return _Reader([*tokens, HostedToken("eos", "eos")]).read()

    def _comparison(self, field: HostedToken) -> _Test:
        operator, value = self._shift(), self._shift()
        root = field.text.split(".")[0]
        scalar = _scalar(value)
        if root in _GROUPS:
            name = field.text.removeprefix(f"{root}.")
            return _test(_field(root, name), _group_operator(operator, value), scalar)
        name = operator.text
        if value.text == "null" and root in ("name", "userId"):
            name = {"!=": "exists", "=": "not_exists"}.get(name, name)
        if root == "userId" and name == "=" and value.text in ("true", "false"):
            name = f"is_{value.text}"
        return _test(_path(root), name, _text(scalar))

    def _function(self, function: str, *, negated: bool) -> list[_Test | None]:
        self._skip()
        field = self._shift()
        self._skip()
        value = self._shift()
        self._skip()
        text = _text(_scalar(value))
        if function == "contains":
            operator = "contains"
        elif value.text.endswith('*"'):
            operator, text = "starts_with", text[:-1]
        else:
            operator, text = "ends_with", text[1:]
        name = f"not_{operator}" if negated else operator
        if field.text in ("event", "name", "userId"):
            return [_test(_path(field.text), name, text)]
        root = next((root for root in _GROUPS if field.text.startswith(root)), None)
        if root is None:
            return []
        return [_test(_field(root, field.text.removeprefix(f"{root}.")), name, text)]


def _group_operator(operator: HostedToken, value: HostedToken) -> str:
    """The test of a property, trait or context field that an operator and a value stand for."""
    equal, unequal = operator.text == "=", operator.text == "!="
    if value.text == "null" and (equal or unequal):
        return "not_exists" if equal else "exists"
    if equal and value.text in ("true", "false"):
        return f"is_{value.text}"
    if value.kind == "number" and (equal or unequal):
        return "number_equals" if equal else "number_not_equals"
    return operator.text


def _scalar(token: HostedToken) -> str | float | bool:
    if token.kind == "string":
        # Only double quotes are taken off.
        return token.text.removeprefix('"').removesuffix('"')
    if token.kind == "number":
        return text_number(token.text)
    if token.kind == "ident" and token.text in ("true", "false"):
        return token.text == "true"
    return token.text


def _text(value: str | float | bool) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return number_text(value)


def _field(root: str, name: str) -> Path | None:
    """The field that a name stands for below a root; None where reading it fails."""
    keys = _KEYS.findall(name)
    return _path(root, *keys) if keys else None


def _path(*keys: str) -> Path:
    return Path(tuple(from_utf16_units(key) for key in keys), _NOWHERE)


def _test(path: Path | None, operator: str, value: str | float | bool) -> _Test:
    if path is None:
        return _FAILS
    return _Test(_condition(path, operator, value), _NEVER)


def _condition(path: Path, operator: str, value: str | float | bool) -> Condition:
    text = from_utf16_units(_text(value))
    negated = operator.startswith("not_")
    match operator:
        case "=" | "!=":
            return _comparison(path, operator == "=", text)
        case "exists" | "not_exists":
            return _comparison(path, negated, None)
        case "is_true" | "is_false":
            return _comparison(path, True, operator == "is_true")
        case "number_equals" | "number_not_equals" | "<" | "<=" | ">" | ">=":
            return _numeric(path, operator, value)
        case "contains" | "not_contains":
            return Contains(path, Value(text, _NOWHERE), negated, _NOWHERE)
        case "starts_with" | "not_starts_with":
            return Match(path, literal_glob(text, ""), negated, _NOWHERE)
        case "ends_with" | "not_ends_with":
            return Match(path, literal_glob("", text), negated, _NOWHERE)
        case _:
            return _NEVER


def _comparison(path: Path, equal: bool, value: Scalar) -> Condition:
    return Comparison("=" if equal else "!=", path, Value(value, _NOWHERE), _NOWHERE)


def _numeric(path: Path, operator: str, value: str | float | bool) -> Condition:
    number = text_number(value) if isinstance(value, str) else float(value)
    if math.isfinite(number):
        constant = Value(int(number) if number.is_integer() else number, _NOWHERE)
        match operator:
            case "number_equals":
                return Comparison("=", path, constant, _NOWHERE)
            case "number_not_equals":
                return Comparison("!=", path, constant, _NOWHERE)
            case "<" | "<=" | ">" | ">=":
                return Comparison(operator, path, constant, _NOWHERE)
    # No number of an event is NaN or infinite, so only the direction counts.
    below = operator in ("<", "<=") and number > 0
    above = operator in (">", ">=") and number < 0
    if operator == "number_not_equals" or below or above:
        return Comparison(
            "=", Function("typeof", path, _NOWHERE), Value("number", _NOWHERE), _NOWHERE
        )
    return _NEVER


def _all_of(tests: list[_Test]) -> _Test:
    """Evaluated from the left until one is false; a failure before that is the end."""
    fails: Condition = _NEVER
    for test in reversed(tests):
        fails = _or(test.fails, _and(test.holds, fails))
    return _Test(And(tuple(test.holds for test in tests), _NOWHERE), fails)


def _any_of(tests: list[_Test]) -> _Test:
    """Evaluated from the left until one is true; a failure before that is the end."""
    if all(test.fails == _NEVER for test in tests):
        return _Test(Or(tuple(test.holds for test in tests), _NOWHERE), _NEVER)
    holds: Condition = _NEVER
    fails: Condition = _NEVER
    for test in reversed(tests):
        passed_by = _not(_or(test.holds, test.fails))
        holds = _or(test.holds, _and(passed_by, holds))
        fails = _or(test.fails, _and(passed_by, fails))
    return _Test(holds, fails)


def _and(left: Condition, right: Condition) -> Condition:
    if _NEVER in (left, right):
        return _NEVER
    if _ALWAYS in (left, right):
        return right if left == _ALWAYS else left
    return And((left, right), _NOWHERE)


def _or(left: Condition, right: Condition) -> Condition:
    if _ALWAYS in (left, right):
        return _ALWAYS
    if _NEVER in (left, right):
        return right if left == _NEVER else left
    return Or((left, right), _NOWHERE)


def _not(condition: Condition) -> Condition:
    if isinstance(condition, Constant):
        return Constant(not condition.value, _NOWHERE)
    return Not(condition, _NOWHERE)
