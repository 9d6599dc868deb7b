"""`--set key.path=value` puts a value over the file's, and says what is wrong with the pair."""

from __future__ import annotations

from typing import Any

import pytest

from generator import SettingsError
from generator.settings.document import Document
from generator.settings.overrides import put, read_override
from generator.settings.yaml_nodes import read_yaml
from generator.source import Source

TEXT = "settings:\n  projectApiKey: k\nsubscriptions:\n  - name: One\n  - name: Two\n"


def document() -> Document:
    data, places = read_yaml(TEXT)
    return Document(data, Source("s.yaml", TEXT), places)


def put_over(text: str, data: dict[str, Any] | None = None) -> Any:
    return put(Document(data or {}), *read_override(text)).data


def refused(text: str) -> SettingsError:
    with pytest.raises(SettingsError) as raised:
        put(document(), *read_override(text))
    return raised.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=text", "text"),
        ("a=two words", "two words"),
        ("a=", ""),
        ('a=""', ""),
        ("a=~", None),
        ("a=true", True),
        ("a=no", "no"),
        ("a=3", 3),
        ('a="3"', "3"),
        ("a=1.5", 1.5),
        ("a=[x, 2]", ["x", 2]),
        ("a={b: {c: 1}}", {"b": {"c": 1}}),
        ("a=b=c==", "b=c=="),
        ("a=oneflow_prod_a+b/c==", "oneflow_prod_a+b/c=="),
        ("a=${NAME}", "${NAME}"),
        ("a= spaces around ", "spaces around"),
        ("a=\u6f22\U0001f600", "\u6f22\U0001f600"),
    ],
)
def test_the_value_is_read_as_yaml(text: str, value: object) -> None:
    assert put_over(text) == {"a": value}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a.b.c=1", {"a": {"b": {"c": 1}}}),
        ("a[0]=1", {"a": [1]}),
        ("a[0].b=1", {"a": [{"b": 1}]}),
        ("a[0][0]=1", {"a": [[1]]}),
        ('a["b.c=d"]=1', {"a": {"b.c=d": 1}}),
        ('a["x"].y=1', {"a": {"x": {"y": 1}}}),
        ("a.@path=1", {"a": {"@path": 1}}),
        ("a.b c=1", {"a": {"b c": 1}}),
        ("a-b.c_d=1", {"a-b": {"c_d": 1}}),
    ],
)
def test_a_path_makes_what_is_missing_on_its_way(text: str, data: dict[str, Any]) -> None:
    assert put_over(text) == data


def test_only_the_value_at_the_path_changes() -> None:
    before = document()
    after = put(before, *read_override("subscriptions[1].name=New"))
    assert after.data == {
        "settings": {"projectApiKey": "k"},
        "subscriptions": [{"name": "One"}, {"name": "New"}],
    }
    assert before.data["subscriptions"][1] == {"name": "Two"}


def test_a_list_grows_by_one_at_its_end_and_no_further() -> None:
    grown = put(document(), *read_override("subscriptions[2].name=Three"))
    assert [item["name"] for item in grown.data["subscriptions"]] == ["One", "Two", "Three"]
    [problem] = refused("subscriptions[3].name=Four").problems
    assert problem.path == "subscriptions[3]"
    assert "the list has 2" in problem.message


def test_the_place_of_what_was_there_is_forgotten_and_others_stay() -> None:
    after = put(document(), *read_override("settings.projectApiKey=5"))
    problem = after.problem(("settings", "projectApiKey"), "x")
    assert "projectApiKey" not in problem.excerpt
    assert after.problem(("subscriptions", 0, "name"), "x").line == 4


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("settings.projectApiKey.a=1", "settings.projectApiKey.a"),
        ("subscriptions.name=1", "subscriptions.name"),
        ("settings[0]=1", "settings[0]"),
        ("settings.projectApiKey[0]=1", "settings.projectApiKey[0]"),
    ],
)
def test_a_path_through_a_value_of_another_kind_is_refused(text: str, path: str) -> None:
    [problem] = refused(text).problems
    assert problem.path == path


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("=x", 1),
        ("a", 2),
        ("a.b", 4),
        ("a..b=1", 3),
        (".a=1", 1),
        ("a[=1", 2),
        ("a[x]=1", 2),
        ("a[-1]=1", 2),
        ("a[99999]=1", 2),
        ("a]b=1", 2),
        ("a.=1", 3),
    ],
)
def test_what_is_no_pair_is_refused_at_its_place(text: str, column: int) -> None:
    [problem] = refused(text).problems
    assert problem.file == "--set"
    assert problem.column == column
    assert problem.hint == "write it as --set options.trackPayload=segment"


@pytest.mark.parametrize("value", ["[", "{a", "'x", "@x", "*x", "!!float y", "a: b: c", "[&x *x]"])
def test_a_value_that_is_no_yaml_is_refused(value: str) -> None:
    [problem] = refused(f"options={value}").problems
    assert problem.file == "--set"
    assert problem.message.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "settings.projectApiKey oneflow_prod_SECRET",
        "settings.projectApiKey:oneflow_prod_SECRET",
        "settings.projectApiKey=[oneflow_prod_SECRET",
        "settings.projectApiKey='oneflow_prod_SECRET",
        "settings.projectApiKey[0]=oneflow_prod_SECRET",
        "oneflow_prod_SECRET",
    ],
)
def test_no_message_shows_a_key_that_was_given(text: str) -> None:
    assert "SECRET" not in str(refused(text))
