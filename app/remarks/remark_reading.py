"""Views on which the programme team reads the remarks of periods that are over, and deletes one that says too much."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff, record
from app.accounts.staff_identity import staff_only
from app.db import db, writing
from app.programme.models import Programme
from app.remarks.kept_remarks import (
    KEPT_DAYS,
    boxes_of_programme,
    delete_remark,
    remarks_to_read,
)
from app.remarks.models import CLOSED
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings

blueprint = Blueprint("remark_reading", __name__)


@blueprint.get("/programme/<programme_id>/remarks")
@staff_only
def read_remarks(staff: Staff, programme_id: str) -> str:
    """Show the remarks of every period whose box is closed and not deleted yet."""
    programme = _own_programme(staff, programme_id)
    boxes, keys = boxes_of_programme(db.session, programme.id), PeriodKeys(settings().keys)
    return render_template(
        "remarks/read.html",
        programme=programme,
        boxes=[
            (each, remarks_to_read(db.session, each.period_id, keys=keys)) for each in boxes if each.state == CLOSED
        ],
        deleted=[each for each in boxes if each.state != CLOSED],
        kept_days=KEPT_DAYS.days,
    )


@blueprint.post("/programme/<programme_id>/remarks/<remark_id>/delete")
@staff_only
def remove_remark(staff: Staff, programme_id: str, remark_id: str) -> Response:
    """Delete one remark; the log says that it happened, never what it said."""
    programme = _own_programme(staff, programme_id)
    with writing(db.session):
        period_id = delete_remark(db.session, programme.id, remark_id) or abort(404)
        record(db.session, staff.account_id, event="remark.deleted", subject=period_id, now=clock.now())
    return redirect(url_for("remark_reading.read_remarks", programme_id=programme.id), code=303)


def _own_programme(staff: Staff, programme_id: str) -> Programme:
    """Return a programme of the region whose programme team this person is in; 404 otherwise."""
    found = db.session.get(Programme, programme_id)
    if found is None or staff.role != "region" or found.region_id != staff.scope:
        abort(404)
    return found
