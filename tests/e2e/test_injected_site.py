"""A site that `inject` went over, in the browser: it makes the calls, its pages are as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import build
from tests.support.commands import oneflow

from .harness import product
from .harness.page import PROBE_PATH, script_file
from .harness.scene import Scene
from .harness.server import Reply
from .harness.website import SEGMENT_PATH, expect_delivery, folder_site, serve

HEAD = f'<link rel="icon" href="data:,">{script_file(PROBE_PATH)}{script_file(SEGMENT_PATH)}'
SETTINGS = f"settings: {{projectApiKey: '{product.KEY}'}}\n"

#: Pages by the encoding that a browser finds for them, without a header that says it.
PAGES = {
    "UTF-8": (
        "utf-8",
        "<!doctype html><html><head><title>日本é</title><meta charset=utf-8>{}</head>",
    ),
    "UTF-8 by its mark": ("utf-8-sig", "<head><title>日本é</title>{}</head>"),
    "UTF-16LE": (
        "utf-16-le",
        "\ufeff<!doctype html>\r\n<html><head><title>日本é㰾</title>\r\n{}</head>",
    ),
    "UTF-16BE": ("utf-16-be", "\ufeff<title>日本é</title>{}"),
    "Shift_JIS": ("shift_jis", "<title>日本ソ</title><meta charset='shift_jis'>{}<p>予"),
    "EUC-JP": ("euc_jp", "<HTML><HEAD><META CHARSET=euc-jp><TITLE>日本</TITLE>{}</HEAD>"),
    "ISO-2022-JP": ("iso2022_jp", "<head><title>、日本</title><meta charset=iso-2022-jp>{}</head>"),
    "windows-1252": (
        "latin-1",
        "<html><head><meta name=a content='é'>\n<meta http-equiv=content-type "
        "content='text/html; charset=iso-8859-1'><title>é</title>{}</head>",
    ),
}


@pytest.fixture
def site(tmp_path: Path, scene: Scene) -> Path:
    """The folder of a site behind the server, its settings beside it."""
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    files = folder_site(folder)

    def answer(path: str) -> Reply | None:
        reply = files(path)
        if reply is None or not path.endswith(".html"):
            return reply
        return Reply(reply.body, content_type="text/html")

    serve(scene.server, answer)
    return folder


def inject(site: Path, *arguments: str) -> None:
    done = oneflow("inject", "site", *arguments, cwd=site.parent)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_any_encoding_makes_the_calls_and_is_read_as_before(
    scene: Scene, site: Path, name: str
) -> None:
    codec, text = PAGES[name]
    (site / "page.html").write_bytes(text.format(HEAD).encode(codec))
    looked_at = (
        "[document.characterSet, document.title, document.compatMode, document.lastChild.lang]"
    )
    scene.visit("/page.html")
    before = scene.run(looked_at)
    assert before[0] == name.partition(" ")[0]
    assert before[1] in text
    inject(site)
    expect_delivery(scene, "/page.html")
    assert scene.run(looked_at) == before
    inject(site, "--remove")
    assert (site / "page.html").read_bytes() == text.format(HEAD).encode(codec)


def test_pages_of_any_depth_refer_to_a_file_and_its_integrity(scene: Scene, site: Path) -> None:
    for name in ("page.html", "deep/er/page.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(f"<!doctype html><title>A</title>{HEAD}<p>Hi", "ascii")
    bundle = build({"settings": {"projectApiKey": product.KEY}}).files
    (site / "1flow.min.js").write_bytes(bundle["1flow.min.js"])
    inject(site, "--src", "/1flow.min.js", "--integrity")
    expect_delivery(scene, "/page.html")
    expect_delivery(scene, "/deep/er/page.html")


def test_another_file_than_the_bundles_is_not_run(scene: Scene, site: Path) -> None:
    (site / "page.html").write_text(f"<!doctype html><title>A</title>{HEAD}<p>Hi", "ascii")
    bundle = build({"settings": {"projectApiKey": "another"}}).files
    (site / "1flow.min.js").write_bytes(bundle["1flow.min.js"])
    inject(site, "--src", "/1flow.min.js", "--integrity")
    scene.visit("/page.html")
    scene.wait_live()
    assert scene.run("window._1flow === undefined")


# The harness evaluates in the page.
SOURCES = "script-src 'nonce-__NONCE__' 'self' 'unsafe-eval' https:"
POLICY = f'<meta http-equiv="Content-Security-Policy" content="{SOURCES}">'


@pytest.mark.parametrize("nonce", [True, False])
def test_a_policy_holds_for_the_snippet_which_a_nonce_allows(
    scene: Scene, site: Path, nonce: bool
) -> None:
    page = f"<!doctype html><title>A</title>{HEAD}{POLICY}<p>Hi"
    (site / "page.html").write_text(page, "ascii")
    inject(site, *(["--nonce", "__NONCE__"] if nonce else []))
    # What a server does with each reply.
    served = (site / "page.html").read_text("ascii").replace("__NONCE__", "cjRuZDBt")
    (site / "page.html").write_text(served, "ascii")
    if nonce:
        expect_delivery(scene, "/page.html")
    else:
        scene.expect_violation("^script-src-elem inline$")
        scene.visit("/page.html")
        scene.wait_live()
        assert scene.run("window._1flow === undefined")
