"""A run takes no more memory for many rows than for few."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.batch.runs import write_csv

ROOT = Path(__file__).parent.parent.parent

#: Everything but the writing itself, and the most memory that it took, in KiB (Linux).
MEASURED = """
import resource, sys
from pathlib import Path
from generator.batch.workers import Done, Plan
from tests.batch.runs import run
Plan.place = lambda self, jobs: Done(len(jobs), 0, [])
outcome = run(Path(sys.argv[1]), Path(sys.argv[2]))
print(outcome.rows, outcome.failed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure(folder: Path, count: int) -> int:
    rows = ((f"Customer {i} Inc.", f"key {i}" if i % 3 else "") for i in range(count))
    path = write_csv(folder / f"{count}.csv", rows)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), str(folder / f"out{count}")],
        cwd=ROOT,
        capture_output=True,
        encoding="ascii",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen, failed, memory = map(int, done.stdout.split())
    assert (seen, failed) == (count, (count + 2) // 3)
    return memory


def test_memory_is_flat(tmp_path: Path) -> None:
    few, many = measure(tmp_path, 4_000), measure(tmp_path, 64_000)
    # A list of the rows alone would be 15 MiB more.
    assert many - few < 5 * 1024
