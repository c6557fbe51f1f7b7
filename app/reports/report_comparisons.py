"""The comparisons in a region's report: between kinds of organisation, and between two questions, in words.

Decides how each is told. What a release supports is decided by the page of differences (`kind_differences`), so that
a report never says less or more than that page.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.db import AnySession
from app.groups.kind_differences import PUBLIC, KindDifference, RelationFound, differences_of
from app.groups.places import Place
from app.instrument.schema import Instrument
from app.releases.read import ReleasedPeriod, rows_of
from app.web.language import beginning, inside_sentence
from app.wording.certainty_words import grade_words
from app.wording.joined_words import ended, sentences
from app.wording.phrases import Phrases
from app.wording.translated import _, ngettext


@dataclass(frozen=True, slots=True)
class ReportedComparison:
    """One comparison in words. `says`: the question and answer; `figure`: both figures; `word`: how large and certain
    the difference is, or why nothing is said of it. `shown`: whether there are figures.
    """

    says: str
    figure: str
    word: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class ReportedComparisons:
    """All comparisons of a region's report: `tested` says how many there were. Empty for every other group."""

    kinds: tuple[ReportedComparison, ...] = ()
    relations: tuple[ReportedComparison, ...] = ()
    tested: str = ""


def comparisons_of(
    session: AnySession, place: Place, period: ReleasedPeriod, *, instrument: Instrument
) -> ReportedComparisons:
    """Return what a region's release supports about kinds of organisation and pairs of questions."""
    if place.level != "region":
        return ReportedComparisons()
    rows = [row for level in PUBLIC for row in rows_of(session, period.id, level=level)]
    found = differences_of(rows, instrument, Phrases(instrument))
    made = ngettext("%(num)s comparison was made.", "%(num)s comparisons were made.", found.compared)
    chance = _(
        "Of many comparisons some stand out by chance alone. That has been taken into account. Still a difference "
        "can be chance: the word beside it says how certain it is."
    )
    return ReportedComparisons(
        tuple(_between_kinds(each) for each in found.kinds),
        tuple(_relation(each) for each in found.relations),
        sentences(made, chance) if found.compared else "",
    )


def _between_kinds(found: KindDifference) -> ReportedComparison:
    about = f"{found.title}: {inside_sentence(found.about)}." if found.about else f"{found.title}."
    return ReportedComparison(about, found.says, f"{beginning(found.size)}: {grade_words(found.grade)}.")


def _relation(found: RelationFound) -> ReportedComparison:
    says = f"{found.of}: {inside_sentence(found.answer)}."
    told = {"given": inside_sentence(found.given), "by": found.by}
    if found.grade is None:
        figure = _("Together with ‘%(given)s’ about ‘%(by)s’.", **told)
        return ReportedComparison(says, figure, _("Not shown, or too few people for a verdict."), shown=False)
    figure = _(
        "Of those who answered ‘%(given)s’ about ‘%(by)s’ %(with_it)s, of the others %(without)s.",
        with_it=found.with_it,
        without=found.without,
        **told,
    )
    if found.grade == "none":
        return ReportedComparison(says, figure, ended(_("No certain difference")))
    return ReportedComparison(says, figure, f"{beginning(found.size)}: {grade_words(found.grade)}.")
