"""Which items a wave asks: the anchors every time, the others in turn.

Decides the turns from the wave's number alone, so that the same number always gives the same items. Must not
know dates, people or what was answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.instrument.schema import Instrument

Group = Sequence[str]


class UnknownTheme(LookupError):
    """The instrument has no short form of this theme."""


class TooFewQuestions(ValueError):
    """The anchors and the largest group of items that belong together do not fit in one pulse."""


def turns(instrument: Instrument, *, per_wave: int = 5, theme: str | None = None) -> tuple[tuple[str, ...], ...]:
    """Return the items of each wave of one cycle, in the instrument's order; every item of the pool once.

    `per_wave`: most items in a pulse, anchors included. `theme`: a key of the pulse's themes; None: its
    present theme. Items of one group stay together: a filter and what depends on it, or two halves of one
    thing. Raises TooFewQuestions, UnknownTheme.
    """
    pulse = instrument.pulse
    key = pulse.theme if theme is None else theme
    if key not in pulse.themes:
        raise UnknownTheme(key)
    hands = _dealt([*pulse.pool, *pulse.themes[key]], room=per_wave - len(pulse.anchors))
    return tuple(_in_order(instrument, [*pulse.anchors, *hand]) for hand in hands or [[]])


def items_of_wave(
    instrument: Instrument, *, wave_number: int, per_wave: int = 5, theme: str | None = None
) -> tuple[str, ...]:
    """Return the keys of the items that this wave asks, in the instrument's order.

    Both waves of a period (2n and 2n + 1) ask the anchors and differ in the rest, so that a period covers
    twice as many items. See `turns` for the arguments and errors.
    """
    cycle = turns(instrument, per_wave=per_wave, theme=theme)
    return cycle[wave_number % len(cycle)]


def _dealt(groups: Sequence[Group], *, room: int) -> list[list[str]]:
    """Fill hand after hand with the first groups that still fit."""
    waiting = list(groups)
    hands: list[list[str]] = []
    while waiting:
        hand: list[str] = []
        for group in list(waiting):
            if len(hand) + len(group) <= room:
                hand += group
                waiting.remove(group)
        if not hand:
            raise TooFewQuestions(f"{len(waiting[0])} items belong together, there is room for {room}")
        hands.append(hand)
    return hands


def _in_order(instrument: Instrument, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(item.key for item in instrument.items_named(keys))
