"""A card as a page shows it: text, step, source, and why its reader sees it."""

from __future__ import annotations

from dataclasses import dataclass

from app.cards import Card, Choice
from app.cards.schema import Audience
from app.mirror.look import Looking
from app.mirror.own_cards import OwnCards, document_title, states_before
from app.mirror.reasons import Told, told
from app.mirror.translated import _
from app.web.language import say


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CardView:
    """`state`: saved, done, refused, or "" while nothing was done with it. `reasons` is empty without any."""

    key: str
    audience: str
    title: str
    text: str
    step: str
    evidence: str
    sources: tuple[str, ...]
    reasons: tuple[Told, ...]
    state: str

    def __repr__(self) -> str:
        return f"CardView({self.key})"


def card_view(chosen: Choice | Card, *, looking: Looking) -> CardView:
    """A chosen card with its reasons, or a card alone."""
    choice = chosen if isinstance(chosen, Choice) else Choice(chosen, ())
    card, at = choice.card, states_before(looking).get(choice.card.key)
    return CardView(
        key=card.key,
        audience=_audience_words(card.audience),
        title=say(card.title),
        text=say(card.text),
        step=say(card.step),
        evidence=say(card.evidence),
        sources=tuple(f"{say(document_title(each.document))}, {say(each.section)}" for each in card.sources),
        reasons=tuple(told(choice.reasons, instrument=looking.instrument)) if looking.instrument else (),
        state=at.state if at and at.state != "shown" else "",
    )


def cards_page(own: OwnCards, *, looking: Looking) -> dict[str, object]:
    """The context of the page of cards."""

    def views(choices: tuple[Choice, ...]) -> list[CardView]:
        return [card_view(choice, looking=looking) for choice in choices]

    return {
        "new": card_view(own.new, looking=looking) if own.new else None,
        "fitting": views(own.fitting),
        "saved": views(own.saved),
        "done": views(own.done),
        "answered": bool(looking.diary.waves),
    }


def _audience_words(audience: tuple[Audience, ...]) -> str:
    if "team" in audience:
        return _("Card for you and your team")
    if "starter" in audience and "professional" not in audience:
        return _("Card for who has just started")
    return _("Card for you")
