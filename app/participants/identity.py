"""Who is signed in on this device. The personal code travels in a sealed cookie and lives for one request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar, cast

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.db import db
from app.participants.service import Belonging, belonging_of
from app.vault.codes import PersonalCode
from app.vault.cookies import CookieBroken, CookieSeal
from app.vault.keys import ParticipantKeys, derive_keys
from app.web.access import guarded
from app.web.cookies import drop_cookie, keep_cookie
from app.web.settings import settings

PURPOSE = "peil.participant"
KEEP_SECONDS = 400 * 86400

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, repr=False)
class Participant:
    """Somebody who showed a valid code: what it opens, and where they belong."""

    code: PersonalCode
    keys: ParticipantKeys
    belonging: Belonging

    def __repr__(self) -> str:
        return "Participant(hidden)"


def cookie_name() -> str:
    """`__Host-` binds the cookie to our own host over https; browsers refuse that name on plain http."""
    return "__Host-peil" if settings().https else "peil"


def signed_in() -> Participant | None:
    """The participant of this request; None without a cookie, with a broken one, or when they have left."""
    if PURPOSE not in request.environ:
        request.environ[PURPOSE] = _from_cookie()
    return cast("Participant | None", request.environ[PURPOSE])


def _from_cookie() -> Participant | None:
    sealed = request.cookies.get(cookie_name())
    if not sealed:
        return None
    try:
        code = PersonalCode.read(CookieSeal(settings().secret).open(PURPOSE, sealed).decode())
    except (CookieBroken, ValueError):
        return None
    keys = derive_keys(code)
    belonging = belonging_of(db.session, keys)
    return Participant(code, keys, belonging) if belonging else None


def remember(response: Response, code: PersonalCode) -> None:
    """Keep this device signed in."""
    sealed = CookieSeal(settings().secret).seal(PURPOSE, code.text.encode())
    keep_cookie(response, cookie_name(), value=sealed, seconds=KEEP_SECONDS)


def forget(response: Response) -> None:
    """Sign this device out and ask the browser to drop what it kept of us."""
    drop_cookie(response, cookie_name())
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def participant_only(view: Callable[Concatenate[Participant, P], R]) -> Callable[P, R | Response]:
    """Only for who is signed in with a code; the view gets the participant as its first argument."""
    return guarded("participant", view, visitor=signed_in, otherwise=ask_for_code)


def ask_for_code() -> Response:
    """Send a visitor to the sign-in page; a cookie that no longer opens anything is taken away."""
    response = redirect(url_for("participants.show_code"), code=303)
    if request.cookies.get(cookie_name()):
        drop_cookie(response, cookie_name())
    return response
