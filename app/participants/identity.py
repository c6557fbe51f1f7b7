"""Finds out who is signed in on this device, and keeps or drops their cookies.

The personal code travels in an encrypted cookie and is in memory for one request only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Concatenate, ParamSpec, TypeVar, cast

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.db import db
from app.participants.belonging import Belonging
from app.participants.devices import KEEP_DAYS, epoch_of, first_epoch, is_ended, new_device
from app.participants.service import admitted
from app.participants.tickets import (
    JOINING_DAYS,
    Joining,
    Ticket,
    opened_joining,
    opened_ticket,
    sealed_joining,
    sealed_ticket,
)
from app.tokens import token_hash
from app.vault.codes import PersonalCode
from app.vault.cookie_seal import CookieSeal
from app.vault.derivation import derive
from app.vault.personal_keys import ParticipantKeys, derive_keys
from app.web.access import guarded
from app.web.cookies import drop_cookie, keep_cookie
from app.web.settings import settings
from app.web.viewer import NO_DATABASE

SIGNED_IN, REFUSED, TICKET = "peil.participant", "peil.refused", "peil.ticket"

WIPE = '"cache", "storage"'
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, repr=False)
class Participant:
    """Somebody who showed a valid code: the keys it gives, and their groups. `device`: the name in their cookie.

    It lives for one request.
    """

    code: PersonalCode
    keys: ParticipantKeys
    belonging: Belonging
    device: bytes = b""

    def __repr__(self) -> str:
        return "Participant(hidden)"

    @cached_property
    def owner_tag(self) -> str:
        """Return a code, 32 hexadecimal digits, by which a phone tells which participant its cached pages belong to.
        It is derived from the personal code: nobody can compute that code from it, and a new installation secret does
        not change it.
        """
        return derive(self.code.secret, label="phone-owner", length=16).hex()


def cookie_name() -> str:
    """Return the name of the sign-in cookie.

    `__Host-` binds it to our own host over https; browsers refuse that name on plain http.
    """
    return "__Host-peil" if settings().https else "peil"


def joining_name() -> str:
    """Return the name of the cookie of somebody who is joining."""
    return f"{cookie_name()}-joining"


def signed_in() -> Participant | None:
    """Return the participant of this request; None without a valid cookie, or after signing out or leaving."""
    if SIGNED_IN not in request.environ:
        if NO_DATABASE in request.environ:
            return None
        request.environ[SIGNED_IN] = _from_cookie()
    return cast("Participant | None", request.environ[SIGNED_IN])


def _from_cookie() -> Participant | None:
    sealed = request.cookies.get(cookie_name())
    ticket = opened_ticket(_seal(), sealed) if sealed else None
    if ticket is None or ticket.over(clock.today(), keep_days=KEEP_DAYS):
        return None
    keys = derive_keys(ticket.code)
    belonging = admitted(db.session, keys, code=ticket.code, device=ticket.device, epoch=ticket.epoch)
    request.environ[REFUSED] = belonging is None
    request.environ[TICKET] = ticket if belonging else None
    return Participant(ticket.code, keys, belonging, ticket.device) if belonging else None


def remember(response: Response, code: PersonalCode, *, device: bytes | None = None) -> None:
    """Set the cookie that keeps this device signed in, under a new random name unless `device` is given."""
    epoch = epoch_of(db.session, derive_keys(code), code=code)
    ticket = Ticket(code=code, device=device or new_device(), epoch=epoch, used_on=clock.today())
    _keep(response, ticket)


def renew(response: FlaskResponse) -> FlaskResponse:
    """Renew the cookie of a device in use, at most once a week; runs after every request, without the database."""
    ticket, today = cast("Ticket | None", request.environ.get(TICKET)), clock.today()
    if ticket is None or not ticket.to_renew(today):
        return response
    if any(each.startswith(f"{cookie_name()}=") for each in response.headers.getlist("Set-Cookie")):
        return response
    _keep(response, replace(ticket, epoch=ticket.epoch or first_epoch(ticket.code), used_on=today))
    return response


def _keep(response: Response, ticket: Ticket) -> None:
    sealed = sealed_ticket(_seal(), ticket)
    keep_cookie(response, cookie_name(), value=sealed, seconds=KEEP_DAYS * 86400)


def joining_here(token: str) -> Joining | None:
    """Return the registration that this browser began with this invitation and did not finish.
    None without one, or when the browser was signed out since.
    """
    sealed = request.cookies.get(joining_name())
    found = opened_joining(_seal(), sealed, token_hash=token_hash(token), today=clock.today()) if sealed else None
    return None if found is None or is_ended(db.session, found.device) else found


def begin_joining(response: Response, token: str, joining: Joining) -> None:
    """Set the cookie that remembers an unfinished registration, so that a form sent twice makes one account."""
    sealed = sealed_joining(_seal(), joining, token_hash=token_hash(token), today=clock.today())
    keep_cookie(response, joining_name(), value=sealed, seconds=JOINING_DAYS * 86400)


def new_joining() -> Joining:
    """Return a new registration; its personal code becomes an account only when the form is sent."""
    return Joining(code=PersonalCode.make(), device=new_device())


def forget(response: Response) -> None:
    """Delete this device's cookies and ask the browser to delete all it stored from us."""
    drop_cookie(response, cookie_name())
    drop_cookie(response, joining_name())
    response.headers["Clear-Site-Data"] = WIPE


def _seal() -> CookieSeal:
    return CookieSeal(settings().secret)


def participant_only(view: Callable[Concatenate[Participant, P], R]) -> Callable[P, R | Response]:
    """Decorate a view that only signed-in participants can open; it gets the participant as first argument."""
    return guarded("participant", view, visitor=signed_in, otherwise=ask_for_code)


def ask_for_code() -> Response:
    """Return a redirect to the sign-in page that also deletes a cookie that no longer works.

    A device that was signed out also has to delete the pages that it stored.
    """
    response = redirect(url_for("participants.show_code"), code=303)
    if request.environ.get(REFUSED):
        forget(response)
    elif request.cookies.get(cookie_name()):
        drop_cookie(response, cookie_name())
    return response
