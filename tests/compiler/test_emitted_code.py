"""The code that comes out: short, straight, without an interpreter, and for every browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator import Bundle

from .bundles import (
    build,
    compile_properties,
    compile_triggers,
    forms,
    rules_code,
    settings,
    subscription,
)
from .node import Node, counted
from .tables import table, track

Json = Any

#: The newest JavaScript that we ask of a browser: all have had it since 2018.
ES2019 = 10

TRIGGERS = [
    'type = "track" and match(event, "a?[b-d]*e*")',
    'lowercase(properties.a) = "x" or contains(uppercase(event), "Y")',
    'snakecase(event) = "a" or kebabcase(event) = "a" or titlecase(event) = "A"',
    "length(properties.a) > 5 or number(properties.b) < 3 or bool(properties.c)",
    'string(properties.a) = "5" or typeof(properties.a) in ["list", "object"]',
    r'properties.a\ b[0].c = "</script>" or !match(properties.x, "*v")',
    'type = "page" or (type = "identify" and !(traits.plan = "free"))',
]
MAPPINGS: list[Json] = [
    {"@replace": {"pattern": "a.c", "value": {"@path": "$.a"}, "ignorecase": True}},
    {"@replace": {"pattern": "(", "value": {"@path": "$.a"}, "replacement": "$&", "global": False}},
    {"@flatten": {"value": {"@path": "$.properties"}, "separator": "."}},
    {"@merge": {"objects": [{"@path": "$.a"}, {"b": 1}], "direction": "left"}},
    {"@arrayPath": ["$.properties.list", {"x": {"@path": "$.a"}}]},
    {"@json": {"mode": "decode", "value": {"@path": "$.a"}}},
    {"@json": {"mode": "encode", "value": {"@path": "$.a"}}},
    {"@transform": {"apply": {"a": {"@path": "$.b"}}, "mapping": {"c": {"@path": "$.a"}}}},
    {"@excludeWhenNull": {"a": {"@path": "$.a"}}},
    {"@case": {"operator": "upper", "value": {"@path": "$.a"}}},
    {"@if": {"blank": {"@path": "$.a"}, "then": {"@template": "{{a}}{{b.c}}"}, "else": 1}},
    {"__proto__": {"@path": "$.properties['a b'][0]"}, "eval": 1, "new Function()": "/re/"},
]


def everything() -> list[Bundle]:
    """Bundles that between them have code of every kind."""
    return [
        compile_triggers(TRIGGERS),
        compile_triggers(TRIGGERS, "segment"),
        compile_properties(MAPPINGS),
        build({"settings": {"projectApiKey": "k"}}),
        build({"settings": {"projectApiKey": "k"}, "subscriptions": []}),
    ]


def rule(trigger: str, mapping: Json | None = None) -> str:
    """The readable code of one subscription."""
    mapping = {"event_name": "sent"} if mapping is None else mapping
    return rules_code(build(settings([subscription(trigger, mapping)])))


def test_the_syntax_is_that_of_es2019(node: Node) -> None:
    for bundle in everything():
        for survey in node.survey(forms(bundle), ES2019):
            assert "error" not in survey, survey["error"]


def test_there_is_no_regular_expression_and_no_code_from_text(node: Node) -> None:
    for bundle in everything():
        for survey in node.survey(forms(bundle), ES2019):
            assert survey["kinds"]["CallExpression"]
            assert "RegExp" not in survey["kinds"]
            assert not {"RegExp", "Function", "eval", "constructor"} & set(survey["calls"])


def test_no_table_of_directives_is_in_the_page() -> None:
    [_, minified] = forms(compile_properties(MAPPINGS))
    for name in ("@path", "@if", "@replace", "@flatten", "@merge", "@transform", "@case"):
        assert name not in minified


def definitions(code: str) -> list[str]:
    """The names of the functions that a bundle defines at its top."""
    return re.findall(r"^ *const (\w+) = (?:async )?(?:\(.*\)|\w+) =>", code, re.MULTILINE)


HELPERS = [
    ("flatten", {"@flatten": {"value": {"@path": "$.a"}, "separator": "."}}),
    ("replace", {"@replace": {"pattern": "a", "value": {"@path": "$.a"}}}),
    ("text", {"@template": "a{{b}}"}),
    ("dropNulls", {"@excludeWhenNull": {"@path": "$.a"}}),
]


@pytest.mark.parametrize(("helper", "mapping"), HELPERS, ids=[name for name, _ in HELPERS])
def test_a_helper_is_there_once_when_it_is_used(helper: str, mapping: Json) -> None:
    [without, _] = forms(compile_properties([1]))
    [once, _] = forms(compile_properties([mapping]))
    [twice, _] = forms(compile_properties([mapping, [mapping, mapping]]))
    assert helper not in definitions(without)
    assert definitions(once).count(helper) == 1
    assert definitions(twice).count(helper) == 1


def test_a_bundle_has_only_the_helpers_of_its_own_rules() -> None:
    [plain, _] = forms(compile_properties(["a"]))
    [full, _] = forms(compile_properties(MAPPINGS))
    added = set(definitions(full)) - set(definitions(plain))
    assert added >= {name for name, _ in HELPERS}, added


def test_a_disabled_subscription_leaves_no_trace() -> None:
    kept = subscription('type = "track"', {"event_name": "x"}, "kept")
    gone = {
        **subscription('type = "page" and name = "telltale"', {"event_name": "telltale"}),
        "name": "telltale",
        "partnerAction": "identifyUser",
        "enabled": False,
        "mapping": {"traits": {"@flatten": {"value": {"@path": "$.telltale"}, "separator": "."}}},
    }
    with_it, without_it = (build(settings(given)) for given in ([kept, gone], [kept]))
    assert with_it.files == without_it.files


METHODS = [
    ("one type", 'type = "track"', ["track"]),
    ("two types", 'type = "track" or type = "page"', ["track", "page"]),
    ("a list of types", 'type in ["group", "alias"]', ["group", "alias"]),
    ("not a type", 'type != "track"', ["identify", "page", "group", "alias", "screen"]),
    ("a pattern of types", 'match(type, "[pst]*") and !(type = "page")', ["track", "screen"]),
    ("a type among other conditions", 'event = "a" and (type = "track")', ["track"]),
    ("no type", 'event = "a"', ["track", "identify", "page", "group", "alias", "screen"]),
    (
        "a type each",
        '(type = "page" and name = "a") or (type = "track" and event = "b")',
        ["track", "page"],
    ),
]
TYPES = {"track", "identify", "page", "group", "alias", "screen"}


@table(("trigger", "methods"), METHODS)
def test_a_plugin_has_methods_for_the_types_that_can_match(
    trigger: str, methods: list[str], node: Node
) -> None:
    for ran in node.run(forms(compile_triggers([trigger])), []):
        [found, twin] = ran.methods
        assert TYPES & set(found) == TYPES & set(twin) == set(methods)


def test_an_action_that_can_never_fire_has_no_plugin(node: Node) -> None:
    subscriptions = [
        subscription('type = "track"', {"event_name": "x"}),
        subscription('type = "a" and type = "b"', {}, action="identifyUser"),
    ]
    for ran in node.run(forms(build(settings(subscriptions))), [track()]):
        # The destination and the twin.
        assert len(ran.methods) == 2


def reads(node: Node, bundle: Bundle, event: Json) -> dict[str, int]:
    """How often each counted field is read; both forms read alike."""
    readable, minified = (ran.delivered[0].reads for ran in node.run(forms(bundle), [event]))
    assert readable == minified
    return readable


@table(
    ("trigger",),
    [
        ("in an or", 'properties.plan = "a" or properties.plan = "b" or properties.plan = "c"'),
        ("in an and", 'properties.plan != "a" and properties.plan != "b"'),
        ("in two tests", 'contains(properties.plan, "x") or match(properties.plan, "*z")'),
        ("in functions", 'lowercase(properties.plan) = "a" or length(properties.plan) = 9'),
        ("as a number", "properties.plan > 1 or properties.plan < 5"),
    ],
)
def test_a_path_read_twice_in_a_rule_is_read_once(trigger: str, node: Node) -> None:
    event = track(properties={"plan": counted("q")})
    assert reads(node, compile_triggers([trigger]), event) == {"properties.plan": 1}


def test_what_trigger_and_mapping_both_read_is_read_once(node: Node) -> None:
    mapping = {"event_name": {"@path": "$.event"}, "properties": {"e": {"@path": "$.event"}}}
    bundle = build(settings([subscription('event = "a" or event = "b"', mapping)]))
    assert reads(node, bundle, track(counted("b"))) == {"event": 1}


def test_what_a_template_reads_twice_is_read_once(node: Node) -> None:
    bundle = compile_properties([{"@template": "{{event}}-{{event}}", "_metadata": {}}])
    assert reads(node, bundle, track(counted("b"))) == {"event": 1}


def test_what_comes_after_a_decided_condition_is_not_read(node: Node) -> None:
    bundle = compile_triggers(['type = "track" and event = "no" and properties.plan = "a"'])
    event = track(properties={"plan": counted("q")})
    assert reads(node, bundle, event) == {}


FOLDED = [
    ("a condition on the type", 'type = "track"', "if ("),
    ("either of two types", 'type = "track" or type = "page"', "if ("),
    ("constants compared", 'type = "track" and 1 < 2', "if ("),
    ("texts compared", 'type = "track" and "a" != "b"', "if ("),
    ("a function of a constant", 'type = "track" and lowercase("A") = "a"', "if ("),
    ("a length of a constant", 'type = "track" and length("\u00e9") = 2', "if ("),
    ("contains of constants", 'type = "track" and contains("abc", "b")', "if ("),
    ("match of constants", 'type = "track" and match("abc", "a*")', "if ("),
    ("a constant in a list", 'type = "track" and 5 in [4, 5]', "if ("),
    ("any text", 'type = "track" or match(type, "*")', "if ("),
    ("a dead branch", 'type = "track" and (event = "a" or 1 = 2)', "||"),
    ("a decided branch", 'type = "track" and (event = "telltale" or 1 = 1)', "telltale"),
    (
        "a part with the wrong type",
        'event = "a" and type = "track" or type = "x" and name = "n"',
        "name",
    ),
]


@table(("trigger", "gone"), FOLDED)
def test_what_is_known_of_a_trigger_is_folded(trigger: str, gone: str) -> None:
    code = rule(trigger)
    body = "\n".join(line for line in code.splitlines() if not line.strip().startswith("//"))
    assert "sent" in body
    assert gone not in body, code


FOLDED_MAPPINGS: list[tuple[str, Json, str, str]] = [
    ("an if on a literal", {"@if": {"exists": "x", "then": "aa", "else": "bb"}}, '"aa"', "bb"),
    (
        "a blank literal",
        {"@if": {"blank": {"@literal": ""}, "then": "aa", "else": "bb"}},
        '"bb"',
        "aa",
    ),
    ("a case of a literal", {"@case": {"operator": "upper", "value": "aa"}}, '"AA"', "toUpper"),
    (
        "a replace in a literal",
        {"@replace": {"pattern": "a", "value": "aba", "replacement": "c"}},
        '"cbc"',
        "replace(",
    ),
    ("a template without fields", {"@template": "a b"}, '"a b"', "text("),
    (
        "a merge of constants",
        {"@merge": {"objects": [{"a": "aa"}, {"a": "bb"}], "direction": "right"}},
        '"bb"',
        '"aa"',
    ),
    (
        "a flatten of constants",
        {"@flatten": {"value": {"a": {"b": "cc"}}, "separator": "."}},
        '"a.b": "cc"',
        "flatten(",
    ),
    ("encoded constants", {"@json": {"mode": "encode", "value": {"a": 1}}}, "a", "stringify"),
    ("nulls left out", {"@excludeWhenNull": {"aa": None, "bb": 1}}, "bb: 1", "aa"),
    ("a literal", {"@literal": {"a": [1]}}, "[1]", "copy("),
    ("a text for its path", {"@path": {"@literal": "$.event"}}, "event.event", "$"),
]


@table(("mapping", "there", "gone"), FOLDED_MAPPINGS)
def test_what_is_known_of_a_mapping_is_folded(mapping: Json, there: str, gone: str) -> None:
    code = rule('type = "track"', {"event_name": "sent", "properties": mapping})
    assert there in code
    assert gone not in code


@pytest.mark.parametrize("name", ["1flow.js", "1flow.min.js"])
def test_the_same_settings_give_the_same_bytes(name: str) -> None:
    assert compile_triggers(TRIGGERS).files[name] == compile_triggers(TRIGGERS).files[name]
    assert compile_properties(MAPPINGS).files[name] == compile_properties(MAPPINGS).files[name]


def test_one_subscription_that_throws_does_not_stop_the_rest(node: Node) -> None:
    throwing = {"@transform": {"apply": {"@path": "$.properties.n"}, "mapping": {"a": 1}}}
    toothless = {"@merge": {"objects": [{"@path": "$.x"}], "direction": "right"}}
    bundle = compile_properties(
        [throwing, {"@case": {"operator": "upper", "value": "a"}}, toothless]
    )
    for ran in node.run(forms(bundle), [track(properties={"n": 5})]):
        assert ran.delivered[0].names[-2:] == ["rule 1", "rule 2"]
