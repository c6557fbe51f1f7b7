"""Which items a person sees, given what they answered so far; the same verdict on the phone and here.

Decides visibility alone. A pulse asks some of the items: what a rule says about an item outside the form is
settled by earlier answers first, so that the form (and the browser) needs nothing but its own answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.instrument.rules import Answers, Rule, holds, settled
from app.instrument.schema import Item

NOTHING: Mapping[str, object] = {}


def form_rules(items: Sequence[Item], earlier: Answers | None = None) -> dict[str, Rule | None]:
    """Return per item the rule in terms of this form only; None: always shown."""
    asked = frozenset(item.key for item in items)
    return {
        item.key: item.shown_if and settled(item.shown_if, asked=asked, earlier=earlier or NOTHING) for item in items
    }


def is_shown(item: Item, answers: Answers) -> bool:
    """Whether these answers bring the item on the screen, whether or not they were themselves shown."""
    return item.shown_if is None or holds(item.shown_if, answers)


def visible_items(items: Sequence[Item], answers: Answers, earlier: Answers | None = None) -> list[Item]:
    """Return the items that are shown, in order; the answer to a hidden item counts as not given.

    `earlier`: the person's latest answers to items that this form does not ask.
    """
    rules = form_rules(items, earlier)
    counted: dict[str, object] = {}
    visible = []
    for item in items:
        rule = rules[item.key]
        if rule is None or holds(rule, counted):
            visible.append(item)
            if item.key in answers:
                counted[item.key] = answers[item.key]
    return visible


def routing_for_browser(items: Sequence[Item], earlier: Answers | None = None) -> dict[str, object]:
    """Return the rules as JSON data for `static/js/routing.js`, without any earlier answer in it."""
    rules = form_rules(items, earlier)
    return {
        "items": [
            {"key": item.key, "shown_if": rule.as_json() if (rule := rules[item.key]) else None} for item in items
        ]
    }
