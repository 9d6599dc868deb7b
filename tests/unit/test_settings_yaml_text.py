"""What is written as YAML reads back as the same, by our reader and by PyYAML's own."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.settings.yaml_nodes import read_yaml
from generator.settings.yaml_text import yaml_text

#: Plain in one version of YAML and something else in the other, or not text in either.
ODD = [
    *("", " ", "no", "on", "Yes", "~", "null", "true", "0o17", "017", "1e3", "1_000", "1:30", ".5"),
    *(
        "2020-01-01",
        "0x1F",
        ".inf",
        ".nan",
        "=",
        "<<",
        "-",
        "- a",
        "? a",
        "a: b",
        "a #b",
        "#",
        "*a",
    ),
    *(
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "{a}",
        "[a]",
        "'",
        '"',
        "a\nb",
        "\n",
        "a\r\nb",
        "\t",
        " a ",
        "\\",
    ),
    *(
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\x00",
        "\x7f",
        "\x9f",
        "\U0001f600",
        "\ud7ff",
        "\uffff",
    ),
    *("---", "...", "a\n---\nb", "${NAME}", "$.event", "a" * 300, "word " * 60),
]

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(ODD)
scalars = (
    texts
    | st.integers(-(2**53), 2**53)
    | st.booleans()
    | st.none()
    | st.floats(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def same(left: Any, right: Any) -> bool:
    return repr(left) == repr(right)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_stay_themselves(text: str) -> None:
    data = {"value": text, "@list": [text], text: 1}
    written = yaml_text(data)
    assert read_yaml(written)[0] == data
    assert yaml.safe_load(written) == data


@given(st.dictionaries(texts, values, max_size=4))
def test_data_read_back_as_they_were(data: dict[str, Any]) -> None:
    written = yaml_text(data)
    assert same(read_yaml(written)[0] or {}, data)
    assert same(yaml.safe_load(written), data)


def test_a_directive_of_one_value_stands_in_a_line() -> None:
    data = {"a": {"@path": "$.event"}, "b": {"@if": {"exists": {"@path": "$.x"}, "then": "no"}}}
    assert yaml_text(data) == (
        'a: {"@path": "$.event"}\nb:\n  \'@if\':\n    exists: {"@path": "$.x"}\n    then: \'no\'\n'
    )


def test_what_stands_twice_is_written_twice() -> None:
    shared = {"a": [1]}
    assert "&" not in yaml_text({"one": shared, "two": shared})
