"""The files of a bundle: which templates make them, and what stands in their holes."""

from __future__ import annotations

from functools import cached_property

from generator.actions import ACTIONS, DESTINATION, EVENT_TYPES, REMOTE_LIBRARY
from generator.features import collect_features, constant
from generator.js.code import Code
from generator.js.helpers import Helper, Helpers
from generator.js.plugins import Calls, Rule, compile_plugins, open_types
from generator.js.printer import print_expression, print_statements
from generator.js.tree import Call, Member, Name
from generator.minify import minify, trace_words
from generator.record import Record
from generator.render import render
from generator.settings.model import ConsentCategories, Settings
from generator.source_map import write_source_map
from generator.version import __version__

#: The paste-in form.
SNIPPET = "snippet.html"

#: The files of a bundle, all but its manifest; first those that take longest to compress.
FORMATS = (
    "1flow.js",
    "1flow.mjs",
    "1flow.min.js",
    "1flow.d.mts",
    "1flow.remote.js",
    SNIPPET,
)

#: A file that is made on request only.
SOURCE_MAP = "1flow.min.js.map"


class Scripts(Record):
    """The files of a bundle, each made when it is asked for: one core in different places."""

    settings: Settings
    rules: tuple[Rule, ...]

    def file(self, name: str) -> str:
        """The text of a file by its name, which is one of `FORMATS`, or `SOURCE_MAP`.

        `1flow.js` is a script that registers its plugins itself, to read; `1flow.min.js` the same,
        minified; `snippet.html` that in a `script` element. `1flow.mjs` is an ES module whose
        default export is the list of plugins, left readable, for what bundles it minifies it;
        `1flow.d.mts` its types. `1flow.remote.js` defines the global that an entry of Segment's
        remotePlugins names; it is minified, for nothing but browsers reads it.
        """
        match name:
            case "1flow.js":
                return self._script.text
            case "1flow.min.js":
                return self._small.text
            case "1flow.min.js.map":
                return write_source_map(trace_words(self._script), "1flow.js", self._script.text)
            case name if name == SNIPPET:
                return render("snippet.html.jinja", script=self._small).text
            case "1flow.mjs":
                return self._module.text
            case "1flow.d.mts":
                return render("module.d.mts.jinja").text
            case "1flow.remote.js":
                return minify(self._remote).text
        raise ValueError(name)

    @cached_property
    def _small(self) -> Code:
        return minify(self._script)

    @cached_property
    def _script(self) -> Code:
        if not self.settings.enabled:
            return render("off.js.jinja")
        key = self.settings.options.global_analytics_key
        return render(
            "script.js.jinja",
            core=self._core(installs_itself=True),
            twin=self._twin(),
            plugins=self._plugins,
            global_name=constant(key),
            analytics=print_expression(Member(Name("window"), key)),
        )

    @property
    def _remote(self) -> Code:
        return render("remote.js.jinja", library=constant(REMOTE_LIBRARY), **self._for_others)

    @property
    def _module(self) -> Code:
        # Another copy on the page may be its install; then that one's destinations act.
        twin = self._twin(print_expression(Name("installed")))
        return render("module.mjs.jinja", twin=twin, plugins=self._plugins, **self._for_others)

    def _twin(self, *active: Code) -> list[Code]:
        """What acts for the destinations while the page is left, if there are any.

        `active` are states without which they do nothing.
        """
        types = open_types(self.rules)
        if types and isinstance(self.settings.options.consent, ConsentCategories):
            # The destinations hear of consent by every type; here none may be held up by that.
            types = EVENT_TYPES
        names = [print_expression(Name(each)) for each in types]
        return [render("twin.js.jinja", types=names, active=active)] if names else []

    @cached_property
    def _plugins(self) -> Code:
        """What is to be registered, as elements of an array or arguments of a call."""
        twin = print_expression(Name("twin"))
        return render("plugins.js.jinja", twin=[twin] if open_types(self.rules) else [])

    @cached_property
    def _for_others(self) -> dict[str, Code | list[Code]]:
        """What the forms hold whose plugins somebody else registers."""
        at_once = self.settings.enabled and self.settings.options.load_sdk == "immediately"
        if self.settings.enabled:
            core = self._core(installs_itself=False)
        else:
            core = render("off_core.js.jinja")
        return {
            "core": core,
            "at_once": [render("installed.js.jinja")] if at_once else [],
        }

    def _core(self, *, installs_itself: bool) -> Code:
        return _core(self.settings, *self._compiled, installs_itself=installs_itself)

    @cached_property
    def _compiled(self) -> tuple[Code, tuple[Helper, ...]]:
        """The plugins, and the helpers that they call: the same in every form."""
        options = self.settings.options
        helpers = Helpers()
        calls = Calls(options.track_payload == "segment", options.anonymous_identify)
        destinations = compile_plugins(self.rules, tuple(ACTIONS), calls, helpers)
        return print_statements(destinations), helpers.used


def _core(
    settings: Settings, destinations: Code, helpers: tuple[Helper, ...], *, installs_itself: bool
) -> Code:
    """Helpers, loader and plugins; it touches no page by itself.

    A script installs itself when it runs; in the other forms the plugins do, once Analytics.js
    loads one of them.
    """
    options = settings.options
    features = collect_features(settings)
    load = features["load"]
    begin = print_expression(Call(Name("begin" if load else "inject"), ()))
    at_once = options.load_sdk == "immediately"
    loader = render(
        "loader.js.jinja",
        allowed=features["allowed"],
        queue_limit=constant(options.queue_limit),
        element=features["element"],
        install=features["install"],
        installed=[render("begin_at_once.js.jinja", begin=begin)] if at_once else [],
    )
    plugin = render(
        "plugin.js.jinja",
        destination=constant(DESTINATION),
        version=constant(__version__),
        methods=features["methods"],
        first=[] if installs_itself else [render("installed.js.jinja")],
        begin=begin,
        run=print_expression(Name("tested" if features["tests"] else "run")),
        destinations=destinations,
    )
    return render(
        "core.js.jinja",
        key=constant(settings.project_api_key),
        parts=[
            *(render(f"helpers/{name}.js.jinja") for name in helpers),
            *([] if installs_itself else [render("installed_scope.js.jinja")]),
            *features["scope"],
            loader,
            *([render("begin.js.jinja", load=load)] if load else []),
            plugin,
        ],
    )
