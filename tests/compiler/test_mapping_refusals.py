"""Mappings that are refused: each at its place, all of them at once, with what to do."""

from __future__ import annotations

from typing import Any

import pytest

from generator import SettingsError

from .bundles import build, compile_properties, settings, subscription
from .node import Node
from .tables import table, track

Json = Any
HERE = "subscriptions[0].mapping.properties"

#: The mapping, where in it the problem is, and a word of the message or the hint.
ALSO_REFUSED_BY_THE_KIT = [
    ("two directives", {"@path": "$.a", "@literal": 1}, ".@literal", "one directive"),
    ("a key beside a directive", {"@path": "$.a", "x": 1}, ".x", "beside"),
    ("an unknown directive", {"@pth": "$.a"}, ".@pth", "@path"),
    ("a path that is no text", {"@path": 5}, ".@path", "text"),
    ("a template that is no text", {"@template": None}, ".@template", "text"),
    ("if without a condition", {"@if": {"then": 1}}, ".@if", "exists"),
    ("if of a text", {"@if": "x"}, ".@if", "mapping"),
    ("if on a literal false", {"@if": {"exists": False, "then": 1}}, ".@if", "exists"),
    ("if on a literal null", {"@if": {"exists": None, "then": 1}}, ".@if", "exists"),
    ("case of no text", {"@case": {"operator": "lower", "value": 5}}, ".@case.value", "text"),
    ("replace without a pattern", {"@replace": {"value": "x"}}, ".@replace", "pattern"),
    ("replace without a value", {"@replace": {"pattern": "x"}}, ".@replace", "value"),
    ("an empty pattern", {"@replace": {"pattern": "", "value": "x"}}, ".@replace.pattern", ""),
    (
        "a pattern of 11 characters",
        {"@replace": {"pattern": "01234567890", "value": "x"}},
        ".@replace.pattern",
        "10",
    ),
    (
        "a pattern of 6 emoji, each of them two characters",
        {"@replace": {"pattern": "\U0001f600" * 6, "value": "x"}},
        ".@replace.pattern",
        "10",
    ),
    (
        "a replacement of 11 characters",
        {"@replace": {"pattern": "a", "value": "x", "replacement": "01234567890"}},
        ".@replace.replacement",
        "10",
    ),
    (
        "ignorecase that is no bool",
        {"@replace": {"pattern": "a", "value": "x", "ignorecase": "yes"}},
        ".@replace.ignorecase",
        "true or false",
    ),
    ("arrayPath of no list", {"@arrayPath": "$.a"}, ".@arrayPath", "list"),
    ("arrayPath of an empty list", {"@arrayPath": []}, ".@arrayPath", ""),
    ("merge without objects", {"@merge": {"direction": "left"}}, ".@merge", "objects"),
    ("merge without a direction", {"@merge": {"objects": []}}, ".@merge", "direction"),
    (
        "merge in an unknown direction",
        {"@merge": {"objects": [], "direction": "up"}},
        ".@merge.direction",
        "left",
    ),
    (
        "merge of a text",
        {"@merge": {"objects": ["x"], "direction": "left"}},
        ".@merge.objects[0]",
        "",
    ),
    ("transform without apply", {"@transform": {"mapping": {}}}, ".@transform", "apply"),
    ("transform without mapping", {"@transform": {"apply": {}}}, ".@transform", "mapping"),
    ("flatten without a value", {"@flatten": {"separator": "."}}, ".@flatten", "value"),
    ("flatten without a separator", {"@flatten": {"value": {}}}, ".@flatten", "separator"),
    (
        "flatten with an empty separator",
        {"@flatten": {"value": {}, "separator": ""}},
        ".@flatten.separator",
        "",
    ),
    (
        "json in an unknown mode",
        {"@json": {"value": {"@path": "$.a"}, "mode": "x"}},
        ".@json.mode",
        "encode",
    ),
    ("json without a mode", {"@json": {"value": {"@path": "$.a"}}}, ".@json", "mode"),
    ("json without a value", {"@json": {"mode": "encode"}}, ".@json", "value"),
    ("deep within", {"a": [{"b": {"@path": 5}}]}, ".a[0].b.@path", "text"),
]

REFUSED_HERE_ONLY = [
    ("liquid", {"@liquid": "{{ x }}"}, ".@liquid", "browser"),
    ("a path from a path", {"@path": {"@path": "$.event"}}, ".@path", ""),
    ("a template from a path", {"@template": {"@path": "$.event"}}, ".@template", ""),
    (
        "an unknown case",
        {"@case": {"operator": "title", "value": {"@path": "$.a"}}},
        ".@case.operator",
        "lower",
    ),
]


@table(("mapping", "place", "word"), [*ALSO_REFUSED_BY_THE_KIT, *REFUSED_HERE_ONLY])
def test_a_faulty_mapping_is_refused_at_its_place(mapping: Json, place: str, word: str) -> None:
    with pytest.raises(SettingsError) as caught:
        compile_properties([mapping])
    [problem] = caught.value.problems
    assert problem.path.startswith(HERE + place), str(problem)
    assert word in str(problem)


@table(("mapping", "place", "word"), ALSO_REFUSED_BY_THE_KIT)
def test_what_is_refused_throws_in_the_hosted_kit(
    mapping: Json, place: str, word: str, node: Node
) -> None:
    [[outcome]] = node.transform([{"properties": mapping}], [track(a="x")])
    assert outcome.error, (place, word)


def test_all_that_is_wrong_with_a_mapping_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        compile_properties(
            [
                {"a": {"@path": 5}, "b": {"@pth": "x"}},
                {"@replace": {"pattern": "", "replacement": "01234567890", "value": 5}},
            ]
        )
    assert sorted(problem.path for problem in caught.value.problems) == [
        "subscriptions[0].mapping.properties.a.@path",
        "subscriptions[0].mapping.properties.b.@pth",
        "subscriptions[1].mapping.properties.@replace.pattern",
        "subscriptions[1].mapping.properties.@replace.replacement",
        "subscriptions[1].mapping.properties.@replace.value",
    ]


def test_a_second_root_directive_is_refused(node: Node) -> None:
    mapping = {
        "__segment_internal_directive": {"@path": "$.a", "@literal": {}},
        "event_name": "x",
    }
    with pytest.raises(SettingsError) as caught:
        build(settings([subscription('type = "track"', mapping)]))
    assert "__segment_internal_directive" in caught.value.problems[0].path
    [[outcome]] = node.transform([mapping], [track()])
    assert outcome.error
