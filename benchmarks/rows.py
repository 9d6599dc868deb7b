"""The table of goals: each row a figure of ours, the peers' for the same work, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks import commands, delivery
from benchmarks.arrival import Way
from benchmarks.commands import Batch
from benchmarks.delivery import BY_HAND, BY_HAND_COPYING, FLOOR, FLOOR_COPYING, HOSTED, OURS
from benchmarks.samples import Sample
from benchmarks.sizes import Sizes

_MOST_BYTES = 1024
_BATCH_A_SECOND = 10_000

#: Memory counts as flat when ten times the customers take no more than this times as much.
_FLAT = 1.25


@dataclass(frozen=True)
class Row:
    """A line of the table of goals."""

    what: str
    ours: str
    peers: str
    goal: str
    met: bool


def size_row(sizes: Sizes) -> Row:
    """The default script."""
    return Row(
        "`1flow.min.js`, default settings, gzip -9",
        f"{sizes.script:,} B",
        f"{HOSTED} {sizes.hosted:,} B, floor {sizes.floor:,} B",
        f"at most {_MOST_BYTES:,} B",
        sizes.script <= _MOST_BYTES,
    )


def track_row(found: Mapping[str, Sample]) -> Row:
    """One track event."""
    ratio = found[HOSTED].over(found[OURS])
    return Row(
        "one track event, presets, 20 properties",
        microseconds(found[OURS]),
        _peers(found, HOSTED, FLOOR, FLOOR_COPYING),
        f"30 times faster than hosted: {times(ratio)}",
        ratio.median >= 30,
    )


def six_row(found: Mapping[str, Sample]) -> Row:
    """Ten subscriptions of which six fire."""
    faster = found[HOSTED].over(found[OURS])
    slower = found[OURS].over(found[BY_HAND_COPYING])
    return Row(
        "ten subscriptions with triggers and 8-field mappings, 6 match",
        microseconds(found[OURS]),
        _peers(found, HOSTED, BY_HAND_COPYING, BY_HAND),
        f"150 times faster than hosted: {times(faster)}; within 1.3 of by hand with the same "
        f"isolation: {times(slower)}",
        faster.median >= 150 and slower.median <= 1.3,
    )


def none_row(found: Mapping[str, Sample]) -> Row:
    """Ten subscriptions of which none fires."""
    ratio = found[HOSTED].over(found[OURS])
    return Row(
        "ten subscriptions, none matches",
        microseconds(found[OURS]),
        _peers(found, HOSTED, BY_HAND),
        f"300 times faster than hosted: {times(ratio)}",
        ratio.median >= 300,
    )


def away_row(timers: Mapping[str, int]) -> Row:
    """Timers while the SDK is away."""
    return Row(
        "timers while the SDK is away, 20 events, 2 s",
        str(timers[OURS]),
        f"{HOSTED} {timers[HOSTED]:,}",
        "0",
        timers[OURS] == 0,
    )


def evaluation_row(found: Mapping[str, Sample]) -> Row:
    """Evaluating the script."""
    ratio = found[OURS].over(found[FLOOR])
    return Row(
        "evaluating the script in Chromium, fresh frame in a warm page",
        milliseconds(found[OURS]),
        f"{HOSTED} {milliseconds(found[HOSTED])}, floor {milliseconds(found[FLOOR])}",
        f"within 1.5 of the floor: {times(ratio)}",
        ratio.median <= 1.5,
    )


def way_row(found: Mapping[str, Way]) -> Row:
    """From `analytics.track` to the SDK's call."""
    ours, hosted = found[OURS], found[HOSTED]
    return Row(
        "from `analytics.track` to the SDK's call, SDK long loaded",
        f"{milliseconds(ours.milliseconds)}, {ours.same_task} of {ours.sent} in the task of the "
        f"plugin's call, {ours.timers} timers of ours",
        f"{HOSTED} {milliseconds(hosted.milliseconds)}, {hosted.same_task} of {hosted.sent}, "
        f"{hosted.timers} timers",
        "the same task, 0 timers",
        ours.same_task == ours.sent and ours.timers == 0,
    )


def build_row(found: Mapping[str, Sample]) -> Row:
    """The whole process of a build."""
    ratio = found[commands.BUILD].over(found[commands.IMPORTS])
    return Row(
        "`oneflow-snippet build`, whole process",
        milliseconds(found[commands.BUILD]),
        f"`{commands.IMPORTS}` {milliseconds(found[commands.IMPORTS])}, "
        f"`{commands.PYTHON}` {milliseconds(found[commands.PYTHON])}, {commands.LIBRARIES} "
        f"{milliseconds(found[commands.LIBRARIES])}",
        f"within 1.3 of the imports: {times(ratio)}",
        ratio.median <= 1.3,
    )


def fifty_row(found: Mapping[str, Sample]) -> Row:
    """A build with as many subscriptions as there can be."""
    ratio = found[commands.FIFTY].over(found[commands.BUILD])
    return Row(
        "`build` with 50 subscriptions of 8 fields, whole process",
        milliseconds(found[commands.FIFTY]),
        f"the default build {milliseconds(found[commands.BUILD])}",
        f"under 3 times the default build: {times(ratio)}",
        ratio.median < 3,
    )


def batch_row(batch: Batch) -> Row:
    """A batch of customers."""
    rate = Sample(tuple(batch.customers / each for each in batch.seconds.values))
    ratio = batch.seconds.over(batch.plain_seconds)
    flat = batch.megabytes <= _FLAT * batch.fewer_megabytes
    return Row(
        f"`batch`, {batch.customers:,} customers with one mapping shape, 2 processes",
        f"{seconds(batch.seconds)} on {batch.file_system}, {_spread(rate)} a second; "
        f"{batch.megabytes:.0f} MB in the largest process ({batch.fewer_megabytes:.0f} MB with "
        f"{batch.fewer_customers:,})",
        f"the same {batch.bytes / 1e6:,.0f} MB by a plain loop {seconds(batch.plain_seconds)}",
        f"{_BATCH_A_SECOND:,} a second; memory flat; at most twice the plain loop: {times(ratio)}",
        rate.median >= _BATCH_A_SECOND and flat and ratio.median <= 2,
    )


def delivery_rows(found: Mapping[str, Mapping[str, Sample]]) -> list[Row]:
    """The rows of what an event costs."""
    return [
        track_row(found[delivery.TRACK]),
        six_row(found[delivery.SIX]),
        none_row(found[delivery.NONE]),
    ]


def microseconds(sample: Sample) -> str:
    """A sample of nanoseconds, in microseconds: the median and the middle half."""
    return _spread(Sample(tuple(each / 1000 for each in sample.values)), " us")


def milliseconds(sample: Sample) -> str:
    """A sample of milliseconds: the median and the middle half."""
    return _spread(sample, " ms")


def seconds(sample: Sample) -> str:
    """A sample of seconds: the median and the middle half."""
    return _spread(sample, " s")


def times(ratio: Sample) -> str:
    """A sample of ratios: the median and the middle half."""
    return _spread(ratio, mark="**")


def _peers(found: Mapping[str, Sample], *names: str) -> str:
    return ", ".join(f"{name} {microseconds(found[name])}" for name in names)


def _spread(sample: Sample, unit: str = "", mark: str = "") -> str:
    low, high = sample.quartiles
    return f"{mark}{_figures(sample.median)}{mark}{unit} ({_figures(low)}-{_figures(high)})"


def _figures(value: float) -> str:
    """Three figures, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
