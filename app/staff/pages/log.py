"""What staff of the region did, for the programme team."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from app.db import db
from app.staff.events import event_words, subject_words
from app.staff.identity import staff_only
from app.staff.log import log_page
from app.staff.models import ROLES
from app.staff.people import names_within
from app.staff.service import Staff
from app.staff.words import moment_words, role_words, way_words

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
        "staff/log.html",
        page=log_page(db.session, staff.scope, number=number),
        event_words=event_words,
        way_words=way_words,
        subject_words=lambda subject: subject_words(subject, names),
        moment_words=moment_words,
    )
