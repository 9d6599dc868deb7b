"""The same settings give the same bytes: in any process, place and form."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import build
from tests.support.commands import files_in, run

SETTINGS: dict[str, Any] = {
    "settings": {"projectApiKey": "oneflow_prod_a+b/c==", "sdkUrl": "/js/1flow.js?a=1&b=<2>"},
    "subscriptions": [
        {
            "name": "Orders \u6ce8\u6587 \U0001f600 </script>",
            "partnerAction": "trackEvent",
            "enabled": True,
            "subscribe": 'type = "track" and (event = "Order" or properties.total = 0.1)',
            "mapping": {
                "event_name": {"@template": "{{event}}: {{properties.plan}}"},
                "userId": {"@path": "$.userId"},
                "properties": {
                    "total": {"@path": "$.properties.total"},
                    "plan": {
                        "@if": {"blank": {"@path": "$.properties.plan"}, "then": 1, "else": "no"}
                    },
                    "list": [1, 1.5, -2, 1e21, True, {"a b": "\u2028"}],
                },
            },
        },
        {
            "name": "People",
            "partnerAction": "identifyUser",
            "enabled": True,
            "subscribe": 'type = "identify" and !(traits.internal = true)',
            "mapping": {"userId": {"@path": "$.userId"}, "traits": {"@path": "$.traits"}},
        },
    ],
    "options": {
        "trackPayload": "segment",
        "anonymousIdentify": "anonymousId",
        "loadSdk": "immediately",
    },
}

TOML = """
[options]
trackPayload = "segment"
anonymousIdentify = "anonymousId"
loadSdk = "immediately"

[settings]
projectApiKey = "oneflow_prod_a+b/c=="
sdkUrl = "/js/1flow.js?a=1&b=<2>"

[[subscriptions]]
name = "Orders \u6ce8\u6587 \\U0001F600 </script>"
partnerAction = "trackEvent"
enabled = true
subscribe = 'type = "track" and (event = "Order" or properties.total = 0.1)'
[subscriptions.mapping]
event_name = {"@template" = "{{event}}: {{properties.plan}}"}
userId = {"@path" = "$.userId"}
[subscriptions.mapping.properties]
total = {"@path" = "$.properties.total"}
plan = {"@if" = {blank = {"@path" = "$.properties.plan"}, then = 1, else = "no"}}
list = [1, 1.5, -2, 1e21, true, {"a b" = "\\u2028"}]

[[subscriptions]]
name = "People"
partnerAction = "identifyUser"
enabled = true
subscribe = 'type = "identify" and !(traits.internal = true)'
mapping = {userId = {"@path" = "$.userId"}, traits = {"@path" = "$.traits"}}
"""

FORMS = {
    "a.yaml": yaml.safe_dump(SETTINGS, allow_unicode=True, sort_keys=False),
    "b.yml": "# A comment.\n" + yaml.safe_dump(SETTINGS, width=20, sort_keys=False),
    "crlf.yaml": yaml.safe_dump(SETTINGS, sort_keys=False).replace("\n", "\r\n"),
    "c.json": json.dumps(SETTINGS, indent="\t"),
    "d.json": json.dumps(SETTINGS, ensure_ascii=False, separators=(",", ":")),
    "e.toml": TOML,
}

#: Each is another process on another machine, as far as a build can tell.
MACHINES: dict[str, Mapping[str, str]] = {
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 4294967295": {"PYTHONHASHSEED": "4294967295"},
    "another time zone": {"TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1"},
    "an ASCII locale": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    "a terminal's colours": {"FORCE_COLOR": "1", "COLUMNS": "20"},
}


@pytest.fixture(scope="module")
def expected() -> dict[str, bytes]:
    return dict(build(SETTINGS).files)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_settings_gives_the_same_bytes(
    tmp_path: Path, expected: dict[str, bytes], form: str
) -> None:
    (tmp_path / form).write_bytes(FORMS[form].encode())
    command = [sys.executable, "-m", "generator", "build", "--config", form]
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert files_in(tmp_path / "dist") == expected


@pytest.mark.parametrize("machine", MACHINES)
def test_every_machine_gives_the_same_bytes(
    tmp_path: Path, expected: dict[str, bytes], machine: str
) -> None:
    (tmp_path / "settings.json").write_text(FORMS["c.json"], "ascii")
    place = tmp_path / "elsewhere \u00e9"
    place.mkdir()
    command = [sys.executable, "-m", "generator", "build", "--config", "../settings.json"]
    done = run(command, place, MACHINES[machine])
    assert done.returncode == 0, done.stderr
    assert files_in(place / "dist") == expected


def test_the_order_of_keys_where_it_means_nothing_changes_nothing(
    expected: dict[str, bytes],
) -> None:
    turned = {
        name: dict(reversed(group.items())) if isinstance(group, dict) else group
        for name, group in reversed(SETTINGS.items())
    }
    turned["subscriptions"] = [dict(reversed(item.items())) for item in SETTINGS["subscriptions"]]
    assert list(turned) != list(SETTINGS)
    assert dict(build(turned).files) == expected


def test_building_again_in_the_same_process_changes_nothing(expected: dict[str, bytes]) -> None:
    build({"settings": {"projectApiKey": "other"}})
    assert dict(build(SETTINGS).files) == expected


def test_the_bytes_name_no_place_and_no_time(expected: dict[str, bytes]) -> None:
    everything = b"".join(expected.values()).decode("ascii")
    for trace in (str(Path.cwd()), str(Path.home()), os.sep + "generator", sys.version.split()[0]):
        assert trace not in everything
