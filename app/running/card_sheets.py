"""One-time cards to cut and draw from a bowl, eight on an A4: as a page of one team and as a file of many teams.

Each has a QR code with its long address and a short code to type. They exist in this one answer only. Must not know who
will draw which card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from app.config import ROOT
from app.organisations.card_codes import NewCard
from app.printing import pdf_from

CARDS_PER_SHEET = 8
LAYOUT = ROOT / "templates" / "running" / "cards.typ"
SMALL_PRINT, PRINT = 7.5, 9.0
"""Points: so that three languages fit on a card, and two read well."""


@dataclass(frozen=True, slots=True, repr=False)
class InvitationCard:
    """One invitation on paper: its code, its address, and the address as a QR code."""

    code: str
    address: str
    qr: Markup

    def __repr__(self) -> str:
        return "Card(hidden)"


@dataclass(frozen=True, slots=True)
class CardsOfTeam:
    """The invitation cards of one team, which begin on a sheet of their own."""

    team: str
    organisation: str
    cards: tuple[NewCard, ...]


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a file of invitation cards says: its title, what the QR square is, and the lines of a card by language."""

    title: str
    language: str
    square: str
    lines: tuple[tuple[str, str], ...]


def sheets_of(cards: Sequence[NewCard], *, base_url: str) -> tuple[tuple[InvitationCard, ...], ...]:
    """Return these invitation cards in sheets of `CARDS_PER_SHEET`; the last may hold fewer."""
    made = [_card(card, base_url) for card in cards]
    return tuple(tuple(made[start : start + CARDS_PER_SHEET]) for start in range(0, len(made), CARDS_PER_SHEET))


def file_of(teams: Sequence[CardsOfTeam], *, base_url: str, words: CardWords) -> bytes:
    """Return a PDF with the invitation cards of these teams, accessible to screen readers (PDF/UA-1)."""
    data = {
        "title": words.title,
        "language": words.language,
        "alt": words.square,
        "size": SMALL_PRINT if len(words.lines) > 2 else PRINT,
        "address": typed_address(base_url),
        "words": [{"language": language, "text": text} for language, text in words.lines],
        "teams": [
            {
                "name": each.team,
                "organisation": each.organisation,
                "cards": [{"code": card.code.text, "qr": _drawn(_address(card, base_url))} for card in each.cards],
            }
            for each in teams
        ],
    }
    return pdf_from(LAYOUT, data)


def typed_address(base_url: str) -> str:
    """Return the address at which a card's code is typed, as a person writes it: "peil.example.org/join"."""
    return f"{urlsplit(base_url).netloc}/join"


def _card(card: NewCard, base_url: str) -> InvitationCard:
    address = _address(card, base_url)
    return InvitationCard(card.code.text, address, Markup(_drawn(address)))  # noqa: S704  # Drawn by us from our own address.


def _address(card: NewCard, base_url: str) -> str:
    return f"{base_url}/join/{card.token}"


def _drawn(address: str) -> str:
    """Return the address as a QR code, with one fixed mask: trying eight takes five times as long."""
    import segno

    return str(segno.make(address, error="m", micro=False, mask=0).svg_inline(border=2, omitsize=True))
