"""Decides which items a wave asks: the anchors in every wave, the other items in turn.

The turn follows from the wave's number alone, so that the same number always gives the same items. Must not
know dates, people or answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.instrument.schema import Instrument

Group = tuple[str, ...]


class UnknownTheme(LookupError):
    """The questionnaire has no questions for a pulse about this theme."""


class UnknownAnchor(LookupError):
    """No pulse of this questionnaire asks this item, so it cannot be an anchor."""


class NoAnchor(ValueError):
    """No item is asked in every wave (an anchor), so nothing could be followed from one period to the next."""


class TooFewQuestions(ValueError):
    """The anchors and the largest group of items asked together do not fit in one pulse.
    `needed`: the smallest number of items per pulse with which they fit.
    """

    def __init__(self, needed: int) -> None:
        super().__init__(f"a pulse needs {needed} items")
        self.needed = needed


def turns(
    instrument: Instrument, *, per_wave: int = 5, theme: str | None = None, anchors: Sequence[str] | None = None
) -> tuple[tuple[str, ...], ...]:
    """Return the items of each wave, for as many waves as it takes until every item was asked once.
    Items that every wave asks (anchors) are in each; the others take turns, in the questionnaire's order.

    `per_wave`: most items in a pulse, anchors included. `theme`: a key of the pulse's themes; None: its
    present theme. `anchors`: what every wave asks; None: the questionnaire's own anchors. One of those that
    is left out here takes turns with the pool. Items of one group stay together: a filter and what depends on
    it, or two halves of one thing. Raises TooFewQuestions, UnknownTheme, UnknownAnchor, NoAnchor.
    """
    pulse = instrument.pulse
    key = pulse.theme if theme is None else theme
    if key not in pulse.themes:
        raise UnknownTheme(key)
    always = pulse.anchors if anchors is None else whole_anchors(instrument, anchors)
    groups = [*_alone(pulse.anchors), *pulse.pool, *pulse.themes[key]]
    waiting = _waiting([_complete(instrument, group) for group in groups], always=frozenset(always))
    needed = len(always) + max(map(len, waiting), default=0)
    if needed > per_wave:
        raise TooFewQuestions(needed)
    hands = _dealt(waiting, room=per_wave - len(always))
    return tuple(_in_order(instrument, [*always, *hand]) for hand in hands or [[]])


def items_of_wave(
    instrument: Instrument,
    *,
    wave_number: int,
    per_wave: int = 5,
    theme: str | None = None,
    anchors: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """Return the keys of the items that this wave asks: the `anchors`, which every wave asks, and others in turn.
    `per_wave`: how many at most.

    Both waves of a period (2n and 2n + 1) ask the anchors and differ in the rest, so that a period covers twice as many
    items. See `turns` for the arguments and errors.
    """
    cycle = turns(instrument, per_wave=per_wave, theme=theme, anchors=anchors)
    return cycle[wave_number % len(cycle)]


def anchor_choices(instrument: Instrument) -> tuple[Group, ...]:
    """Return the groups of items that can be asked in every wave, in the questionnaire's order.

    Items that belong together are one choice. Themes that are not asked at present have their choices too.
    """
    pulse = instrument.pulse
    of_themes = (group for groups in pulse.themes.values() for group in groups)
    found: dict[Group, None] = {}
    for group in (*_alone(pulse.anchors), *pulse.pool, *of_themes):
        found[_in_order(instrument, group)] = None
    order = [item.key for item in instrument.items]
    return tuple(sorted(found, key=lambda group: order.index(group[0])))


def whole_anchors(instrument: Instrument, chosen: Iterable[str]) -> tuple[str, ...]:
    """Return the items that every wave has to ask so that it can ask `chosen`, in the questionnaire's order.
    They are `chosen`, and the items whose answers decide whether one of these is asked.

    Raises UnknownAnchor for an item that no pulse asks, NoAnchor when nothing was chosen.
    """
    choices, keys = anchor_choices(instrument), frozenset(chosen)
    if not keys:
        raise NoAnchor
    for key in sorted(keys):
        if not any(key in group for group in choices):
            raise UnknownAnchor(key)
    return _complete(instrument, keys, groups=choices)


def _alone(keys: Iterable[str]) -> list[Group]:
    return [(key,) for key in keys]


def _complete(instrument: Instrument, keys: Iterable[str], *, groups: Iterable[Group] = ()) -> Group:
    """Return these items, the items in their routing rules, and the rest of each group in `groups` that they are in."""
    whole, together = set(keys), list(groups)
    while True:
        rules = (item.shown_if for item in instrument.items_named(whole) if item.shown_if)
        more = {test.item for rule in rules for test in rule.tests() if test.item}
        more |= {key for group in together if whole & set(group) for key in group}
        if more <= whole:
            return _in_order(instrument, whole)
        whole |= more


def _waiting(groups: Sequence[Group], *, always: frozenset[str]) -> list[Group]:
    """Return the groups that take turns, without the anchors and without groups that lie within a larger group."""
    left = [tuple(key for key in group if key not in always) for group in groups]
    return [group for group in left if group and not any(set(group) < set(other) for other in left)]


def _dealt(groups: Sequence[Group], *, room: int) -> list[list[str]]:
    """Return the waves of a cycle: each is filled with the first waiting groups that fit in `room` items.

    Each group has to fit by itself.
    """
    waiting = list(groups)
    hands: list[list[str]] = []
    while waiting:
        hand: list[str] = []
        for group in list(waiting):
            if len(hand) + len(group) <= room:
                hand += group
                waiting.remove(group)
        hands.append(hand)
    return hands


def _in_order(instrument: Instrument, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(item.key for item in instrument.items_named(keys))
