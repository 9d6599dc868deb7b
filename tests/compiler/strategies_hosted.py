"""Triggers as people mistype them: a grammar far wider than what any parser of FQL takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from .strategies_events import FIELDS

_SPACES = ("", "", "  ", "\t", "\n", "\r\n", "\u00a0", " \r")
_ODD_FIELDS = (
    *("price", "properties", "traits", "context", "anonymousId", "messageId", "timestamp"),
    *("propertiesx", "propertiesx.plan", "traits.", "context..locale", "properties.1a", "Type"),
    *(r"properties.a\.b", r"properties\.plan", r"properties.a\[b\]", "properties.list[0]"),
    *(r"ty\pe", r"\type", r"event\ ", "event.x", "type.x", "name.and", "or.x", "_x", "-x"),
    *("properties.null", "properties.order", "properties.android", "properties.or", "\\"),
    *("properties.plan.length", "properties.list.0", "properties.list.length", "null", "true"),
    *("properties.constructor", "properties.plan.toString", "$.event", "properties.é", r"a\é"),
    *("events", "name1", "user-Id", "userId.length", "integrations.All", "groupId"),
    *(r"properties.\[", r"properties.\.", "context.page.properties.plan", "andy", "nullable.x"),
)
_OPERATORS = ("=", "!=", "=", "!=", "<", "<=", ">", ">=")
_ODD_OPERATORS = ("==", "===", "<>", "!", "! =", "= =", "=>", "=<", " in ", "~", "is", "")
_ODD_CONNECTIVES = ("and", "or", "and or", "AND", "OR", "&&", "||", ",", "", "not")
_FUNCTIONS = ("contains", "match")
_ODD_FUNCTIONS = ("Contains", "length", "lowercase", "typeof", "matches", "contain")
_ODD_CONSTANTS = (
    *("null", "true", "false", "True", "undefined", "+5", "5.", ".5", "5.5.5", "--5", "5e3", "-"),
    *("1 000", "-5a", "- 5", "'pro'", '"pro', "pro", "'x\"y'", '""pro""', '"', "'", "(5)", "[5]"),
    *('"a" "b"', '("pro", "a")', '["pro", 5]', "event", "properties.plan", "0x1F", "005", "+"),
)
_GLOBS = ("{}*", "*{}")
_ODD_GLOBS = ("*{}*", "{}", "?{}", "{}?", "a*{}", "[{}]", "{}**", "\\{}*", "")
_SOUP = (
    *("type", "event", "properties", ".", "plan", "=", "!=", "!", "<", ">", "<=", ">=", "(", ")"),
    *("and", "or", "null", "true", "false", '"track"', '"pro"', "'pro'", '"', "'", "5", "-", "+"),
    *("contains", "match", ",", "[", "]", "\\", "an", "o", "nul", "a", "n", "in", "\r", "\t"),
    *("userId", "traits.plan", "context.locale", "name", "\U0001f600", "é", "*", "_", "$", "#"),
)
_LETTERS = "andortypevl \t\n\r\"'=!<>().,\\[]-+_05\u00e9\U0001f600\x00"


def dotted(path: Sequence[str]) -> str:
    """A field as Segment's editor writes it."""
    return ".".join("".join(_escaped(char) for char in key) for key in path)


def _escaped(char: str) -> str:
    return char if char.isascii() and (char.isalnum() or char in "_-") else "\\" + char


def written(value: Any) -> str:
    """A constant in a trigger; text with a double quote in it comes out broken."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
    return f"{value:g}"


#: Of a hundred choices in a trigger, so many are odd; 0 is a trigger as it should be.
_ODDS = (0, 0, 2, 10, 40)

_PLAIN_FIELDS = ("type", *(dotted(field) for field in FIELDS))
_PLAIN_CONSTANTS = ('"track"', '"page"', '"identify"')


@dataclass(frozen=True)
class _Hand:
    """Draws the parts of one trigger: from what is usual, or now and then from what is odd."""

    draw: st.DrawFn
    odds: int
    pool: Sequence[Any]

    def pick(self, usual: Sequence[str], odd: Sequence[str]) -> str:
        """One of the texts."""
        is_odd = self.draw(st.integers(0, 99)) >= 100 - self.odds
        return self.draw(st.sampled_from(list(odd if is_odd else usual)))

    def space(self) -> str:
        return self.pick([" "], _SPACES)

    def field(self) -> str:
        return self.pick(_PLAIN_FIELDS, _ODD_FIELDS)

    def comparison(self) -> str:
        field = self.field()
        operator = self.pick(_OPERATORS, _ODD_OPERATORS)
        pooled = _PLAIN_CONSTANTS if field == "type" else [written(value) for value in self.pool]
        return field + self.space() + operator + self.space() + self.pick(pooled, _ODD_CONSTANTS)

    def call(self) -> str:
        name = self.pick(_FUNCTIONS, _ODD_FUNCTIONS)
        text = str(self.draw(st.sampled_from(list(self.pool))))
        plain = text if name == "contains" else self.pick(_GLOBS, _ODD_GLOBS).replace("{}", text)
        second = self.pick([f'"{plain}"'], [plain, f"'{plain}'", "", "5", "true", "type"])
        arguments = [self.field(), second]
        if self.pick("x", "xy") == "y":
            arguments = self.draw(st.permutations([*arguments, '"pro"']))[:3]
        comma = self.pick([", "], [",", " , ", " ", "\t,\n", "", ";"])
        closing = self.pick([")"], ["", "))", " )", ") = true", ') = "pro"', ")x"])
        return name + self.pick([""], [" "]) + "(" + comma.join(arguments) + closing

    def condition(self, depth: int) -> str:
        kind = self.draw(st.integers(0, 9 if depth else 7))
        if kind <= 4:
            return self.comparison()
        if kind <= 7:
            return self.pick(["", "!"], ["! ", "!!"]) + self.call()
        opening = self.pick(["("], ["( ", "!(", "((", "! ("])
        return opening + self.joined(depth - 1) + self.pick([")"], [" )", "))", ""])

    def joined(self, depth: int) -> str:
        text = self.condition(depth)
        connective = self.pick(["and", "or"], _ODD_CONNECTIVES)
        for _ in range(self.draw(st.integers(0, 2))):
            # Both in one group is a trap of its own, and common.
            connective = self.pick([connective], ["and", "or", *_ODD_CONNECTIVES])
            text += self.space() + connective + self.space() + self.condition(depth)
        return text


@st.composite
def _joined(draw: st.DrawFn, pool: Sequence[Any]) -> str:
    return _Hand(draw, draw(st.sampled_from(_ODDS)), pool).joined(draw(st.integers(0, 2)))


@st.composite
def _mistyped(draw: st.DrawFn, pool: Sequence[Any]) -> str:
    """A trigger with one or two letters put in, taken out or changed, or with its end cut off."""
    text = draw(_joined(pool))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(text)))
        letter = draw(st.sampled_from(_LETTERS))
        changed = [text[:at] + letter + text[at:], text[:at] + text[at + 1 :], text[:at]]
        text = draw(st.sampled_from([*changed, text[:at] + letter + text[at + 1 :]])) or text
    return text


_soup = st.lists(
    st.tuples(st.sampled_from(_SOUP), st.sampled_from(["", " ", " "])), min_size=1, max_size=12
).map(lambda pieces: "".join(token + space for token, space in pieces))


def triggers(pool: Sequence[Any]) -> st.SearchStrategy[str]:
    """Any text that may stand as a trigger, most of it near to a trigger about the pool."""
    texts = st.one_of(_joined(pool), _joined(pool), _joined(pool), _mistyped(pool), _soup)
    return texts.filter(lambda text: text.strip() != "")
