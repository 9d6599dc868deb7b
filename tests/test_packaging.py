"""What is built for others works where the checkout is out of reach, and holds all it needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pytest

import generator
from generator import build
from generator.render import templates_folder
from tests.support.commands import KEY, environment, files_in

CHECKOUT = Path(generator.__file__).parents[1]
PYPROJECT = CHECKOUT / "pyproject.toml"
EXPORT = "tests/exports/data/cdn-settings.json"
#: The versions that everything else is tested with; compressors count in a manifest.
VERSIONS = CHECKOUT / "requirements" / "dev.txt"
SETTINGS = f"settings: {{projectApiKey: {KEY}}}\n"


@dataclass(frozen=True)
class Built:
    """An sdist, the wheel that is made from it, and the wheel that is made from the checkout."""

    sdist: Path
    wheel: Path
    direct: Path


def _run(
    command: list[str], cwd: Path, home: Path | None = None, more: Mapping[str, str] | None = None
) -> str:
    env = environment({"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", **(more or {})})
    if home is not None:
        env["HOME"] = str(home)
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Built from the checkout, into folders of the test's own."""
    out = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "build", "--outdir"]
    constraint = {"PIP_CONSTRAINT": str(VERSIONS)}
    with ThreadPoolExecutor() as pool:
        both = pool.submit(_run, [*command, str(out / "both"), str(CHECKOUT)], out, more=constraint)
        wheel_only = [*command, str(out / "only"), "--wheel", str(CHECKOUT)]
        only = pool.submit(_run, wheel_only, out, more=constraint)
        both.result()
        only.result()
    [sdist], [wheel] = (out / "both").glob("*.tar.gz"), (out / "both").glob("*.whl")
    [direct] = (out / "only").glob("*.whl")
    return Built(sdist, wheel, direct)


@dataclass(frozen=True)
class Install:
    """A virtual environment with the wheel in it, and a folder far from the checkout."""

    venv: Path
    home: Path

    def run(self, program: str, *arguments: str) -> str:
        """What a program of the environment prints, run in that folder."""
        return _run([str(self.venv / "bin" / program), *arguments], self.home, self.home)


def _install(requirement: str, folder: Path, constraints: Path = VERSIONS) -> Install:
    (folder / "home").mkdir()
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], folder)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "venv"), "install", "--quiet"]
    _run([*pip, "--constraint", str(constraints), requirement], folder)
    (folder / "home" / "oneflow-snippet.yaml").write_text(SETTINGS, "utf-8")
    return Install(folder / "venv", folder / "home")


@pytest.fixture(scope="module")
def install(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Install:
    return _install(str(built.wheel), tmp_path_factory.mktemp("install"))


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_is_the_same_from_the_checkout_and_from_the_sdist(built: Built) -> None:
    contents = []
    for wheel in (built.wheel, built.direct):
        with zipfile.ZipFile(wheel) as archive:
            contents.append({name: archive.read(name) for name in archive.namelist()})
    assert contents[0].keys() == contents[1].keys()
    assert contents[0] == contents[1]


def test_a_build_without_isolation_needs_no_jinja(tmp_path: Path) -> None:
    tools = tmp_path / "venv"
    _run([sys.executable, "-m", "venv", "--without-pip", str(tools)], tmp_path)
    pip = [sys.executable, "-m", "pip", "--python", str(tools)]
    _run([*pip, "install", "--quiet", "hatchling"], tmp_path)
    wheel = [*pip, "wheel", "--quiet", "--no-build-isolation", "--no-deps", str(CHECKOUT)]
    _run(wheel, tmp_path, more={"PIP_WHEEL_DIR": str(tmp_path / "out")})
    [made] = (tmp_path / "out").glob("*.whl")
    names = _names(made)
    assert "generator/templates/core.js.jinja" in names
    assert not any("compiled" in name for name in names)


def test_the_wheel_holds_every_template_and_module(built: Built) -> None:
    names = _names(built.wheel)
    for path in templates_folder().rglob("*"):
        if path.is_file():
            assert f"generator/templates/{path.relative_to(templates_folder())}" in names
    for path in (CHECKOUT / "generator").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert str(path.relative_to(CHECKOUT)) in names


def test_the_wheel_holds_every_template_compiled(built: Built) -> None:
    folder = f"generator/templates/compiled/{jinja2.__version__}"
    compiled = {name for name in _names(built.wheel) if "/compiled/" in name}
    assert {Path(name).parent.as_posix() for name in compiled} == {folder}
    assert len(compiled) == len(list(templates_folder().rglob("*.jinja")))


def test_the_wheel_says_that_it_is_typed(built: Built) -> None:
    assert "generator/py.typed" in _names(built.wheel)


def test_the_wheel_holds_nothing_else_at_the_top(built: Built) -> None:
    tops = {name.split("/")[0] for name in _names(built.wheel)}
    version = generator.__version__
    assert tops == {"generator", f"oneflow_snippet-{version}.dist-info"}


def test_the_wheel_tells_its_licence_and_its_needs(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        metadata = archive.read(name).decode("utf-8")
    assert f"\nVersion: {generator.__version__}\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata
    needs = {line.split(":")[1].strip() for line in metadata.split("\n") if "Requires-Dist" in line}
    extras = {need for need in needs if "extra ==" in need}
    assert {need.split(">")[0] for need in needs - extras} == {
        "brotli",
        "click",
        "jinja2",
        "jsmin",
        "jsonschema-rs",
        "pyyaml",
    }
    assert {(need.split(">")[0], need.split("'")[1]) for need in extras} == {
        ("mkdocs", "mkdocs"),
        ("sphinx", "sphinx"),
    }


def test_the_sdist_holds_what_a_build_and_a_test_need(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "templates/loader.js.jinja",
        "hatch_build.py",
    ):
        assert name in names
    assert {"generator/cli/build.py", "tests/test_packaging.py", "requirements/dev.txt"} <= names
    assert not any("node_modules" in name or "__pycache__" in name for name in names)


def test_an_install_runs_from_its_own_files(install: Install) -> None:
    script = "import generator, generator.render as r; print(generator.__file__); "
    script += "print(r.templates_folder())"
    package, templates = install.run("python", "-I", "-c", script).split()
    assert Path(package).is_relative_to(install.venv)
    assert Path(templates) == Path(package).parent / "templates"


def test_an_install_builds_the_same_bytes(install: Install) -> None:
    install.run("oneflow-snippet", "build")
    expected = build({"settings": {"projectApiKey": KEY}}).files
    assert files_in(install.home / "dist") == dict(expected)
    install.run("python", "-I", "-m", "generator", "build", "--check")


#: Builds; tells how many templates were compiled, and prints the manifest.
_COUNT_COMPILED = f"""
import jinja2, sys
from unittest.mock import patch
if len(sys.argv) > 1:
    jinja2.__version__ = sys.argv[1]
from generator import build
compile = jinja2.Environment.compile
with patch.object(jinja2.Environment, "compile", autospec=True, side_effect=compile) as compiling:
    files = build({{"settings": {{"projectApiKey": {KEY!r}}}}}).files
print(compiling.call_count)
print(files["manifest.json"].decode())
"""


@pytest.mark.parametrize("version", [None, "3.1.0"])
def test_an_install_compiles_templates_only_for_another_jinja(
    install: Install, version: str | None
) -> None:
    arguments = [] if version is None else [version]
    printed = install.run("python", "-I", "-c", _COUNT_COMPILED, *arguments)
    count, manifest = printed.split("\n", 1)
    assert (int(count) == 0) == (version is None)
    expected = build({"settings": {"projectApiKey": KEY}}).files["manifest.json"].decode()
    assert manifest == expected + "\n"


def test_an_install_writes_a_settings_file(install: Install) -> None:
    install.run("oneflow-snippet", "init", "new.yaml")
    written = (install.home / "new.yaml").read_bytes()
    assert written == (templates_folder() / "oneflow-snippet.yaml").read_bytes()


def test_an_install_prints_the_snippet(install: Install) -> None:
    printed = install.run("oneflow-snippet", "snippet", "--api-key", "k")
    expected = build({"settings": {"projectApiKey": "k"}}).files["snippet.html"]
    assert printed.encode() == expected


def test_the_oldest_versions_that_we_name_will_do(built: Built, tmp_path: Path) -> None:
    # Those with compiled code have wheels for the Pythons of their time only.
    dependencies = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["dependencies"]
    named = [each for each in dependencies if re.match("click|jinja2|jsmin", each)]
    assert len(named) == 3
    oldest = tmp_path / "oldest.txt"
    oldest.write_text("\n".join(named).replace(">=", "=="), "ascii")
    install = _install(str(built.wheel), tmp_path, oldest)
    home = install.home
    (home / "customers.csv").write_text("name,projectApiKey\nA,k\n", "ascii")
    (home / "site").mkdir()
    (home / "site" / "index.html").write_text("<!doctype html><head></head>", "ascii")
    (home / "export.json").write_bytes((CHECKOUT / EXPORT).read_bytes())
    for command in (
        ["build"],
        ["check"],
        ["csp"],
        ["batch", "customers.csv", "--out", "customers"],
        ["inject", "site"],
        ["import", "export.json", "--out", "imported.yaml"],
    ):
        install.run("oneflow-snippet", *command)
    names = ("1flow.js", "1flow.min.js", "snippet.html")
    expected = build({"settings": {"projectApiKey": KEY}}).files
    assert [(home / "dist" / name).read_bytes() for name in names] == [expected[n] for n in names]


def test_a_documentation_site_needs_nothing_but_the_extra(built: Built, tmp_path: Path) -> None:
    install = _install(f"{built.wheel}[mkdocs,sphinx]", tmp_path)
    (install.home / "docs").mkdir()
    (install.home / "docs" / "index.md").write_text("# Shop\n", "utf-8")
    site = "site_name: Shop\nplugins: [oneflow-snippet: {form: file}]\n"
    (install.home / "mkdocs.yml").write_text(site, "utf-8")
    install.run("mkdocs", "build", "--strict")
    (install.home / "docs" / "index.rst").write_text("Shop\n====\n", "utf-8")
    conf = "extensions = ['generator.integrations.sphinx']\noneflow_form = 'file'\n"
    (install.home / "docs" / "conf.py").write_text(conf, "utf-8")
    install.run("sphinx-build", "-W", "docs", "html")
    script = build({"settings": {"projectApiKey": KEY}}).files["1flow.min.js"]
    for page, folder in (("site/index.html", "site/assets"), ("html/index.html", "html/_static")):
        [file] = (install.home / folder).glob("1flow-*.min.js")
        assert file.read_bytes() == script
        assert f"{Path(folder).name}/{file.name}" in (install.home / page).read_text("utf-8")


def test_an_editable_install_takes_the_templates_of_the_checkout() -> None:
    script = "import generator, generator.render as r; print(generator.__file__); "
    script += "print(r.templates_folder())"
    package, templates = _run([sys.executable, "-I", "-c", script], Path.home()).split()
    assert Path(package) == CHECKOUT / "generator" / "__init__.py"
    assert Path(templates) == CHECKOUT / "templates"
