"""The exports of one made-up destination, and what is done with them."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from generator.cli import main
from generator.exports.convert import Imported
from generator.exports.drift import Difference, find_drift
from generator.exports.load import import_exports
from generator.exports.notes import Topic
from generator.exports.text import settings_text
from generator.settings.document import Document
from generator.settings.yaml_nodes import read_yaml

DATA = Path(__file__).with_name("data")
KEY = "oneflow_prod_c2hvcC1rZXk+L2E=="

CDN = "cdn-settings.json"
OLD_CDN = "cdn-settings-old-form.json"
API = ("destination.json", "subscriptions.json")
STATE = "terraform.tfstate.json"
SHOWN_STATE = "terraform-show.json"

#: Every export, as the files that belong together.
EXPORTS = {
    "CDN settings": (CDN,),
    "CDN settings, old form": (OLD_CDN,),
    "Public API": API,
    "Public API, the other way round": API[::-1],
    "Terraform state": (STATE,),
    "terraform show": (SHOWN_STATE,),
}
#: Those that hold a destination filter and consent categories.
WITH_FILTER = {"CDN settings", "CDN settings, old form"}


def load(name: str) -> Any:
    """The JSON data of an export, to be changed at will."""
    return json.loads((DATA / name).read_text("utf-8"))


def imported(*exports: Any, destination: str | None = None) -> Imported:
    """What is made of exports, given by name or as data."""
    named = [
        (each, load(each)) if isinstance(each, str) else (f"export{index}.json", deepcopy(each))
        for index, each in enumerate(exports)
    ]
    return import_exports(named, destination)


def document(text: str) -> Document:
    """A settings file's text as it is read."""
    data, places = read_yaml(text)
    assert isinstance(data, dict)
    return Document(data, None, places)


def settings_of(given: Imported) -> Document:
    """The settings file that an import writes, read again."""
    return document(settings_text(given))


def drift(given: Imported, present: Document) -> list[Difference]:
    return find_drift(given, present, {"ONEFLOW_PROJECT_KEY": KEY})


def said(given: Imported, topic: Topic) -> list[str]:
    return [note.text for note in given.notes if note.topic is topic]


def our_plugin(settings: Any) -> Any:
    """1Flow's entry in CDN settings."""
    return settings["remotePlugins"][1]


def command(*arguments: str | Path, given: bytes = b"") -> Result:
    """The command line in this process; what is not one of our errors is raised."""
    return CliRunner().invoke(main, list(map(str, arguments)), given, catch_exceptions=False)
