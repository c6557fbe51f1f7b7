"""Checks which organisations a member of staff may manage: the region's staff all of them, others their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import abort
from werkzeug.wrappers import Response

from app import clock
from app.accounts import service
from app.accounts.service import Staff
from app.accounts.staff_identity import staff_only
from app.db import AnySession, db, writing
from app.organisations.models import Organisation, Region, Team

P = ParamSpec("P")
R = TypeVar("R")


def runners_only(view: Callable[Concatenate[Staff, P], R]) -> Callable[P, R | Response]:
    """Decorate a view that only staff who manage a region or organisation can open; it gets them as first argument."""

    def for_runners(runner: Staff, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if runner.role not in {"region", "organisation"}:
            abort(403)
        return view(runner, *args, **kwargs)

    return staff_only(wraps(view)(for_runners))


def record(runner: Staff, event: str, subject: str) -> None:
    """Add a line to the staff log: who did what to which subject. Callers commit."""
    service.record(db.session, runner.account_id, event=event, subject=subject[:120], now=clock.now())


@contextmanager
def changing(runner: Staff, event: str, subject: str, *, turn: str = "") -> Iterator[AnySession]:
    """Open a write transaction in which this person changes `subject`, with a line in the staff log; all or nothing.
    `turn`: as in `writing`.
    """
    with writing(db.session, turn=turn):
        yield db.session
        record(runner, event, subject)


def own_region(session: AnySession, runner: Staff) -> Region:
    """Return the region that this person manages as a whole; 404 for staff of a smaller group."""
    region = session.get(Region, runner.scope) if runner.role == "region" else None
    return region or abort(404)


def own_organisation(session: AnySession, runner: Staff, *, organisation_id: str) -> Organisation:
    """Return an organisation that this person manages; 404 when there is none or it is somebody else's."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        abort(404)
    reach = {"region": organisation.region_id, "organisation": organisation.id}
    return organisation if reach.get(runner.role) == runner.scope else abort(404)


def own_team(session: AnySession, runner: Staff, *, team_id: str) -> Team:
    """Return a team of an organisation that this person manages; 404 otherwise."""
    team = session.get(Team, team_id)
    if team is None:
        abort(404)
    own_organisation(session, runner, organisation_id=team.organisation_id)
    return team
