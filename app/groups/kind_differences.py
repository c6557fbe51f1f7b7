"""Which differences between kinds of organisation, and which relations between questions, a release supports.

Decides what is compared: every question between every two kinds that it is published for, and every relation that was
agreed before the period opened. Grades are corrected for how many comparisons there are. Uses the public rows of one
release alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from app.instrument.schema import Instrument
from app.releases.rules.cells import Level, Published, Row
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.joint_counts import four_of
from app.releases.rules.people_of_figure import fewest_people
from app.releases.rules.period_plan import item_plans, relation_plans
from app.statistics.contrasts import (
    Contrast,
    Figure,
    adjusted,
    grade_of,
    means_apart,
    orders_apart,
    pairs_by_answer,
    shares_apart,
    sides_apart,
)
from app.statistics.grades import GRADES, Grade
from app.wording.contrast_words import means_words, pairs_words, relation_words, shares_words, size_words
from app.wording.phrases import Phrases

PUBLIC: tuple[Level, ...] = ("region", "orgtype")
"""The levels whose rows are compared: everybody may see them."""

Key = tuple[str, str, str, str, str]
"""Group, breakdown, category, item and option of a published share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDifference:
    """One difference between two kinds of organisation that is graded certain or likely, in words."""

    item: str
    option: str
    title: str
    about: str
    says: str
    size: str
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFound:
    """How the answer to one question depends on the answer to another, in words; the questionnaire lists the pairs.
    `with_it`: of those who answered `given` to question `by`, the share that answered `answer` to question `of`.
    `without`: the same share among all others. `grade`: None when either side is too small to judge or may not be
    shown; both shares are empty then.
    """

    of: str
    answer: str
    by: str
    given: str
    with_it: str = ""
    without: str = ""
    size: str = ""
    grade: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a release supports: differences between kinds of organisation, and relations between two answers.
    `compared`: how many comparisons were tested; `unsaid`: how many could not be, because a side is too small or not
    shown.
    """

    kinds: tuple[KindDifference, ...]
    relations: tuple[RelationFound, ...]
    compared: int
    unsaid: int


@dataclass(frozen=True, slots=True)
class _KindTelling:
    """How a comparison of kinds is put into words once its grade is known. `option` "": the whole scale."""

    item: str
    option: str
    phrases: Phrases
    says: str

    def __call__(self, grade: Grade, contrast: Contrast) -> KindDifference:
        about = self.phrases.what(self.item, "" if self.option == "mean" else self.option) if self.option else ""
        return KindDifference(
            item=self.item,
            option=self.option,
            title=self.phrases.title(self.item),
            about=about,
            says=self.says,
            size=size_words(contrast.size),
            grade=grade,
        )


@dataclass(frozen=True, slots=True)
class _Tried:
    """One comparison before its grade is known. `contrast` None: the base is too small."""

    contrast: Contrast | None
    told: Callable[[Grade, Contrast], KindDifference | RelationFound] | None
    unknown: RelationFound | None = None


def differences_of(rows: Sequence[Row], instrument: Instrument, phrases: Phrases) -> Differences:
    """Return the differences between kinds of organisation, and relations between answers, that one release supports.
    Differences: only those graded certain or likely, the certain ones first. Relations: all that the questionnaire
    lists, those that cannot be judged last. `rows`: the release's rows of the region and of kinds of organisation.
    """
    figures = published_shares(rows)
    asked = {row.item.partition(".")[0] for row in rows}
    kinds = sorted({row.group for row in rows if row.level == "orgtype"})
    plans = item_plans(instrument, asked)
    tried = [each for plan in plans for each in _between_kinds(plan, kinds, figures=figures, phrases=phrases)]
    tried += list(_relations(instrument, asked, figures=figures, phrases=phrases))
    found = [(each, each.contrast) for each in tried if each.contrast is not None]
    levels = adjusted([contrast.p for _, contrast in found])
    said = [
        each.told(grade_of(level), contrast)
        for (each, contrast), level in zip(found, levels, strict=True)
        if each.told is not None
    ]
    supported = [each for each in said if isinstance(each, KindDifference) and each.grade in ("sure", "likely")]
    return Differences(
        kinds=tuple(sorted(supported, key=lambda each: GRADES.index(each.grade))),
        relations=tuple(
            [each for each in said if isinstance(each, RelationFound)]
            + [each.unknown for each in tried if each.unknown]
        ),
        compared=len(found),
        unsaid=len(tried) - len(found),
    )


def published_shares(rows: Iterable[Row]) -> Mapping[Key, Figure]:
    """Return the published shares by group, breakdown, category, item and option; the region's group is "".
    Means and withheld figures are left out.

    How many people there are at least follows from all figures about the same people.
    """
    shown = [(row, row.cell) for row in rows if isinstance(row.cell, Published) and row.statistic != "mean"]
    people: dict[tuple[str, ...], int] = {}
    for row, cell in shown:
        whom = _whom(row)
        people[whom] = max(people.get(whom, 0), fewest_people(cell))
    return {
        (row.group if row.level == "orgtype" else "", row.breakdown, row.category, row.item, row.option): Figure.in_bin(
            cell.value, low=cell.bin_lower, high=cell.bin_upper, people=people[_whom(row)]
        )
        for row, cell in shown
    }


def _whom(row: Row) -> tuple[str, ...]:
    """Return what the figures about the same people have in common; all joint shares of a relation are."""
    category = "" if row.statistic == "relation" else row.category
    return row.level, row.group, row.breakdown, category, row.item


def _between_kinds(
    plan: ItemPlan, kinds: Sequence[str], *, figures: Mapping[Key, Figure], phrases: Phrases
) -> Iterator[_Tried]:
    """Yield every comparison of two kinds on one question: by its whole scale, or by each of its counts."""
    for first, second in combinations(kinds, 2):
        pair = (first, second)
        whole = _whole_scale(plan, pair, figures=figures, phrases=phrases)
        if whole is not None:
            yield whole
            continue
        for option in plan.everywhere:
            sides = [figures.get((kind, "", "", plan.item, option)) for kind in pair]
            if sides[0] is not None and sides[1] is not None:
                yield _by_share(plan.item, option, pair, sides=(sides[0], sides[1]), phrases=phrases)


def _whole_scale(
    plan: ItemPlan, pair: tuple[str, str], *, figures: Mapping[Key, Figure], phrases: Phrases
) -> _Tried | None:
    """Return the comparison on a whole scale; None where one of its cuts is not published for both kinds."""
    cuts = next((chain for chain in plan.nested if len(chain) > 1), ())
    sides = [[figures.get((kind, "", "", plan.item, cut)) for cut in cuts] for kind in pair]
    known = [[each for each in side if each is not None] for side in sides]
    if not cuts or any(len(side) < len(cuts) for side in known):
        return None
    names = _names(pair, phrases)
    if phrases.instrument.item(plan.item.partition(".")[0]).type == "scale":
        lowest = plan.mean.lowest if plan.mean else 1
        means = [lowest + sum(cut.value for cut in side) for side in known]
        says = means_words(means[0], means[1], names=names)
        return _Tried(means_apart(*known), _KindTelling(plan.item, "mean", phrases, says))
    told = pairs_words(*pairs_by_answer(*known), first=names[0], second=names[1])
    return _Tried(orders_apart(*known), _KindTelling(plan.item, "", phrases, told))


def _names(pair: tuple[str, str], phrases: Phrases) -> tuple[str, str]:
    return phrases.choice("org_type", pair[0]), phrases.choice("org_type", pair[1])


def _by_share(
    item: str, option: str, pair: tuple[str, str], *, sides: tuple[Figure, Figure], phrases: Phrases
) -> _Tried:
    says = shares_words(*sides, names=_names(pair, phrases))
    return _Tried(shares_apart(*sides), _KindTelling(item, option, phrases, says))


def _relations(
    instrument: Instrument, asked: Iterable[str], *, figures: Mapping[Key, Figure], phrases: Phrases
) -> Iterator[_Tried]:
    for plan in relation_plans(instrument, asked):
        for category, option in product(plan.categories, plan.options):
            yield _relation((plan.given, category), (plan.item, option), figures=figures, phrases=phrases)


def _relation(by: tuple[str, str], of: tuple[str, str], *, figures: Mapping[Key, Figure], phrases: Phrases) -> _Tried:
    """Return one relation of two answers, each a question and one of its counts."""
    (given, category), (item, option) = by, of
    four = [figures.get(("", given, sides.category, item, sides.option)) for sides in four_of(category, option)]
    known = [each for each in four if each is not None]
    sides = sides_apart(known) if len(known) == len(four) else None
    contrast = shares_apart(*sides) if sides else None
    unsaid = RelationFound(
        of=phrases.title(item),
        answer=phrases.what(item, option),
        by=phrases.title(given),
        given=phrases.what(given, category),
    )
    if sides is None or contrast is None:
        return _Tried(None, None, unsaid)
    with_it, without = relation_words(*sides)

    def told(grade: Grade, contrast: Contrast) -> RelationFound:
        return replace(unsaid, with_it=with_it, without=without, size=size_words(contrast.size), grade=grade)

    return _Tried(contrast, told)
