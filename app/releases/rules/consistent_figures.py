"""Makes the figures of one group consistent with each other.

Decides what follows from what is already drawn: options that include one another may not cross, and options of which
everyone has exactly one must leave room for each other. Works on noisy counts and bins, never on true counts, and only
ever widens a bin: every promise of `bins` asks for a bin to be wide enough, so none is undone here.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from app.releases.rules.bins import Bin

Choices = Mapping[str, tuple[Bin, ...]]
Range = tuple[int, int]


def settle_nested(noisy: Mapping[str, int], chain: Sequence[str]) -> dict[str, int]:
    """Return noisy counts, changed so that a wider option ("5 or higher") never has fewer people than a narrower one.
    `chain`: the options, each of which includes the next.

    Half-way between the running minimum from the front and the running maximum from the back: both decrease.
    """
    counts = [noisy[option] for option in chain if option in noisy]
    middles = [(min(counts[: index + 1]) + max(counts[index:])) // 2 for index in range(len(counts))]
    return {**noisy, **dict(zip((option for option in chain if option in noisy), middles, strict=True))}


def settle_exclusive(noisy: Mapping[str, int], options: Sequence[str], *, people: int) -> dict[str, int]:
    """Return noisy counts changed so that they add up to `people`, for options of which everyone has exactly one."""
    if any(option not in noisy for option in options):
        return dict(noisy)
    share, extra = divmod(sum(noisy[option] for option in options) - people, len(options))
    taken = {option: share + (place < extra) for place, option in enumerate(options)}
    return {option: count - taken.get(option, 0) for option, count in noisy.items()}


def nested_ranges(ranges: Mapping[str, Range], chain: Sequence[str]) -> dict[str, Range]:
    """Narrow the possible (fewest, most) of each option, as "7 or higher" has at most as many people as "5 or higher".
    `chain`: the options, each of which includes the next.
    """
    present = [option for option in chain if option in ranges]
    result = dict(ranges)
    for wider, narrower in pairwise(present):
        result[narrower] = (result[narrower][0], min(result[narrower][1], result[wider][1]))
    for narrower, wider in pairwise(reversed(present)):
        result[wider] = (max(result[wider][0], result[narrower][0]), result[wider][1])
    return result


def exclusive_ranges(ranges: Mapping[str, Range], options: Sequence[str], *, people: int) -> dict[str, Range]:
    """Narrow the possible (fewest, most) of each option by those of the others, as everyone has exactly one option.
    `people`: how many there are.
    """
    result = dict(ranges)
    if any(option not in ranges for option in options):
        return result
    lows, highs = (sum(ranges[option][end] for option in options) for end in (0, 1))
    for option in options:
        low, high = ranges[option]
        result[option] = (max(low, people - highs + high), min(high, people - lows + low))
    return result


def agree_nested(bins: Mapping[str, Bin], chain: Sequence[str]) -> dict[str, Bin]:
    """Widen published ranges until neither end of a narrower option's range lies above that of a wider option.
    `chain`: the options, each of which includes the next, such as "5 or higher" and "7 or higher".
    """
    present = [option for option in chain if option in bins]
    result = dict(bins)
    for wider, narrower in pairwise(present):
        result[narrower] = result[narrower].lowered_to(result[wider])
    for narrower, wider in pairwise(reversed(present)):
        result[wider] = result[wider].raised_to(result[narrower])
    return result


def agree_room(
    bins: Mapping[str, Bin], chain: Sequence[str], *, choices: Choices, gaps: Mapping[tuple[str, str], int], least: int
) -> dict[str, Bin]:
    """Widen published ranges until an option can have at least `least` more people than each option that it includes.
    `chain`: the options, widest first. `choices`: the ranges that an option may have. `gaps`: by (wider, narrower)
    option, a number of people by which the two differ already, to which `least` is added.

    `gaps`: the least distance that the blocks' own bins keep between the two. Without that room the two bounds together
    would hold every block to its own low, though neither does alone. Of the two the narrower bin is widened first.
    """
    result = dict(bins)
    for wider, narrower in combinations([option for option in chain if option in bins], 2):
        gap = gaps.get((wider, narrower), 0) + least
        while result[wider].high < result[narrower].low + gap:
            can_lower = result[narrower].low > choices[narrower][0].low
            can_raise = result[wider].high < choices[wider][-1].high
            if can_lower and (not can_raise or _width(result[narrower]) <= _width(result[wider])):
                result[narrower] = lowered(result[narrower], choices[narrower])
            elif can_raise:
                result[wider] = raised(result[wider], choices[wider])
            else:
                break
    return result


def _width(shown: Bin) -> int:
    return shown.high - shown.low


def agree_exclusive(
    bins: Mapping[str, Bin], options: Sequence[str], *, choices: Choices, people: int, least: int
) -> dict[str, Bin]:
    """Widen published ranges until every option can have `least` more people than its lowest count, given the others.
    Also `least` fewer than its highest. Each of `people` people chose exactly one of `options`. `choices`: the ranges
    that an option may have; the first starts at its lowest count, the last ends at its highest.

    Otherwise the shares of all other options together would disclose that almost nobody, or almost everybody, chose
    this one. The highest bin is lowered first, or the lowest raised.
    """
    result = dict(bins)
    if any(option not in bins for option in options):
        return result
    while _too_high(result, options, choices=choices, people=people, least=least):
        option = next_to_lower(result, options, choices)
        if option is None:
            break
        result[option] = lowered(result[option], choices[option])
    while _too_low(result, options, choices=choices, people=people, least=least):
        option = next_to_raise(result, options, choices)
        if option is None:
            break
        result[option] = raised(result[option], choices[option])
    return result


def _too_high(bins: Mapping[str, Bin], options: Sequence[str], *, choices: Choices, people: int, least: int) -> bool:
    """Return whether the lows of the other options leave some option fewer people than it needs."""
    spare = people - sum(bins[option].low for option in options)
    needs = {option: min(choices[option][0].low + least, choices[option][-1].high) for option in options}
    return any(spare < max(0, needs[option] - bins[option].low) for option in options)


def _too_low(bins: Mapping[str, Bin], options: Sequence[str], *, choices: Choices, people: int, least: int) -> bool:
    """Return whether the highs of the other options leave some option more people than it may hold."""
    spare = sum(bins[option].high for option in options) - people
    needs = {option: max(choices[option][-1].high - least, choices[option][0].low) for option in options}
    return any(spare < max(0, bins[option].high - needs[option]) for option in options)


def next_to_lower(bins: Mapping[str, Bin], names: Iterable[str], choices: Choices) -> str | None:
    """Return the option whose range to widen downwards next; None when no range can be widened.
    It is the one whose range starts highest. `choices`: the ranges that an option may have.
    """
    able = [name for name in names if bins[name].low > choices[name][0].low]
    return max(able, key=lambda name: bins[name].low, default=None)


def next_to_raise(bins: Mapping[str, Bin], names: Iterable[str], choices: Choices) -> str | None:
    """Return the option whose range to widen upwards next; None when no range can be widened.
    It is the one whose range ends lowest. `choices`: the ranges that an option may have.
    """
    able = [name for name in names if bins[name].high < choices[name][-1].high]
    return min(able, key=lambda name: bins[name].high, default=None)


def lowered(shown: Bin, choices: Sequence[Bin]) -> Bin:
    """Return the range `shown`, extended downwards to the start of the next lower range in `choices`."""
    return shown.lowered_to([each for each in choices if each.low < shown.low][-1])


def raised(shown: Bin, choices: Sequence[Bin]) -> Bin:
    """Return the range `shown`, extended upwards to the end of the next higher range in `choices`."""
    return shown.raised_to(next(each for each in choices if each.high > shown.high))
