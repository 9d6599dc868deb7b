"""`tsc --strict` takes the module's types, against those of `@segment/analytics-next` itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .projects import make_project, run_in

#: Everything that a careful project switches on; declarations are read as well.
STRICT: dict[str, Any] = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "skipLibCheck": False,
    "noEmit": True,
    "target": "es2022",
    "types": [],
}

RESOLUTIONS = {"bundler": "esnext", "node16": "node16"}


def compile_types(project: Path, file: str, **options: Any) -> None:
    config = {"compilerOptions": {**STRICT, **options}, "files": [file]}
    (project / "tsconfig.json").write_text(json.dumps(config), "utf-8")
    run_in(project, "node_modules/.bin/tsc", "--project", ".")


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_the_plugins_are_those_that_analytics_next_takes(tmp_path: Path, resolution: str) -> None:
    project = make_project(tmp_path, {}, "consumer.mts")
    compile_types(
        project, "consumer.mts", module=RESOLUTIONS[resolution], moduleResolution=resolution
    )


def test_the_types_need_no_package_and_no_page(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", {}, "alone.mts")
    # Not beside the file, so that nothing else is found there.
    compiler = project / "node_modules"
    compiler.rename(tmp_path / "elsewhere")
    config = {"module": "node16", "moduleResolution": "node16", "lib": ["es2020"]}
    (project / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": {**STRICT, **config}, "files": ["alone.mts"]}), "utf-8"
    )
    run_in(project, str(tmp_path / "elsewhere" / ".bin" / "tsc"), "--project", ".")


def test_types_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    project = make_project(tmp_path, {}, "consumer.mts")
    types = (project / "1flow.d.mts").read_text("ascii")
    broken = types.replace('type: "destination" | "enrichment"', 'type: "target"')
    assert broken != types
    (project / "1flow.d.mts").write_text(broken, "ascii")
    with pytest.raises(AssertionError, match=r"consumer\.mts\(5,14\): error TS2322"):
        compile_types(project, "consumer.mts", module="esnext", moduleResolution="bundler")
