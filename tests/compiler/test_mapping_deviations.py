"""Where a mapping does on purpose something other than in the hosted kit: it is safer here."""

from __future__ import annotations

from .bundles import compile_properties, forms
from .node import Node, canonical
from .tables import track


def test_a_key_proto_is_a_key_like_any_other(node: Node) -> None:
    """The hosted kit sets the prototype of what it sends; here it stays a key of its own."""
    mapping = {"__proto__": {"polluted": True}, "x": {"__proto__": {"@path": "$.event"}}}
    flat = {"@flatten": {"value": mapping, "separator": "."}}
    bundle = compile_properties([mapping, {"@path": "$.properties"}, flat])
    event = track(properties={"__proto__": {"polluted": 1}})
    for ran in node.run(forms(bundle), [event]):
        payloads = [canonical(call["payload"]) for call in ran.delivered[0].calls]
        assert payloads == [
            canonical({"__proto__": {"polluted": True}, "x": {"__proto__": "Order Completed"}}),
            canonical(event["properties"]),
            canonical({"__proto__.polluted": True, "x.__proto__": event["event"]}),
        ]


def test_a_key_proto_in_decoded_text_sets_no_prototype(node: Node) -> None:
    decode = {"@json": {"mode": "decode", "value": {"@path": "$.properties.json"}}}
    bundle = compile_properties([decode, {"@merge": {"objects": [decode], "direction": "right"}}])
    event = track(properties={"json": '{"__proto__": {"polluted": 1}, "a": 2}'})
    for ran in node.run(forms(bundle), [event]):
        decoded, merged = (call["payload"] for call in ran.delivered[0].calls)
        assert decoded == {"__proto__": {"polluted": 1}, "a": 2}
        assert merged["a"] == 2
        assert "polluted" not in merged


def test_text_of_an_event_is_never_taken_for_a_template(node: Node) -> None:
    """The hosted kit fills {{...}} that came out of {{{...}}}: a visitor could read any field."""
    mapping = {"@template": "{{{properties.comment}}}"}
    event = track(properties={"comment": "{{userId}}"}, userId="secret")
    [[hosted]] = node.transform([{"properties": mapping}], [event])
    assert hosted.json == {"properties": "secret"}
    for ran in node.run(forms(compile_properties([mapping])), [event]):
        assert [call["payload"] for call in ran.delivered[0].calls] == ["{{userId}}"]
