"""Mappings from every directive of the mapping kit, right ones and slightly wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

Json = Any

_PATHS = (
    *("$.event", "$.properties.a.b", "properties.plan", "$.properties", "$.properties.list"),
    *("$.properties.a", "$.properties.list[0]", "$.properties.list[0].sku", "$.traits.plan"),
    *("$.properties.list.length", "$.context.page.path", "$.properties.missing", "$.userId"),
    *("$", "", "$.", ".", "$.$.event", "x$.event", " $.event", "$.event ", "properties..plan"),
    *("$.properties['a b']", '$.properties["a b"]', "$.properties.'plan'", "$.properties[plan]"),
    *("$.properties.list[*]", "$.properties.list[0", "$.properties.list]", "[0]", "$.properties."),
    *("sku", "price", "$.sku", "b", "$.b.c", "0", "$.properties['a.b']", "properties[a][b]"),
    *("$.properties.list[1].price", "$.properties.plan.length", "$.properties.plan[0]", "name"),
    *("$.properties.a.b.c[1]", "$.properties.list[-1]", "$.é", "PATH", "$.properties.A", "$.name"),
)
_TEMPLATES = (
    *("{{event}}", "{{{event}}}", "{{ $.event }}", "{{$.userId}}", "{{event}} by {{userId}}", ""),
    *("{{properties.plan}}-{{properties.price}}", "{{}}", "{{ }}", "{{{event}}", "{{event}}}"),
    *("{{{{event}}}}", "{{event}x}}", "plain", "{event}", "{{properties.list}}", "{{properties}}"),
    *("{{properties.list[0].sku}}", "{{properties['a b']}}", "{{missing}}", "a{{\nevent\n}}b"),
    *("{{{ properties.a.b }}}{{name}}", "{{ {{event}} }}", "$.event", "{{.}}", "{{properties.a}}"),
)
#: Letters that have more than one other case, or whose other case is longer, or in ASCII.
_FOLDING = "\u00df\u017f\u212a\u0130\u0131\u03a3\u03c3\u03c2\u00e9\u00c9sSkKiI"
_TEXTS = ("", "a", "pro", "Order Completed", _FOLDING, "$&", "null", "@path", "a.b-c", "0")
_PATTERNS = (
    *("o", "O", "r", " ", "", "pro", ".", "$", "a|b", "[a]", "\\", "^", "*", "\n", "ORDER"),
    *("0123456789", "0123456789x", "\U0001f600", *_FOLDING),
)
_REPLACEMENTS = (
    *("", "x", "$&", "$$", "$`", "$'", "$1", "$0", "$<a>", "[$&$&]", "0123456789", "$", "$$&"),
    *("01234567890", "\\1", "\\", "\u00e9\U0001f600"),
)
_KEYS = (
    *("a", "b", "a b", "0", "1", "", "plan", "a.b", "\u00e9", "_metadata", "then", "constructor"),
    *("2x", "mapping"),
)

raw: st.SearchStrategy[Json] = st.one_of(
    st.sampled_from(_TEXTS),
    st.sampled_from([0, 1, -1, 5.5, 1e21]),
    st.booleans(),
    st.none(),
    st.just([]),
    st.just({}),
)

#: One in so many options is of a kind that has no place there.
_ODD_ONE = 12


@st.composite
def _mostly(draw: st.DrawFn, usual: st.SearchStrategy[Json], depth: int) -> Json:
    """The usual kind of an option, now and then any value at all."""
    if draw(st.integers(0, _ODD_ONE)) == _ODD_ONE:
        return draw(nodes(depth - 1) if depth > 0 else raw)
    return draw(usual)


@st.composite
def _options(
    draw: st.DrawFn, depth: int, required: Mapping[str, Any], optional: Mapping[str, Any]
) -> Json:
    """A directive's options: the required ones nearly always, each other one now and then."""
    options: dict[str, Json] = {}
    for name, usual in required.items():
        if draw(st.integers(0, 19)) != 19:
            options[name] = draw(_mostly(usual, depth))
    for name, usual in optional.items():
        if draw(st.booleans()):
            options[name] = draw(_mostly(usual, depth))
    if draw(st.integers(0, 29)) == 29:
        options["extra"] = 1
    return options


def _text(texts: tuple[str, ...]) -> st.SearchStrategy[Json]:
    return st.sampled_from(texts)


def _known_text(texts: tuple[str, ...]) -> st.SearchStrategy[Json]:
    """Text, or a directive whose text is known at build time."""
    plain = _text(texts)
    literal = plain.map(lambda text: {"@literal": text})
    branches = st.tuples(st.sampled_from(_PATHS), plain, plain).map(
        lambda drawn: {
            "@if": {"exists": {"@path": drawn[0]}, "then": drawn[1], "else": {"@literal": drawn[2]}}
        }
    )
    return st.one_of(plain, plain, plain, plain, plain, plain, literal, branches)


def _path(depth: int) -> st.SearchStrategy[Json]:
    return _mostly(_known_text(_PATHS), depth)


def _template(depth: int) -> st.SearchStrategy[Json]:
    return _mostly(_known_text(_TEMPLATES), depth)


def _if(depth: int) -> st.SearchStrategy[Json]:
    value = nodes(depth - 1)
    test = st.sampled_from(["exists", "blank"])
    branches = {"then": value, "else": value}
    return test.flatmap(lambda name: _options(depth, {name: value}, branches))


def _case(depth: int) -> st.SearchStrategy[Json]:
    operator = st.sampled_from(["lower", "upper", "lower", "upper", "LOWER", "title"])
    return _options(depth, {"operator": operator, "value": _text_node(depth - 1)}, {})


def _replace(depth: int) -> st.SearchStrategy[Json]:
    return _options(
        depth,
        {"pattern": _text(_PATTERNS), "value": _text_node(depth - 1)},
        {
            "replacement": _text(_REPLACEMENTS),
            "pattern2": _text(_PATTERNS),
            "replacement2": _text(_REPLACEMENTS),
            "ignorecase": st.booleans(),
            "global": st.booleans(),
        },
    )


@st.composite
def _array_path(draw: st.DrawFn, depth: int) -> Json:
    path = st.one_of(_text(_PATHS), _text(_PATHS), _text_node(depth - 1))
    items = [draw(_mostly(path, depth))]
    if draw(st.integers(0, 3)):
        items.append(draw(_mostly(_object(depth - 1), depth)))
    return items


def _merge(depth: int) -> st.SearchStrategy[Json]:
    mergeable = st.one_of(_object(depth - 1), _directive(depth - 1))
    return _options(
        depth,
        {
            "objects": st.lists(mergeable, max_size=3),
            "direction": st.sampled_from(["left", "right", "LEFT", "Right"]),
        },
        {},
    )


def _transform(depth: int) -> st.SearchStrategy[Json]:
    apply = st.one_of(_object(depth - 1), _object(depth - 1), _directive(depth - 1))
    mapping = st.one_of(_object(depth - 1), _directive(depth - 1))
    return _options(depth, {"apply": apply, "mapping": mapping}, {})


def _flatten(depth: int) -> st.SearchStrategy[Json]:
    separator = st.sampled_from([".", "_", "", "--", "é"])
    return _options(
        depth, {"value": nodes(depth - 1), "separator": separator}, {"omitArrays": st.booleans()}
    )


def _json(depth: int) -> st.SearchStrategy[Json]:
    mode = st.sampled_from(["encode", "decode", "encode", "decode", "ENCODE", "other"])
    return _options(depth, {"value": nodes(depth - 1), "mode": mode}, {})


def _any(depth: int) -> st.SearchStrategy[Json]:
    return nodes(depth - 1)


_DIRECTIVES: Mapping[str, Callable[[int], st.SearchStrategy[Json]]] = {
    "@path": _path,
    "@template": _template,
    "@literal": _any,
    "@if": _if,
    "@case": _case,
    "@replace": _replace,
    "@arrayPath": _array_path,
    "@merge": _merge,
    "@transform": _transform,
    "@flatten": _flatten,
    "@json": _json,
    "@excludeWhenNull": _any,
}
_LEAVES = ("@path", "@path", "@template")


@st.composite
def _directive(draw: st.DrawFn, depth: int) -> Json:
    names = (*_DIRECTIVES, "@path", "@path", "@template") if depth > 0 else _LEAVES
    name = draw(st.sampled_from(names))
    directive = {name: draw(_DIRECTIVES[name](max(depth, 0)))}
    kind = draw(st.integers(0, 59))
    if kind < 4:
        directive["_metadata"] = {"label": "a note"}
    elif kind == 4:
        directive["beside"] = 1
    elif kind == 5:
        directive["@literal"] = 1
    elif kind == 6:
        directive = {name + "s": directive[name]}
    return directive


@st.composite
def _object(draw: st.DrawFn, depth: int) -> Json:
    keys = draw(st.lists(st.sampled_from(_KEYS), max_size=3, unique=True))
    return {key: draw(nodes(depth)) for key in keys}


def _text_node(depth: int) -> st.SearchStrategy[Json]:
    """What an option of text may be: text, or a directive."""
    return st.one_of(_text(_TEXTS), _directive(depth), _directive(depth), _directive(depth))


@st.composite
def nodes(draw: st.DrawFn, depth: int = 3) -> Json:
    """Any value of a mapping."""
    kind = draw(st.integers(0, 9))
    if kind <= 1 or depth < 0:
        return draw(raw)
    if kind <= 6:
        return draw(_directive(depth))
    if kind <= 8:
        return draw(_object(depth - 1))
    return draw(st.lists(nodes(depth - 1), max_size=3))


_names = st.one_of(
    st.sampled_from(["Signed Up", "", 5]),
    st.just({"@path": "$.event"}),
    nodes(1),
)


@st.composite
def _fields(draw: st.DrawFn) -> Json:
    fields = {"event_name": draw(_names)}
    if draw(st.booleans()):
        fields["properties"] = draw(nodes(2))
    return fields


@st.composite
def whole_mappings(draw: st.DrawFn) -> Json:
    """Mappings of an action: a directive for all of it, or the root directive beside the fields."""
    fields = draw(_fields())
    match draw(st.integers(0, 4)):
        case 0:
            return draw(_directive(2))
        case 1:
            other = draw(st.one_of(_fields(), _directive(1)))
            return {
                "@if": {"exists": {"@path": "$.properties.plan"}, "then": fields, "else": other}
            }
        case 2:
            return {"@merge": {"objects": [fields, draw(_directive(1))], "direction": "right"}}
        case 3:
            # What stands in a root directive's place must have options by name.
            root = draw(
                _directive(1).filter(lambda root: isinstance(next(iter(root.values())), dict))
            )
            return {"__segment_internal_directive": root, **fields}
    apply = draw(st.one_of(_object(1), st.just({"event": {"@path": "$.name"}, "plan": 1})))
    return {"__segment_internal_directive": {"@transform": {"apply": apply}}, **fields}
