"""Every observed edge of the hosted mapping kit, by name; the kit itself confirms each."""

from __future__ import annotations

from typing import Any

from .bundles import compile_properties, forms, rules_code
from .mapping_parts import EVENT, NOTHING, flatten, merge, of, path, replace
from .node import Node, canonical
from .tables import table

Json = Any

PATHS: list[tuple[str, Json, Json]] = [
    ("with $.", of("text"), "Order Completed"),
    ("without $.", path("properties.text"), "Order Completed"),
    ("$ gives nothing", path("$"), NOTHING),
    ("a falsy value on the way is the result: 0", of("zero.x"), 0),
    ("a falsy value on the way is the result: false", of("no.x.y"), False),
    ("a falsy value on the way is the result: empty text", of("empty.x"), ""),
    ("null on the way is the result", of("null.x"), None),
    ("missing", of("missing"), NOTHING),
    ("below missing", of("missing.x.y"), NOTHING),
    ("below text", of("text.x"), NOTHING),
    ("brackets with a number", of("list[1].sku"), "y"),
    ("brackets with a quoted key", of("a['b'].c"), 1),
    ("brackets with a key in double quotes", of('a["b"].c'), 1),
    ("brackets with a quoted key with a space", path("$.properties['a b']"), 1),
    ("a quoted key with a dot is cut at the dot", path("$.properties['a.b']"), {"c": 1}),
    ("a space needs no brackets", of("a b"), 1),
    ("brackets with a bare key are part of the name", of("a[b]"), NOTHING),
    ("an item after a dot", of("list.0.price"), 19),
    ("the length of a list", of("list.length"), 2),
    ("a date stays a date", of("when"), "2026-11-23T10:00:00.000Z"),
    ("undefined leaves objects, null stays", {"u": of("undefined"), "n": of("null")}, {"n": None}),
    ("undefined stays an item of a list", [of("undefined"), 1], [None, 1]),
    ("_metadata means nothing", {**of("zero"), "_metadata": {"label": "Zero"}}, 0),
    ("a literal for its text", path("$.x") | {"@path": {"@literal": "$.event"}}, "Order Completed"),
]

TEMPLATES: list[tuple[str, Json, Json]] = [
    ("two braces", "{{event}}!", "Order Completed!"),
    ("three braces", "{{{event}}}!", "Order Completed!"),
    ("spaces within", "{{ event }}", "Order Completed"),
    ("a missing value gives no text", "[{{properties.missing}}]", "[]"),
    ("null gives no text", "[{{properties.null}}]", "[]"),
    ("0 is text", "[{{properties.zero}}]", "[0]"),
    ("false is text", "[{{properties.no}}]", "[false]"),
    ("$. gives no text", "[{{$.userId}}]", "[]"),
    ("a list is joined by commas", "{{properties.texts}}", "p,q"),
    ("an object has no good text", "{{properties.a}}", "[object Object]"),
    ("no placeholder", "plain", "plain"),
    ("empty braces stay", "{{}}", "{{}}"),
    ("a single pair of braces stays", "{event}", "{event}"),
    ("always text", "{{properties.zero}}", "0"),
]

IFS: list[tuple[str, Json, Json]] = [
    ("exists", {"exists": of("text"), "then": 1, "else": 2}, 1),
    ("exists counts 0", {"exists": of("zero"), "then": 1, "else": 2}, 1),
    ("exists counts false", {"exists": of("no"), "then": 1, "else": 2}, 1),
    ("exists counts empty text", {"exists": of("empty"), "then": 1, "else": 2}, 1),
    ("exists does not count null", {"exists": of("null"), "then": 1, "else": 2}, 2),
    ("exists does not count missing", {"exists": of("missing"), "then": 1, "else": 2}, 2),
    ("blank is then for a value", {"blank": of("text"), "then": 1, "else": 2}, 1),
    ("blank counts 0 as blank", {"blank": of("zero"), "then": 1, "else": 2}, 2),
    ("blank counts false as blank", {"blank": of("no"), "then": 1, "else": 2}, 2),
    ("blank counts empty text as blank", {"blank": of("empty"), "then": 1, "else": 2}, 2),
    ("blank counts null as blank", {"blank": of("null"), "then": 1, "else": 2}, 2),
    ("blank counts an empty list as blank", {"blank": of("hollow.nothing"), "then": 1}, NOTHING),
    ("no then", {"exists": of("text"), "else": 2}, NOTHING),
    ("no else", {"exists": of("missing"), "then": 1}, NOTHING),
    ("an else of 0 is dropped", {"exists": of("missing"), "then": 1, "else": 0}, NOTHING),
    ("an else of false is dropped", {"exists": of("missing"), "then": 1, "else": False}, NOTHING),
    ("an else of no text is dropped", {"exists": of("missing"), "then": 1, "else": ""}, NOTHING),
    ("an else of null is dropped", {"exists": of("missing"), "then": 1, "else": None}, NOTHING),
    ("a then of 0 stays", {"exists": of("text"), "then": 0, "else": 1}, 0),
    ("a then of null stays", {"exists": of("text"), "then": None, "else": 1}, None),
    ("both: exists wins", {"exists": of("zero"), "blank": of("zero"), "then": 1, "else": 2}, 1),
    ("a literal text as the condition", {"exists": "x", "then": 1}, 1),
    (
        "within another",
        {
            "exists": of("text"),
            "then": {
                "@if": {
                    "exists": of("missing"),
                    "then": 1,
                    "else": {"@if": {"exists": of("zero"), "then": 5}},
                }
            },
        },
        5,
    ),
]

CASES: list[tuple[str, Json, Json]] = [
    ("lower", {"@case": {"operator": "lower", "value": of("text")}}, "order completed"),
    ("upper", {"@case": {"operator": "upper", "value": of("text")}}, "ORDER COMPLETED"),
    ("what is no text stays", {"@case": {"operator": "upper", "value": of("number")}}, 127.5),
    ("a missing value", {"@case": {"operator": "upper", "value": of("missing")}}, NOTHING),
    ("no value", {"@case": {"operator": "upper"}}, NOTHING),
    ("an empty text as the value is none", {"@case": {"operator": "upper", "value": ""}}, NOTHING),
    (
        "a literal empty text is a value",
        {"@case": {"operator": "upper", "value": {"@literal": ""}}},
        "",
    ),
]

REPLACES: list[tuple[str, Json, Json]] = [
    ("all of them", replace(of("text"), "e"), "Ordr Compltd"),
    ("the first", replace(of("text"), "e", **{"global": False}), "Ordr Completed"),
    ("with a replacement", replace(of("text"), " ", replacement="_"), "Order_Completed"),
    (
        "ignoring case",
        replace(of("text"), "O", replacement="0", ignorecase=True),
        "0rder C0mpleted",
    ),
    ("minding case", replace(of("text"), "o", replacement="0"), "Order C0mpleted"),
    ("a pattern is taken literally: dot", replace(of("costs"), ".", replacement="-"), "a-b-c $5"),
    ("a pattern is taken literally: dollar", replace(of("costs"), "$"), "a.b.c 5"),
    (
        "$& in the replacement is live",
        replace(of("text"), "e", replacement="[$&]"),
        "Ord[e]r Compl[e]t[e]d",
    ),
    (
        "$$ in the replacement is live",
        replace(of("text"), "O", replacement="$$"),
        "$rder Completed",
    ),
    (
        "$` in the replacement is live",
        replace(of("text"), "C", replacement="$`"),
        "Order Order ompleted",
    ),
    (
        "$' in the replacement is live",
        replace(of("text"), "mple", replacement="$'"),
        "Order Cotedted",
    ),
    (
        "$1 in the replacement is text",
        replace(of("text"), "O", replacement="$1"),
        "$1rder Completed",
    ),
    ("a missing value gives no text", replace(of("missing"), "a"), ""),
    ("null gives no text", replace(of("null"), "a"), ""),
    ("a list gives no text", replace(of("list"), "a"), ""),
    ("a number becomes text", replace(of("number"), "2", replacement="x"), "1x7.5"),
    ("a bool becomes text", replace(of("yes"), "t", replacement="T"), "True"),
    (
        "a second pattern",
        replace(of("text"), "Order", pattern2=" ", replacement2="_"),
        "_Completed",
    ),
    (
        "the second works on the first's result",
        replace(of("costs"), ".", replacement="x", pattern2="x", replacement2="y"),
        "aybyc $5",
    ),
    ("a literal empty text", replace({"@literal": ""}, "a"), ""),
    (
        "patterns of 10 characters",
        replace(of("text"), "der Comple", replacement="0123456789"),
        "Or0123456789ted",
    ),
]

ARRAYS: list[tuple[str, Json, Json]] = [
    (
        "with a shape",
        {"@arrayPath": ["$.properties.list", {"id": path("$.sku")}]},
        [{"id": "x"}, {"id": "y"}],
    ),
    ("without a shape", {"@arrayPath": ["$.properties.texts"]}, ["p", "q"]),
    ("with an empty shape", {"@arrayPath": ["$.properties.texts", {}]}, ["p", "q"]),
    (
        "an object counts as a list of one",
        {"@arrayPath": ["$.properties.a.b", {"c": path("$.c"), "k": 1}]},
        [{"c": 1, "k": 1}],
    ),
    ("a scalar stays", {"@arrayPath": ["$.properties.number", {"a": 1}]}, 127.5),
    ("missing", {"@arrayPath": ["$.properties.missing", {"a": 1}]}, NOTHING),
    (
        "a directive for the path",
        {"@arrayPath": [of("list"), {"p": path("price")}]},
        [{"p": 19}, {"p": 3}],
    ),
    ("a literal list", {"@arrayPath": [{"@literal": [{"a": 1}]}, {"b": path("a")}]}, [{"b": 1}]),
]

MERGES: list[tuple[str, Json, Json]] = [
    ("to the right", merge({"a": 1, "b": 1}, {"b": 2}), {"a": 1, "b": 2}),
    ("to the left", merge({"a": 1, "b": 1}, {"b": 2}, direction="left"), {"a": 1, "b": 1}),
    (
        "LEFT validates, and merges to the right",
        merge({"b": 1}, {"b": 2}, direction="LEFT"),
        {"b": 2},
    ),
    ("of paths", merge(of("a.b"), {"k": of("number")}), {"c": 1, "k": 127.5}),
    ("of an array gives index keys", merge(of("texts")), {"0": "p", "1": "q"}),
    ("of text gives index keys", merge(of("texts[0]")), {"0": "p"}),
    ("of a missing value", merge(of("missing"), {"a": 1}), {"a": 1}),
    ("of a number", merge(of("number"), {"a": 1}), {"a": 1}),
    ("an undefined value wins, and leaves", merge({"a": 1}, {"a": of("missing")}), {}),
    ("of nothing", merge(), {}),
]

FLATTENS: list[tuple[str, Json, Json]] = [
    ("nested", flatten(of("a.b")), {"c": 1}),
    (
        "deep",
        flatten({"x": of("a")}),
        {"x.b.c": 1, "x.null": None, "x.list.0": None, "x.list.1.x": None},
    ),
    ("lists by index", flatten(of("texts")), {"0": "p", "1": "q"}),
    (
        "lists left out of it",
        flatten(of("a"), omitArrays=True),
        {"b.c": 1, "null": None, "list": [None, {"x": None}]},
    ),
    ("another separator", flatten({"x": of("a.b")}, separator="__"), {"x__c": 1}),
    ("a scalar", flatten(of("number")), {"": 127.5}),
    ("null", flatten(of("null")), {"": None}),
    ("a missing value", flatten(of("missing")), {}),
    ("empty objects vanish", flatten(of("hollow")), {}),
]

JSONS: list[tuple[str, Json, Json]] = [
    ("encode", {"@json": {"mode": "encode", "value": of("texts")}}, '["p","q"]'),
    ("encode a text", {"@json": {"mode": "encode", "value": of("text")}}, '"Order Completed"'),
    ("encode a missing value", {"@json": {"mode": "encode", "value": of("missing")}}, NOTHING),
    ("decode", {"@json": {"mode": "decode", "value": of("json")}}, {"a": [1, None]}),
    (
        "decode what is no JSON",
        {"@json": {"mode": "decode", "value": of("text")}},
        "Order Completed",
    ),
    ("decode what is no text", {"@json": {"mode": "decode", "value": of("number")}}, 127.5),
    (
        "ENCODE validates, and gives nothing",
        {"@json": {"mode": "ENCODE", "value": of("texts")}},
        NOTHING,
    ),
]

OTHERS: list[tuple[str, Json, Json]] = [
    ("excludeWhenNull: null", {"x": {"@excludeWhenNull": of("null")}}, {}),
    ("excludeWhenNull: a value", {"@excludeWhenNull": of("zero")}, 0),
    ("excludeWhenNull within an object", {"@excludeWhenNull": {"a": of("null"), "b": 1}}, {"b": 1}),
    (
        "excludeWhenNull deep within",
        {"@excludeWhenNull": of("a")},
        {"b": {"c": 1}, "list": [None, {"x": None}]},
    ),
    (
        "excludeWhenNull not within lists",
        {"@excludeWhenNull": [None, {"a": None}]},
        [None, {"a": None}],
    ),
    ("literal", {"@literal": {"a": [1, None, "@path"]}}, {"a": [1, None, "@path"]}),
    ("literal null", {"@literal": None}, None),
    ("a directive within a literal runs", {"@literal": of("zero")}, 0),
    (
        "transform",
        {
            "@transform": {
                "apply": {"properties": {"total": of("number")}},
                "mapping": {"t": of("total")},
            }
        },
        {"t": 127.5},
    ),
    (
        "transform hides the event",
        {
            "@transform": {
                "apply": {"a": of("zero")},
                "mapping": {"a": path("$.a"), "e": path("$.event")},
            }
        },
        {"a": 0},
    ),
]

#: The SDK of the runner spoils what it gets: a part of the event would show as a change.
COPIES: list[tuple[str, Json, Json]] = [
    ("an object", of("a"), EVENT["properties"]["a"]),
    ("a list", of("list"), EVENT["properties"]["list"]),
    ("within a list", [of("a")], [EVENT["properties"]["a"]]),
    ("through an if", {"@if": {"exists": of("a"), "then": of("a")}}, EVENT["properties"]["a"]),
    ("through a merge", merge({"m": of("a")}), {"m": EVENT["properties"]["a"]}),
    ("through a literal", {"@literal": of("texts")}, ["p", "q"]),
    (
        "through excludeWhenNull",
        {"@excludeWhenNull": {"t": of("list")}},
        {"t": EVENT["properties"]["list"]},
    ),
    ("through json", {"@json": {"mode": "decode", "value": of("texts")}}, ["p", "q"]),
    ("through arrayPath", {"@arrayPath": ["$.properties.texts"]}, ["p", "q"]),
    ("through flatten", flatten({"l": of("texts")}, omitArrays=True), {"l": ["p", "q"]}),
    (
        "through transform",
        {"@transform": {"apply": {"a": of("a")}, "mapping": path("$.a")}},
        EVENT["properties"]["a"],
    ),
]

EDGES = [
    (f"{group}: {row[0]}", *row[1:])
    for group, rows in (
        ("path", PATHS),
        ("template", [(name, {"@template": text}, value) for name, text, value in TEMPLATES]),
        ("if", [(name, {"@if": options}, value) for name, options, value in IFS]),
        ("case", CASES),
        ("replace", REPLACES),
        ("arrayPath", ARRAYS),
        ("merge", MERGES),
        ("flatten", FLATTENS),
        ("json", JSONS),
        ("other", OTHERS),
        ("copy", COPIES),
    )
    for row in rows
]


@table(("mapping", "expected"), EDGES)
def test_an_edge_of_the_mapping_kit(mapping: Json, expected: Json, node: Node) -> None:
    bundle = compile_properties([mapping])
    whole = {"properties": expected} if expected is not NOTHING else {}
    [[observed]] = node.transform([{"properties": mapping}], [EVENT])
    assert observed.value == canonical(whole), observed
    for ran in node.run(forms(bundle), [EVENT]):
        [delivered] = ran.delivered
        sent = [
            {"properties": call["payload"]} if "payload" in call else {} for call in delivered.calls
        ]
        assert sent == [whole], rules_code(bundle)
        assert not delivered.changed
