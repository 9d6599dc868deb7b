"""Where the stages meet: settings to bundle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from generator.assemble import FORMATS, SNIPPET, SOURCE_MAP, Scripts
from generator.bundle import PLAIN, Bundle, Packing, make_bundle
from generator.csp import Sources, csp_sources
from generator.errors import Problem, SettingsError
from generator.js.plugins import Rule
from generator.lint import lint_rules
from generator.rules import read_rules
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from generator.settings.model import Settings
from generator.settings.validate import validate


def build(
    settings: Mapping[str, Any],
    *,
    environ: Mapping[str, str] | None = None,
    environment: str | None = None,
    packing: Packing = PLAIN,
) -> Bundle:
    """The bundle of destination settings, given in the form of a settings file.

    Arguments:
        settings: `{"settings": {...}, "subscriptions": [...], "options": {...}}`; never changed.
        environ: what `${NAME}` in a text stands for, such as `os.environ`; without it text is
            taken as it is.
        environment: which of the settings' `environments` counts; without it the base does.
        packing: hashes in names, compressed forms, a source map; see `Packing`.

    Raises SettingsError, whose `problems` are all that is wrong. Reads no files but the
    templates, and writes none.
    """
    document = Document(dict(settings))
    if environment is not None:
        document = choose_environment(document, environment)
    return build_document(document, environ, packing)


def build_document(
    document: Document,
    environ: Mapping[str, str] | None,
    packing: Packing = PLAIN,
) -> Bundle:
    """The bundle of settings that were read from somewhere. Raises SettingsError."""
    formats = (SOURCE_MAP, *FORMATS) if packing.source_map else FORMATS
    settings, rules, warnings = check_document(document, environ)
    return bundle_texts(settings, _texts(settings, rules, formats), warnings, packing)


def bundle_texts(
    settings: Settings,
    texts: Iterable[tuple[str, str]],
    warnings: tuple[Problem, ...] = (),
    packing: Packing = PLAIN,
) -> Bundle:
    """The bundle of all texts that were built from settings, by name, with its manifest."""
    return make_bundle(texts, warnings, packing, partial(csp_sources, settings))


def build_texts(
    document: Document,
    environ: Mapping[str, str] | None,
    formats: Iterable[str] = FORMATS,
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The text of each of the files that are wanted, and all warnings.

    Arguments:
        document: the settings.
        environ: as for `build`.
        formats: names out of `FORMATS`, and `SOURCE_MAP`. What is not wanted costs nothing.

    Raises SettingsError.
    """
    settings, rules, warnings = check_document(document, environ)
    return dict(_texts(settings, rules, formats)), warnings


def read_csp(
    document: Document, environ: Mapping[str, str] | None
) -> tuple[Sources, tuple[Problem, ...]]:
    """The sources that the install needs of a policy, and all warnings. Raises SettingsError."""
    settings, rules, warnings = check_document(document, environ)
    [(_, snippet)] = _texts(settings, rules, [SNIPPET])
    return csp_sources(settings, snippet), warnings


def _texts(
    settings: Settings, rules: tuple[Rule, ...], formats: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Each file's name and text, made when it is drawn."""
    scripts = Scripts(settings, rules)
    return ((name, scripts.file(name)) for name in formats)


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
