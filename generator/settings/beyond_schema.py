"""What is wrong with settings beyond what a schema can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from generator.errors import KeyPath, Problem, shorten
from generator.hints import one_of
from generator.settings.document import PROJECT_KEY, VARIABLE, Document
from generator.settings.environments import production_key_problem
from generator.settings.schema_findings import required_hint

_CONSENT_SOURCES = ("categories", "callback", "event")
_URL_BREAKERS = re.compile(r"[\x00-\x20\x7f\\]")


def settings_problems(
    document: Document, settings: Mapping[str, Any], environ: Mapping[str, str] | None
) -> Iterator[Problem]:
    """What is wrong with the key and the SDK's URL.

    `settings` are those of the document with their variables filled in, as far as each is of the
    kind that it must be; `environ` is what `${NAME}` stands for.
    """
    key = settings.get("projectApiKey")
    if key is not None and not key.strip():
        yield document.problem(PROJECT_KEY, "this is empty", required_hint("projectApiKey"))
    elif key is not None and environ is None and VARIABLE.fullmatch(key):
        yield document.problem(
            PROJECT_KEY,
            f"{key} is filled in only in settings files, not in a Python mapping",
            "pass environ=os.environ to build()",
        )
    elif key is not None and (borrowed := production_key_problem(document, key, environ)):
        yield borrowed
    if "sdkUrl" in settings:
        if message := _url_message(settings["sdkUrl"]):
            yield document.problem(
                ("settings", "sdkUrl"), message, "such as https://1flow.app/js/1flow.js"
            )
    elif settings.get("regionalDataHosting", "us") != "us":
        yield document.problem(
            ("settings", "regionalDataHosting"),
            f"the SDK's URL for the region {shorten(settings['regionalDataHosting'])} is not known",
            "ask 1Flow for it and set it as settings.sdkUrl",
        )


def consent_problems(document: Document, consent: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the sources of consent, each of which is sound by itself."""
    path: KeyPath = ("options", "consent")
    given = [name for name in _CONSENT_SOURCES if name in consent]
    if len(given) != 1:
        hint = f"give one of {one_of(_CONSENT_SOURCES)}"
        message = "this must have one source of consent, and has " + (
            one_of(given).replace(" or ", " and ") if given else "none"
        )
        yield document.problem(path, message, hint)
    elif "withdrawEvent" in consent and given != ["event"]:
        message = "withdrawEvent goes with event"
        yield document.problem((*path, "withdrawEvent"), message, "", at="key")


def _url_message(url: str) -> str:
    if _URL_BREAKERS.search(url):
        return "a URL holds no spaces, backslashes or control characters"
    try:
        parts = urlsplit(url)
        # Reading the port checks it.
        has_host = _is_host(parts.hostname or "") and parts.port != 0
    except ValueError as error:
        return f"this is not a URL: {error}"
    if parts.scheme.lower() in ("http", "https") and has_host:
        return ""
    if not parts.scheme and url.startswith("/") and not url.startswith("//"):
        return ""
    return "this must be an http or https URL, or a path that begins with /"


def _is_host(name: str) -> bool:
    """Whether a host name can be asked for: in ASCII, each of its labels has 1 to 63 letters."""
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return False
    return all(0 < len(label) < 64 for label in name.removesuffix(".").split("."))
