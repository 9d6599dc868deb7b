"""Fixtures: one Node process for the run; and how fuzzing is told from an ordinary run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from generator import Bundle

from .bundles import Triggers, compile_triggers, forms, rule_name, rules_code
from .holding import FUZZ, register_profiles
from .node import Node

register_profiles()

Fires = Callable[..., bool]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fuzz-seconds",
        type=float,
        default=0.0,
        help="with --hypothesis-profile fuzz: stop after so many seconds; 0 goes on for ever",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fuzz: random examples, for as long as it is told")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the profile "fuzz" there is no fuzzing: an ordinary run ends, and is repeatable."""
    if config.getoption("--hypothesis-profile") == FUZZ:
        return
    fuzzing = [item for item in items if item.get_closest_marker("fuzz")]
    if fuzzing:
        config.hook.pytest_deselected(items=fuzzing)
        items[:] = [item for item in items if item not in fuzzing]


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    process = Node()
    yield process
    process.close()


@cache
def _compiled(trigger: str, triggers: Triggers) -> Bundle:
    return compile_triggers([trigger], triggers)


@pytest.fixture
def fires(node: Node) -> Fires:
    """Whether a trigger alone fires on an event; both forms of the bundle must agree."""

    def ask(trigger: str, event: Mapping[str, Any], triggers: Triggers = "fql") -> bool:
        bundle = _compiled(trigger, triggers)
        outcomes = [ran.delivered[0] for ran in node.run(forms(bundle), [event])]
        assert [outcome.errors for outcome in outcomes] == [[], []], rules_code(bundle)
        readable, minified = (outcome.names == [rule_name(0)] for outcome in outcomes)
        assert readable == minified, rules_code(bundle)
        return readable

    return ask
