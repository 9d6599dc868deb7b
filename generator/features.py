"""What each option adds to the scripts: code for the places that can take some.

An option that is off adds nothing anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal as OneOf
from typing import get_args

from generator.actions import EVENT_TYPES
from generator.js.code import Code
from generator.js.printer import print_expression
from generator.js.tree import Array, Chain, Expression, Literal, Member, Name
from generator.render import render
from generator.settings.model import (
    Consent,
    ConsentCallback,
    ConsentCategories,
    ConsentEvents,
    Options,
    Settings,
)

#: `scope`: declarations beside the loader. `install`: when this is found to be the page's install.
#: `element`: what the SDK's `script` element gets before it is added. `allowed`: a state without
#: which no call goes out. `methods`: methods that each plugin has, at the least. `load`: when
#: Analytics.js loads a plugin. `tests`: functions of an event and of the method's own code, without
#: whose yes that code does not see the event.
Place = OneOf["scope", "install", "element", "allowed", "methods", "load", "tests"]

_Piece = tuple[Place, Code]


def collect_features(settings: Settings) -> Mapping[Place, list[Code]]:
    """The pieces for every place, in the order in which they stand there."""
    pieces: dict[Place, list[Code]] = {place: [] for place in get_args(Place)}
    for place, code in _pieces(settings):
        pieces[place].append(code)
    if pieces["tests"]:
        pieces["scope"].append(_feature("tested", tests=pieces["tests"]))
    return pieces


def constant(value: str | int) -> Code:
    """A literal for a hole."""
    return print_expression(Literal(value))


def _pieces(settings: Settings) -> Iterator[_Piece]:
    options = settings.options
    yield from _source(settings.sdk_url, options.trusted_types)
    yield from _nonce(options.nonce)
    yield from _integrity(options)
    if options.dedupe:
        yield "scope", _feature("dedupe")
        yield "tests", print_expression(Name("isNew"))
    if options.consent:
        yield "allowed", print_expression(Name("allowed"))
        yield "scope", _feature("consent")
        yield from _consent(options.consent)
        yield "load", _feature("consent_load")


def _source(sdk_url: str, policy: str | None) -> Iterator[_Piece]:
    if policy is None:
        yield _attribute("src", sdk_url)
        return
    yield "scope", _feature("url", sdk_url=constant(sdk_url))
    yield "element", _feature("url_trusted", policy=constant(policy))


def _nonce(nonce: str | None) -> Iterator[_Piece]:
    if nonce is None:
        yield "element", _feature("nonce_element")
    else:
        yield _attribute("nonce", nonce)


def _integrity(options: Options) -> Iterator[_Piece]:
    if options.sdk_integrity is not None:
        yield _attribute("integrity", options.sdk_integrity)
    if options.sdk_crossorigin is not None:
        yield _attribute("crossOrigin", options.sdk_crossorigin)


def _consent(consent: Consent) -> Iterator[_Piece]:
    match consent:
        case ConsentCategories(categories):
            # Every event tells of consent, those that no mapping takes too.
            for event_type in EVENT_TYPES:
                method = print_expression(Name(event_type))
                yield "methods", _feature("consent_categories_method", type=method)
            wanted = print_expression(Array(tuple(map(Literal, categories))))
            yield "scope", _feature("consent_categories", categories=wanted)
            yield "tests", print_expression(Name("heed"))
        case ConsentCallback(path):
            *owners, name = path.split(".")
            yield (
                "scope",
                _feature(
                    "consent_callback",
                    owner=print_expression(_global(owners)),
                    name=constant(name),
                    path=constant(path),
                ),
            )
            yield "load", _feature("consent_callback_load")
        case ConsentEvents(given, withdrawn):
            yield "install", _feature("consent_event_install", name=constant(given))
            if withdrawn is not None:
                yield "install", _feature("consent_withdraw_install", name=constant(withdrawn))


def _global(keys: list[str]) -> Expression:
    """`window && window.a && window.a.b`: nothing is read from what is not there."""
    steps: list[Expression] = [Name("window")]
    for key in keys:
        steps.append(Member(steps[-1], key))
    return steps[0] if len(steps) == 1 else Chain("&&", tuple(steps[1:]))


def _attribute(name: str, value: str) -> _Piece:
    target = print_expression(Member(Name("script"), name))
    return "element", _feature("attribute", attribute=target, value=constant(value))


def _feature(template: str, /, **holes: Code | Sequence[Code]) -> Code:
    return render(f"features/{template}.js.jinja", **holes)
