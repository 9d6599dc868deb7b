"""What README and docs show is what the product does: code, output, settings, names."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner
from mkdocs.config.base import BaseConfigOption

from generator.cli import main
from generator.errors import KeyPath
from generator.integrations.mkdocs import SnippetConfig
from generator.integrations.sphinx import setup
from generator.mapping.parser import parse_mapping
from generator.settings.reader import read_file
from generator.settings.schema import SCHEMA

ROOT = Path(__file__).parent.parent


def blocks(name: str, language: str) -> list[str]:
    """The code blocks of a document in one language."""
    text = (ROOT / name).read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)\n```", text, re.DOTALL)


def test_the_code_in_the_readme_is_in_the_bundle() -> None:
    shown = blocks("README.md", "js")[0]
    bundle = (ROOT / "dist" / "1flow.js").read_text("ascii")
    assert any(textwrap.indent(shown, " " * width) in bundle for width in range(0, 16, 2))


def test_the_settings_in_the_readme_are_in_the_example() -> None:
    shown = blocks("README.md", "yaml")[0]
    example = (ROOT / "examples" / "acme.yaml").read_text("utf-8")
    for part in shown.split("\n\nsubscriptions:\n"):
        assert part in example


def test_the_readme_shows_what_a_build_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = str(ROOT / "examples" / "acme.yaml")
    printed = CliRunner().invoke(main, ["build", "--config", config]).stdout
    # The compressed sizes are the machine's own.
    sizes = re.compile(r" +[\d,]+ gzip +[\d,]+ brotli")
    assert sizes.sub("", blocks("README.md", "text")[0]) == sizes.sub("", printed).rstrip()


def test_the_docs_show_what_a_check_warns_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = blocks("docs/triggers.md", "text")[0]
    trigger = re.search(r"\| +subscribe: (.*)", shown)
    assert trigger
    (tmp_path / "hosted.yaml").write_text(
        "settings: {projectApiKey: k}\nsubscriptions:\n  - partnerAction: trackEvent\n"
        f"    subscribe: {trigger[1]}\n    mapping: {{event_name: Name}}\n",
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["check", "--config", "hosted.yaml"]).stderr.rstrip() == shown


@pytest.mark.parametrize("group", ["settings", "options"])
def test_every_setting_is_documented(group: str) -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    for name, part in SCHEMA["properties"][group]["properties"].items():
        assert f"| `{name}` |" in text
        for word in part.get("enum", ()):
            assert f"`{word}`" in text


def test_every_directive_in_the_docs_is_one() -> None:
    text = (ROOT / "docs" / "mappings.md").read_text("utf-8")
    names = re.findall(r"^\| `(@\w+)", text, re.MULTILINE)
    assert len(names) == 12
    for name in names:
        said: list[str] = []

        def report(path: KeyPath, message: str, hint: str = "", *, warning: bool = False) -> None:
            said.append(message)  # noqa: B023 - called within the turn of the loop

        parse_mapping({name: None}, (), report)
        assert not any("no directive" in message for message in said), name


def test_the_settings_that_init_writes_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONEFLOW_PROJECT_KEY", "k")
    assert CliRunner().invoke(main, ["init"]).exit_code == 0
    assert read_file(tmp_path / "oneflow-snippet.yaml").data["subscriptions"]
    result = CliRunner().invoke(main, ["check", "--strict"])
    assert result.exit_code == 0, result.output


def test_no_document_has_a_dead_link() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_both_documentation_generators_have_the_options_in_the_docs() -> None:
    text = (ROOT / "docs" / "mkdocs-sphinx.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    told = set(re.findall(r"`(\w+)`", " ".join(rows)))
    mkdocs = {
        name for name, each in vars(SnippetConfig).items() if isinstance(each, BaseConfigOption)
    }
    app = Mock()
    setup(app)
    sphinx = {call.args[0].removeprefix("oneflow_") for call in app.add_config_value.mock_calls}
    assert told == mkdocs == sphinx - {"digest"}
