"""The scripts of a bundle: which templates make them, and what stands in their holes."""

from __future__ import annotations

from generator.actions import ACTIONS, DESTINATION, REMOTE_LIBRARY
from generator.features import collect_features, constant
from generator.js.code import Code
from generator.js.helpers import Helpers
from generator.js.plugins import Rule, compile_plugins
from generator.js.printer import print_statements
from generator.render import render
from generator.settings.model import Options, Settings
from generator.version import __version__


def assemble_scripts(settings: Settings, rules: tuple[Rule, ...]) -> dict[str, Code]:
    """The forms of the bundle by file name.

    `1flow.js`: a script that registers its plugins itself. `1flow.mjs`: an ES module whose default
    export is the list of plugins. `1flow.remote.js`: it defines the global that an entry of
    Segment's remotePlugins names.
    """
    if settings.enabled:
        options = settings.options
        core = _core(settings, rules)
        at_once = [render("inject_at_once.js.jinja")] if options.load_sdk == "immediately" else []
        script = render(
            "script.js.jinja",
            core=core,
            global_name=constant(options.global_analytics_key),
            at_once=at_once,
        )
    else:
        core = render("off_core.js.jinja")
        at_once = []
        script = render("off.js.jinja")
    return {
        "1flow.js": script,
        "1flow.mjs": render("module.mjs.jinja", core=core, at_once=at_once),
        "1flow.remote.js": render(
            "remote.js.jinja", core=core, at_once=at_once, library=constant(REMOTE_LIBRARY)
        ),
    }


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
