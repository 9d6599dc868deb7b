"""The MkDocs plugin as `mkdocs build` and `mkdocs serve` run it."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator import build
from tests.support.commands import KEY, environment
from tests.support.docs_site import BROKEN, SETTINGS, WARNED, DocsSite

SCRIPT = build({"settings": {"projectApiKey": KEY}}).files["1flow.min.js"]
INLINE = f"<script>\n{SCRIPT.decode().rstrip()}\n</script>"
MKDOCS = """\
site_name: Shop
theme: {name: mkdocs, highlightjs: false}
plugins:
  - search
"""


@pytest.fixture
def site(tmp_path: Path) -> DocsSite:
    """A site of three pages with a settings file, and without the plugin's options."""
    site = DocsSite(tmp_path, ["mkdocs", "build", "--strict"], "site")
    configure(site)
    for name in ("index.md", "guide/start.md", "drafts/new.md"):
        site.write(f"docs/{name}", "# Title\n")
    site.write("oneflow-snippet.yaml", SETTINGS)
    return site


def configure(site: DocsSite, options: str = "{}", more: str = "") -> None:
    """Give the plugin options, written as one YAML mapping."""
    site.write("mkdocs.yml", f"{MKDOCS}  - oneflow-snippet: {options}\n{more}")


def fails(site: DocsSite, *said: str) -> str:
    """A build that ends with an error, with these texts in it."""
    code, printed = site.build()
    assert code == 1, printed
    for text in said:
        assert text in printed
    assert "Traceback" not in printed
    return printed


def succeeds(site: DocsSite) -> None:
    code, printed = site.build()
    assert code == 0, printed
    assert "WARNING" not in printed


def test_every_page_that_mkdocs_makes_has_the_script_once(site: DocsSite) -> None:
    succeeds(site)
    pages = {"index.html", "404.html", "guide/start/index.html", "drafts/new/index.html"}
    assert site.covered() == pages
    for page in pages:
        assert site.elements(page) == [INLINE]
        assert site.page(page).index(INLINE) < site.page(page).index("</head>")
    assert "1flow" not in site.page("sitemap.xml")


def test_html_files_of_the_docs_folder_stay_as_they_are(site: DocsSite) -> None:
    text = "<!doctype html><head><title>Old</title></head><p>As it is"
    site.write("docs/old.html", text)
    succeeds(site)
    assert site.page("old.html") == text


def test_pages_refer_to_a_file_of_the_site(site: DocsSite) -> None:
    configure(site, "{form: file}", more="site_url: https://example.com/shop/\n")
    succeeds(site)
    name = f"assets/1flow-{hashlib.sha256(SCRIPT).hexdigest()[:10]}.min.js"
    assert (site.folder / "site" / name).read_bytes() == SCRIPT
    digest = base64.b64encode(hashlib.sha384(SCRIPT).digest()).decode()
    rest = f' integrity="sha384-{digest}" crossorigin="anonymous"></script>'
    assert site.elements("index.html") == [f'<script src="{name}"{rest}']
    assert site.elements("guide/start/index.html") == [f'<script src="../../{name}"{rest}']
    assert site.elements("404.html") == [f'<script src="/shop/{name}"{rest}']


def test_pages_that_are_no_folders_refer_to_the_file_too(site: DocsSite) -> None:
    configure(site, "{form: file}", more="use_directory_urls: false\n")
    succeeds(site)
    assert 'src="../assets/1flow-' in site.elements("guide/start.html")[0]
    assert 'src="assets/1flow-' in site.elements("index.html")[0]


def test_the_files_name_changes_with_the_settings(site: DocsSite) -> None:
    configure(site, "{form: file}")
    succeeds(site)
    [first] = site.elements("index.html")
    site.write("oneflow-snippet.yaml", SETTINGS + "options: {trackPayload: segment}\n")
    succeeds(site)
    [second] = site.elements("index.html")
    assert first.split()[1] != second.split()[1]


@pytest.mark.parametrize("pattern", ["drafts", "drafts/*", "drafts/new/index.html", "d*s/n*"])
def test_pages_are_left_out(site: DocsSite, pattern: str) -> None:
    configure(site, f"{{exclude: ['{pattern}', 404.html]}}")
    succeeds(site)
    assert site.covered() == {"index.html", "guide/start/index.html"}
    assert "1flow" not in site.page("drafts/new/index.html")


def test_a_plugin_that_is_off_reads_nothing_and_changes_nothing(site: DocsSite) -> None:
    site.env["SOURCE_DATE_EPOCH"] = "0"
    site.write("mkdocs.yml", MKDOCS)
    succeeds(site)
    without = {path: path.read_bytes() for path in (site.folder / "site").rglob("*.html")}
    site.write("oneflow-snippet.yaml", BROKEN)
    configure(site, "{enabled: false, form: file}")
    succeeds(site)
    assert without == {path: path.read_bytes() for path in (site.folder / "site").rglob("*.html")}
    assert not (site.folder / "site" / "assets").exists()


def test_the_element_has_the_nonce(site: DocsSite) -> None:
    configure(site, "{nonce: '{{ csp(\"n\") }}'}")
    succeeds(site)
    assert site.elements("index.html")[0].startswith('<script nonce="{{ csp(&quot;n&quot;) }}">\n')


def test_a_settings_file_elsewhere(site: DocsSite) -> None:
    (site.folder / "oneflow-snippet.yaml").rename(site.folder / "other.yaml")
    configure(site, "{config: other.yaml}")
    succeeds(site)
    assert site.elements("index.html") == [INLINE]


def test_settings_in_the_sites_own_configuration(site: DocsSite) -> None:
    (site.folder / "oneflow-snippet.yaml").unlink()
    subscription = {
        "partnerAction": "trackEvent",
        "subscribe": 'type = "page"',
        "mapping": {"event_name": "P"},
    }
    settings = {
        "settings": {"projectApiKey": KEY},
        "subscriptions": [subscription],
        "options": {"trackPayload": "segment"},
    }
    site.env["SHOP_KEY"] = KEY
    configure(site, json.dumps({**settings, "settings": {"projectApiKey": "${SHOP_KEY}"}}))
    succeeds(site)
    expected = build(settings).files["1flow.min.js"].decode().rstrip()
    assert site.elements("index.html") == [f"<script>\n{expected}\n</script>"]


def test_an_environment_of_the_settings_file(site: DocsSite) -> None:
    other = "environments:\n  staging: {settings: {projectApiKey: other-key}}\n"
    site.write("oneflow-snippet.yaml", SETTINGS + other)
    configure(site, "{environment: staging}")
    succeeds(site)
    assert '"other-key"' in site.elements("index.html")[0]
    configure(site, "{environment: stagin}")
    fails(site, 'no environment "stagin"', 'did you mean "staging"?')


def test_bad_settings_end_the_build_before_the_site_is_touched(site: DocsSite) -> None:
    succeeds(site)
    before = site.page("index.html")
    site.write("oneflow-snippet.yaml", BROKEN)
    said = fails(
        site,
        "oneflow-snippet.yaml:3:17: error: options.trackPayload: ",
        "  hint: ",
        "Aborted with a BuildError!",
    )
    assert KEY not in said
    assert site.page("index.html") == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("{config: none.yaml}", "none.yaml: error: there is no such file"),
        ("{config: docs}", "docs: error: this is a folder"),
        ("{settings: {projectApiKey: 3}}", "mkdocs.yml: error: settings.projectApiKey: "),
        ("{settings: {}}", "mkdocs.yml: error: settings.projectApiKey: "),
        ("{settings: {projectApiKey: k}, config: oneflow-snippet.yaml}", "which are meant?"),
        ("{nonce: é}", 'nonce "é": only printable ASCII'),
        ("{form: files}", "option 'form': Expected one of: ('inline', 'file')"),
        ("{enabled: maybe}", "option 'enabled': Expected type"),
        (
            "{settings: {projectApiKey: k}, subscriptions: [x]}",
            "mkdocs.yml: error: subscriptions[0]: ",
        ),
        ("{exclude: drafts}", "option 'exclude': Expected a list"),
        ("{settings: key}", "option 'settings': Expected type"),
    ],
)
def test_options_that_are_wrong(site: DocsSite, options: str, said: str) -> None:
    configure(site, options)
    fails(site, said)
    assert not (site.folder / "site").exists()


def test_an_option_that_is_misspelt_is_a_warning_of_mkdocs(site: DocsSite) -> None:
    configure(site, "{exlcude: [drafts]}")
    fails(site, "option 'exlcude': Unrecognised configuration name")


def test_no_settings_at_all(site: DocsSite) -> None:
    (site.folder / "oneflow-snippet.yaml").unlink()
    (site.folder / ".git").mkdir()
    fails(site, "mkdocs.yml: error: no settings", 'hint: "oneflow-snippet init" writes one')


def test_warnings_count_where_mkdocs_is_strict(site: DocsSite) -> None:
    site.write("oneflow-snippet.yaml", WARNED)
    said = fails(
        site, "WARNING", "oneflow-snippet.yaml:5:16: warning: ", "1 warnings in strict mode"
    )
    assert "subscriptions[0].subscribe" in said
    site.command.remove("--strict")
    code, printed = site.build()
    assert (code, printed.count("warning: ")) == (0, 1)
    assert len(site.elements("index.html")) == 1


def test_a_page_that_has_no_place_for_it_is_a_warning(site: DocsSite) -> None:
    site.write("theme/main.html", "<svg>{{ page.content }}</svg>")
    more = "theme: {name: null, custom_dir: theme}\n"
    site.write("mkdocs.yml", f"site_name: Shop\n{more}plugins: [oneflow-snippet]\n")
    fails(site, "WARNING", "guide/start/index.html: ", "3 warnings in strict mode")


@contextmanager
def serving(site: DocsSite) -> Iterator[tuple[str, list[str]]]:
    """`mkdocs serve` on a free port: its address, and the lines that it prints meanwhile."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    program = Path(sys.executable).with_name("mkdocs")
    with subprocess.Popen(
        [str(program), "serve", "--dev-addr", address],
        cwd=site.folder,
        env=environment({"PYTHONUNBUFFERED": "1", "TMPDIR": str(site.folder.parent)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.extend(process.stdout or ()))
        reader.start()
        try:
            yield f"http://{address}/", said
        finally:
            process.terminate()
            reader.join()


def until(happens: Callable[[], bool], what: str) -> None:
    """Wait until a function says so; generously, for the machine may be slow."""
    end = time.monotonic() + 90
    while not happens():
        assert time.monotonic() < end, f"it never came to this: {what}"
        time.sleep(0.05)


def served(address: str, text: str) -> bool:
    """Whether the site's first page is there and holds a text."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own process
            return text in answer.read().decode()
    except OSError:
        return False


def test_a_server_builds_anew_when_the_settings_file_changes(site: DocsSite) -> None:
    with serving(site) as (address, said):
        until(lambda: served(address, KEY), f"the page is served; {said}")
        site.write("oneflow-snippet.yaml", SETTINGS.replace(KEY, "second-key"))
        until(lambda: served(address, '"second-key"'), f"the page is new; {said}")
        site.write("oneflow-snippet.yaml", BROKEN)
        problem = "oneflow-snippet.yaml:3:17: error: options.trackPayload"
        until(lambda: problem in "".join(said), f"the problem is told; {said}")
        site.write("oneflow-snippet.yaml", SETTINGS.replace(KEY, "third-key"))
        until(lambda: served(address, '"third-key"'), f"the page is new again; {said}")
        assert "Traceback" not in "".join(said)
