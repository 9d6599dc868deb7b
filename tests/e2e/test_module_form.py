"""The ES module in a page: imported as it is, or built into the page's own code by Vite."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.formats.projects import PACKAGES

from .harness import product
from .harness.page import PROBE_PATH, script, script_file
from .harness.scene import BUNDLE_FOLDER, Scene
from .harness.segment import WRITE_KEY
from .harness.server import Reply
from .harness.website import folder_site

MODULE_PATH = BUNDLE_FOLDER + product.MODULE

IMPORT = (
    f'<script type="module">import plugins from "{MODULE_PATH}";'
    "await analytics.register(...plugins); window.registered = true;</script>"
)

#: A page's own code, which builds 1Flow and Analytics.js into one file.
MAIN = f"""
import {{ AnalyticsBrowser }} from "@segment/analytics-next";
import plugins from "./{product.MODULE}";

const settings = {{ writeKey: "{WRITE_KEY}", cdnURL: location.origin, plugins }};
window.analytics = AnalyticsBrowser.load(settings);
analytics.track("Read", {{ page: location.pathname }});
analytics.identify("u1", {{ plan: "pro" }});
"""

EARLY_CALLS = [["track", "Read", {"page": "/"}], ["identify", "u1", {"plan": "pro"}]]

# The probe takes what comes from the folder of its attribute for the bundle; Vite's one file holds
# Analytics.js too, whose timers are its own.
INDEX = f"""<!doctype html>
<html>
<head>
<title>Shop</title>
<link rel="icon" href="data:,">
{script_file(PROBE_PATH, data_bundle=BUNDLE_FOLDER)}
<!-- before -->
<script type="module" src="/main.js"></script>
<!-- after -->
</head>
<body></body>
</html>
"""


@pytest.fixture
def shop(scene: Scene, tmp_path: Path) -> Path:
    """The pages that `vite build` makes, behind the server."""
    scene.install()
    project = tmp_path / "shop"
    project.mkdir()
    (project / "index.html").write_text(INDEX, "utf-8")
    (project / "main.js").write_text(MAIN, "utf-8")
    (project / product.MODULE).write_bytes(scene.files[product.MODULE])
    (project / "node_modules").symlink_to(PACKAGES)
    command = ["node_modules/.bin/vite", "build", "--assetsDir", "built"]
    done = subprocess.run(
        command, cwd=project, capture_output=True, encoding="utf-8", check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    scene.server.fallback = folder_site(project / "dist")
    return project / "dist"


def test_vite_builds_a_page_whose_calls_arrive_once_and_in_order(scene: Scene, shop: Path) -> None:
    built = [path.read_text("utf-8") for path in (shop / "built").glob("*.js")]
    # Vite has made our code its own, and minified it.
    assert [product.KEY in text for text in built].count(True) == 1
    assert not any("// 1Flow for Analytics.js" in text for text in built)
    scene.visit("/")
    scene.wait_live()
    scene.send("track('Later', {n: 1})")
    scene.expect_calls(*EARLY_CALLS, ["track", "Later", {"n": 1}])
    assert scene.sdk_requests == 1
    assert [run["key"] for run in scene.sdk_runs()] == [product.KEY]


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_script_on_the_same_page_changes_nothing(scene: Scene, shop: Path, place: str) -> None:
    page = (shop / "index.html").read_text("utf-8")
    bundle = script_file(BUNDLE_FOLDER + product.MINIFIED)
    assert f"<!-- {place} -->" in page
    (shop / "index.html").write_text(page.replace(f"<!-- {place} -->", bundle), "utf-8")
    scene.visit("/")
    scene.wait_live()
    scene.send("track('Later', {n: 1})")
    scene.expect_calls(*EARLY_CALLS, ["track", "Later", {"n": 1}])
    assert scene.sdk_requests == 1


def test_a_page_that_imports_it_registers_its_plugins(scene: Scene) -> None:
    scene.install()
    scene.open(scene.snippet(), IMPORT)
    scene.wait_for("window.registered")
    scene.wait_live()
    scene.send("identify('u1', {n: 1})", "track('A', {n: 2})")
    scene.expect_calls(["identify", "u1", {"n": 1}], ["track", "A", {"n": 2}])
    assert scene.sdk_requests == 1


def test_imported_it_loads_nothing_before_analytics_js_does(scene: Scene) -> None:
    scene.install()
    importing = f'import("{MODULE_PATH}").then(() => {{ window.imported = true; }});'
    scene.open(script(importing))
    scene.wait_for("window.imported")
    assert scene.run("['_1flow', '_1flowKey', 'analytics'].some((name) => name in window)") is (
        False
    )
    assert scene.sdk_requests == 0


def test_where_the_settings_say_so_the_import_loads_the_sdk(scene: Scene) -> None:
    scene.install(options={"loadSdk": "immediately"})
    scene.open(script(f'import("{MODULE_PATH}");'))
    scene.wait_sdk()
    assert scene.sdk_requests == 1


@pytest.mark.parametrize("load_sdk", ["plugin", "immediately"])
def test_a_worker_can_import_it(scene: Scene, load_sdk: str) -> None:
    scene.install(options={"loadSdk": load_sdk})
    code = f'import plugins from "{MODULE_PATH}"; postMessage(plugins.length);'
    scene.server.routes["/worker.js"] = Reply(code.encode())
    starting = """
    const worker = new Worker("/worker.js", { type: "module" });
    worker.onmessage = (said) => { window.said = said.data; };
    worker.onerror = (event) => { window.said = event.message || "it failed"; };
    """
    scene.open(script(starting))
    scene.wait_for("window.said")
    assert scene.run("window.said") == 3
    assert scene.sdk_requests == 0
