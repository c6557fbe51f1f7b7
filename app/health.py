"""Says whether this server can work and what waits for a person. For the operator; shows nothing about anybody."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.condition import figures_of, present_concerns
from app.db import db
from app.programme.concerns import Waiting, concerns
from app.schema_version import State, database_state
from app.storage_faults import storage_cause
from app.web.access import open_to_all
from app.web.settings import settings

blueprint = Blueprint("health", __name__)

STATUS = {
    "missing": "no database",
    "foreign": "no database",
    "silent": "no database",
    "closed": "database closed to Peil",
    "damaged": "damaged database",
    "older": "database of an older version",
    "newer": "database of a newer version",
}


@blueprint.get("/healthz")
@open_to_all
def show_health() -> tuple[dict[str, object], int]:
    """Answer 503 when the server cannot work (no database, or one of another version), otherwise 200.

    `status` is `ok` only when nothing waits for a person; otherwise `waiting`, with the kinds and what they are about.
    That stays a 200: people can go on answering, and a load balancer must not send them away.
    """
    state, waits = condition()
    if state != "right":
        return {"status": STATUS[state]}, 503
    if waits:
        return {"status": "waiting", "waiting": [{"kind": each.kind, "subject": each.subject} for each in waits]}, 200
    return {"status": "ok"}, 200


def condition() -> tuple[State, list[Waiting]]:
    """Return the state of the database and, when it is right, everything that waits for a person."""
    try:
        state = database_state(db.engine)
        if state != "right":
            return state, []
        found = {*concerns(db.session), *present_concerns(db.session, settings(), now=clock.now())}
    except SQLAlchemyError as fault:
        return "damaged" if storage_cause(fault) == "damaged" else "silent", []
    return state, sorted(found)


@blueprint.get("/metrics")
@open_to_all
def show_metrics() -> Response:
    """Answer with the operator's figures for Prometheus; 404 for everybody without the token of PEIL_METRICS_TOKEN.

    There is no counter of requests or answers among them: who watches it would see who takes part, and when.
    """
    token, given = settings().metrics_token, request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    state, waits = condition()
    for name, (says, value) in figures_of(db.session if state == "right" else None, settings()).items():
        Gauge(name, says, registry=registry).set(value)
    Gauge("peil_up", "1 when the database answers and is of this version.", registry=registry).set(state == "right")
    waiting = Gauge("peil_waiting", "Things that wait for a person.", ["kind"], registry=registry)
    for each in waits:
        waiting.labels(each.kind).inc()
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
