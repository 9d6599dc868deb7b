"""The command line as whole processes: starting, building, and a batch of customers."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks import machine, peers
from benchmarks.installed import install
from benchmarks.node import PeerError
from benchmarks.samples import Sample, by_turns

BUILD = "oneflow-snippet build"
FIFTY = "oneflow-snippet build, 50 subscriptions"
IMPORTS = 'python -c "import click, jinja2, jsmin"'
PYTHON = "python -c pass"
LIBRARIES = "the libraries alone"

_PROGRAM = "oneflow-snippet"

_ROUNDS = 31
_WARM_UP = 3
#: Each writes more than two gigabytes, which stay until the end.
_BATCH_ROUNDS = 3

#: What a build can't do without: the imports, PyYAML and jsonschema-rs among them, and its files
#: compressed, side by side as it does that.
_LIBRARIES = """
import click, jinja2, jsmin, yaml, jsonschema_rs, brotli
import pathlib, sys, threading
for file in pathlib.Path(sys.argv[1]).iterdir():
    if file.name != "manifest.json":
        threading.Thread(target=brotli.compress, args=(file.read_bytes(),)).start()
"""

#: Installed packages have their bytecode; a setting of the machine must not take it away.
_ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}


def measure_starts() -> dict[str, Sample]:
    """Milliseconds a process, by command."""
    with _folder() as folder:
        default = _write_settings(folder / "default.yaml", peers.read_settings("default"))
        fifty = _write_settings(folder / "fifty.yaml", fifty_subscriptions())
        programs = install(folder)
        python = str(programs / "python")
        build = [str(programs / _PROGRAM), "build", "--config"]
        commands = {
            PYTHON: [python, "-c", "pass"],
            IMPORTS: [python, "-c", "import click, jinja2, jsmin"],
            LIBRARIES: [python, "-c", _LIBRARIES, str(folder / "default")],
            BUILD: [*build, str(default), "--out", str(folder / "default")],
            FIFTY: [*build, str(fifty), "--out", str(folder / "fifty")],
        }
        # The libraries alone compress what it writes.
        _clock(commands[BUILD])()
        found = by_turns(
            {name: _clock(command) for name, command in commands.items()},
            rounds=_ROUNDS,
            warm_up=_WARM_UP,
        )
        for name in ("default", "fifty"):
            if not (folder / name / "1flow.min.js").stat().st_size:
                raise PeerError(f"the build of {name} wrote nothing")
        return found


def fifty_subscriptions() -> dict[str, Any]:
    """Settings with as many subscriptions as the destination allows, of eight fields each."""
    subscriptions = [
        {
            "name": f"Event {number}",
            "partnerAction": "trackEvent",
            "enabled": True,
            "subscribe": f'type = "track" and event = "Event {number}" '
            f'and (properties.plan != "free" or properties.total > {number})',
            "mapping": {
                "event_name": f"Event {number}",
                "properties": {
                    "plan": {"@path": "$.properties.plan"},
                    "total": {"@path": "$.properties.total"},
                    "title": {"@template": "{{properties.currency}} {{properties.total}}"},
                    "page": {"@path": "$.context.page.path"},
                    "campaign": {"@path": "$.context.campaign.name"},
                    "coupon": {
                        "@if": {
                            "exists": {"@path": "$.properties.coupon"},
                            "then": {"@path": "$.properties.coupon"},
                            "else": "none",
                        }
                    },
                    "city": {"@path": f"$.properties.address.field{number}"},
                    "kind": f"kind {number}",
                },
            },
        }
        for number in range(50)
    ]
    return {**peers.read_settings("default"), "subscriptions": subscriptions}


@dataclass(frozen=True)
class Batch:
    """Customers done: seconds by the command and by a plain loop, and the command's memory.

    Both have written on the same `file_system`.
    """

    customers: int
    bytes: int
    file_system: str
    seconds: Sample
    plain_seconds: Sample
    megabytes: float
    fewer_customers: int
    fewer_megabytes: float


def measure_batch(customers: int, jobs: int) -> Batch:
    """Bundles for so many customers with one mapping shape, and the same bytes by a plain loop.

    Nothing is removed before the last round, for a file system goes on with that afterwards. The
    memory is that of the largest process, for these customers and for a tenth of them.
    """
    with _folder() as folder:
        default = _write_settings(folder / "default.yaml", peers.read_settings("default"))
        batch = [str(install(folder) / _PROGRAM), "batch", "--config", str(default)]
        batch += ["--jobs", str(jobs), "--out"]
        fewer = customers // 10
        few, all_ = folder / "few.csv", folder / "all.csv"
        _write_customers(few, fewer)
        _write_customers(all_, customers)
        few_memory = _peak([*batch, str(folder / "few"), str(few)])
        seconds: list[float] = []
        plain: list[float] = []
        written = 0
        memory = 0.0
        for turn in range(_BATCH_ROUNDS):
            out, copied = folder / f"out{turn}", folder / f"copied{turn}"
            with _stopwatch(seconds):
                peak = _peak([*batch, str(out), str(all_)])
            memory = max(memory, peak)
            files = _read(out)
            written = _check(files, customers)
            with _stopwatch(plain):
                _write_plainly(files, copied)
        return Batch(
            customers,
            written,
            machine.file_system(folder),
            Sample(tuple(seconds)),
            Sample(tuple(plain)),
            memory,
            fewer,
            few_memory,
        )


@contextmanager
def _stopwatch(seconds: list[float]) -> Iterator[None]:
    """Add the seconds that something takes, which pays for the writing of nothing before it."""
    os.sync()
    began = time.perf_counter()
    yield
    seconds.append(time.perf_counter() - began)


def _read(folder: Path) -> dict[str, dict[str, bytes]]:
    return {
        each.name: {file.name: file.read_bytes() for file in each.iterdir()}
        for each in folder.iterdir()
        if each.is_dir() and not each.name.startswith(".")
    }


def _check(files: Mapping[str, Mapping[str, bytes]], customers: int) -> int:
    """The bytes of all files. Raises PeerError where a customer has none, or another's key."""
    if len(files) != customers:
        raise PeerError(f"{len(files)} folders for {customers} customers")
    keys = {each["1flow.min.js"].split(b'"', 2)[1] for each in files.values()}
    if len(keys) != customers:
        raise PeerError(f"{len(keys)} keys for {customers} customers")
    return sum(len(data) for each in files.values() for data in each.values())


def _write_plainly(files: Mapping[str, Mapping[str, bytes]], folder: Path) -> None:
    """What a script would do that has all the bytes: no staging, no check, no report."""
    for name, each in files.items():
        place = folder / name
        place.mkdir(parents=True)
        for file, data in each.items():
            (place / file).write_bytes(data)


def _clock(command: list[str]) -> Callable[[], float]:
    def milliseconds() -> float:
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=_ENVIRONMENT)
        return (time.perf_counter() - began) * 1000

    return milliseconds


#: Runs a command and tells the largest memory of a process among its own, in KiB.
_WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _peak(command: list[str]) -> float:
    """Runs a command; the megabytes of its largest process."""
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *command],
        check=True,
        stdout=subprocess.PIPE,
        env=_ENVIRONMENT,
    )
    return int(done.stdout) / 1024


def _write_settings(path: Path, settings: Mapping[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(dict(settings), sort_keys=False), "utf-8")
    return path


def _write_customers(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "projectApiKey"])
        writer.writerows(
            [f"customer-{number}", f"oneflow_prod_{number:08}=="] for number in range(count)
        )


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="oneflow-benchmark-") as name:
        yield Path(name)
