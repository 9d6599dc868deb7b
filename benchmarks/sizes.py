"""Bytes: ours beside peers, what each option adds, what each feature of the loader takes."""

from __future__ import annotations

import gzip
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks import peers
from benchmarks.peers import BINARIES, HERE
from generator import build
from generator.js.code import Code
from generator.minify import minify

#: The file of the goal, made of the default settings.
SCRIPT = "1flow.min.js"
_READABLE = "1flow.js"

#: Options whose cost is told, beside the default settings.
_OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("trackPayload: segment", {"trackPayload": "segment"}),
    ("anonymousIdentify: pass", {"anonymousIdentify": "pass"}),
    ("anonymousIdentify: anonymousId", {"anonymousIdentify": "anonymousId"}),
    ("loadSdk: immediately", {"loadSdk": "immediately"}),
    ("dedupe: true", {"dedupe": True}),
    ("nonce: abc", {"nonce": "abc"}),
    ("trustedTypes: false", {"trustedTypes": False}),
    ("sdkIntegrity: sha384-...", {"sdkIntegrity": "sha384-" + "A" * 64}),
    ("consent.event: allowed", {"consent": {"event": "allowed"}}),
)


@dataclass(frozen=True)
class Cut:
    """A part of the readable script, from one text to the end of another, and what stays of it."""

    feature: str
    begins: str
    ends: str
    instead: str


@dataclass(frozen=True)
class Sizes:
    """All figures in bytes by gzip -9 unless `raw` is said."""

    script: int
    hosted: int
    floor: int
    files: Mapping[str, tuple[int, int]]
    options: Mapping[str, int]
    features: Mapping[str, int | None]
    minifiers: Mapping[str, int]


def gzipped(data: bytes) -> int:
    """Bytes by `gzip -9`, without a name and a time."""
    return len(gzip.compress(data, 9, mtime=0))


def measure() -> Sizes:
    """Every size of the report."""
    settings = peers.read_settings("default")
    files = build(settings).files
    script = gzipped(files[SCRIPT])
    readable = files[_READABLE].decode("ascii")
    options = {
        name: gzipped(build({**settings, "options": given}).files[SCRIPT]) - script
        for name, given in _OPTIONS
    }
    return Sizes(
        script=script,
        hosted=gzipped(peers.hosted(settings).code.encode()),
        floor=gzipped(peers.by_hand("floor").code.encode()),
        files={name: (len(data), gzipped(data)) for name, data in files.items()},
        options=options,
        features={cut.feature: _saved(readable, cut, script) for cut in read_cuts()},
        minifiers=_minifiers(readable),
    )


def read_cuts() -> list[Cut]:
    """What features.toml says of the features."""
    with (HERE / "features.toml").open("rb") as file:
        return [Cut(**each) for each in tomllib.load(file)["cuts"]]


def _saved(readable: str, cut: Cut, whole: int) -> int | None:
    """Bytes that the script loses with the feature; None where the script has no such text."""
    shorter = without(readable, cut)
    if shorter is None or not _is_program(shorter):
        return None
    return whole - gzipped((minify(Code(shorter)).text + "\n").encode())


def without(readable: str, cut: Cut) -> str | None:
    """The script without a part; None where the part does not stand there once."""
    begin = readable.find(cut.begins)
    if begin < 0 or readable.find(cut.begins, begin + 1) >= 0:
        return None
    end = readable.find(cut.ends, begin + len(cut.begins)) if cut.ends else begin
    if end < 0:
        return None
    after = end + len(cut.ends) if cut.ends else begin + len(cut.begins)
    return readable[:begin] + cut.instead + readable[after:]


def _is_program(code: str) -> bool:
    command = ["node", "--check", "--input-type=commonjs", "-"]
    return (
        subprocess.run(command, input=code.encode(), capture_output=True, check=False).returncode
        == 0
    )


def _minifiers(readable: str) -> dict[str, int]:
    """What renaming minifiers make of the readable script."""
    commands = {
        "terser, names kept": ["terser", "--ecma=2018", "--compress=passes=3"],
        "terser": ["terser", "--ecma=2018", "--compress=passes=3", "--mangle"],
        "esbuild": ["esbuild", "--minify", "--target=es2018", "--loader=js"],
    }
    return {name: gzipped(_run(command, readable)) for name, command in commands.items()}


def _run(command: list[str], code: str) -> bytes:
    tool, *options = command
    done = subprocess.run(
        [str(BINARIES / tool), *options], input=code.encode(), capture_output=True, check=True
    )
    return done.stdout.strip() + b"\n"
