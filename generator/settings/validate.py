"""A document to the model: the schema's findings in our words, then what a schema can't say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs

from generator.actions import ACTIONS, MAX_SUBSCRIPTIONS, TRACK_EVENT
from generator.errors import KeyPath, Problem, shorten
from generator.hints import did_you_mean, one_of, type_name
from generator.settings.document import VARIABLE, Document
from generator.settings.environments import (
    ENVIRONMENTS,
    production_key_problem,
    takes_away,
)
from generator.settings.model import (
    Consent,
    ConsentCallback,
    ConsentCategories,
    ConsentEvents,
    Options,
    Settings,
    Subscription,
)
from generator.settings.schema import SCHEMA
from generator.settings.values import Report, plain_data

_WANTED = {
    "string": "text",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "number": "a number",
    "integer": "a whole number",
}
_KEY: KeyPath = ("settings", "projectApiKey")
#: What is wrong with a text that has not the form its setting needs, and what to do.
_FORMS = {
    "trustedTypes": (
        "this must be a policy's name, or false",
        "a name is made of letters, digits and - # = _ / @ . %",
    ),
    "sdkIntegrity": (
        "this is no integrity value",
        "such as sha384- and the SDK's SHA-384 in base64",
    ),
}
_CONSENT_SOURCES = ("categories", "callback", "event")
_URL_BREAKERS = re.compile(r"[\x00-\x20\x7f\\]")


def validate(
    document: Document, environ: Mapping[str, str] | None
) -> tuple[Settings, list[Problem]]:
    """The model of a document, and every problem found on the way.

    The model of a faulty document has defaults where the faults are, so that a later stage can
    look for more problems; no bundle may be made from it. `environ` is what `${NAME}` stands for;
    None (the settings are a Python mapping) leaves text as it is.
    """
    problems: dict[str, Problem] = {}

    def add(problem: Problem) -> None:
        # The first finding on a value is the cause; what follows from it would only distract.
        problems.setdefault(problem.path, problem)

    def report(path: KeyPath, message: str, hint: str) -> None:
        add(document.problem(path, message, hint))

    # A bundle that does nothing needs no key, and so no variable that holds one.
    off = document.data.get("enabled") is False
    data = _plain(document, None if off else environ, report)
    # Without a key nothing works, so a missing group of settings is reported as a missing key.
    data.setdefault("settings", {})
    faulty: list[KeyPath] = []
    for path, problem in _schema_problems(document, data):
        if not (off and path == _KEY):
            add(problem)
        faulty.append(path)
    for path in filter(None, faulty):
        _remove(data, path)
    if not off:
        for problem in _rule_problems(document, data.get("settings", {}), environ):
            add(problem)
    if (consent := data.get("options", {}).get("consent")) is not None:
        for problem in _consent_problems(document, consent):
            add(problem)
    return _model(data), list(problems.values())


def _plain(document: Document, environ: Mapping[str, str] | None, report: Report) -> dict[str, Any]:
    """The data with variables filled in, but for the environments: those that are not chosen."""
    base = {key: value for key, value in document.data.items() if key != ENVIRONMENTS}
    data: dict[str, Any] = plain_data(base, environ, report)
    if ENVIRONMENTS in document.data:
        environments = document.data[ENVIRONMENTS]
        data[ENVIRONMENTS] = plain_data(environments, None, report, (ENVIRONMENTS,))
    return data


def _remove(data: Any, path: KeyPath) -> None:
    """Take a faulty value out; a list keeps its length, for its indices are key paths."""
    for step in path[:-1]:
        data = data[step] if isinstance(step, int) else data.get(step, {})
    if isinstance(data, list):
        data[int(path[-1])] = {}
    else:
        data.pop(path[-1], None)


@cache
def _validator() -> Any:
    return jsonschema_rs.Draft7Validator(SCHEMA)


def _schema_problems(document: Document, data: dict[str, Any]) -> Iterator[tuple[KeyPath, Problem]]:
    """The path of each value that the schema refuses, and what to say of it."""
    kinds = jsonschema_rs.ValidationErrorKind
    for error in _validator().iter_errors(data):
        path: KeyPath = tuple(error.instance_path)
        value, part = _at(data, path)
        if value is None and takes_away(path):
            continue
        match error.kind:
            case kinds.AdditionalProperties(unexpected=unexpected):
                for key in sorted(unexpected):
                    known = list(part["properties"])
                    hint = did_you_mean(key, known) or f"known here: {one_of(known)}"
                    message = "there is no such setting"
                    yield (*path, key), document.problem((*path, key), message, hint, at="key")
            case kinds.Required(property=missing):
                message = "this is required, and missing"
                hint = _required_hint(missing)
                if (*path, missing) == _KEY and ENVIRONMENTS in data and not document.environment:
                    hint = "choose an environment that has one with --env"
                yield (*path, missing), document.problem((*path, missing), message, hint)
            case kinds.Enum():
                known = part["enum"]
                said = shorten(value) if isinstance(value, str) else type_name(value)
                message = f"{said} is not {one_of(known)}"
                yield path, document.problem(path, message, did_you_mean(value, known))
            case kinds.MaxItems():
                message = (
                    f"{len(value)} mappings; the destination takes {MAX_SUBSCRIPTIONS} at most"
                )
                hint = "join mappings that differ in their trigger only"
                yield (), document.problem(path, message, hint)
            case kinds.Minimum() | kinds.Maximum():
                least, most = part["minimum"], part["maximum"]
                message = f"this must be a whole number from {least} to {most}"
                yield path, document.problem(path, message, "")
            case kinds.Pattern() | kinds.Not():
                yield path, document.problem(path, *_FORMS[str(path[-1])])
            case kinds.MinLength() | kinds.MinItems():
                yield path, document.problem(path, "this is empty", _required_hint(path[-1]))
            case _:
                yield path, document.problem(path, *_type_message(value, part))


def _at(data: Any, path: KeyPath) -> tuple[Any, dict[str, Any]]:
    """The value at a path, and the part of the schema that speaks of it."""
    part = SCHEMA
    for step in path:
        data = data[step]
        if isinstance(step, int):
            part = part["items"]
        else:
            part = part.get("properties", {}).get(step) or part["additionalProperties"]
    return data, part


def _type_message(value: Any, part: Mapping[str, Any]) -> tuple[str, str]:
    wanted = part["type"] if isinstance(part["type"], list) else [part["type"]]
    hint = ""
    if wanted == ["string"] and isinstance(value, (bool, int, float)):
        hint = "put it in quotes"
    elif value is None:
        hint = "give it a value, or remove the key"
    words = " or ".join(_WANTED[each] for each in wanted)
    return f"this must be {words}, not {type_name(value)}", hint


def _required_hint(name: object) -> str:
    match name:
        case "projectApiKey":
            return "it is on 1Flow's project settings page; ${NAME} takes it from the environment"
        case "partnerAction":
            return f"name the action: {one_of(ACTIONS)}"
        case "subscribe":
            return 'write a trigger, such as type = "track"'
        case "mapping":
            return "give the action's fields, such as event_name"
        case _:
            return ""


def _rule_problems(
    document: Document, settings: dict[str, Any], environ: Mapping[str, str] | None
) -> Iterator[Problem]:
    """What the schema can't say."""
    key = settings.get("projectApiKey")
    if key is not None and not key.strip():
        yield document.problem(_KEY, "this is empty", _required_hint("projectApiKey"))
    elif key is not None and environ is None and VARIABLE.fullmatch(key):
        yield document.problem(
            _KEY,
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


def _consent_problems(document: Document, consent: Mapping[str, Any]) -> Iterator[Problem]:
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
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        return f"this is not a URL: {error}"
    if parts.scheme.lower() in ("http", "https") and has_host:
        return ""
    if not parts.scheme and url.startswith("/") and not url.startswith("//"):
        return ""
    return "this must be an http or https URL, or a path that begins with /"


def _model(data: dict[str, Any]) -> Settings:
    settings = {**_defaults("settings"), **data.get("settings", {})}
    subscriptions = data.get("subscriptions")
    if subscriptions is None:
        subscriptions = [action.preset for action in ACTIONS.values()]
    return Settings(
        enabled=data.get("enabled", True),
        project_api_key=settings.get("projectApiKey", ""),
        sdk_url=settings["sdkUrl"],
        subscriptions=tuple(
            _subscription(index, subscription) for index, subscription in enumerate(subscriptions)
        ),
        options=_options({**_defaults("options"), **data.get("options", {})}),
    )


def _options(options: Mapping[str, Any]) -> Options:
    integrity = options.get("sdkIntegrity")
    return Options(
        track_payload=options["trackPayload"],
        anonymous_identify=options["anonymousIdentify"],
        load_sdk=options["loadSdk"],
        triggers=options["triggers"],
        queue_limit=int(options["queueLimit"]),
        global_analytics_key=options["globalAnalyticsKey"],
        dedupe=options["dedupe"],
        nonce=options.get("nonce"),
        trusted_types=options["trustedTypes"] or None,
        sdk_integrity=integrity,
        # A script from elsewhere is checked against a hash only with CORS (Fetch, SRI).
        sdk_crossorigin=options.get("sdkCrossorigin", "anonymous" if integrity else None),
        consent=_consent(options.get("consent", {})),
    )


def _consent(consent: Mapping[str, Any]) -> Consent | None:
    match consent:
        case {"categories": categories}:
            return ConsentCategories(tuple(categories))
        case {"callback": path}:
            return ConsentCallback(path)
        case {"event": given}:
            return ConsentEvents(given, consent.get("withdrawEvent"))
    return None


def _defaults(group: str) -> dict[str, Any]:
    properties = SCHEMA["properties"][group]["properties"]
    return {name: part["default"] for name, part in properties.items() if "default" in part}


def _subscription(index: int, data: Mapping[str, Any]) -> Subscription:
    """A subscription; its name may be left out, and what a faulty one lacks is the preset's."""
    action = ACTIONS[data.get("partnerAction", TRACK_EVENT.slug)]
    full = {**action.preset, "enabled": True, **data}
    return Subscription(
        name=full["name"],
        action=action.slug,
        enabled=full["enabled"],
        trigger=full["subscribe"],
        mapping=full["mapping"],
        path=("subscriptions", index),
        id=full.get("id"),
    )
