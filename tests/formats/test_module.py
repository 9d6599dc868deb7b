"""The ES module outside of a page: an import in Node, in a worker or on a server does nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator import build

from .projects import HERE, make_project, run_in

CONSENT: dict[str, Any] = {
    "categories": {"categories": ["Advertising"]},
    "callback": {"callback": "cmp.onConsent"},
    "event": {"event": "consent-given", "withdrawEvent": "consent-gone"},
}

SETTINGS: dict[str, dict[str, Any]] = {
    "presets": {},
    "options": {
        "options": {
            "trackPayload": "segment",
            "anonymousIdentify": "anonymousId",
            "dedupe": True,
            "nonce": "n0nce",
            "trustedTypes": "flow",
            "globalAnalyticsKey": "segment",
        }
    },
    **{f"consent by {name}": {"options": {"consent": each}} for name, each in CONSENT.items()},
    "off": {"enabled": False},
}

AT_ONCE = {"options": {"loadSdk": "immediately"}}

#: Imports a module in a worker thread, which has even less than Node's main thread.
WORKER = """
import { Worker } from "node:worker_threads";
import { pathToFileURL } from "node:url";
const url = JSON.stringify(pathToFileURL(process.argv[2]).href);
const code = `import(${url}).then((module) => postMessage(module.default.length));`;
const setUp = `const { parentPort } = require("node:worker_threads");
  const postMessage = (said) => parentPort.postMessage(said);`;
const worker = new Worker(setUp + code, { eval: true });
worker.on("message", (said) => console.log(said));
"""

#: A server's renderer that imports what its page does, and a page's code that nobody runs there.
SERVER = """
import plugins from "./1flow.mjs";
export const render = () => `<p>${plugins.map((plugin) => plugin.alternativeNames[0])}</p>`;
"""


def import_trapped(project: Path) -> dict[str, Any]:
    module = str(project / "1flow.mjs")
    printed = run_in(project, "node", str(HERE / "import_trapped.mjs"), module)
    found: dict[str, Any] = json.loads(printed)
    return found


@pytest.mark.parametrize("case", SETTINGS)
def test_importing_the_module_in_node_touches_no_global(tmp_path: Path, case: str) -> None:
    found = import_trapped(make_project(tmp_path, SETTINGS[case]))
    assert found["touched"] == []
    assert found["left"] == []
    assert found["exports"] == ["default"]
    assert len(found["plugins"]) == (0 if case == "off" else 3)


def test_where_the_sdk_is_loaded_at_once_only_a_page_is_looked_for(tmp_path: Path) -> None:
    found = import_trapped(make_project(tmp_path, AT_ONCE))
    assert found["touched"] == ["document"]
    assert found["left"] == []


def test_a_server_that_pretends_to_have_a_window_is_no_page(tmp_path: Path) -> None:
    make_project(tmp_path, AT_ONCE)
    code = "globalThis.window = globalThis; await import('./1flow.mjs'); console.log('rendered')"
    printed = run_in(tmp_path, "node", "--input-type=module", "-e", code)
    assert printed == "rendered\n"


def test_the_trap_catches_what_a_module_touches(tmp_path: Path) -> None:
    code = "typeof window; setTimeout; globalThis.kept = console; export default [];"
    (tmp_path / "1flow.mjs").write_text(code, "utf-8")
    found = import_trapped(tmp_path)
    assert set(found["touched"]) == {"window", "setTimeout", "console", "kept"}
    assert found["left"] == ["kept"]


def test_the_module_can_be_imported_in_a_worker_thread(tmp_path: Path) -> None:
    make_project(tmp_path, AT_ONCE)
    (tmp_path / "worker.mjs").write_text(WORKER, "utf-8")
    assert run_in(tmp_path, "node", "worker.mjs", "1flow.mjs") == "3\n"


def test_a_server_bundle_that_vite_makes_of_it_renders(tmp_path: Path) -> None:
    make_project(tmp_path, AT_ONCE)
    (tmp_path / "server.js").write_text(SERVER, "utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    run_in(tmp_path, "node_modules/.bin/vite", "build", "--ssr", "server.js", "--outDir", "out")
    code = "console.log((await import('./out/server.js')).render())"
    printed = run_in(tmp_path, "node", "--input-type=module", "-e", code)
    names = [f"1Flow Web (Actions) {action}" for action in ("trackEvent", "identifyUser")]
    # The twin has the first one's name.
    assert printed == f"<p>{','.join([*names, names[0]])}</p>\n"


def test_the_module_is_left_readable_and_what_browsers_fetch_is_not() -> None:
    files = build({"settings": {"projectApiKey": "k"}}).files
    assert b"\n// " in files["1flow.mjs"]
    assert b"\n// " not in files["1flow.remote.js"]
    assert len(files["1flow.remote.js"]) < len(files["1flow.mjs"]) * 0.7


def test_the_types_name_what_a_plugin_has(tmp_path: Path) -> None:
    project = make_project(tmp_path, {})
    types = (project / "1flow.d.mts").read_text("ascii")
    body = re.search(r"interface OneflowPlugin \{\n(.*?)\n\}", types, re.DOTALL)
    assert body
    members = dict(re.findall(r"^  (\w+)(\??)(?=[:(])", body[1], re.MULTILINE))
    needed = {name for name, optional in members.items() if not optional}
    for plugin in import_trapped(project)["plugins"]:
        assert needed < set(plugin) <= set(members)
