"""The peers' code: Segment's runtime bundled by esbuild, and what a hand would write."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jsmin
import yaml

from generator import build
from generator.actions import ACTIONS

HERE = Path(__file__).parent
PEERS = HERE / "peers"
BINARIES = HERE / "node_modules" / ".bin"

#: What a copy takes the place of in a file of peers/.
_NO_COPY = "const copy = (v) => v;"

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Script:
    """A peer's code as it reaches a page.

    A `script` registers itself; the `remote` form is a factory that Segment's own code calls with
    `settings`.
    """

    code: str
    form: Literal["script", "remote"] = "script"
    settings: Settings | None = None


def read_settings(name: str) -> Settings:
    """Settings that a benchmark builds, by their file's name."""
    text = (HERE / "settings" / f"{name}.yaml").read_text("utf-8")
    settings: Settings = yaml.safe_load(text)
    return settings


def ours(settings: Settings) -> Script:
    """What `build` gives: the file that pages load and the suites run."""
    return Script(build(settings).files["1flow.min.js"].decode("ascii"))


def by_hand(name: str, *, copying: bool = False) -> Script:
    """A file of peers/ minified as ours is; with `copying`, it copies what the SDK is given."""
    text = (PEERS / f"{name}.js").read_text("utf-8")
    if copying:
        text = text.replace(_NO_COPY, (PEERS / "naive_copy.js").read_text("utf-8"))
    return Script(jsmin.jsmin(text).strip() + "\n")


def hosted(settings: Settings) -> Script:
    """The two actions on Segment's runtime, bundled and minified, with the same subscriptions."""
    subscriptions = settings.get("subscriptions", [dict(each.preset) for each in ACTIONS.values()])
    return Script(
        _hosted_code(),
        "remote",
        {
            **settings["settings"],
            "subscriptions": [{"enabled": True, **each} for each in subscriptions],
        },
    )


def _hosted_code() -> str:
    """What Segment's own build does with webpack, esbuild does here; both leave liquidjs out."""
    command = [
        str(BINARIES / "esbuild"),
        str(PEERS / "hosted" / "destination.js"),
        "--bundle",
        "--minify",
        "--format=iife",
        "--platform=browser",
        f"--alias:liquidjs={PEERS / 'hosted' / 'no_liquid.js'}",
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE).stdout


def package_versions() -> dict[str, str]:
    """The exact versions of what the peers are built from."""
    package = json.loads((HERE / "package.json").read_text("utf-8"))
    versions: dict[str, str] = package["devDependencies"]
    return versions
