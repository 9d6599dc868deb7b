"""What the pages of a documentation site get: an element, and the file that it may refer to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

from generator.bundle import SCRIPT, Bundle, hashed_name
from generator.errors import Problem, SettingsError
from generator.integrations.element import inline_element, linked_element
from generator.integrations.exclude import is_excluded
from generator.pipeline import build_document
from generator.settings.discovery import FILE_NAMES, find_settings_file
from generator.settings.document import Document
from generator.settings.environments import choose_environment
from generator.settings.load import load_document
from generator.source import Source

Form = Literal["inline", "file"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True)
class Origin:
    """Where a site's configuration says that the settings are.

    `name` is what its own file is called in messages, `folder` where it stands. `inline` holds
    settings in the form of a settings file, and goes before none. `config` is a settings file.
    """

    name: str
    folder: Path
    inline: Mapping[str, Any]
    config: Path | None = None
    environment: str | None = None


@dataclass(frozen=True)
class Placement:
    """How a page gets the script, and which pages do not."""

    form: Form = "inline"
    nonce: str | None = None
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Install:
    """A bundle and its place in the pages. `settings_file` is what it was read from, if a file."""

    bundle: Bundle
    placement: Placement
    settings_file: Path | None = None

    @property
    def script(self) -> bytes:
        """The content of the file that pages of the form `file` refer to."""
        return self.bundle.files[SCRIPT]

    @property
    def file_name(self) -> str:
        """That file's name. It changes with the content, for a page whose `integrity` is of one
        version would refuse another version that a cache still has under the same name.
        """
        return hashed_name(SCRIPT, self.script)

    def element(self, url: str) -> str:
        """The script element of a page; `url` is where the file is as seen from that page.

        Raises OneflowError for a nonce that can't stand in an attribute.
        """
        nonce = self.placement.nonce
        match self.placement.form:
            case "inline":
                return inline_element(self.bundle, nonce=nonce)
            case "file":
                return linked_element(self.bundle, url, integrity=True, nonce=nonce, one_page=True)

    def covers(self, page: str) -> bool:
        """Whether a page gets the script: `page` is its path in the site, such as `a/index.html`.

        It does not if it is excluded, or a folder that it is in.
        """
        path = PurePosixPath(page)
        folders = path.parents[:-1]
        return not any(is_excluded(each, self.placement.exclude) for each in (path, *folders))


def read_install(origin: Origin, placement: Placement) -> Install:
    """The install of a site, compiled. Raises SettingsError, and OneflowError for a bad nonce."""
    document, file = _document(origin)
    install = Install(build_document(document, os.environ), placement, file)
    install.element(install.file_name)
    return install


def _document(origin: Origin) -> tuple[Document, Path | None]:
    if origin.inline:
        if origin.config is not None:
            message = "the settings are given here and in a file: which are meant?"
            raise SettingsError([Problem("", message, "remove one of them", origin.name)])
        document = Document(dict(origin.inline), Source(origin.name, ""))
        if origin.environment is not None:
            document = choose_environment(document, origin.environment)
        return document, None
    file = origin.config or find_settings_file(origin.folder)
    if file is None:
        message = f"no settings: none here, and no {FILE_NAMES[0]} beside it or in a parent folder"
        hint = '"oneflow-snippet init" writes one'
        raise SettingsError([Problem("", message, hint, origin.name)])
    return load_document(file, environment=origin.environment), file
