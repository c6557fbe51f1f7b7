"""The pages of a key holder: make a key, see which keys wait, bring a share."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.service import Staff, record
from app.accounts.staff_identity import staff_only
from app.db import AnySession, db, writing
from app.holders.bringing_shares import BroughtShare, ServerMayNotCount, StillOpen, bring
from app.holders.forms import ShareForm
from app.holders.shared_keys import SharedKey, period_keys, shared_keys
from app.other_sessions import gate_session
from app.programme.models import Programme
from app.vault.brought_shares import KEPT
from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeyMissing, ShareOfAnotherKey
from app.vault.shares import WORDS, ShareDamaged
from app.web.access import open_to_all
from app.web.forms import form_page

blueprint = Blueprint("keys", __name__)

Page = str | tuple[str, int] | AnyResponse
REFUSALS = (StillOpen, ServerMayNotCount, ShareDamaged, ShareOfAnotherKey, PeriodKeyMissing, KeyFileUnreadable)


@blueprint.get("/keys/new")
@open_to_all
def show_new() -> str:
    """Show how to make a key; the browser makes it, and sends nothing of it."""
    return render_template("holders/new.html")


@blueprint.get("/keys")
@staff_only
def show_keys(staff: Staff) -> Page:
    """Show which key shares this staff member holds, and which of them may be brought now."""
    return _page(staff)


@blueprint.get("/keys/<key_id>/<int:number>.age")
@staff_only
def fetch_share(staff: Staff, key_id: str, number: int) -> Page:
    """Send a holder's encrypted key share to that holder, or to the programme team to hand on, once answering ends."""
    found = _own_key(staff, key_id)
    if not found.over or not (number in found.numbers_of(staff.email) or _runs(db.session, staff, found)):
        abort(404)
    try:
        sealed = period_keys().sealed_share(key_id, number)
    except (PeriodKeyMissing, KeyFileUnreadable):
        abort(404)
    named = {"Content-Disposition": f'attachment; filename="{key_id}-{number + 1}.age"'}
    return Response(sealed, mimetype="text/plain", headers=named)


@blueprint.post("/keys/<key_id>")
@staff_only
def bring_share(staff: Staff, key_id: str) -> Page:
    """Accept the words of a key share; the last share that was needed closes the period or poll."""
    found, form = _own_key(staff, key_id), ShareForm(mark=key_id)
    try:
        brought = bring(gate_session(), found, form.share.data, keys=period_keys(), now=clock.now())
    except REFUSALS as refusal:
        form.refuse("share", why_refused(refusal))
        return _page(staff, sent=form), 422
    with writing(db.session):
        record(db.session, staff.account_id, event="key.share_brought", subject=key_id, now=clock.now())
    return redirect(f"/keys?result={brought.result}", code=303) if not brought.reason else _waits(staff, brought)


def why_refused(refusal: Exception) -> str:
    """Return why a key share was refused, in words that say how to mend it."""
    if isinstance(refusal, ShareDamaged) and refusal.word:
        return str(_("“%(word)s” is not a word of a share. Look for a typing error.", word=refusal.word))
    words: dict[type[Exception], str] = {
        ShareDamaged: _("A word is wrong, missing or in the wrong place. A share has %(num)s words.", num=WORDS),
        ShareOfAnotherKey: _("This share is sound, but it belongs to another period. Take the one that stands here."),
        ServerMayNotCount: _(
            "This server may not count. Bring your share to the operator, who closes it with a command."
        ),
        StillOpen: _("People can still answer. Bring your share after the last day."),
    }
    unreadable = _("The key of this period cannot be read on the server. Tell the operator.")
    return str(words.get(type(refusal), unreadable))


def _waits(staff: Staff, brought: BroughtShare) -> Page:
    return _page(staff, refused=brought.reason), 409


def _own_key(staff: Staff, key_id: str) -> SharedKey:
    """Return a key of which this staff member holds a share, or whose programme they run; 404 otherwise."""
    own = (each for each in _visible(db.session, staff) if each.id == key_id)
    return next(own, None) or abort(404)


def _visible(session: AnySession, staff: Staff) -> list[SharedKey]:
    found = shared_keys(session, now=clock.now())
    return [each for each in found if each.numbers_of(staff.email) or _runs(session, staff, each)]


def _runs(session: AnySession, staff: Staff, found: SharedKey) -> bool:
    return staff.role == "region" and session.get_one(Programme, found.programme_id).region_id == staff.scope


def _page(staff: Staff, *, sent: ShareForm | None = None, refused: str = "") -> str:
    """Render the page of shares; `sent`: a refused share, `refused`: why the period waits with enough shares."""
    keys, visible = period_keys(), _visible(db.session, staff)
    sealed = {
        each.id: {number: keys.sealed_share(each.id, number) for number in each.numbers_of(staff.email)}
        for each in visible
        if each.over and each.readable
    }
    result = request.args.get("result", "")
    bringing = {each.id: ShareForm(None, mark=each.id) for each in visible} | ({sent.mark: sent} if sent else {})
    return form_page(
        "holders/keys.html",
        email=staff.email,
        keys=visible,
        sealed=sealed,
        kept_days=KEPT.days,
        bringing=bringing,
        refused=refused,
        result=result if result in {"kept", "closed"} else "",
    )
