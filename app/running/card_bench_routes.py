"""Pages on which the programme team browses the cards, sees one as on a phone, and tries it on typical people."""

from __future__ import annotations

from flask import abort, render_template, request
from flask_babel import gettext as _

from app.accounts.service import Staff
from app.cards.taken_over import deck_for
from app.db import db
from app.languages import SOURCE
from app.programme.questionnaires import questionnaire_of_region
from app.running.card_bench_page import AUDIENCES, KINDS, CardMissing, bench_card, bench_lines
from app.running.programme_routes import Page, blueprint
from app.running.runners import own_region, runners_only

MOST_WORDS = 80


@blueprint.get("/programme/cards")
@runners_only
def browse_bench(runner: Staff) -> Page:
    """Show the list of all recommendation cards, filtered by the address; refuse an unknown audience or kind."""
    instrument = questionnaire_of_region(db.session, own_region(db.session, runner).id)
    audience, kind = request.args.get("audience", ""), request.args.get("kind", "")
    if audience not in ("", *AUDIENCES) or kind not in ("", *KINDS):
        abort(400, description=_("Choose for whom and what kind of step from the lists on the page."))
    words, only_hints = request.args.get("words", "")[:MOST_WORDS], "hints" in request.args
    return render_template(
        "running/cards.html",
        lines=bench_lines(instrument, audience=audience, kind=kind, words=words, only_hints=only_hints),
        audience=audience,
        kind=kind,
        words=words,
        only_hints=only_hints,
        audiences=[(each, audience_name(each)) for each in AUDIENCES],
        kinds=[(each, kind_name(each)) for each in KINDS],
        none_fits=not deck_for(instrument.key).cards,
    )


@blueprint.get("/programme/cards/<key>")
@runners_only
def try_on_bench(runner: Staff, key: str) -> Page:
    """Show one recommendation card as on a phone, with hints for its author and the typical people whom it fits."""
    instrument = questionnaire_of_region(db.session, own_region(db.session, runner).id)
    try:
        tried = bench_card(instrument, key)
    except CardMissing:
        abort(404)
    return render_template(
        "running/card.html",
        tried=tried,
        for_whom=", ".join(audience_name(each) for each in tried.card.audience),
        kind=kind_name(tried.card.kind),
        hints=[(hint_name(hint.kind), hint.says) for hint in tried.hints],
        source=SOURCE,
    )


def audience_name(key: str) -> str:
    """Return for whom a recommendation card is (`key` of an audience), in words."""
    return str(
        {
            "professional": _("professionals"),
            "starter": _("who has just started"),
            "team": _("teams"),
            "manager": _("managers"),
            "organisation": _("organisations"),
            "policy": _("policy makers"),
            "education": _("education"),
        }[key]
    )


def hint_name(kind: str) -> str:
    """Return a kind of hint for a card's author as a sentence ("It is hard to read.")."""
    return str(
        {
            "nobody": _("It fits none of the typical people."),
            "nearly everybody": _("It fits nearly all typical people."),
            "never new": _("It fits, and always yields to another card."),
            "overlap": _("It comes at the same moments as another card, or says nearly the same."),
            "reading level": _("It is hard to read."),
        }[kind]
    )


def kind_name(key: str) -> str:
    """Return the kind of a recommendation card, which is what it asks to do, in words."""
    return str(
        {
            "people": _("go to people"),
            "do": _("do"),
            "talk": _("talk"),
            "learn": _("learn"),
            "ask": _("ask"),
            "organise": _("arrange"),
        }[key]
    )
