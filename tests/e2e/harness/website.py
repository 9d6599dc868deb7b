"""A finished website behind the local server: a folder of files, or an app in a process."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path

from tests.support.commands import environment

from . import product, segment
from .scene import Scene
from .server import JAVASCRIPT, Reply, Server

#: What every page of a site refers to in its head, after the probe.
SEGMENT_PATH = "/harness/segment.js"

#: Small websites, each with that path in its pages.
SITES = Path(__file__).resolve().parents[2] / "sites"

SETTINGS = "settings: {projectApiKey: '${ONEFLOW_PROJECT_KEY}'}\n"

Site = Callable[[str], Reply | None]

# No generator may speak to anybody, nor keep anything in the home folder of who runs the tests.
_SILENT = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "NEXT_TELEMETRY_DISABLED": "1",
    "NPM_CONFIG_OFFLINE": "true",
    "NPM_CONFIG_UPDATE_NOTIFIER": "false",
}

# The parents of the elements that hold or load the bundle; the SDK's own element has its key.
_INSTALLS = """
[].filter.call(document.scripts, function (script) {
  var ours = /1flow[^/]*\\.js/.test(script.src) || script.text.includes("w._1flowKey");
  return ours && !script.dataset.apiKey;
}).map(function (script) { return script.parentNode.nodeName; })
"""

_SERVE = Path(__file__).with_name("serve_wsgi.py")


def lay_out(name: str, folder: Path, settings: str | None) -> Path:
    """A copy of one of the small sites, with a settings file unless there is none."""
    site = folder / name
    shutil.copytree(SITES / name, site)
    if settings is not None:
        (site / "oneflow-snippet.yaml").write_text(settings, "utf-8")
    return site


def site_environment(home: Path) -> dict[str, str]:
    """What a generator finds around it: our commands on the PATH, and the project key."""
    env = environment({**_SILENT, "HOME": str(home), "ONEFLOW_PROJECT_KEY": product.KEY})
    return {**env, "PATH": f"{Path(sys.executable).parent}:{env['PATH']}"}


def folder_site(folder: Path, root: str = "/") -> Site:
    """The files of a folder, as a static web server serves them at a path."""

    def answer(path: str) -> Reply | None:
        if not path.startswith(root):
            return None
        file = folder / path.removeprefix(root)
        if path.endswith("/"):
            file /= "index.html"
        if not file.is_file():
            return None
        kind = guess_type(file.name)[0] or "application/octet-stream"
        text = kind.startswith("text/")
        return Reply(file.read_bytes(), content_type=f"{kind}; charset=utf-8" if text else kind)

    return answer


@contextmanager
def app_site(app: str, folder: Path, env: dict[str, str]) -> Iterator[Site]:
    """A WSGI app, named `module:name`, that runs in a folder."""
    command = [sys.executable, str(_SERVE), app]
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            port = int(process.stdout.readline())
            yield lambda path: _ask(f"http://127.0.0.1:{port}{path}")
        finally:
            process.terminate()


def _ask(url: str) -> Reply:
    try:
        with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own process
            return Reply(answer.read(), content_type=answer.headers["content-type"])
    except urllib.error.HTTPError as error:
        return Reply(error.read(), error.code, error.headers["content-type"] or "text/plain")


def first_of(*sites: Site) -> Site:
    """What the first of several sites that has it answers."""
    return lambda path: next((reply for site in sites if (reply := site(path))), None)


def serve(server: Server, site: Site) -> None:
    """Put a site behind the server, with Segment's snippet at the path that its pages refer to."""
    server.fallback = site
    server.routes[SEGMENT_PATH] = Reply(
        segment.snippet(server.host).encode(), content_type=JAVASCRIPT
    )


def expect_delivery(scene: Scene, path: str) -> None:
    """The page at a path holds one install, in its head, and delivers each event once."""
    scene.visit(path)
    scene.wait_live()
    scene.send("track('Read', {page: location.pathname})", "identify('u1', {plan: 'pro'})")
    scene.expect_calls(
        ["track", "Read", {"page": path}],
        ["identify", "u1", {"plan": "pro"}],
    )
    assert scene.run(_INSTALLS) == ["HEAD"]
