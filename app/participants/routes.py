"""Views for signing in on a device with the personal code."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.db import db
from app.participants.forms import PersonalCodeForm
from app.participants.identity import remember
from app.participants.service import belonging_of
from app.vault.codes import LENGTH, CodeAmbiguous, CodeEmpty, CodeIncomplete, CodeTypo, PersonalCode
from app.vault.personal_keys import derive_keys
from app.web.access import open_to_all
from app.web.forms import form_page
from app.web.limits import WRONG_CODES, limited

blueprint = Blueprint("participants", __name__)
MOST_TYPED = 1000  # Characters: room for a code with the message around it.


@blueprint.get("/code")
@open_to_all
def show_code() -> str:
    """Show the page that asks for the personal code."""
    return form_page("participants/code.html", form=PersonalCodeForm())


@blueprint.post("/code")
@limited(WRONG_CODES)
@open_to_all
def sign_in() -> str | tuple[str, int] | BaseResponse:
    """Sign this device in with the code in the form.

    A typo and an unknown code cost the same work, so that the response time tells nothing.
    """
    form = PersonalCodeForm()
    typed = form.code.data or ""
    fault, code = _read_code(typed)
    known = belonging_of(db.session, derive_keys(code or PersonalCode.make()))
    if code is None or known is None:
        fault = fault or _(
            "We do not know this code. The letters fit together, so it may belong to somebody who has left, "
            "or to another Peil. Check the address of this page."
        )
        form.refuse("code", fault)
        return form_page("participants/code.html", form=form), 422
    response = redirect(url_for("mirror.show_today"), code=303)
    remember(response, code)
    return response


def _read_code(typed: str) -> tuple[str | None, PersonalCode | None]:
    """Return the code found in what was typed, or else the message that says what is wrong with it."""
    try:
        return None, PersonalCode.find(typed[:MOST_TYPED])
    except CodeEmpty:
        return _("Type or paste your personal code."), None
    except CodeIncomplete as incomplete:
        return _(
            "This is %(count)s of the %(all)s characters. Add what is missing.",
            count=incomplete.length,
            all=LENGTH,
        ), None
    except CodeAmbiguous:
        return _("Two different codes stand in this text. Leave only your own."), None
    except CodeTypo:
        return _("There is a typo in this code: the check character does not fit. Compare it with your copy."), None
