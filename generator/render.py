"""The one Jinja environment: templates are skeletons whose holes take trusted code only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import jinja2

from generator.errors import TemplateError
from generator.js.code import Code


class _HoleError(Exception):
    """Something other than code in a hole."""


def render(template: str, **holes: Code | Sequence[Code]) -> Code:
    """The text of a template with its holes filled.

    Raises TemplateError where a hole is empty, or holds anything but Code: a plain string, a
    joined one, markup, the outcome of a macro.
    """
    try:
        return Code(_environment().get_template(template).render(holes).rstrip("\n"))
    except (jinja2.TemplateError, _HoleError) as error:
        raise TemplateError(f"templates/{template}: {error}") from error


def templates_folder() -> Path:
    """Where the templates are: in the package when it is installed, else beside it.

    A wheel carries them as `generator/templates`; a checkout, and an editable install of it, has
    them at the top level.
    """
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def compiled_folder() -> Path:
    """Where a wheel has the code that this version of Jinja makes of the templates.

    There is none in a checkout, and none of a version that came after the wheel was built.
    """
    return templates_folder() / "compiled" / jinja2.__version__


def compile_templates(target: Path) -> None:
    """Write the templates' code into a folder, for `compiled_folder` of a wheel."""

    def is_template(name: str) -> bool:
        return name.endswith(".jinja")

    _environment().compile_templates(target, zip=None, filter_func=is_template)


def _loader() -> jinja2.BaseLoader:
    compiled = compiled_folder()
    if compiled.is_dir():
        return jinja2.ModuleLoader(compiled)
    return jinja2.FileSystemLoader(templates_folder())


@cache
def _environment() -> jinja2.Environment:
    # HTML escaping inside JavaScript would change values; the holes are safe by their type.
    environment = jinja2.Environment(
        loader=_loader(),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701
        finalize=_only_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # A filter block changes text behind finalize's back, so there is no filter that takes text.
    environment.filters = {"indent": _indented}
    environment.globals.clear()
    return environment


def _only_code(value: object) -> str:
    return _code(value).text


def _indented(value: object, width: int) -> Code:
    return _code(value).indented(width)


def _code(value: object) -> Code:
    if isinstance(value, Code):
        return value
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises UndefinedError, which names the hole
    raise _HoleError(f"a hole takes trusted JavaScript only, not {type(value).__name__}")
