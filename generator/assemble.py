"""The files of a bundle: which templates make them, and what stands in their holes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generator.actions import ACTIONS, DESTINATION, REMOTE_LIBRARY
from generator.features import collect_features, constant
from generator.js.code import Code
from generator.js.helpers import Helpers
from generator.js.plugins import Rule, compile_plugins
from generator.js.printer import print_statements
from generator.minify import minify
from generator.render import render
from generator.settings.model import Options, Settings
from generator.version import __version__

#: The files of a bundle, all but its manifest.
FORMATS = (
    "1flow.js",
    "1flow.min.js",
    "1flow.mjs",
    "1flow.d.mts",
    "1flow.remote.js",
    "snippet.html",
)


@dataclass(frozen=True)
class Scripts:
    """The files of a bundle, each made when it is asked for: one core in different places."""

    settings: Settings
    rules: tuple[Rule, ...]

    def file(self, name: str) -> Code:
        """A file by its name, which is one of `FORMATS`.

        `1flow.js` is a script that registers its plugins itself, to read; `1flow.min.js` the same,
        minified; `snippet.html` that in a `script` element. `1flow.mjs` is an ES module whose
        default export is the list of plugins, left readable, for what bundles it minifies it;
        `1flow.d.mts` its types. `1flow.remote.js` defines the global that an entry of Segment's
        remotePlugins names; it is minified, for nothing but browsers reads it.
        """
        match name:
            case "1flow.js":
                return self._script
            case "1flow.min.js":
                return self._small
            case "snippet.html":
                return render("snippet.html.jinja", script=self._small)
            case "1flow.mjs":
                return render("module.mjs.jinja", core=self._core, at_once=self._at_once)
            case "1flow.d.mts":
                return render("module.d.mts.jinja")
            case "1flow.remote.js":
                return minify(self._remote)
        raise ValueError(name)

    @cached_property
    def _small(self) -> Code:
        return minify(self._script)

    @cached_property
    def _script(self) -> Code:
        if not self.settings.enabled:
            return render("off.js.jinja")
        return render(
            "script.js.jinja",
            core=self._core,
            global_name=constant(self.settings.options.global_analytics_key),
            at_once=self._at_once,
        )

    @property
    def _remote(self) -> Code:
        return render(
            "remote.js.jinja",
            core=self._core,
            at_once=self._at_once,
            library=constant(REMOTE_LIBRARY),
        )

    @property
    def _at_once(self) -> list[Code]:
        at_once = self.settings.enabled and self.settings.options.load_sdk == "immediately"
        return [render("inject_at_once.js.jinja")] if at_once else []

    @cached_property
    def _core(self) -> Code:
        if self.settings.enabled:
            return _core(self.settings, self.rules)
        return render("off_core.js.jinja")


def _core(settings: Settings, rules: tuple[Rule, ...]) -> Code:
    """What all forms have in common: helpers, loader and plugins; it touches no page by itself."""
    options = settings.options
    helpers = Helpers()
    plugins = compile_plugins(
        rules,
        tuple(ACTIONS),
        segment_payload=options.track_payload == "segment",
        helpers=helpers,
    )
    features = collect_features(settings)
    loader = render(
        "loader.js.jinja",
        live=constant(0 if options.consent else 1),
        queue_limit=constant(options.queue_limit),
        element=features["element"],
        install=features["install"],
    )
    plugin = render(
        "plugin.js.jinja",
        destination=constant(DESTINATION),
        version=constant(__version__),
        plugin=features["plugin"],
        load=features["load"],
        run=_run(features["run"]),
        plugins=print_statements(plugins),
    )
    return render(
        "core.js.jinja",
        key=constant(settings.project_api_key),
        parts=[
            *(render(f"helpers/{name}.js.jinja") for name in helpers.used),
            loader,
            *features["scope"],
            *(render(f"actions/{name}.js.jinja") for name in _action_templates(options, rules)),
            plugin,
        ],
    )


def _run(before: list[Code]) -> Code:
    """The function that sees the events of one type: the subscriptions', or one around it."""
    if before:
        return render("guarded_run.js.jinja", before=before)
    return render("run.js.jinja")


def _action_templates(options: Options, rules: tuple[Rule, ...]) -> list[str]:
    """The run-time half of each action that has subscriptions."""
    templates = {"trackEvent": "track", "identifyUser": f"identify_{options.anonymous_identify}"}
    used = {rule.action for rule in rules}
    return [template for action, template in templates.items() if action in used]
