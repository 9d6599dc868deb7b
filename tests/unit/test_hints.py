"""The words of messages: a misspelt one finds its neighbour, and one without finds none."""

from __future__ import annotations

import pytest

from generator.hints import counted, did_you_mean, one_of

KNOWN = ["projectApiKey", "sdkUrl", "regionalDataHosting"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("projectAPIKey", "projectApiKey"),
        ("project_api_key", "projectApiKey"),
        ("projektApiKey", "projectApiKey"),
        ("SDKURL", "sdkUrl"),
        ("regionalDataHostng", "regionalDataHosting"),
    ],
)
def test_a_near_word_is_hinted_at(word: str, meant: str) -> None:
    assert did_you_mean(word, KNOWN) == f'did you mean "{meant}"?'


@pytest.mark.parametrize("word", ["", "colour", "x" * 10_000, 5, None, ["sdkUrl"], {}])
def test_what_is_near_to_nothing_gives_no_hint(word: object) -> None:
    assert did_you_mean(word, KNOWN) == ""


def test_nothing_known_gives_no_hint() -> None:
    assert did_you_mean("a", []) == ""


def test_known_words_may_come_from_an_iterator() -> None:
    assert did_you_mean("sdkurl", iter(KNOWN)) == 'did you mean "sdkUrl"?'


@pytest.mark.parametrize(
    ("words", "prose"),
    [([], ""), (["a"], '"a"'), (["a", "b"], '"a" or "b"'), (["a", "b", "c"], '"a", "b" or "c"')],
)
def test_words_are_listed_as_prose(words: list[str], prose: str) -> None:
    assert one_of(iter(words)) == prose


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (12345, "12,345 rows")]
)
def test_what_is_counted_is_one_or_several(number: int, text: str) -> None:
    assert counted(number, "row") == text
