"""The machine and the versions that figures hold for."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.peers import package_versions

_PYTHON_PACKAGES = ("click", "jinja2", "jsmin", "pyyaml", "jsonschema-rs", "brotli")


def describe() -> list[str]:
    """Lines for the report: the machine, the programs, the packages."""
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)
    packages = [f"{name} {version(name)}" for name in _PYTHON_PACKAGES]
    npm = [f"{name} {each}" for name, each in package_versions().items()]
    return [
        f"{_processor()}, {os.cpu_count()} processors, {_memory()} GiB, {platform.system()} "
        f"{platform.release()}",
        f"Python {platform.python_version()}, Node {node.stdout.strip().removeprefix('v')}",
        ", ".join(packages),
        ", ".join(npm),
    ]


def load() -> str:
    """How busy the machine is: the mean number of running processes in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def file_system(path: Path) -> str:
    """The kind of file system that a path is on: `ext4`, `tmpfs`."""
    command = ["df", "--output=fstype", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
