"""A card as a page shows it: its text, step, source, and why this reader gets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from app.cards import Card, ChosenCard
from app.cards.card_schema import Audience
from app.cards.taken_over import deck_for
from app.mirror.card_notes import asks_if_it_helped
from app.mirror.mirror_sources import Looking
from app.mirror.own_cards import OwnCards, states_before
from app.web.language import say
from app.wording.card_words import CardInWords, card_in_words
from app.wording.period_words import day_of_round
from app.wording.reason_words import ReasonView, how_chosen, told
from app.wording.translated import _

ON_TOP = 3
"""The number of fitting cards above the list, the new one included."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnCardView(CardInWords):
    """A card as a participant's page shows it.

    `state`: saved, later, done, refused, or "" while nothing was done with it. `reasons`: empty when no rule
    holds. `can_wait`: it is the new card, so it can be put off. `contact`: the kind of contact that may stand
    with it, or "". `asks`: whether to ask if it helped. `helped`: the answer.
    """

    reasons: tuple[ReasonView, ...]
    how: str
    state: str
    helped: str
    asks: bool
    can_wait: bool
    contact: str

    def __repr__(self) -> str:
        return f"CardView({self.key})"


def card_view(chosen: ChosenCard | Card, *, looking: Looking, new: bool = False) -> OwnCardView:
    """Return a card as a page shows it; a ChosenCard with its reasons, a Card without.
    `new`: it is the new card of a wave.
    """
    choice = chosen if isinstance(chosen, ChosenCard) else ChosenCard(chosen, ())
    card, at = choice.card, states_before(looking).get(choice.card.key)
    return OwnCardView(
        **asdict(card_in_words(card, audience=audience_words(card))),
        reasons=_reasons(choice, looking, kept=at is not None),
        how=how_chosen(choice.reasons),
        state=at.state if at and at.state != "shown" else "",
        helped=(at.helped or "") if at else "",
        asks=asks_if_it_helped(at, wave_number=max((wave.number for wave in looking.timeline.waves), default=0)),
        can_wait=new,
        contact=card.contact or "",
    )


def cards_page(own: OwnCards, *, looking: Looking) -> dict[str, object]:
    """Return the template variables of the page with all of a participant's cards."""

    def views(choices: Iterable[ChosenCard]) -> list[OwnCardView]:
        return [card_view(choice, looking=looking) for choice in choices]

    fitting = [choice for choice in own.fitting if not (own.people_now and choice.card.before_tips)]
    ours = [choice for choice in fitting if choice.of_own_answers and not choice.card.before_tips]
    top = ours[: ON_TOP - (own.new is not None)]
    people = [choice for choice in own.fitting if choice.card.before_tips]
    rest = [choice for choice in fitting if choice not in top and not choice.card.before_tips]
    return {
        "new": card_view(own.new, looking=looking, new=True) if own.new else None,
        "top": views(top),
        "people_now": views(people) if own.people_now else [],
        "people": views(own.people if own.people_now else [*people, *own.people]),
        "subjects": [
            (title, views(choices))
            for title, choices in _by_subject(rest, deck_for(looking.timeline.instrument_key).subjects).items()
        ],
        "asked": views(own.asked),
        "saved": views(own.saved),
        "later": views(own.later),
        "done": views(own.done),
        "refused": views(own.refused),
        "answered": bool(looking.diary.waves),
    }


def _by_subject(
    choices: Iterable[ChosenCard], subjects: Mapping[str, Mapping[str, str]]
) -> Mapping[str, list[ChosenCard]]:
    """Return the cards by the title of their subject, subjects in the order of their best card.
    `subjects`: the title of each card's subject, by the card's key.
    """
    found: dict[str, list[ChosenCard]] = {}
    for choice in choices:
        found.setdefault(say(subjects[choice.card.key]), []).append(choice)
    return found


def _reasons(choice: ChosenCard, looking: Looking, *, kept: bool) -> tuple[ReasonView, ...]:
    if looking.instrument is None or not (choice.reasons or kept):
        return ()
    told_of = {number for reason in choice.reasons for number in reason.waves}
    days = {wave.number: day_of_round(wave.opens) for wave in looking.timeline.waves if wave.number in told_of}
    return tuple(told(choice.reasons, instrument=looking.instrument, days=days))


def audience_words(card: Card) -> str:
    """Return for whom a card is, in a few words."""
    audience: tuple[Audience, ...] = card.audience
    if card.before_tips:
        return _("People first")
    if "team" in audience and not card.is_personal:
        return _("Card for the team")
    if "team" in audience:
        return _("Card for you and your team")
    if "starter" in audience and "professional" not in audience:
        return _("Card for who has just started")
    return _("Card for you")
