"""RESULTS.md: the table of goals, and the figures behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks import machine, rows
from benchmarks.rows import Row
from benchmarks.samples import Sample
from benchmarks.sizes import SCRIPT, Sizes

_HEAD = """# Results of `make bench`

Each figure is a median, with the middle half of the rounds in parentheses. Peers take turns with
our code, each round in another order, and ratios are made of neighbouring rounds, so that what
disturbs the machine disturbs both. Before anything is timed, the calls that a peer makes on the SDK
are compared with ours. What runs is what the suites run: the files that `build` makes.

- **hosted runtime**: the two actions of the hosted destination written against Segment's own
  runtime from npm, bundled and minified by esbuild. The file that Segment hosts is built otherwise
  and larger (54,910 B by gzip when it was looked at); it is on no registry and not measured here.
  In the rows on events its SDK is there before the destination starts, so the poll of its stub does
  not count; in the rows on timers and on the way of a call it does.
- **floor**: the least that loads the SDK and delivers, minified as ours is.
- **by hand**: the ten subscriptions of `settings/ten.yaml` written out in the floor. With a naive
  copy it gives the SDK what shares nothing with the event, as ours does; without one it does less.
- **the libraries alone**: a process that imports click, Jinja, jsmin, PyYAML, jsonschema-rs and
  brotli and compresses the files of the default build, which it finds made.
- **plain loop**: it has all bytes of the batch in memory and writes them, file by file, into new
  folders of the same file system. The system's own writing to the disk is waited for before each
  of the two starts; neither waits for that of its own files.
"""

_EVENTS = """## What an event costs

From the call of the plugin's method to the SDK's call, in Node, each peer in a process of its own.
"""

_PAGE = """## In a page

Chromium {version}. An evaluation is the time that appending an inline script takes in a new frame;
an empty script shows what of that is the element's. Every text differs, so no cache helps, but for
those that were seen before: what the engine compiled of them is in its cache.
Analytics.js itself sets a timer of 0 ms before it calls destinations; the way of a call contains it
for either peer.
"""

_MISSING = """## What the goals that are not reached would take

- **Bytes.** The key here is `demo-key`; a longer one takes its own bytes. What would buy the rest
  is in the table of features: no two of them make the difference, and each is a default that a page
  needs: the events of a page that is left, a load that fails, a strict policy, a copy that nobody
  else can change.
- **Evaluation.** An engine reads a script before it runs it. Only to read ours takes about what the
  floor takes with all it does, for the floor has a fifth of the bytes. Parentheses around what runs
  at once, by which engines compile it in the first reading, would take a tenth off, and the script
  past 1,536 B. A second file with all that is not needed at first would be no single script.
- **`build`.** The libraries alone, without a line of ours, are past the goal: PyYAML and
  jsonschema-rs, for messages with places and all problems at once, and the compressors that measure
  the files for the manifest. What is left is our own modules, making and minifying the files, and
  writing them so that no crash leaves half a set.
"""

_FEATURES = """### What the features of the default script take

Each feature is cut out of the readable script (`features.toml` says where), and the minified rest
is compressed anew. What a feature shares with others stays, so the column does not add up; and a
cut gives other names to much of the rest, which is worth up to ten bytes either way.
"""

_OPTIONS = """### What options add

To the default script, in bytes by gzip -9.
"""

_MINIFIERS = """### What another minifier would make of it

Of the readable script. Another minifier would be a dependency, and one more form to test.
"""


def write(
    goals: Sequence[Row],
    sizes: Sizes,
    events: Mapping[str, Mapping[str, Sample]],
    evaluation: Mapping[str, Sample],
    chromium: str,
) -> str:
    """The whole report as Markdown."""
    parts = [
        _HEAD,
        "\n".join(f"- {line}" for line in machine.describe()),
        f"- load average when the run ended: {machine.load()}\n",
        goals_table(goals),
        _MISSING,
        sizes_part(sizes),
        _EVENTS,
        events_table(events),
        _PAGE.format(version=chromium),
        _table(
            ("script", "evaluation"),
            ((name, rows.milliseconds(sample)) for name, sample in evaluation.items()),
        ),
    ]
    return "\n".join(parts)


def goals_table(goals: Sequence[Row]) -> str:
    """The table of goals."""
    return _table(
        ("what", "ours", "peers", "goal", "reached"),
        (
            (row.what, row.ours, row.peers, row.goal, "yes" if row.met else "**no**")
            for row in goals
        ),
    )


def sizes_part(sizes: Sizes) -> str:
    """All about bytes."""
    files = ((f"`{name}`", f"{raw:,}", f"{small:,}") for name, (raw, small) in sizes.files.items())
    features = (
        (name, "not found in the script" if saved is None else f"{saved:,}")
        for name, saved in sizes.features.items()
    )
    minifiers = {"ours: jsmin and short names": sizes.script, **sizes.minifiers}
    return "\n".join(
        [
            "## Bytes\n",
            _table(("file, default settings", "bytes", "gzip -9"), files),
            _FEATURES,
            _table(("feature", f"bytes of `{SCRIPT}`, gzip -9"), features),
            _OPTIONS,
            _table(
                ("option", "bytes"),
                ((f"`{name}`", f"{added:+,}") for name, added in sizes.options.items()),
            ),
            _MINIFIERS,
            _table(
                ("minifier", "bytes, gzip -9"),
                ((name, f"{size:,}") for name, size in minifiers.items()),
            ),
        ]
    )


def events_table(events: Mapping[str, Mapping[str, Sample]]) -> str:
    """What an event costs, by case and peer."""
    return _table(
        ("event", "peer", "an event"),
        (
            (case, name, rows.microseconds(sample))
            for case, found in events.items()
            for name, sample in found.items()
        ),
    )


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines)) + "\n"
