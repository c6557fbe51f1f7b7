"""Sheets of one-time invitation cards to print and cut, eight on an A4, each with its own QR code.

The addresses exist in this one answer only. Must not know who will draw which card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from markupsafe import Markup

CARDS_PER_SHEET = 8


@dataclass(frozen=True, slots=True, repr=False)
class InvitationCard:
    """One invitation on paper: its address as text and as a QR code."""

    address: str
    qr: Markup

    def __repr__(self) -> str:
        return "Card(hidden)"


def sheets_of(tokens: Sequence[str], *, base_url: str) -> tuple[tuple[InvitationCard, ...], ...]:
    """Return the invitation cards for these tokens, in sheets of `CARDS_PER_SHEET`; the last may hold fewer."""
    cards = [_card(f"{base_url}/join/{token}") for token in tokens]
    return tuple(tuple(cards[start : start + CARDS_PER_SHEET]) for start in range(0, len(cards), CARDS_PER_SHEET))


def _card(address: str) -> InvitationCard:
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return InvitationCard(address, Markup(drawing))  # noqa: S704  # Drawn by us from our own address.
