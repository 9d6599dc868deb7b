"""The wheel's build hook: templates go into it compiled as well, which a start then need not do."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTemplates(BuildHookInterface):
    """Compiles the templates of the checkout, or of the sdist, that the wheel is built from."""

    _made: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install reads the templates of its checkout, as they are at the time.
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from generator.render import compile_templates, compiled_folder, templates_folder
        except ModuleNotFoundError:
            # A build without isolation may have no Jinja; a start compiles what the wheel has not.
            return
        self._made = TemporaryDirectory()
        compile_templates(Path(self._made.name))
        place = Path("generator/templates") / compiled_folder().relative_to(templates_folder())
        build_data["force_include"][self._made.name] = str(place)

    def finalize(self, *_: object) -> None:
        if self._made is not None:
            self._made.cleanup()
