"""Figures, groups and answers in the reader's words. Every number a board says goes through here.

Must not know rows of the database or who is reading.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import format_decimal, ngettext

from app.clock import REGION_TIME
from app.instrument.schema import Instrument, Item, Option, UnknownItem
from app.releases.rules.cells import Published
from app.releases.rules.joint_counts import NOT
from app.web.language import inside_sentence, per_cents, percent, said_date, say, translations


def _(sentence: str, **values: object) -> str:
    """As Flask-Babel's `gettext`, which finds the reader's language anew for each of a board's hundreds of phrases."""
    told = str(translations().ugettext(sentence))
    return told % values if values else told


def span(opens: datetime, closes: datetime) -> str:
    """A period by its first and its last day, the year once; `closes` is the midnight after the last."""
    first, last = opens.astimezone(REGION_TIME), closes.astimezone(REGION_TIME) - timedelta(minutes=1)
    begin = said_date(first, "day") if first.year == last.year else day(first)
    return _("%(first)s to %(last)s", first=begin, last=day(last))


def short_span(opens: datetime, closes: datetime) -> str:
    """`19 okt – 15 nov 2026`: a period where there is little room; `closes` as in `span`."""
    first, last = opens.astimezone(REGION_TIME), closes.astimezone(REGION_TIME) - timedelta(minutes=1)
    begin = said_date(first, "short_day" if first.year == last.year else "short_day_of_year")
    return f"{begin} – {said_date(last, 'short_day_of_year')}"


def day(day: date) -> str:
    """`3 augustus 2026`."""
    return said_date(day, "day_of_year")


def share(cell: Published) -> str:
    """Between which bounds a share lies, as whole per cents."""
    return between(cell.lower, cell.upper)


def between(lower: float, upper: float) -> str:
    """Two shares, 0…1, as whole per cents."""
    if lower <= 0:
        return _("at most %(share)s", share=percent(upper))
    if upper >= 1:
        return _("at least %(share)s", share=percent(lower))
    return _("between %(low)s and %(high)s", low=per_cents(lower), high=percent(upper))


def mean(cell: Published) -> str:
    """Between which bounds a mean lies, in steps of 0.1."""
    low, high = (format_decimal(bound, format="0.0") for bound in (cell.lower, cell.upper))
    return _("between %(low)s and %(high)s", low=low, high=high)


def people(size_class: str) -> str:
    """How many people a figure is about: "7-9" as words, never an exact number."""
    if size_class.endswith("+"):
        return _("%(number)s people or more", number=size_class[:-1])
    return _("%(range)s people", range=size_class.replace("-", "–"))


def people_per_topic(smallest: str, largest: str) -> str:
    """Two size classes when not every question was answered by as many people."""
    if smallest == largest:
        return people(smallest)
    low = smallest.partition("-")[0]
    if largest.endswith("+"):
        return _("%(low)s people or more, depending on the topic", low=low)
    return _("%(low)s to %(high)s people, depending on the topic", low=low, high=largest.rpartition("-")[2])


def title(instrument: Instrument, base: str) -> str:
    """What an item is about; of a grid, also the row ("workload_task.reporting")."""
    try:
        item = instrument.item(base.partition(".")[0])
    except UnknownItem:
        return base
    row = row_title(instrument, base)
    return f"{say(item.short)}: {row}" if row else say(item.short)


def row_title(instrument: Instrument, base: str) -> str:
    """The row of a grid ("workload_task.reporting") by itself; empty for anything else."""
    key, _dot, row_key = base.partition(".")
    item = instrument.item(key)
    return next((say(row.text) for row in (*item.rows, *item.options) if row.key == row_key), "")


def answer(instrument: Instrument, base: str, option: str) -> str:
    """Which answers a figure counts, in the words of the questionnaire."""
    try:
        item = instrument.item(base.partition(".")[0])
    except UnknownItem:
        return option
    name = option.rpartition(":")[2]
    if item.type == "scale":
        return _("Grade %(grade)s or higher", grade=name.removeprefix(">="))
    if item.type == "percent":
        return _("%(share)s of the time or more", share=percent(int(name.removeprefix(">=")) / 100))
    counted = [say(each.text) for each in _counted(item, name)]
    if not counted:
        return option
    first, *others = counted
    return _(" or ").join([first, *map(inside_sentence, others)])


def _counted(item: Item, name: str) -> list[Option]:
    """The answers behind an indicator's name: the favourable ones, a step and higher, or one."""
    if name == "favourable":
        return [each for each in item.options if each.favourable]
    lowest = next((each for each in item.options if each.key == name.removeprefix(">=")), None)
    if lowest is None:
        return [item.escape] if item.escape and item.escape.key == name else []
    if not name.startswith(">=") or lowest.rank is None:
        return [lowest]
    least = lowest.rank
    return [each for each in item.options if each.rank is not None and each.rank >= least]


def part(instrument: Instrument, breakdown: str, category: str) -> str:
    """Who of a group: those with this background, or who gave this other answer."""
    return f"{title(instrument, breakdown)}: {choice(instrument, breakdown, category)}"


def joint_part(instrument: Instrument, given: str, category: str) -> str:
    """The other half of a joint share: what was answered to the other question, of everybody who answered both."""
    return _(
        "Of all who answered both: %(question)s: %(answer)s, and",
        question=title(instrument, given),
        answer=side(instrument, given, category),
    )


def choice(instrument: Instrument, key: str, option: str) -> str:
    """One answer to a question, in its own words."""
    try:
        options = instrument.item(key).options
    except UnknownItem:
        return option
    return next((say(each.text) for each in options if each.key == option), option)


def what(instrument: Instrument, base: str, option: str) -> str:
    """Which answers a figure counts; without an option it is a mean."""
    return side(instrument, base, option) if option else _("mean")


def side(instrument: Instrument, base: str, option: str) -> str:
    """Which answers a figure counts, or of a relation everybody who did not give them."""
    if option.startswith(NOT):
        return _("not: %(answer)s", answer=answer(instrument, base, option.removeprefix(NOT)))
    return answer(instrument, base, option)


def the_region() -> str:
    return _("the region")


def in_quotes(name: str) -> str:
    return _("‘%(name)s’", name=name)


def about(share: float) -> str:
    """An estimated share 0…1, to a whole per cent."""
    return _("about %(share)s", share=percent(share))


def estimate(share: float, lower: float, upper: float) -> str:
    """An estimated share 0…1 with its 95 % interval."""
    return _("%(about)s, %(between)s", about=about(share), between=interval(lower, upper))


def interval(lower: float, upper: float) -> str:
    """The 95 % interval of an estimate, 0…1; its ends are said even where they are 0 or 100."""
    return _("between %(low)s and %(high)s", low=per_cents(lower), high=percent(upper))


def grade(name: str) -> str:
    """How certain something is: the same words everywhere."""
    return {
        "sure": _("certain"),
        "likely": _("likely"),
        "notable": _("notable, not yet certain"),
        "too_small": _("too small to say"),
    }[name]


def because(name: str, chance: float) -> str:
    """Why a signal has its grade; `chance` 0…1 that it has the direction it is said to have."""
    told = percent(min(0.99, chance))
    if name == "notable":
        return _(
            "The blocks lie apart, but the chance that it is so is %(chance)s. Another round tells more.", chance=told
        )
    if chance > 0.99:
        return _("The chance that it is so is over %(chance)s.", chance=told)
    return _("The chance that it is so is %(chance)s.", chance=told)


def grid_signal(*, higher: bool, grade_word: str) -> str:
    """What the sign in one place of the grid says."""
    if higher:
        return _("higher than the region: %(grade)s", grade=grade_word)
    return _("lower than the region: %(grade)s", grade=grade_word)


def month(opens: datetime, closes: datetime, *, seen_from: datetime) -> str:
    """The month in which most of a period lies; with its year when that is not the year of `seen_from`."""
    middle = (opens + (closes - opens) / 2).astimezone(REGION_TIME)
    same = middle.year == seen_from.astimezone(REGION_TIME).year
    return said_date(middle, "month" if same else "month_of_year")


def of_everybody(topic: str) -> str:
    """Over whom a figure of a routed question is counted."""
    return _("of everybody who answered about ‘%(topic)s’", topic=topic)


def among(topic: str, answer: str, bounds: str) -> str:
    """The same answer as a share of those it concerns."""
    return _(
        "Of those who answered ‘%(answer)s’ about ‘%(topic)s’: %(bounds)s.", answer=answer, topic=topic, bounds=bounds
    )


def unfavourable() -> str:
    """Said of a topic of which a high figure is bad news."""
    return _("high is unfavourable")


def capital(text: str) -> str:
    """The same with a capital in front."""
    return f"{text[:1].upper()}{text[1:]}"


def more_moved(figures: int) -> str:
    """How many figures of a question moved for certain too, and are not named."""
    return str(ngettext("%(num)s more figure moved for certain.", "%(num)s more figures moved for certain.", figures))


def others_still(figures: int) -> str:
    """How many figures of a question did not move for certain, beside those that did."""
    return str(
        ngettext(
            "The other figure did not move for certain.", "The %(num)s other figures did not move for certain.", figures
        )
    )


def all_still(figures: int) -> str:
    """No figure of a question moved for certain."""
    return str(
        ngettext("Its figure did not move for certain.", "None of its %(num)s figures moved for certain.", figures)
    )
