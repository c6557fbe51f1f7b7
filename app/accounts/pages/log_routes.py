"""The page with the log of what staff of the region did, for the programme team."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from app.accounts.action_log import log_page
from app.accounts.events import event_words, subject_words
from app.accounts.models import ROLES
from app.accounts.people import names_within
from app.accounts.role_names import moment_words, role_words, way_words
from app.accounts.service import Staff
from app.accounts.staff_identity import staff_only
from app.db import db

blueprint = Blueprint("staff_log", __name__, url_prefix="/staff")


@blueprint.get("/log")
@staff_only
def show_log(staff: Staff) -> str:
    wanted = request.args.get("page", "1")
    number = int(wanted) if wanted.isdecimal() and len(wanted) <= 6 else abort(404)
    if number < 1:
        abort(404)
    names = names_within(db.session, staff.scope) | {role: role_words(role) for role in ROLES}
    return render_template(
        "accounts/log.html",
        page=log_page(db.session, staff.scope, number=number),
        event_words=event_words,
        way_words=way_words,
        subject_words=lambda subject: subject_words(subject, names),
        moment_words=moment_words,
    )
