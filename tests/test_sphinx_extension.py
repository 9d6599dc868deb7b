"""The Sphinx extension as `sphinx-build` runs it, its warnings being errors."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from generator import build
from tests.support.commands import KEY
from tests.support.docs_site import BROKEN, SETTINGS, WARNED, DocsSite

SCRIPT = build({"settings": {"projectApiKey": KEY}}).files["1flow.min.js"]
INLINE = f"<script>\n{SCRIPT.decode().rstrip()}\n</script>"
CONF = 'project = "Shop"\ncopyright = "Shop"\nversion = "1"\nextensions = {}\n'
EXTENSION = ["generator.integrations.sphinx"]
PAGES = {f"guide/page{number}.html" for number in range(8)}
#: Which Sphinx makes by itself.
MADE = {"genindex.html", "search.html"}


@pytest.fixture
def site(tmp_path: Path) -> DocsSite:
    """A site of nine documents, more than Sphinx needs to write them in parallel."""
    site = DocsSite(tmp_path, ["sphinx-build", "-W", "--keep-going", ".", "out"], "out")
    configure(site)
    toctree = "Shop\n====\n\n.. toctree::\n   :glob:\n\n   guide/*\n"
    site.write("index.rst", toctree)
    for page in PAGES:
        site.write(page.replace(".html", ".rst"), "Title\n=====\n\nText.\n")
    site.write("oneflow-snippet.yaml", SETTINGS)
    return site


def configure(site: DocsSite, more: str = "") -> None:
    site.write("conf.py", CONF.format(EXTENSION) + more)


def fails(site: DocsSite, *said: str, code: int = 2) -> str:
    """A build that ends with an error, with these texts in it."""
    found, printed = site.build()
    assert found == code, printed
    for text in said:
        assert text in printed
    # Newer versions of Sphinx show the line that raised an error of configuration; more of a
    # traceback they show for no such error, and less can't be had.
    assert printed.count("  File ") <= 1
    return printed


def succeeds(site: DocsSite, *arguments: str) -> str:
    code, printed = site.build(*arguments)
    assert code == 0, printed
    assert "WARNING" not in printed
    return printed


def html_files(site: DocsSite, output: str = "out") -> dict[str, bytes]:
    folder = site.folder / output
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.html")}


def test_every_page_has_the_script_once(site: DocsSite) -> None:
    succeeds(site)
    assert site.covered() == {"index.html", *PAGES, *MADE}
    for page in site.covered():
        assert site.elements(page) == [INLINE]
        text = site.page(page)
        assert text.index("<meta charset") < text.index(INLINE) < text.index("</head>")


def test_pages_written_in_parallel_are_the_same(site: DocsSite) -> None:
    configure(site, "oneflow_form = 'file'\n")
    succeeds(site)
    alone = html_files(site)
    site.command.remove("out")
    printed = succeeds(site, "-j", "2", "parallel")
    assert "not safe for parallel" not in printed
    assert html_files(site, "parallel") == alone
    assert len(alone) == 11


def test_pages_refer_to_a_file_of_the_site(site: DocsSite) -> None:
    configure(site, "oneflow_form = 'file'\n")
    succeeds(site)
    name = f"_static/1flow-{hashlib.sha256(SCRIPT).hexdigest()[:10]}.min.js"
    assert (site.folder / "out" / name).read_bytes() == SCRIPT
    digest = base64.b64encode(hashlib.sha384(SCRIPT).digest()).decode()
    rest = f' integrity="sha384-{digest}" crossorigin="anonymous"></script>'
    assert site.elements("index.html") == [f'<script src="{name}"{rest}']
    assert site.elements("guide/page1.html") == [f'<script src="../{name}"{rest}']


def test_the_next_build_writes_every_page_when_the_settings_have_changed(site: DocsSite) -> None:
    succeeds(site)
    assert "targets for 0 source files" in succeeds(site)
    site.write("oneflow-snippet.yaml", SETTINGS.replace(KEY, "second-key"))
    assert "targets for 9 source files" in succeeds(site)
    assert site.covered() == {"index.html", *PAGES, *MADE}
    for page in site.covered():
        assert '"second-key"' in site.elements(page)[0]
    assert "targets for 0 source files" in succeeds(site)


@pytest.mark.parametrize(
    "change",
    [
        "oneflow_form = 'file'",
        "oneflow_nonce = 'N'",
        "oneflow_exclude = ['guide']",
        "oneflow_enabled = False",
    ],
)
def test_the_next_build_is_as_a_first_one_when_conf_has_changed(
    site: DocsSite, change: str
) -> None:
    succeeds(site)
    configure(site, change)
    succeeds(site)
    again = html_files(site)
    site.command.remove("out")
    succeeds(site, "fresh")
    assert again == html_files(site, "fresh")


@pytest.mark.parametrize("pattern", ["guide", "guide/*", "g*e/p*"])
def test_pages_are_left_out(site: DocsSite, pattern: str) -> None:
    configure(site, f"oneflow_exclude = ['{pattern}', 'search.html']\n")
    succeeds(site)
    assert site.covered() == {"index.html", "genindex.html"}
    assert "1flow" not in site.page("guide/page1.html")


def test_with_a_folder_for_each_page(site: DocsSite) -> None:
    configure(site, "oneflow_form = 'file'\noneflow_exclude = ['guide/page1/index.html']\n")
    succeeds(site, "-b", "dirhtml")
    assert 'src="../../_static/1flow-' in site.elements("guide/page2/index.html")[0]
    assert site.elements("guide/page1/index.html") == []


def test_with_another_suffix(site: DocsSite) -> None:
    configure(site, "html_file_suffix = '.htm'\n")
    succeeds(site)
    assert site.elements("index.htm") == [INLINE]


def test_all_on_one_page(site: DocsSite) -> None:
    succeeds(site, "-b", "singlehtml")
    assert site.elements("index.html") == [INLINE]


@pytest.mark.parametrize("builder", ["epub", "text", "latex", "json", "htmlhelp"])
def test_what_is_no_website_is_left_alone(site: DocsSite, builder: str) -> None:
    site.command.remove("out")
    site.write("oneflow-snippet.yaml", BROKEN)
    succeeds(site, "-b", builder, "-d", "trees", "first")
    site.write("oneflow-snippet.yaml", SETTINGS)
    configure(site, "oneflow_form = 'file'\n")
    succeeds(site, "-b", builder, "-d", "trees", "second")
    files = [path for path in (site.folder / "second").rglob("*") if path.is_file()]
    assert files
    assert not any(b"1flow" in path.read_bytes() or "1flow" in path.name for path in files)


def test_an_extension_that_is_off_reads_nothing_and_changes_nothing(site: DocsSite) -> None:
    site.write("conf.py", CONF.format([]))
    succeeds(site)
    without = html_files(site)
    site.write("oneflow-snippet.yaml", BROKEN)
    configure(site, "oneflow_enabled = False\noneflow_form = 'file'\n")
    succeeds(site)
    assert html_files(site) == without
    assert not list((site.folder / "out" / "_static").glob("1flow*"))


def test_settings_in_conf(site: DocsSite) -> None:
    (site.folder / "oneflow-snippet.yaml").unlink()
    subscription = {
        "partnerAction": "trackEvent",
        "subscribe": 'type = "page"',
        "mapping": {"event_name": "P"},
    }
    configure(
        site,
        f"oneflow_settings = {{'projectApiKey': {KEY!r}}}\n"
        f"oneflow_subscriptions = [{subscription}]\n"
        "oneflow_options = {'trackPayload': 'segment'}\n",
    )
    succeeds(site)
    expected = build(
        {
            "settings": {"projectApiKey": KEY},
            "subscriptions": [subscription],
            "options": {"trackPayload": "segment"},
        }
    ).files["1flow.min.js"]
    assert site.elements("index.html") == [f"<script>\n{expected.decode().rstrip()}\n</script>"]


def test_a_settings_file_elsewhere_and_an_environment_of_it(site: DocsSite) -> None:
    (site.folder / "oneflow-snippet.yaml").unlink()
    other = "environments:\n  staging: {settings: {projectApiKey: other-key}}\n"
    site.write("shop/other.yaml", SETTINGS + other)
    configure(site, "oneflow_config = 'shop/other.yaml'\noneflow_environment = 'staging'\n")
    succeeds(site)
    assert '"other-key"' in site.elements("index.html")[0]


def test_bad_settings_end_the_build_before_a_page_is_touched(site: DocsSite) -> None:
    succeeds(site)
    before = html_files(site)
    site.write("oneflow-snippet.yaml", BROKEN)
    place = "oneflow-snippet.yaml:3:17: error: options.trackPayload: "
    assert KEY not in fails(site, "Configuration error", place, "  hint: ")
    assert html_files(site) == before


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ("config = 'none.yaml'", "none.yaml: error: there is no such file"),
        (
            "config = 3",
            "oneflow_config: this must be text or nothing, not a number",
        ),
        ("settings = {'projectApiKey': 3}", "conf.py: error: settings.projectApiKey: "),
        ("settings = {1: 2}", "conf.py: error: settings"),
        ("settings = 'key'", "oneflow_settings: this must be a mapping or nothing, not text"),
        ("subscriptions = {}", "oneflow_subscriptions: this must be a list or nothing"),
        ("nonce = 'é'", 'nonce "é": only printable ASCII'),
        ("form = 'files'", 'oneflow_form: this must be "inline" or "file"'),
        ("form = ['file']", 'oneflow_form: this must be "inline" or "file"'),
        ("enabled = 'no'", "oneflow_enabled: this must be true or false, not text"),
        ("exclude = 'guide'", "oneflow_exclude: this must be a list, not text"),
        ("exclude = [1]", "oneflow_exclude: a pattern is text, not a number"),
    ],
)
def test_values_that_are_wrong(site: DocsSite, conf: str, said: str) -> None:
    configure(site, f"oneflow_{conf}\n")
    fails(site, "Configuration error", said)
    assert not html_files(site)


def test_no_settings_at_all(site: DocsSite) -> None:
    (site.folder / "oneflow-snippet.yaml").unlink()
    (site.folder / ".git").mkdir()
    fails(site, "conf.py: error: no settings", 'hint: "oneflow-snippet init" writes one')


def test_warnings_are_those_of_sphinx(site: DocsSite) -> None:
    site.write("oneflow-snippet.yaml", WARNED)
    fails(site, "WARNING: oneflow-snippet.yaml:5:16: warning: subscriptions[0].subscribe", code=1)
    configure(site, "suppress_warnings = ['oneflow.settings']\n")
    succeeds(site)
    assert len(site.elements("index.html")) == 1
