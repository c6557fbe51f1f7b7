"""Turns an answer into yes/no counts (indicators), which are all that is ever published about an item.

Decides which counts exist and at which levels they are shown (PRIVACY.md rule 2): one headline per scale and the
cut-points of a percentage at every level; the rest of a distribution, as nested cuts, and everything about a
person's background at type and region level only. Must not know groups, sizes or noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.instrument.routing_rules import is_answered
from app.instrument.schema import Item, Option

BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One published count of an item: how many people chose `option`, such as "favourable", ">=7" or an option's key.
    `base`: the name it is published under, which is the item or "item.row" in a grid. `everywhere`: shown for teams and
    organisations too; otherwise for the region and kinds of organisation only.

    The people over whom it is counted follow from the routing alone (`deciding_questions`), never from a skipped row or
    choice.
    """

    item: str
    option: str
    everywhere: bool
    base: str


@lru_cache(maxsize=1024)
def indicators(item: Item) -> tuple[Indicator, ...]:
    """Return the counts that are published about an item; empty for texts and numbers.
    Counts of "this step or higher" come in the order of the scale, the lowest step first.

    Their `option` is "favourable", ">=7", an option's key, ">=key" (this step or higher) or "row:…" of these.
    """
    return tuple(_indicators(item))


def indicate(item: Item, answer: object) -> dict[str, bool]:
    """Return whether an answer counts as "yes", by option of the item's figures; empty when not answered or declined.

    A row that was skipped, or a factor that was not chosen, is a no: otherwise the number of people who skipped it
    would be a figure about answers too.
    """
    if not is_answered(answer):
        return {}
    if item.type in ("grid", "yes_no_per_choice"):
        return _indicate_rows(item, answer)
    if item.type == "multi":
        chosen = answer if isinstance(answer, list | tuple) else ()
        return {key: key in chosen for key in item.option_keys}
    if item.type == "single":
        return _indicate_option(item.options, answer)
    if item.type in ("scale", "percent") and isinstance(answer, int | float):
        return {_at_least(cut): answer >= cut for cut in _numeric_cuts(item)}
    return {}


def not_named(item: Item) -> dict[str, bool]:
    """Return False for every option of an item that has a figure.
    It is how somebody counts who was not asked the item, or preferred not to say.
    """
    return {each.option: False for each in indicators(item)}


def chain(item: Item) -> tuple[tuple[str, ...], ...]:
    """Return the series of an item's options of which each includes the next, such as "5 or higher", "7 or higher".
    One tuple per series, the widest option first. A grid has a series per row; an item without a scale has none.
    """
    if item.type in ("scale", "percent"):
        return (tuple(_at_least(cut) for cut in _numeric_cuts(item)),)
    cuts = tuple(name for name, _, _ in _cuts(item.options))
    if not cuts:
        return ()
    if item.type == "single":
        return (cuts,)
    if item.type in ("grid", "yes_no_per_choice"):
        return tuple(tuple(f"{row}:{cut}" for cut in cuts) for row in item.row_keys)
    return ()


def _indicators(item: Item) -> Iterator[Indicator]:
    for base, option, headline in _counts(item):
        yield Indicator(item.key, option, headline and item.block != BACKGROUND, base)


def _counts(item: Item) -> Iterator[tuple[str, str, bool]]:
    """Yield the base, the option and whether it is a headline, for each count of an item."""
    if item.type in ("grid", "yes_no_per_choice"):
        if item.escape:
            yield item.key, item.escape.key, True
        for row in item.row_keys:
            for name, headline in _option_counts(item.options):
                yield f"{item.key}.{row}", f"{row}:{name}", headline
    elif item.type == "multi":
        yield from ((item.key, key, True) for key in item.option_keys)
    elif item.type == "single":
        yield from ((item.key, name, headline) for name, headline in _option_counts(item.options))
    elif item.type in ("scale", "percent"):
        for cut in _numeric_cuts(item):
            yield item.key, _at_least(cut), item.type == "percent" or cut == item.favourable_from


def _option_counts(options: Sequence[Option]) -> list[tuple[str, bool]]:
    """Return the name of each count and whether it is a headline: the cuts of a scale, and each option outside it."""
    outside = [option for option in options if option.rank is None]
    nominal = len(outside) == len(options)
    cuts = [(name, headline) for name, _, headline in _cuts(options)]
    return cuts + [(option.key, nominal) for option in outside]


def _cuts(options: Sequence[Option]) -> list[tuple[str, int, bool]]:
    """Return name, lowest rank and whether it is the headline, for each cut of a scale, widest first.

    Empty for options without rank. The headline is the cut of the favourable options, or else the highest
    step. No two cuts hold the same people, so that nobody is counted twice under two names.
    """
    ranked = sorted((option.rank, option) for option in options if option.rank is not None)
    top = ranked[-1][0] if ranked else 0
    favourable = min((rank for rank, option in ranked if option.favourable), default=None)
    cuts = []
    for rank, option in ranked[1:]:
        name = "favourable" if rank == favourable else option.key if rank == top else f">={option.key}"
        cuts.append((name, rank, rank == (top if favourable is None else favourable)))
    return cuts


def _numeric_cuts(item: Item) -> Sequence[int]:
    if item.type == "percent":
        return item.cuts
    return range(int(item.min or 0) + 1, int(item.max or 0) + 1)


def _at_least(cut: int) -> str:
    return f">={cut}"


def _indicate_rows(item: Item, answer: object) -> dict[str, bool]:
    escape = {item.escape.key: answer == item.escape.key} if item.escape else {}
    rows = answer if isinstance(answer, Mapping) else {}
    skipped = {name: False for name, _ in _option_counts(item.options)}
    return escape | {
        f"{row}:{name}": verdict
        for row in item.row_keys
        for name, verdict in (_indicate_option(item.options, rows.get(row)) or skipped).items()
    }


def _indicate_option(options: Sequence[Option], key: object) -> dict[str, bool]:
    chosen = next((option for option in options if option.key == key), None)
    if chosen is None:
        return {}
    rank = chosen.rank
    verdicts = {name: rank is not None and rank >= lowest for name, lowest, _ in _cuts(options)}
    return verdicts | {option.key: option.key == key for option in options if option.rank is None}
