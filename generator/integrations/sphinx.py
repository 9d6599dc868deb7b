"""The Sphinx extension `generator.integrations.sphinx`: the script in the head of HTML pages."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import NoneType
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import ENUM, Config
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from generator.errors import OneflowError, Problem, SettingsError
from generator.hints import one_of, type_name
from generator.integrations.html import marked
from generator.integrations.install import FORMS, Install, Origin, Placement, read_install
from generator.publish import write_file
from generator.version import __version__

_FOLDER = "_static"

#: The configuration values with their defaults and types; docs/mkdocs-sphinx.md describes them.
_VALUES: dict[str, tuple[object, tuple[type, ...]]] = {
    "enabled": (True, (bool,)),
    "config": (None, (str, NoneType)),
    "settings": (None, (dict, NoneType)),
    "subscriptions": (None, (list, NoneType)),
    "options": (None, (dict, NoneType)),
    "environment": (None, (str, NoneType)),
    "nonce": (None, (str, NoneType)),
    "exclude": ([], (list,)),
}

_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Called by Sphinx for an extension that conf.py names."""
    for name, (default, types) in _VALUES.items():
        app.add_config_value(f"oneflow_{name}", default, "", types)
    app.add_config_value("oneflow_form", "inline", "", ENUM(*FORMS))
    # Made here from the others and from the settings file: Sphinx writes all HTML pages anew when
    # it is not what it was at the last build.
    app.add_config_value("oneflow_digest", "", "html", (str,))
    extension = _Extension()
    app.connect("config-inited", extension.read)
    app.connect("builder-inited", extension.start)
    app.connect("html-page-context", extension.place)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


class _Extension:
    """What one run of Sphinx knows of the install."""

    def __init__(self) -> None:
        self._install: Install | None = None
        self._error: OneflowError | None = None

    def read(self, app: Sphinx, config: Config) -> None:
        """Compile the settings; which builder will run is not known yet."""
        try:
            values = _values(config)
            if values["enabled"]:
                self._install = read_install(_origin(app, values), _placement(values))
                config.oneflow_digest = _digest(self._install)
        except OneflowError as error:
            self._error = error

    def start(self, app: Sphinx) -> None:
        """Tell what is wrong, where HTML is made, and write the file that pages will refer to."""
        if _website(app) is None:
            return
        if self._error:
            raise ConfigError(str(self._error)) from self._error
        if self._install is None:
            return
        for warning in self._install.bundle.warnings:
            _log.warning("%s", warning, type="oneflow", subtype="settings")
        if self._install.placement.form == "file":
            folder = Path(app.outdir, _FOLDER)
            folder.mkdir(parents=True, exist_ok=True)
            write_file(folder / self._install.file_name, self._install.script)

    def place(
        self,
        app: Sphinx,
        pagename: str,
        _template: str,
        context: dict[str, Any],
        _doctree: object,
    ) -> None:
        """Put the element among the page's meta elements, which every theme has in its head."""
        website = _website(app)
        if self._install is None or website is None:
            return
        path = Path(website.get_outfilename(pagename)).relative_to(app.outdir)
        if self._install.covers(path.as_posix()):
            url = context["pathto"](f"{_FOLDER}/{self._install.file_name}", resource=True)
            element = marked(self._install.element(url))
            context["metatags"] = f"{context.get('metatags', '')}\n{element}\n"


def _website(app: Sphinx) -> StandaloneHTMLBuilder | None:
    """The builder, if it makes a website: no book, no help file, no data for another program."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or builder.embedded:
        return None
    return builder if builder.out_suffix in (".html", app.config.html_file_suffix) else None


def _values(config: Config) -> dict[str, Any]:
    """The configuration values, each of its type. Raises SettingsError."""
    values = {name: config[f"oneflow_{name}"] for name in (*_VALUES, "form")}
    problems = []
    for name, (_, types) in _VALUES.items():
        value = values[name]
        if not isinstance(value, types):
            expected = " or ".join(
                type_name(None if each is NoneType else each()) for each in types
            )
            problems.append(_problem(name, f"this must be {expected}, not {type_name(value)}"))
    if values["form"] not in FORMS:
        problems.append(_problem("form", f"this must be {one_of(FORMS)}"))
    for pattern in values["exclude"] if isinstance(values["exclude"], list) else []:
        if not isinstance(pattern, str):
            problems.append(_problem("exclude", f"a pattern is text, not {type_name(pattern)}"))
    if problems:
        raise SettingsError(problems)
    return values


def _problem(name: str, message: str) -> Problem:
    return Problem(f"oneflow_{name}", message, file="conf.py")


def _origin(app: Sphinx, values: dict[str, Any]) -> Origin:
    folder = Path(app.confdir)
    inline = {name: values[name] for name in ("settings", "subscriptions", "options")}
    return Origin(
        name="conf.py",
        folder=folder,
        inline={name: value for name, value in inline.items() if value is not None},
        config=folder / values["config"] if values["config"] else None,
        environment=values["environment"],
    )


def _placement(values: dict[str, Any]) -> Placement:
    return Placement(values["form"], values["nonce"], tuple(values["exclude"]))


def _digest(install: Install) -> str:
    """What changes with every change that a page would show."""
    shown = [install.element(install.file_name), *install.placement.exclude]
    return hashlib.sha256("\0".join(shown).encode("utf-8")).hexdigest()
