"""A row's key is taken as it is, shown nowhere, and kept out of another environment."""

from __future__ import annotations

import json
from pathlib import Path

from generator.batch.customers import Customers
from generator.batch.runner import Batch
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from tests.batch.runs import files_below, report, write_csv
from tests.support.commands import oneflow


def test_a_rows_values_are_not_taken_from_the_environment(folder: Path) -> None:
    rows = [("A", "${UNSET}"), ("B", "$${HOME}", "/${UNSET}.js"), ("C", "${HOME}", "/$${HOME}")]
    write_csv(folder / "c.csv", rows)
    done = oneflow("batch", "c.csv", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    found = files_below(folder / "out")
    assert b'"${UNSET}"' in found["A/1flow.min.js"]
    assert b'"$${HOME}"' in found["B/1flow.min.js"]
    assert b'"/${UNSET}.js"' in found["B/1flow.min.js"]
    assert b'"${HOME}"' in found["C/1flow.min.js"]
    assert b'"/$${HOME}"' in found["C/1flow.min.js"]


def test_no_key_is_shown(folder: Path) -> None:
    key = "oneflow_prod_c2VjcmV0+a2V5/Zm9v=="
    bare = "a-secret-of-no-known-form"
    (folder / "c.csv").write_text(
        "name,projectApiKey,sdkUrl\n"
        f"Acme, Inc.,{key},/x.js\n"  # one cell too many
        f"{key},,\n"  # the columns the wrong way round
        f"A,{bare},bad url\n"
        f'B,"{bare}"x,\n'
        f"C,{bare},\nc,{bare},\n"
        f"{key}{'x' * 300},{bare},bad\n",
        "ascii",
    )
    (folder / "c.jsonl").write_text(
        json.dumps({"name": "A", "projectApiKey": [key]})
        + "\n"
        + json.dumps({"name": "B", "projectApiKey": bare, key: 1, "sdkUrl": 5})
        + f'\n{{"name": "C", "projectApiKey": "{bare}\n',
        "ascii",
    )
    for name in ("c.csv", "c.jsonl"):
        done = oneflow("batch", name, "--out", name[2:], cwd=folder)
        assert done.returncode == 1
        said = done.stdout + done.stderr + (folder / name[2:] / "report.json").read_text("ascii")
        assert "c2VjcmV0" not in said
        assert bare not in said
        assert len(report(folder / name[2:])["failed"]) >= 3


def test_the_guard_of_the_production_key_holds_for_rows(tmp_path: Path) -> None:
    data = {
        "settings": {"projectApiKey": "the production key"},
        "environments": {"staging": {"settings": {"sdkUrl": "/staging.js"}}},
    }
    batch = Batch(choose_environment(Document(data), "staging"), {})
    rows_given = [("A", "another key"), ("B", "the production key"), ("C", "a key", "bad url")]
    path = write_csv(tmp_path / "c.csv", rows_given)
    with Customers(path) as rows:
        outcome = batch.run(rows, tmp_path / "out", jobs=1, progress=lambda _position: None)
    assert outcome.written == 1
    guarded, bad = report(tmp_path / "out")["failed"]
    assert (guarded["name"], bad["name"]) == ("B", "C")
    assert 'the environment "staging" has the project key of the base' in guarded["reason"]
    assert bad["reason"].startswith("sdkUrl: a URL holds no spaces")
    assert b'"/staging.js"' in (tmp_path / "out" / "A" / "1flow.min.js").read_bytes()
