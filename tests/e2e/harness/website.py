"""A finished website behind the local server: a folder of files, or an app in a process."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path

from . import segment
from .scene import Scene
from .server import JAVASCRIPT, Reply, Server

#: What every page of a site refers to in its head, after the probe.
SEGMENT_PATH = "/harness/segment.js"

Site = Callable[[str], Reply | None]

# The parents of the elements that hold or load the bundle; the SDK's own element has its key.
_INSTALLS = """
[].filter.call(document.scripts, function (script) {
  var ours = /1flow[^/]*\\.js/.test(script.src) || script.text.includes("w._1flowSnippet");
  return ours && !script.dataset.apiKey;
}).map(function (script) { return script.parentNode.nodeName; })
"""

_SERVE = Path(__file__).with_name("serve_wsgi.py")


def folder_site(folder: Path) -> Site:
    """The files of a folder, as a static web server serves them."""

    def answer(path: str) -> Reply | None:
        file = folder / path.lstrip("/")
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
