"""Views that sign out this device, or all devices. The page also offers a new code, which `answering` makes."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app import clock
from app.db import db, writing
from app.participants.devices import end_all_devices, end_device
from app.participants.forms import EndAllForm, NewCodeForm
from app.participants.identity import Participant, forget, participant_only
from app.web.forms import Form, form_page

blueprint = Blueprint("devices", __name__, url_prefix="/account")


def devices_page(**sent: Form) -> str:
    """Return the HTML of the devices page; `sent`: a form, `ending` or `renewing`, that was refused."""
    return form_page("participants/devices.html", **{"ending": EndAllForm(None), "renewing": NewCodeForm(None), **sent})


@blueprint.post("/sign-out")
@participant_only
def sign_out(participant: Participant) -> Response:
    """Sign this device out, also on the server: a copy of its cookie no longer works."""
    with writing(db.session):
        end_device(db.session, participant.device, today=clock.today())
    return _signed_out()


@blueprint.post("/devices/end-all")
@participant_only
def sign_out_everywhere(participant: Participant) -> tuple[str, int] | Response:
    """Sign out every device of this account after a ticked box; without the code there is no way back in."""
    form = EndAllForm()
    if not form.validate():
        return devices_page(ending=form), 422
    with writing(db.session):
        end_all_devices(db.session, participant.keys)
    return _signed_out()


def _signed_out() -> Response:
    response = redirect(url_for("participants.show_code"), code=303)
    forget(response)
    return response
