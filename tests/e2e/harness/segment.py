"""The real Segment packages from npm, pointed at the local server."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from .server import JSON, SINK, Answer, Reply, Server

TESTS = Path(__file__).resolve().parents[2]
UMD = TESTS / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd"
WRITE_KEY = "local-write-key"

# Where the snippet and the CDN form look for things.
ANALYTICS_JS = f"/analytics.js/v1/{WRITE_KEY}/analytics.min.js"
BUNDLES = "/analytics-next/bundles"
# By another global name Analytics.js finds no CDN but its own, unless the page is served by HTTPS.
PUBLIC_SETTINGS = f"https://cdn.segment.com/v1/projects/{WRITE_KEY}/settings"
UMD_INDEX = "/analytics-next/index.js"
SETTINGS = f"/v1/projects/{WRITE_KEY}/settings"

_PLACEHOLDER_HOST = "segment.invalid"
_GLOBAL_NAME = 'i="analytics"'
_REGISTER_ENTRY = ',"register"]'

_RENDER = """
const snippet = require('@segment/snippet');
process.stdout.write(snippet.min(JSON.parse(process.argv[1])));
"""


@cache
def _rendered(load: str) -> str:
    """The snippet's text as its own package renders it; `load` is JSON, to be a cache key."""
    options = {
        "apiKey": WRITE_KEY,
        "host": _PLACEHOLDER_HOST,
        "useHostForBundles": True,
        "load": json.loads(load),
    }
    return subprocess.run(
        ["node", "-e", _RENDER, json.dumps(options)],
        cwd=TESTS,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def snippet(
    host: str, *, load: dict[str, Any] | bool = True, old: bool = False, name: str = "analytics"
) -> str:
    """Segment's snippet, loading from `host`; `old` is one whose stub has no `register`.

    `load` holds the options of its `analytics.load`; False leaves that call out. `name` is the
    global name, which the snippet's own comment lets customers change.
    """
    text = _rendered(json.dumps(load))
    if old:
        if text.count(_REGISTER_ENTRY) != 1:
            raise AssertionError(f"the snippet's method list has changed:\n{text}")
        text = text.replace(_REGISTER_ENTRY, "]")
        if "register" in text:
            raise AssertionError(f"the old snippet still knows register:\n{text}")
    if text.count(_GLOBAL_NAME) != 1:
        raise AssertionError(f"the snippet says its global name in another way:\n{text}")
    text = text.replace(_GLOBAL_NAME, f'i="{name}"')
    # The placeholder stands twice: where analytics.js is loaded from, and in `_cdn`.
    if text.count(f"https://{_PLACEHOLDER_HOST}") != 2:
        raise AssertionError(f"the snippet names its host in other places:\n{text}")
    return text.replace(f"https://{_PLACEHOLDER_HOST}", f"http://{host}")


def npm_start(server: Server, load: dict[str, Any] | None = None, *, inline: bool = False) -> str:
    """What a user of the npm package writes, after its UMD build has been loaded.

    `inline` gives the source's settings along, so that no more scripts are fetched: what works
    under a strict policy.
    """
    settings: dict[str, Any] = {"writeKey": WRITE_KEY, "cdnURL": server.origin}
    if inline:
        settings["cdnSettings"] = _cdn_settings(server.host)
    arguments = f"{json.dumps(settings)}, {json.dumps(load or {})}"
    return f"window.analytics = AnalyticsNext.AnalyticsBrowser.load({arguments});"


@cache
def _scripts() -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in UMD.glob("*.js")}
    if not {"standalone.js", "index.js"} <= files.keys():
        raise AssertionError(f"no Analytics.js in {UMD}: run npm ci --prefix tests")
    return files


def routes(server: Server) -> dict[str, Answer]:
    """Everything that Segment's CDN would serve to the page."""
    scripts = _scripts()
    found: dict[str, Answer] = {f"{BUNDLES}/{name}": Reply(body) for name, body in scripts.items()}
    found[ANALYTICS_JS] = Reply(scripts["standalone.js"])
    found[UMD_INDEX] = Reply(scripts["index.js"])
    found[SETTINGS] = settings(server)
    return found


def settings(server: Server, **more: Any) -> Reply:
    """A source without destinations, unless `more` brings some: events go to the local sink."""
    return Reply(
        json.dumps({**_cdn_settings(server.host), **more}).encode(),
        content_type=JSON,
        headers={"access-control-allow-origin": "*"},
    )


def _cdn_settings(host: str) -> dict[str, Any]:
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": WRITE_KEY,
                "apiHost": f"{host}{SINK}",
                "protocol": "http",
            }
        },
        # Segment's own usage metrics would be sent to its public host.
        "metrics": {"sampleRate": 0},
        "remotePlugins": [],
    }
