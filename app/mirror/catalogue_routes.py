"""All cards, and one card by itself: pages that are the same for everybody, and so say nothing about who opens them."""

from __future__ import annotations

from flask import abort, render_template

from app.db import db
from app.mirror.card_catalogue import card_to_share, every_card, every_set
from app.mirror.own_cards import CardUnknown
from app.mirror.routes import CARD_BYTES, blueprint
from app.programme.questionnaires import questionnaires_in_use
from app.web.access import open_to_all
from app.web.compression import filled_to


@blueprint.get("/cards/all")
@open_to_all
def browse_cards() -> str:
    """Show every card by subject and in sets.

    What somebody searches for stays on their phone: no address holds it.
    """
    used = questionnaires_in_use(db.session)
    return render_template("cards/all.html", subjects=every_card(used), sets=every_set(used))


@blueprint.get("/cards/<key>")
@filled_to(CARD_BYTES)
@open_to_all
def show_card(key: str) -> str:
    """Show one card, to print or to pass on."""
    try:
        return render_template("cards/one.html", choice=card_to_share(key))
    except CardUnknown:
        abort(404)
