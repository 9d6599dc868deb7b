"""How long claims are held against examples: a fixed set in every run, or random ones on and on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

#: The profile of every ordinary run: the same examples each time, on every machine.
STEADY = "steady"
#: Random examples, others each time.
FUZZ = "fuzz"


def register_profiles() -> None:
    """Make both profiles known to Hypothesis."""
    common = settings(
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    settings.register_profile(STEADY, common, derandomize=True)
    settings.register_profile(FUZZ, common, derandomize=False)


def hold(
    examples: SearchStrategy[T], claim: Callable[[T], None], *, count: int, profile: str = STEADY
) -> None:
    """Hold a claim against so many examples; the smallest one that breaks it is shown."""

    @settings(settings.get_profile(profile), max_examples=count)
    @given(examples)
    def holds(example: T) -> None:
        claim(example)

    holds()
