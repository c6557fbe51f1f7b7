"""Every error page: what is the matter, and how to mend it. Never a stack trace, never a form's contents."""

from __future__ import annotations

import structlog
from flask import Flask, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.web.fragments import wants_fragment

log = structlog.get_logger()


def init_errors(app: Flask) -> None:
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Exception, show_crash)


def show_stale_form(_error: CSRFError) -> tuple[str, int]:
    """A form without a valid token: say so; nothing was changed."""
    text = _("This form was open too long, or came from another page. Nothing was changed.")
    mend = _("Go back, load the page again and send it once more.")
    return _page(400, (_("This form is no longer valid"), text, mend))


def show_error(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    title, text, mend = _words(status)
    if status == 400 and error.description and type(error).description != error.description:
        text = error.description
    return _page(status, (title, text, mend))


def show_crash(error: Exception) -> tuple[str, int]:
    """Our own fault: logged by its kind and place, without anything a person typed. Tests see it whole."""
    if current_app.testing:
        raise error
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
    log.error("request.crashed", endpoint=request.endpoint, error=type(error).__name__, where=where)
    return _page(500, _words(500))


def _page(status: int, words: tuple[str, str, str]) -> tuple[str, int]:
    if wants_fragment() and status in {401, 403}:
        return "", 403
    title, text, mend = words
    return render_template("error.html", status=status, title=title, text=text, mend=mend), status


def _words(status: int) -> tuple[str, str, str]:
    """Title, what happened, what to do; the last sentence for statuses we did not foresee."""
    home = _("Go to the first page.")
    words = {
        400: (
            _("We could not read that"),
            _("The page sent something we did not expect. Nothing was changed."),
            home,
        ),
        403: (_("You cannot open this"), _("This page is for somebody with another role."), home),
        404: (
            _("This page does not exist"),
            _("Perhaps the address has a typo, or it is not yours to see."),
            home,
        ),
        405: (
            _("This address belongs to a form"),
            _("It takes in what a form sends, and has no page of its own. Nothing was changed."),
            _("Go back to the page with the form and load it again."),
        ),
        413: (
            _("That is too much at once"),
            _("Nothing was saved."),
            _("Make the text shorter and send it again."),
        ),
        429: (
            _("Too many tries"),
            _("To keep guessers out, we count tries for a while."),
            _("Wait a minute and try again. Nothing was lost."),
        ),
        500: (
            _("Something broke on our side"),
            _("That was not your fault. What you had sent before is safe."),
            _("Try again in a moment."),
        ),
    }
    return words.get(status, (_("That did not work"), _("Nothing was changed."), home))
