"""Subscriptions to rules: each trigger and each mapping parsed, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Literal

from generator.actions import ACTIONS, EVENT_TYPES
from generator.errors import KeyPath, Problem
from generator.fql.lexer import FqlError
from generator.fql.nodes import Condition
from generator.fql.parser import parse_trigger
from generator.fql.simplify import for_event_type
from generator.hints import did_you_mean, one_of
from generator.js.plugins import Rule
from generator.mapping.nodes import Node
from generator.mapping.parser import parse_mapping
from generator.settings.document import Document
from generator.settings.model import Subscription
from generator.source import caret_excerpt


def read_rules(
    document: Document, subscriptions: tuple[Subscription, ...]
) -> tuple[tuple[Rule, ...], list[Problem]]:
    """The rules of the enabled subscriptions, in their order, and every problem.

    What is wrong with a disabled subscription is a warning: it leaves no code in the bundle.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []
    for subscription in subscriptions:
        reader = _Reader(document, subscription)
        rule = reader.read()
        problems += reader.problems
        if rule is not None and subscription.enabled:
            rules.append(rule)
    return tuple(rules), problems


class _Reader:
    def __init__(self, document: Document, subscription: Subscription) -> None:
        self._document = document
        self._subscription = subscription
        self._severity: Literal["error", "warning"] = "error" if subscription.enabled else "warning"
        self.problems: list[Problem] = []

    def read(self) -> Rule | None:
        conditions = self._conditions()
        fields = self._fields()
        if conditions is None or any(problem.severity == "error" for problem in self.problems):
            return None
        subscription = self._subscription
        return Rule(
            subscription.action, subscription.name, subscription.trigger, conditions, fields
        )

    def _conditions(self) -> Mapping[str, Condition] | None:
        path = (*self._subscription.path, "subscribe")
        trigger = self._subscription.trigger
        try:
            condition = parse_trigger(trigger)
        except FqlError as error:
            self.problems.append(
                self._document.problem_in_text(
                    path,
                    error.span.start,
                    error.message,
                    error.hint,
                    excerpt=_trigger_excerpt(trigger, error.span.start),
                    severity=self._severity,
                )
            )
            return None
        return {type_: for_event_type(condition, type_) for type_ in EVENT_TYPES}

    def _fields(self) -> Mapping[str, Node]:
        path: KeyPath = (*self._subscription.path, "mapping")
        known = ACTIONS[self._subscription.action].fields
        fields: dict[str, Node] = {}
        for name, value in self._subscription.mapping.items():
            here = (*path, name)
            if name in known:
                fields[name] = parse_mapping(value, here, partial(self._report, self._severity))
            elif name.startswith("@"):
                message = "a directive in place of the whole mapping is not supported yet"
                self._report(self._severity, here, message, f"map the fields: {one_of(known)}")
            else:
                hint = did_you_mean(name, known) or f"its fields are {one_of(known)}"
                action = self._subscription.action
                self._report("warning", here, f'the action {action} has no field "{name}"', hint)
        return fields

    def _report(
        self, severity: Literal["error", "warning"], path: KeyPath, message: str, hint: str
    ) -> None:
        self.problems.append(
            self._document.problem(path, message, hint, at="key", severity=severity)
        )


def _trigger_excerpt(trigger: str, offset: int) -> str:
    """The line of the trigger in which the offset lies, with a caret."""
    start = trigger.rfind("\n", 0, offset) + 1
    return caret_excerpt(trigger[start:].split("\n", maxsplit=1)[0], offset - start + 1)
