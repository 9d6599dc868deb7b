"""Where the stages meet: settings to bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.actions import ACTIONS, DESTINATION
from generator.bundle import Bundle, make_bundle
from generator.errors import Problem, SettingsError
from generator.js.code import Code
from generator.js.helpers import Helpers
from generator.js.plugins import Rule, compile_plugins
from generator.js.printer import print_expression
from generator.js.tree import Literal
from generator.lint import lint_rules
from generator.minify import minify
from generator.render import render
from generator.rules import read_rules
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from generator.settings.model import Options, Settings
from generator.settings.validate import validate
from generator.version import __version__

#: Calls kept for an SDK that has not come yet; beyond it the oldest is dropped.
QUEUE_LIMIT = 100


def build(
    settings: Mapping[str, Any],
    *,
    environ: Mapping[str, str] | None = None,
    environment: str | None = None,
) -> Bundle:
    """The bundle of destination settings, given in the form of a settings file.

    Arguments:
        settings: `{"settings": {...}, "subscriptions": [...], "options": {...}}`; never changed.
        environ: what `${NAME}` in a text stands for, such as `os.environ`; without it text is
            taken as it is.
        environment: which of the settings' `environments` counts; without it the base does.

    Raises SettingsError, whose `problems` are all that is wrong. Reads no files but the
    templates, and writes none.
    """
    document = Document(dict(settings))
    if environment is not None:
        document = choose_environment(document, environment)
    return build_document(document, environ)


def build_document(document: Document, environ: Mapping[str, str] | None) -> Bundle:
    """The bundle of settings that were read from somewhere. Raises SettingsError."""
    return make_bundle(*build_texts(document, environ))


def build_texts(
    document: Document, environ: Mapping[str, str] | None
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The text of each file but the manifest, and all warnings. Raises SettingsError."""
    settings, rules, warnings = check_document(document, environ)
    script = _script(settings, rules) if settings.enabled else render("off.js.jinja")
    small = minify(script)
    texts = {
        "1flow.js": script.text,
        "1flow.min.js": small.text,
        "snippet.html": render("snippet.html.jinja", script=small).text,
    }
    return texts, warnings


def check_document(
    document: Document, environ: Mapping[str, str] | None
) -> tuple[Settings, tuple[Rule, ...], tuple[Problem, ...]]:
    """The settings, their compiled subscriptions and all warnings. Raises SettingsError."""
    settings, problems = validate(document, environ)
    rules: tuple[Rule, ...] = ()
    if settings.enabled:
        rules, found = read_rules(document, settings.subscriptions, settings.options.triggers)
        problems += found
    if any(problem.severity == "error" for problem in problems):
        raise SettingsError(sorted(problems, key=_place))
    if settings.enabled:
        problems += lint_rules(document, rules)
    return settings, rules, tuple(sorted(problems, key=_place))


def _place(problem: Problem) -> tuple[bool, int, int]:
    """Problems are told in the order of the file; those without a place come last."""
    return (problem.position is None, problem.line or 0, problem.column or 0)


def _script(settings: Settings, rules: tuple[Rule, ...]) -> Code:
    options = settings.options
    helpers = Helpers()
    plugins = compile_plugins(
        rules,
        tuple(ACTIONS),
        segment_payload=options.track_payload == "segment",
        helpers=helpers,
    )
    return render(
        "script.js.jinja",
        key=_constant(settings.project_api_key),
        helpers=[render(f"helpers/{name}.js.jinja") for name in helpers.used],
        loader=render(
            "loader.js.jinja",
            sdk_url=_constant(settings.sdk_url),
            queue_limit=_constant(QUEUE_LIMIT),
        ),
        actions=[render(f"actions/{name}.js.jinja") for name in _action_templates(options, rules)],
        plugin=render(
            "plugin.js.jinja",
            destination=_constant(DESTINATION),
            version=_constant(__version__),
            plugins=print_expression(plugins),
        ),
        start=[
            render(f"{name}.js.jinja")
            for name in ("register", *(["load_now"] if options.load_sdk == "immediately" else []))
        ],
    )


def _action_templates(options: Options, rules: tuple[Rule, ...]) -> list[str]:
    """The run-time half of each action that has subscriptions."""
    templates = {"trackEvent": "track", "identifyUser": f"identify_{options.anonymous_identify}"}
    used = {rule.action for rule in rules}
    return [template for action, template in templates.items() if action in used]


def _constant(value: str | int) -> Code:
    return print_expression(Literal(value))
