"""Decides which items a person sees, given their answers so far; the browser decides the same.

A pulse asks some of the items: what a rule says about an item outside the form is settled first by earlier
answers, so that the form (and the browser) needs nothing but its own answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.instrument.routing_rules import Answers, Rule, holds, settled
from app.instrument.schema import Item

NOTHING: Mapping[str, object] = {}


def form_rules(items: Sequence[Item], earlier: Answers | None = None) -> dict[str, Rule | None]:
    """Return each item's routing rule with the answers outside this form filled in; None for an item always shown."""
    asked = frozenset(item.key for item in items)
    return {
        item.key: item.shown_if and settled(item.shown_if, asked=asked, earlier=earlier or NOTHING) for item in items
    }


def shown_in_turn(items: Sequence[Item], counted: Answers, *, earlier: Answers | None = None) -> Iterator[Item]:
    """Yield the items that are shown, in order; the caller puts each answer into `counted` before taking the next.

    A hidden item is not yielded, so an answer to it counts as not given. `earlier`: the person's latest
    answers to items that this form does not ask.
    """
    rules = form_rules(items, earlier)
    for item in items:
        rule = rules[item.key]
        if rule is None or holds(rule, counted):
            yield item


def routing_for_browser(items: Sequence[Item], earlier: Answers | None = None) -> dict[str, object]:
    """Return the routing rules as JSON data for `static/js/routing.js`; they hold no earlier answer."""
    rules = form_rules(items, earlier)
    return {
        "items": [
            {"key": item.key, "shown_if": rule.as_json() if (rule := rules[item.key]) else None} for item in items
        ]
    }
