"""The MkDocs plugin `oneflow-snippet`: the script in the head of every page that MkDocs makes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from generator.errors import OneflowError, PageError
from generator.integrations.html import inject
from generator.integrations.install import FORMS, Install, Origin, Placement, read_install

_FOLDER = "assets"

# Served in place of a page that is missing, in whichever folder that is.
_NOT_FOUND = "404.html"

_log = get_plugin_logger("oneflow-snippet")


class SnippetConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml; docs/mkdocs-sphinx.md describes them."""

    enabled = c.Type(bool, default=True)
    config = c.Optional(c.File(exists=False))
    settings = c.Optional(c.Type(dict))
    subscriptions = c.Optional(c.Type(list))
    options = c.Optional(c.Type(dict))
    environment = c.Optional(c.Type(str))
    form = c.Choice(FORMS, default="inline")
    nonce = c.Optional(c.Type(str))
    exclude = c.ListOfItems(c.Type(str), default=[])


class SnippetPlugin(BasePlugin[SnippetConfig]):  # type: ignore[no-untyped-call]
    """Compiles the settings at the start of each build; a page gets its element when it is done."""

    _install: Install | None = None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the settings. Raises PluginError with all that is wrong with them."""
        if self.config.enabled:
            try:
                self._install = read_install(self._origin(config), self._placement())
            except OneflowError as error:
                raise PluginError(str(error)) from error
            for warning in self._install.bundle.warnings:
                _log.warning(str(warning))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        if self._install and self.config.form == "file":
            files.append(
                File.generated(config, _asset(self._install), content=self._install.script)
            )
        return files

    def on_post_page(self, output: str, *, page: Page, **_others: object) -> str:
        return self._with_element(output, page.file.dest_uri, page.url)

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        if not template_name.endswith(".html"):
            return output_content
        root = urlsplit(config.site_url or "/").path if template_name == _NOT_FOUND else ""
        return self._with_element(output_content, template_name, template_name, root)

    def on_serve(self, server: LiveReloadServer, **_others: object) -> LiveReloadServer:
        if self._install and self._install.settings_file:
            server.watch(str(self._install.settings_file))
        return server

    def _origin(self, config: MkDocsConfig) -> Origin:
        file = Path(config.config_file_path or "mkdocs.yml")
        inline = {
            "settings": self.config.settings,
            "subscriptions": self.config.subscriptions,
            "options": self.config.options,
        }
        return Origin(
            name=file.name,
            folder=file.parent,
            inline={key: value for key, value in inline.items() if value is not None},
            config=Path(self.config.config) if self.config.config else None,
            environment=self.config.environment,
        )

    def _placement(self) -> Placement:
        return Placement(self.config.form, self.config.nonce, tuple(self.config.exclude))

    def _with_element(self, output: str, path: str, url: str, root: str = "") -> str:
        """A page with the element in its head. `root` is the site's root where a URL from the page
        would not do.
        """
        install = self._install
        if not install or not output.strip() or not install.covers(path):
            return output
        asset = _asset(install)
        source = root + asset if root else get_relative_url(asset, url)
        try:
            page = inject(output.encode("utf-8"), install.element(source))
        except PageError as error:
            _log.warning(f"{path}: {error}")
            return output
        return page.decode("utf-8")


def _asset(install: Install) -> str:
    """The script's path in the site."""
    return f"{_FOLDER}/{install.file_name}"
