"""Measurements: many rounds, the peers by turns, the median and its spread."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One figure of each round, in the order of the rounds."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Between these lies the middle half of the rounds."""
        if len(self.values) == 1:
            return self.values[0], self.values[0]
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return low, high

    def over(self, other: Sample) -> Sample:
        """How many times as much as `other` each round took; the two were measured by turns."""
        pairs = zip(self.values, other.values, strict=True)
        return Sample(tuple(mine / theirs for mine, theirs in pairs))


def by_turns(
    measures: Mapping[str, Callable[[], float]], *, rounds: int, warm_up: int = 1
) -> dict[str, Sample]:
    """Each measure once a round, so that what disturbs the machine disturbs all of them.

    Each round has its own order, for what a measure leaves behind is borne by the one that follows
    it: memory to collect, cold caches. The first `warm_up` rounds do not count.
    """
    order = list(measures)
    orders = random.Random(0)  # noqa: S311 - nothing is to be kept secret
    values: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(warm_up + rounds):
        orders.shuffle(order)
        for name in order:
            value = measures[name]()
            if turn >= warm_up:
                values[name].append(value)
    return {name: Sample(tuple(found)) for name, found in values.items()}
