"""Conditions that Segment's editor can hold; the oracle's own generateFql writes the triggers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

Condition = Mapping[str, Any]

#: The operators of the editor, by what they take.
ON_TEXT = ("=", "!=", "contains", "not_contains")
ON_GLOB = ("starts_with", "not_starts_with", "ends_with", "not_ends_with")
ON_NUMBER = ("<", "<=", ">", ">=", "number_equals", "number_not_equals")
ON_NOTHING = ("exists", "not_exists", "is_true", "is_false")

#: Names of properties that both readings take alike. Not here, for the hosted parser misreads
#: them: a name that begins with a digit or "-", one with "[" or "]" in it, "and", "or", "null".
_NAMES = {
    "event-property": (
        "plan",
        "price",
        "a.b",
        "a b",
        "list",
        "order",
        "x-y_Z9",
        "ü",
        "$q",
        "android",
    ),
    "event-trait": ("plan", "a.b", "age", "nullable"),
    "event-context": ("page.path", "locale", "campaign.content.slot"),
}
_EVENT_TYPES = ("track", "identify", "page", "group", "alias", "screen", "pages", "")
_NUMBERS = (0, 1, -1, 5, 5.5, 4.999, 100, 127.5, -0.25)

#: A double quote ends the text early, and the hosted parser knows no other signs in a pattern.
_UNWRITABLE = set('"')
_GLOB_SIGNS = set('"*?[\\')


def _texts(pool: Sequence[Any], without: set[str]) -> st.SearchStrategy[str]:
    pooled = [value for value in pool if isinstance(value, str) and not without & set(value)]
    free = st.text(st.characters(codec="utf-8", exclude_characters=without), max_size=4)
    return st.one_of(st.sampled_from([*pooled, "pro"]), st.sampled_from([*pooled, "a"]), free)


@st.composite
def _condition(draw: st.DrawFn, pool: Sequence[Any], calls: bool) -> Condition:
    kind = draw(st.sampled_from([*_NAMES, "event-type", "event", "name", "userId"]))
    if kind == "event-type":
        operator = draw(st.sampled_from(["=", "=", "!="]))
        return {"type": kind, "operator": operator, "value": draw(st.sampled_from(_EVENT_TYPES))}
    operators = [*ON_TEXT[:2]]
    if calls:
        operators += [*ON_TEXT[2:], *ON_GLOB]
    if kind in _NAMES:
        operators += ON_NUMBER
    # The hosted parser reads `event = null` as the text "null", and `name = true` as "true".
    if kind in _NAMES or kind == "userId":
        operators += ON_NOTHING
    elif kind == "name":
        operators += ON_NOTHING[:2]
    operator = draw(st.sampled_from(operators))
    condition: dict[str, Any] = {"type": kind, "operator": operator}
    if kind in _NAMES:
        condition["name"] = draw(st.sampled_from(_NAMES[kind]))
    if operator in ON_NUMBER:
        condition["value"] = draw(st.sampled_from(_NUMBERS))
    elif operator in ON_TEXT[2:]:
        condition["value"] = draw(st.one_of(_texts(pool, _UNWRITABLE), st.sampled_from(_NUMBERS)))
    elif operator in ON_TEXT:
        condition["value"] = draw(_texts(pool, _UNWRITABLE))
    elif operator in ON_GLOB:
        condition["value"] = draw(_texts(pool, _GLOB_SIGNS))
    return condition


@st.composite
def conditions(draw: st.DrawFn, pool: Sequence[Any]) -> Condition:
    """One group of all or any, with at most one nested group.

    A nested group holds no contains or match: the hosted parser takes the parenthesis that ends
    the call for the one that ends the group.
    """
    children = draw(st.lists(_condition(pool, calls=True), min_size=1, max_size=3))
    if draw(st.integers(0, 2)) == 0:
        nested = draw(st.lists(_condition(pool, calls=False), min_size=1, max_size=3))
        operator = draw(st.sampled_from(["and", "or"]))
        at = draw(st.integers(0, len(children)))
        children.insert(at, {"type": "group", "operator": operator, "children": nested})
    return {
        "type": "group",
        "operator": draw(st.sampled_from(["and", "or"])),
        "children": children,
    }
