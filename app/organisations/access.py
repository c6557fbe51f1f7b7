"""Who may run an organisation: the region's staff everything within it, an organisation's staff their own.

Knows staff only as somebody with a role and a scope. Who is signed in, and how that is guarded and written in
the log, is handed in at the start, so that nothing here stands on the staff accounts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from flask import Flask, abort, current_app
from werkzeug.wrappers import Response

from app.db import AnySession
from app.organisations.models import Organisation, Region, Team
from app.web.access import opens_for

P = ParamSpec("P")
R = TypeVar("R")
PORT = "peil.running"


class Runner(Protocol):
    """Somebody signed in who runs something; `scope`: id of the region, organisation or team of `role`."""

    @property
    def account_id(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def scope(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Port:
    """`guard` lets only staff into a view and hands them to it; `record` writes in the log of staff actions."""

    guard: Callable[[Callable[..., Any]], Callable[..., Any]]
    record: Callable[[Runner, str, str], None]


def connect(app: Flask, port: Port) -> None:
    """Say once, while wiring, how staff are recognised."""
    app.extensions[PORT] = port


def runners_only(view: Callable[Concatenate[Runner, P], R]) -> Callable[P, R | Response]:
    """Only for staff of a region or an organisation; the view gets them as its first argument."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        return cast("R | Response", _port().guard(_for_runners(view))(*args, **kwargs))

    return opens_for("staff", checked)


def record(runner: Runner, event: str, subject: str) -> None:
    """Note what was done, in a constant name. The caller commits."""
    _port().record(runner, event, subject[:120])


def own_region(session: AnySession, runner: Runner) -> Region:
    """The region this person runs as a whole; 404 for staff of less: what is not theirs is not there."""
    region = session.get(Region, runner.scope) if runner.role == "region" else None
    return region or abort(404)


def own_organisation(session: AnySession, runner: Runner, *, organisation_id: str) -> Organisation:
    """An organisation this person runs; 404 when there is none or it is somebody else's."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        abort(404)
    reach = {"region": organisation.region_id, "organisation": organisation.id}
    return organisation if reach.get(runner.role) == runner.scope else abort(404)


def own_team(session: AnySession, runner: Runner, *, team_id: str) -> Team:
    """A team of an organisation this person runs; 404 otherwise."""
    team = session.get(Team, team_id)
    if team is None:
        abort(404)
    own_organisation(session, runner, organisation_id=team.organisation_id)
    return team


def _for_runners(view: Callable[Concatenate[Runner, P], R]) -> Callable[Concatenate[Runner, P], R]:
    @wraps(view)
    def checked(runner: Runner, *args: P.args, **kwargs: P.kwargs) -> R:
        if runner.role not in {"region", "organisation"}:
            abort(403)
        return view(runner, *args, **kwargs)

    return cast("Callable[Concatenate[Runner, P], R]", checked)


def _port() -> Port:
    return cast(Port, current_app.extensions[PORT])
