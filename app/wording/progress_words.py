"""How far somebody is in a form, in words."""

from __future__ import annotations

from app.wording.translated import _


def short_place_words(number: str, *, least: str, most: str) -> str:
    """Return the present question and how many still come, for the narrow bar of a phone: "16, then 1–6"."""
    return _("%(number)s, then %(least)s–%(most)s", number=number, least=least, most=most)
