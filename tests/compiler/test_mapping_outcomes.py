"""What becomes of a mapping as a whole: what is sent, and what is not."""

from __future__ import annotations

from typing import Any

from .bundles import build, compile_properties, forms, rules_code, settings, subscription
from .mapping_parts import EVENT, of
from .node import Node
from .tables import table, track

Json = Any

#: What throws in the page: the hosted destination then sends nothing.
THROWING: list[tuple[str, Json]] = [
    (
        "a transform of an item that is no object",
        {"@arrayPath": ["$.properties.texts", {"t": {"@transform": {"apply": {}, "mapping": {}}}}]},
    ),
    (
        "a transform within one whose payload is no object",
        {
            "@transform": {
                "apply": of("number"),
                "mapping": {"t": {"@transform": {"apply": {}, "mapping": {}}}},
            }
        },
    ),
]


@table(("mapping",), THROWING)
def test_where_the_kit_throws_nothing_is_sent(mapping: Json, node: Node) -> None:
    [[observed]] = node.transform([{"properties": mapping}], [EVENT])
    assert observed.error
    bundle = compile_properties([mapping, 1])
    for ran in node.run(forms(bundle), [EVENT]):
        assert ran.delivered[0].names == ["rule 1"], rules_code(bundle)
        assert ran.delivered[0].errors


def test_the_whole_event_is_what_an_empty_path_gives(node: Node) -> None:
    mappings = [{"@path": ""}, {"@path": "$."}]
    event = track(properties={"a": [1, None]})
    for ran in node.run(forms(compile_properties(mappings)), [event]):
        payloads = [call["payload"] for call in ran.delivered[0].calls]
        assert payloads == [event, event]
        assert not ran.delivered[0].changed


def test_identify_user_is_called_with_its_two_fields(node: Node) -> None:
    mapping = {"userId": {"@path": "$.userId"}, "traits": {"plan": {"@path": "$.traits.plan"}}}
    bundle = build(settings([subscription('type = "identify"', mapping, action="identifyUser")]))
    event = {"type": "identify", "userId": "u", "traits": {"plan": "pro", "age": 5}}
    for ran in node.run(forms(bundle), [event]):
        [call] = ran.delivered[0].calls
        assert call == {"method": "identify", "name": "u", "payload": {"plan": "pro"}}


def test_a_whole_mapping_may_be_a_directive_for_identify_user(node: Node) -> None:
    mapping = {"@if": {"exists": {"@path": "$.userId"}, "then": {"userId": {"@path": "$.userId"}}}}
    bundle = build(settings([subscription('type = "identify"', mapping, action="identifyUser")]))
    for ran in node.run(forms(bundle), [{"type": "identify", "userId": "u"}]):
        assert ran.delivered[0].calls == [{"method": "identify", "name": "u"}]


def test_the_payload_of_the_hosted_destination_has_the_ids_too(node: Node) -> None:
    mapping = {
        "event_name": {"@path": "$.event"},
        "userId": {"@template": "{{userId}}!"},
        "anonymousId": {"@path": "$.missing"},
        "properties": {"@path": "$.properties"},
    }
    given = settings([subscription('type = "track"', mapping)])
    hosted = {**given, "options": {"trackPayload": "segment"}}
    event = track("e", userId="u", properties={"a": 1})
    for options, payload in (
        (given, {"a": 1}),
        (hosted, {"userId": "u!", "properties": {"a": 1}}),
    ):
        for ran in node.run(forms(build(options)), [event]):
            [call] = ran.delivered[0].calls
            assert call == {"method": "track", "name": "e", "payload": payload}


def test_what_a_page_adds_to_every_object_is_not_sent(node: Node) -> None:
    polluted = "Object.prototype.extra = {a: 1};\n"
    mappings = [{"made": of("number"), "list": of("texts")}, of("a")]
    bundle = compile_properties(mappings)
    for ran in node.run([polluted + form for form in forms(bundle)], [EVENT]):
        payloads = [call["payload"] for call in ran.delivered[0].calls]
        assert payloads == [
            {"made": EVENT["properties"]["number"], "list": ["p", "q"]},
            EVENT["properties"]["a"],
        ]


def test_fields_that_a_mapping_leaves_undefined_are_not_there(node: Node) -> None:
    mapping = {"a": {"@path": "$.missing"}, "b": 1, "keys": {"c": {"@path": "$.missing"}, "d": 2}}
    count = "const sdk = _1flow; _1flow = (method, name, made) =>"
    count += " sdk(method, name, [Object.keys(made), Object.keys(made.keys)]);\n"
    bundle = compile_properties([mapping])
    for ran in node.run([count + form for form in forms(bundle)], [EVENT]):
        assert ran.delivered[0].calls[0]["payload"] == [["b", "keys"], ["d"]]
