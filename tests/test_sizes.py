"""Bytes are a promise too: the default script does not grow unnoticed."""

from __future__ import annotations

import gzip

import pytest

from benchmarks.sizes import Cut, read_cuts, without
from generator import build

#: What `1flow.min.js` of the default settings takes by `gzip -9`, by project key: a long one takes
#: its own bytes. The goal is 1,024; past 1,536 something is wrong.
MOST_BYTES = {"demo-key": 1_535, "oneflow_prod_YWNtZS1kZW1vLWtleQ==": 1_561}


def default_file(name: str, key: str = "demo-key") -> bytes:
    return build({"settings": {"projectApiKey": key}}).files[name]


@pytest.mark.parametrize("key", MOST_BYTES)
def test_the_default_script_is_no_larger_than_is_written_here(key: str) -> None:
    assert len(gzip.compress(default_file("1flow.min.js", key), 9, mtime=0)) <= MOST_BYTES[key]


@pytest.mark.parametrize("cut", read_cuts(), ids=lambda cut: cut.feature)
def test_the_benchmark_finds_a_feature_in_the_script(cut: Cut) -> None:
    readable = default_file("1flow.js").decode("ascii")
    shorter = without(readable, cut)
    assert shorter is not None
    assert len(shorter) < len(readable)
