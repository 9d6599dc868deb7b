"""What the manifest and `oneflow-snippet csp` say of a Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from generator import build
from tests.support.commands import KEY, oneflow
from tests.support.page import only_script


def _csp(**settings: Any) -> dict[str, list[str]]:
    settings.setdefault("settings", {"projectApiKey": KEY})
    found: dict[str, list[str]] = json.loads(build(settings).files["manifest.json"])["csp"]
    return found


def test_the_sources_are_the_sdks_origin_the_snippets_hash_and_the_policy() -> None:
    settings = {"settings": {"projectApiKey": KEY}}
    script = only_script(build(settings).files["snippet.html"].decode("ascii"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert _csp() == {
        "script-src": ["https://1flow.app", f"'sha256-{digest}'"],
        "trusted-types": ["1flow.js"],
    }


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://sdk.example:8443/1flow.js?a=1#b", "https://sdk.example:8443"),
        ("http://user:word@SDK.example/1flow.js", "http://sdk.example"),
        ("/js/1flow.js", "'self'"),
        ("https://b\u00fccher.example/1flow.js", "https://xn--bcher-kva.example"),
    ],
)
def test_the_sdks_source_is_the_origin_of_its_url(url: str, source: str) -> None:
    assert _csp(settings={"projectApiKey": KEY, "sdkUrl": url})["script-src"][0] == source


def test_no_policy_is_named_where_none_is_made() -> None:
    assert "trusted-types" not in _csp(options={"trustedTypes": False})
    assert _csp(options={"trustedTypes": "acme"})["trusted-types"] == ["acme"]


def test_an_environment_that_is_off_needs_its_snippets_hash_only() -> None:
    assert [name[:8] for name in _csp(enabled=False)["script-src"]] == ["'sha256-"]


def test_the_command_prints_a_header_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "oneflow-snippet.yaml").write_text(f"settings: {{projectApiKey: {KEY}}}\n", "utf-8")
    done = oneflow("csp", cwd=tmp_path)
    hosts, types = _csp().values()
    expected = f"script-src {' '.join(hosts)}; trusted-types {types[0]}"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Content-Security-Policy: {expected}\n"
