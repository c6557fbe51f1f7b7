"""The page on which the programme team chooses the key holders of a programme."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts.service import Staff
from app.db import db, writing
from app.holders.forms import HoldersForm, WithoutHoldersForm, holders_values
from app.holding import MOST_HOLDERS
from app.programme.holders import holders_of, set_holders
from app.programme.models import Programme
from app.programme.service import PLANNING
from app.running.programme_routes import own_programme
from app.running.runners import record, runners_only
from app.web.forms import form_page

blueprint = Blueprint("key_holders", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/programme/<programme_id>/holders")
@runners_only
def show_holders(runner: Staff, programme_id: str) -> Page:
    programme = own_programme(runner, programme_id)
    return _page(programme, HoldersForm(None, **holders_values(holders_of(db.session, programme_id))))


@blueprint.post("/programme/<programme_id>/holders")
@runners_only
def choose_holders(runner: Staff, programme_id: str) -> Page:
    """Store who holds the keys of periods that open from now on; with `nobody` ticked, periods need no key holders."""
    programme = own_programme(runner, programme_id)
    form = HoldersForm()
    holders = None if WithoutHoldersForm().nobody.data else form.read()
    if form.errors:
        return _page(programme, form), 422
    with writing(db.session, turn=PLANNING):
        set_holders(db.session, db.session.get_one(Programme, programme_id), holders)
        record(runner, "programme.holders_changed", programme_id)
    return redirect(url_for("programme.show_programme", programme_id=programme_id) + "#holders", code=303)


def _page(programme: Programme, form: HoldersForm) -> str:
    return form_page(
        "holders/choose.html",
        programme=programme,
        chosen=holders_of(db.session, programme.id),
        form=form,
        without=WithoutHoldersForm(None, nobody="y"),
        most=MOST_HOLDERS,
    )
