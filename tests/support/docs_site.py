"""A small documentation site in a test's folder, built by MkDocs or Sphinx in a real process."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.commands import KEY, run

SETTINGS = f"settings: {{projectApiKey: {KEY}}}\n"
#: The first subscription can never fire, which is a warning.
WARNED = f"""\
settings: {{projectApiKey: {KEY}}}
subscriptions:
  - name: Never
    partnerAction: trackEvent
    subscribe: type = "track" and type = "identify"
    mapping: {{event_name: Name}}
"""
BROKEN = f"settings: {{projectApiKey: {KEY}}}\noptions:\n  trackPayload: props\n"

_ELEMENT = re.compile(
    r"<!-- oneflow-snippet: begin -->\n(.*?)\n<!-- oneflow-snippet: end -->", re.DOTALL
)


@dataclass(frozen=True)
class DocsSite:
    """A site's folder, the command that builds it, and where its pages come."""

    folder: Path
    command: list[str]
    output: str
    #: What the command finds in its environment.
    env: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def build(self, *arguments: str) -> tuple[int, str]:
        """Run the generator: its exit code, and all that it prints.

        Generators leave files of their own where temporary files go, so that is the test's folder.
        """
        program = Path(sys.executable).with_name(self.command[0])
        env = {"TMPDIR": str(self.folder.parent), **self.env}
        done = run([str(program), *self.command[1:], *arguments], self.folder, env)
        return done.returncode, done.stdout + done.stderr

    def page(self, name: str) -> str:
        return (self.folder / self.output / name).read_text("utf-8")

    def elements(self, name: str) -> list[str]:
        """What stands between our comments in a page."""
        return _ELEMENT.findall(self.page(name))

    def covered(self) -> set[str]:
        """The pages that have the script."""
        output = self.folder / self.output
        return {
            page.relative_to(output).as_posix()
            for page in output.rglob("*.html")
            if self.elements(page.relative_to(output).as_posix())
        }
