"""The names that card rules may use with a questionnaire, and which of its options are favourable.

Decides how items of each type are named in a rule. Must not know any particular questionnaire, nor any
answer.
"""

from collections.abc import Iterator, Mapping

from app.cards.rule_names import KnownNames
from app.instrument.indicators import indicators
from app.instrument.schema import Instrument, Item


def names_of(instrument: Instrument) -> KnownNames:
    """Return the names that rules may use: items with their options (`grid.row` in grids) and published shares."""
    figures = {item.key: frozenset(count.option for count in indicators(item)) for item in instrument.items}
    return KnownNames(
        answers=dict(name for item in instrument.items for name in _answers(item)),
        figures={item: options for item, options in figures.items() if options},
        numbers={item.key: ends for item in instrument.items if (ends := _ends(item)) is not None},
    )


def favourable_options(instrument: Instrument) -> Mapping[str, Mapping[str, bool]]:
    """Return by item, then by option, whether that option is favourable.

    Items without a favourable side are absent, and so are options that are neither, such as "don't know".
    """
    ranked = {
        item.key: {option.key: option.favourable for option in item.options if option.rank is not None}
        for item in instrument.items
    }
    return {item: options for item, options in ranked.items() if any(options.values())}


def _answers(item: Item) -> Iterator[tuple[str, frozenset[str]]]:
    match item.type:
        case "single" | "multi":
            yield item.key, frozenset(item.option_keys)
        case "grid" | "yes_no_per_choice":
            for row in item.row_keys:
                yield f"{item.key}.{row}", frozenset(option.key for option in item.options)
        case "scale" | "percent" | "number":
            yield item.key, frozenset()


def _ends(item: Item) -> tuple[float, float] | None:
    """Return the lowest and highest number that can be answered; None for an item answered by options."""
    match item.type:
        case "percent":
            return 0, 100
        case "scale" | "number" if item.min is not None and item.max is not None:
            return item.min, item.max
        case _:
            return None
