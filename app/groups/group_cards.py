"""Chooses the cards for the readers of one group's figures, from the released figures of that group alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from app.cards import ChosenCard, group_cards
from app.cards.card_schema import Audience
from app.cards.rule_walk import shares_in
from app.cards.situation import Estimates, Figures, ShareEstimate
from app.cards.taken_over import deck_for
from app.charts.chart_cells import Cells
from app.groups.known_estimates import KnownEstimates
from app.groups.places import Place
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Level, Published
from app.wording.card_words import CardInWords, card_in_words
from app.wording.phrases import Phrases
from app.wording.reason_words import told_to_group
from app.wording.translated import _

AUDIENCES: Mapping[Level, tuple[Audience, ...]] = {
    "team": ("team",),
    "organisation": ("manager", "organisation"),
    "orgtype": ("policy", "organisation"),
    "region": ("policy", "education"),
}
"""The audiences whose cards a board shows, by level; the cards of the first come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCardView(CardInWords):
    """A card as a board shows it, with its sources and each reason why it fits."""

    reasons: tuple[str, ...]
    constructs: tuple[str, ...]


def cards_for(
    place: Place, cells: Cells, *, known: KnownEstimates, periods: Sequence[ReleasedPeriod], phrases: Phrases
) -> tuple[GroupCardView, ...]:
    """Return the cards that fit the newest figures in `periods` (oldest first), best first, without duplicates.

    `cells`: what was published in these periods, at least about `shares_looked_at`. `known`: what is estimated
    from it: a card stands here where its rule is certain or likely to hold.
    """
    figures = newest_figures(cells, periods=periods)
    chosen: dict[str, GroupCardView] = {}
    estimates = newest_estimates(known, of=figures)
    for audience in AUDIENCES[place.level]:
        for choice in group_cards(deck_for(phrases.instrument.key).cards, figures, audience, estimates=estimates):
            chosen.setdefault(choice.card.key, _view(choice, phrases=phrases, audience=audience))
    return tuple(chosen.values())


def newest_figures(cells: Cells, *, periods: Sequence[ReleasedPeriod]) -> Figures:
    """Return the newest published bounds of every share in `cells`; a share that was withheld last time is absent."""
    found = {}
    for (item, statistic, option), by_period in cells.items():
        last = next((by_period[each.id] for each in reversed(periods) if each.id in by_period), None)
        if statistic == "share" and isinstance(last, Published):
            found[item, option] = (last.lower, last.upper)
    return found


def newest_estimates(known: KnownEstimates, *, of: Figures) -> Estimates:
    """Return the newest estimate of every share in `of`: this period's, else that of the time before, else none."""
    found = {}
    for count in of:
        last = known.own.get(count) or known.before.get(count, (None, None))[1]
        if last is not None:
            found[count] = ShareEstimate(last.share, last.lower, last.upper)
    return found


@lru_cache
def shares_looked_at(questionnaire: str) -> frozenset[tuple[str, str]]:
    """Return the item and option of each published share that a group rule of a questionnaire's cards looks at."""
    cards = deck_for(questionnaire).cards
    return frozenset(pair for card in cards if card.group_rule for pair in shares_in(card.group_rule))


def _view(choice: ChosenCard, *, phrases: Phrases, audience: Audience) -> GroupCardView:
    return GroupCardView(
        **asdict(card_in_words(choice.card, audience=_audience(audience))),
        reasons=tuple(told_to_group(reason, instrument=phrases.instrument) for reason in choice.reasons),
        constructs=choice.card.constructs,
    )


def _audience(audience: Audience) -> str:
    match audience:
        case "team":
            return _("Card for the team")
        case "manager":
            return _("Card for managers")
        case "organisation":
            return _("Card for the organisation")
        case "policy":
            return _("Card for policy makers")
        case "education":
            return _("Card for education")
    return _("Card")
