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
    """Return the rule that decides whether each item is shown, by item; None for an item that is always shown.
    Conditions on items outside this form are decided by the person's `earlier` answers.
    """
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
    """Return the rules that decide which items are shown, as JSON data for `static/js/routing.js`.
    Conditions on `earlier` answers are decided already, so the data hold none of these answers. `possible`: of an item
    that decides about others, the answers that stand for all there are.
    """
    rules = form_rules(items, earlier)
    looked_at = {test.item for rule in rules.values() if rule for test in rule.tests()}
    return {
        "items": [
            {
                "key": item.key,
                "shown_if": rule.as_json() if (rule := rules[item.key]) else None,
                **({"possible": possible_answers(item)} if item.key in looked_at else {}),
            }
            for item in items
        ]
    }


SOMETHING = "_something"
"""Stands for an answer of which only is known that it was given."""


def possible_answers(item: Item) -> list[object]:
    """Return answers to an item that stand for all there are: none, each option, and of several choices all together.

    For an item without options: that something was answered.
    """
    if not item.option_keys or item.type in ("grid", "yes_no_per_choice"):
        return [None, SOMETHING]
    together = [list(item.option_keys)] if item.type == "multi" else []
    return [None, *item.option_keys, *together]
