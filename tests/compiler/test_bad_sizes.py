"""Input of absurd size: compiled or refused at once, and what is compiled is a program."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from .bundles import settings, subscription
from .node import Node

Json = Any

#: Seconds of processor time, so that other work on the machine does not count; a build takes
#: well under one, a hang all there are.
CPU_LIMIT = 10
#: Only there so that a test that waits for something ends.
WALL_LIMIT = 300.0

BUILD = f"""
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({CPU_LIMIT}, {CPU_LIMIT}))
from generator import SettingsError, build
for given in json.load(sys.stdin):
    try:
        bundle = build(given)
    except SettingsError as error:
        print(json.dumps({{"problems": [str(problem) for problem in error.problems]}}))
    else:
        codes = [code.decode() for name, code in bundle.files.items() if name.endswith(".js")]
        print(json.dumps({{"codes": codes}}))
"""


def nested(depth: int, inside: Json, *keys: str) -> Json:
    """A value within so many objects."""
    value = inside
    for _ in range(depth):
        for key in reversed(keys):
            value = {key: value}
    return value


def nested_lists(depth: int) -> Json:
    """A list within so many lists."""
    value: Json = []
    for _ in range(depth):
        value = [value]
    return value


TRIGGERS = {
    "100 parentheses": "(" * 100 + 'type = "track"' + ")" * 100,
    "1,000 parentheses": "(" * 1_000 + 'type = "track"' + ")" * 1_000,
    "100,000 parentheses": "(" * 100_000 + 'type = "track"' + ")" * 100_000,
    "100,000 opening parentheses": "(" * 100_000,
    "1,000 negations": "!" * 1_000 + 'type = "track"',
    "100,000 negations": "!" * 100_000 + 'type = "track"',
    "1,000 calls": "lowercase(" * 1_000 + "event" + ")" * 1_000 + ' = "a"',
    "10,000 ands": " and ".join(["properties.a = 1"] * 10_001),
    "10,000 ors": " or ".join(f"properties.a{n} = {n}" for n in range(10_001)),
    "1,000 ands of ors": " and ".join(["(properties.a = 1 or properties.b = 2)"] * 1_000),
    "alternating and and or": " and ".join(["properties.a = 1 or properties.b = 2"] * 600),
    "100 KB of conditions": " or ".join(f'event = "Event {n}"' for n in range(5_000)),
    "a text of 100 KB": f'event = "{"x" * 100_000}"',
    "a path of 100,000 characters": f"properties.{'x' * 100_000} = 1",
    "a path of 50,000 keys": f"properties{'.a' * 50_000} = 1",
    "a path of 30,000 escapes": "properties." + "\\" * 60_000 + " = 1",
    "a list of 10,000 items": "event in [" + ", ".join(f'"{n}"' for n in range(10_000)) + "]",
    "a pattern of 10,000 stars": f'match(event, "{"a*" * 10_000}")',
    "a pattern of 10,000 question marks": f'match(event, "{"?" * 10_000}")',
    "a class of 10,000 letters": f'match(event, "[{"ab" * 5_000}]")',
    "a number of 100,000 digits": f"properties.a = {'9' * 100_000}",
    "a fraction of 100,000 digits": f"properties.a = 0.{'9' * 100_000}",
    "a number beyond all numbers": f"properties.a < 1{'0' * 400}.0",
    "100,000 spaces": " " * 100_000 + 'type = "track"',
    "100,000 backslashes": "\\" * 100_000,
    "100,000 quotes": '"' * 100_000,
    "100,000 unknown letters": "\u00e9" * 100_000,
    "100,000 letters": "a" * 100_000,
    "100,000 dots": "." * 100_000,
    "contradictions to look for": " and ".join(
        f"(properties.a{n} = 1 or properties.b{n} = 2)" for n in range(40)
    ),
}

MAPPINGS = {
    "objects 50 deep": nested(50, {"@path": "$.event"}, "a"),
    "objects 200 deep": nested(200, {"@path": "$.event"}, "a"),
    "objects 900 deep": nested(900, 1, "a"),
    "ifs 200 deep": nested(200, 1, "@if", "then"),
    "literals 200 deep": nested(200, 1, "@literal"),
    "transforms 200 deep": nested(200, {}, "@transform", "mapping"),
    "conditions 200 deep": nested(200, {"@path": "$.a"}, "@if", "exists"),
    "flattens 200 deep": nested(200, 1, "@flatten", "value"),
    "lists 200 deep": nested_lists(200),
    "lists 900 deep": nested_lists(900),
    "a path of 100,000 characters": {"@path": "a" * 100_000},
    "a path of 50,000 keys": {"@path": "a." * 50_000},
    "a path of 50,000 brackets": {"@path": "[" * 50_000},
    "a template of 20,000 placeholders": {"@template": "{{a}}" * 20_000},
    "a template of 50,000 open braces": {"@template": "{" * 100_000},
    "a text of 1 MB": "x" * 1_000_000,
    "an object of 10,000 keys": {f"k{n}": {"@path": f"$.k{n}"} for n in range(10_000)},
    "a list of 10,000 paths": [{"@path": "$.a"}] * 10_000,
    "a merge of 1,000 objects": {
        "@merge": {"objects": [{"a": {"@path": "$.a"}}] * 1_000, "direction": "left"}
    },
    "a number beyond 2^53": 2**60,
    "a very long number": 10**400,
}


def build_apart(*given: Json) -> list[dict[str, list[str]]]:
    """Build in a process of its own, which is ended if it hangs."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=WALL_LIMIT,
        check=False,
    )
    assert done.returncode == 0, f"ended by {done.returncode}: {done.stderr[-2_000:]}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(node: Node, *given: Json) -> None:
    """Either there are problems, told in few words, or all the code is a program."""
    for answer in build_apart(*given):
        for problem in answer.get("problems", []):
            assert len(problem) < 2_000, f"{problem[:300]}..."
        codes = answer.get("codes", [])
        assert codes or answer["problems"]
        assert [outcome.error for outcome in node.parses(codes)] == [None] * len(codes)


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=TRIGGERS)
def test_a_trigger_of_absurd_size(trigger: str, node: Node) -> None:
    subscriptions = [subscription(trigger, {"event_name": "x"})]
    check(node, settings(subscriptions, "fql"), settings(subscriptions, "segment"))


@pytest.mark.parametrize("mapping", MAPPINGS.values(), ids=MAPPINGS)
def test_a_mapping_of_absurd_size(mapping: Json, node: Node) -> None:
    given = {"event_name": "x", "properties": mapping}
    check(node, settings([subscription('type = "track"', given)]))


@pytest.mark.parametrize(
    "name",
    ["100 parentheses", "1,000 parentheses", "10,000 ands", "contradictions to look for"],
)
def test_fifty_triggers_of_absurd_size(name: str, node: Node) -> None:
    check(node, settings([subscription(TRIGGERS[name], {"event_name": "x"})] * 50))


@pytest.mark.parametrize(
    "trigger",
    ["(" * 50 + 'type = "track"' + ")" * 50, "!" * 50 + 'type = "track"'],
    ids=["50 parentheses", "50 negations"],
)
def test_a_nesting_that_people_might_write_compiles(trigger: str) -> None:
    [answer] = build_apart(settings([subscription(trigger, {"event_name": "x"})]))
    assert answer.get("problems") is None
