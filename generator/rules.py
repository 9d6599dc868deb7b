"""Subscriptions to rules: each trigger and each mapping parsed, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.actions import ACTIONS, EVENT_TYPES
from generator.errors import KeyPath, Problem, shorten
from generator.fql.compare import same_meaning
from generator.fql.describe import describe
from generator.fql.hosted_parser import read_as_hosted
from generator.fql.lexer import FqlError
from generator.fql.nodes import Condition, Constant
from generator.fql.parser import parse_trigger
from generator.fql.simplify import for_event_type
from generator.hints import did_you_mean, one_of
from generator.js.plugins import Rule
from generator.mapping.nodes import Node, Object
from generator.mapping.parser import has_directive, parse_mapping, with_root
from generator.settings.document import Document
from generator.settings.model import Subscription, Triggers

#: A reading longer than this is cut in messages.
_DESCRIBED = 200


def read_rules(
    document: Document, subscriptions: tuple[Subscription, ...], triggers: Triggers
) -> tuple[tuple[Rule, ...], list[Problem]]:
    """The rules of the enabled subscriptions, in their order, and every problem.

    What is wrong with a disabled subscription is a warning: it leaves no code in the bundle.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []
    for subscription in subscriptions:
        reader = _Reader(document, subscription, triggers)
        rule = reader.read()
        problems += reader.problems
        if rule is not None and subscription.enabled:
            rules.append(rule)
    return tuple(rules), problems


class _Reader:
    def __init__(self, document: Document, subscription: Subscription, triggers: Triggers) -> None:
        self._document = document
        self._subscription = subscription
        self._triggers = triggers
        self._severity: Literal["error", "warning"] = "error" if subscription.enabled else "warning"
        self.problems: list[Problem] = []

    def read(self) -> Rule | None:
        """The rule, or None where a problem leaves none."""
        subscription = self._subscription
        condition = self._condition()
        mapping = self._mapping()
        if condition is None or any(problem.severity == "error" for problem in self.problems):
            return None
        return Rule(
            path=subscription.path,
            action=subscription.action,
            title=subscription.name,
            trigger=subscription.trigger,
            conditions=_by_event_type(condition),
            mapping=mapping,
        )

    def _condition(self) -> Condition | None:
        trigger = self._subscription.trigger
        path = (*self._subscription.path, "subscribe")
        try:
            hosted = read_as_hosted(trigger)
        except FqlError as error:
            self._refuse_trigger(error)
            return None
        try:
            condition = parse_trigger(trigger)
        except FqlError as error:
            if self._triggers == "segment":
                message = f"{_says('hosted, and here', hosted)}; FQL: {error.message}"
                self._report(path, message, error.hint, warning=True)
                return hosted
            self._refuse_trigger(error)
            return None
        self._compare(path, hosted, condition)
        return hosted if self._triggers == "segment" else condition

    def _refuse_trigger(self, error: FqlError) -> None:
        subscription = self._subscription
        self.problems.append(
            self._document.problem_in_text(
                (*subscription.path, "subscribe"),
                subscription.trigger,
                error.span.start,
                error.message,
                error.hint,
                severity=self._severity,
            )
        )

    def _compare(self, path: KeyPath, hosted: Condition, condition: Condition) -> None:
        """Warn where the hosted destination fires on other events than the language says."""
        ours = _by_event_type(condition)
        if not self._subscription.enabled or all(
            same_meaning(theirs, ours[event_type])
            for event_type, theirs in _by_event_type(hosted).items()
        ):
            return
        if self._triggers == "segment":
            message = f"{_says('hosted, and here', hosted)}; FQL: {_fires(condition)}"
        else:
            message = f"{_says('hosted', hosted)}; here: {_fires(condition)}"
        self._report(path, message, warning=True)

    def _mapping(self) -> Node:
        path: KeyPath = (*self._subscription.path, "mapping")
        mapping = with_root(self._subscription.mapping, path, self._report)
        if has_directive(mapping):
            return parse_mapping(mapping, path, self._report)
        action = ACTIONS[self._subscription.action]
        fields = []
        for name, value in mapping.items():
            here = (*path, name)
            node = parse_mapping(value, here, self._report)
            if name in action.fields:
                fields.append((name, node))
            else:
                hint = did_you_mean(name, action.fields)
                hint = hint or f"its fields are {one_of(action.fields)}"
                message = f"the action {action.slug} has no field {shorten(name)}"
                self._report(here, message, hint, warning=True)
        return Object(tuple(fields))

    def _report(
        self, path: KeyPath, message: str, hint: str = "", *, warning: bool = False
    ) -> None:
        severity: Literal["error", "warning"] = "warning" if warning else self._severity
        at: Literal["key", "value"] = "value" if path[-1] == "subscribe" else "key"
        self.problems.append(self._document.problem(path, message, hint, at=at, severity=severity))


def _by_event_type(condition: Condition) -> Mapping[str, Condition]:
    return {event_type: for_event_type(condition, event_type) for event_type in EVENT_TYPES}


def _says(who: str, condition: Condition) -> str:
    return f"{who}: {_fires(condition)}"


def _fires(condition: Condition) -> str:
    """On what a reading of a trigger fires, in a line."""
    if isinstance(condition, Constant):
        return "fires on every event" if condition.value else "never fires"
    text = describe(condition)
    if len(text) > _DESCRIBED:
        text = text[:_DESCRIBED] + "..."
    return f"fires on {text}"
