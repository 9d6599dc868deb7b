"""A template is a skeleton: its holes take trusted code, and nothing else whatever the trick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import markupsafe
import pytest

from generator import render as module
from generator.errors import TemplateError
from generator.js.code import Code
from generator.render import render, templates_folder

TEMPLATES = sorted(templates_folder().rglob("*.jinja"))
Renderer = Callable[..., str]


@pytest.fixture
def rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Renderer]:
    """Renders a template of the test's own in the product's environment."""
    monkeypatch.setattr(module, "templates_folder", lambda: tmp_path)
    module._environment.cache_clear()

    def call(template: str, /, **holes: object) -> str:
        (tmp_path / "t.js.jinja").write_text(template, "utf-8")
        (tmp_path / "inner.js.jinja").write_text("{{ inner }}", "utf-8")
        return render("t.js.jinja", **holes).text  # type: ignore[arg-type]

    yield call
    monkeypatch.undo()
    module._environment.cache_clear()


def test_code_is_placed_as_it_is(rendered: Renderer) -> None:
    code = Code("a < b && \"<&>\" '{{ x }}'")
    assert rendered("x = {{ code }};\n", code=code) == f"x = {code.text};"


def test_a_list_of_code_is_placed_one_by_one(rendered: Renderer) -> None:
    text = "{% for part in parts %}\n{{ part }}\n{% endfor %}\n"
    assert rendered(text, parts=[Code("a;"), Code("b;")]) == "a;\nb;"


def test_an_indent_filter_indents_every_further_line_that_holds_something(
    rendered: Renderer,
) -> None:
    assert rendered("  {{ code | indent(2) }}", code=Code("a\n\n  b\nc")) == "  a\n\n    b\n  c"


@pytest.mark.parametrize(
    "value",
    [
        "alert(1)",
        "",
        markupsafe.Markup("alert(1)"),
        5,
        0,
        1.5,
        True,
        None,
        b"alert(1)",
        [],
        [Code("a")],
        {"a": Code("a")},
        ...,
    ],
    ids=repr,
)
def test_a_value_that_is_no_code_is_refused(rendered: Renderer, value: object) -> None:
    with pytest.raises(TemplateError):
        rendered("x = {{ hole }};", hole=value)


@pytest.mark.parametrize(
    "text",
    [
        "{{ code | safe }}",
        "{{ code ~ '' }}",
        "{{ code ~ code }}",
        "{{ text ~ code }}",
        "{{ text | safe }}",
        "{{ code | string }}",
        "{{ code | upper }}",
        "{{ code.text }}",
        "{{ code | attr('text') }}",
        "{{ [code, code] | join }}",
        "{{ [code] | join(', ') }}",
        "{{ '%s' | format(code.text) }}",
        "{{ code | tojson }}",
        "{{ code | e }}",
        "{{ code | list }}",
        "{{ text }}",
        "{{ 'alert(1)' }}",
        "{{ 'a' 'b' }}",
        "{{ 5 }}",
        "{{ none }}",
        "{{ true }}",
        "{{ text if code else code }}",
        "{{ text or code }}",
        "{{ missing }}",
        "{{ missing | safe }}",
        "{{ missing.deeper }}",
        "{{ code.missing }}",
        "{{ missing | default('x') }}",
        "{{ text | indent(2) }}",
        "{{ missing | indent(2) }}",
        "{{ self }}",
        "{{ range }}",
        "{% macro m() %}{{ code }}{% endmacro %}{{ m() }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ code }}{% endcall %}",
        "{% set block %}alert(1){% endset %}{{ block }}",
        "{% set block | safe %}{{ code }}{% endset %}{{ block }}",
        "{% filter upper %}{{ text }}{% endfilter %}",
        "{% filter replace('X', text) %}X{% endfilter %}",
        "{% filter upper %}{{ code }}{% endfilter %}",
        "{% block b %}{{ text }}{% endblock %}",
        "{% block b %}{{ code }}{% endblock %}{{ self.b() }}",
        "{% autoescape true %}{{ text }}{% endautoescape %}",
        "{% autoescape true %}{{ code ~ text }}{% endautoescape %}",
        "{% set inner = text %}{% include 'inner.js.jinja' %}",
        "{% for part in text %}{{ part }}{% endfor %}",
        "{% for part in [code] %}{{ loop.index }}{% endfor %}",
    ],
)
def test_no_trick_of_a_template_gets_text_into_a_hole(rendered: Renderer, text: str) -> None:
    # Some fail in the filter itself.
    with pytest.raises((TemplateError, TypeError, AttributeError)):
        rendered(text, code=Code("a"), text="alert(1)")


@pytest.mark.parametrize("text", ["{{ a", "{% for %}", "{% endif %}", "{{ a | nofilter }}"])
def test_a_broken_template_is_an_error_that_names_it(rendered: Renderer, text: str) -> None:
    with pytest.raises(TemplateError, match=r"t\.js\.jinja"):
        rendered(text)


@pytest.mark.parametrize("text", ["{{ missing }}", "{{ text }}", "{{ text | indent(2) }}"])
def test_an_error_names_the_template(rendered: Renderer, text: str) -> None:
    with pytest.raises(TemplateError, match=r"t\.js\.jinja"):
        rendered(text, text="alert(1)")


def test_an_empty_hole_is_named(rendered: Renderer) -> None:
    with pytest.raises(TemplateError, match="missing"):
        rendered("{{ missing }}")


def test_a_template_that_is_not_there_is_an_error(rendered: Renderer) -> None:
    with pytest.raises(TemplateError, match=r"other\.js\.jinja"):
        render("other.js.jinja")


def test_the_environment_escapes_nothing_and_forgives_nothing() -> None:
    environment = module._environment()
    assert environment.autoescape is False
    assert environment.undefined is jinja2.StrictUndefined


def _names() -> list[str]:
    return [str(path.relative_to(templates_folder())) for path in TEMPLATES]


@pytest.mark.parametrize("path", TEMPLATES, ids=_names())
def test_a_template_is_ascii_with_line_feeds(path: Path) -> None:
    data = path.read_bytes()
    assert data.isascii()
    assert b"\r" not in data
    assert data.endswith(b"\n")


@pytest.mark.parametrize("path", TEMPLATES, ids=_names())
def test_a_template_of_javascript_is_safe_within_a_script_element(path: Path) -> None:
    text = path.read_text("ascii").lower()
    if path.name.endswith(".js.jinja"):
        assert "<!--" not in text
        assert "</script" not in text
        assert "<script" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=_names())
def test_a_hole_is_a_bare_name(path: Path) -> None:
    for hole in re.findall(r"\{\{(.*?)\}\}", path.read_text("ascii"), re.DOTALL):
        assert re.fullmatch(r"\s*\w+(\s*\|\s*indent\(\d+\))?\s*", hole), hole


@pytest.mark.parametrize("path", TEMPLATES, ids=_names())
def test_a_template_holds_no_logic_but_loops_over_code(path: Path) -> None:
    for statement in re.findall(r"\{%-?\s*(\w+)", path.read_text("ascii")):
        assert statement in {"for", "endfor", "if", "else", "endif"}


def test_a_hole_never_stands_within_quotes() -> None:
    for path in TEMPLATES:
        for line in path.read_text("ascii").split("\n"):
            outside = re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', "", line.split("//")[0])
            assert line.split("//")[0].count("{{") == outside.count("{{"), f"{path.name}: {line}"
