"""Runs for the tests: customers, what their folders must hold, and what is in a folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.batch.customers import Customers
from generator.batch.runner import DEFAULT_FORMATS, Batch, Outcome
from generator.bundle import encode_text
from generator.pipeline import build_texts
from generator.settings.document import Document

BASE: dict[str, Any] = {"settings": {"projectApiKey": "oneflow_prod_YmFzZQ=="}}


def write_csv(path: Path, rows: Iterable[tuple[str, ...]]) -> Path:
    """A customers file of names, keys and URLs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "projectApiKey", "sdkUrl"))
        writer.writerows((*row, "")[:3] for row in rows)
    return path


def expected(
    rows: Mapping[str, Sequence[str]],
    base: Mapping[str, Any] = BASE,
    names: tuple[str, ...] = DEFAULT_FORMATS,
) -> dict[str, bytes]:
    """The files that folders must hold, by path; `rows` has key, and URL, by folder."""
    files = {}
    for folder, (key, *url) in rows.items():
        values = {"projectApiKey": key, **({"sdkUrl": url[0]} if url else {})}
        settings = {**base, "settings": {**base["settings"], **values}}
        texts, _ = build_texts(Document(settings), None)
        files.update({f"{folder}/{name}": encode_text(texts[name]) for name in names})
    return files


def files_below(folder: Path) -> dict[str, bytes]:
    """All files below a folder but the report, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).as_posix() != "report.json"
    }


def run(customers: Path, out: Path, *, base: Mapping[str, Any] = BASE, jobs: int = 1) -> Outcome:
    """A run in this process, or in `jobs` of them."""
    batch = Batch(Document(dict(base)), {})
    with Customers(customers) as rows:
        return batch.run(rows, out, jobs=jobs, progress=lambda _position: None)


def report(out: Path) -> Any:
    """The data of a run's report."""
    return json.loads((out / "report.json").read_bytes())
