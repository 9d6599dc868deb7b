"""The same claims with random examples, on and on: `--hypothesis-profile fuzz`."""

from __future__ import annotations

import itertools
import time

import pytest

from . import claims, mapping_claims, warning_claims
from .holding import FUZZ, hold
from .node import Node

#: Examples of one claim before the next one has its turn.
ROUND = 200


@pytest.mark.fuzz
def test_every_claim_holds_for_as_long_as_told(
    node: Node, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = pytestconfig.getoption("--fuzz-seconds")
    end = time.monotonic() + seconds if seconds else float("inf")
    made = {
        make.__name__: make(node)
        for make in (
            claims.fires_as_hosted,
            claims.editor_triggers_mean_the_same,
            claims.follows_the_language,
            mapping_claims.properties_are_as_hosted,
            mapping_claims.whole_mappings_are_as_hosted,
            warning_claims.warnings_of_fql_tell_what_is_seen,
            warning_claims.warnings_of_segment_tell_what_is_seen,
        )
    }
    for name, claim in itertools.cycle(made.items()):
        if time.monotonic() > end:
            break
        hold(claim.examples, claim.check, count=ROUND, profile=FUZZ)
        with capsys.disabled():
            print(f"{name}: {claim.tally.compared:,} compared", flush=True)  # noqa: T201
