"""The error pages: what is wrong, and how to mend it. Never a stack trace, never a form's contents."""

from __future__ import annotations

from math import ceil

import structlog
from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.storage_faults import storage_cause
from app.web.fragments import wants_fragment
from app.web.language import reader_language
from app.web.limits import TooOften
from app.web.problems import problem, wants_problem
from app.web.same_form import same_form
from app.web.viewer import NO_DATABASE
from app.web.working_line import AGAIN_SECONDS, StillWorking

log = structlog.get_logger()


def init_errors(app: Flask) -> None:
    """Register a handler for each kind of error with the app."""
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(TooOften, show_waiting_time)
    app.register_error_handler(StillWorking, show_still_working)
    app.register_error_handler(DBAPIError, show_storage_fault)
    app.register_error_handler(OSError, show_storage_fault)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Exception, show_crash)


def show_stale_form(_error: CSRFError) -> tuple[str, int] | Response:
    """Show a form that was sent without a valid token again, with everything typed; nothing was changed."""
    log.warning("form.without_token", endpoint=request.endpoint)
    title = _("This form lay open too long")
    given_back = same_form(
        title=title,
        text=_("Nothing was changed, and what you filled in is still here. Look at it and send it once more."),
        status=400,
    )
    if given_back is not None:
        return given_back
    text = _("This form was open too long, or came from another page. Nothing was changed.")
    mend = _("Go back, load the page again and send it once more.")
    return _page(400, (_("This form is no longer valid"), text, mend))


def show_waiting_time(error: TooOften) -> Response:
    """Show how long to wait after too many failed tries, in words and as `Retry-After`; what was typed stays."""
    log.warning("tries.stopped", endpoint=request.endpoint)
    response = problem(429) if wants_problem() else _waiting_page(error)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _waiting_page(error: TooOften) -> Response:
    title, text, _mend = _words(429)
    mend = f"{waiting_words(error.seconds)} {error.meanwhile}".strip()
    response = same_form(title=f"{title}. {text}", text=mend, status=429)
    return response or make_response(*_page(429, (title, text, mend)))


def waiting_words(seconds: int) -> str:
    """Return "Wait 40 seconds and try again."; from two minutes on in whole minutes, rounded up."""
    if seconds < 120:
        return str(
            ngettext(
                "Wait %(num)s second and try again. Nothing was lost.",
                "Wait %(num)s seconds and try again. Nothing was lost.",
                seconds,
            )
        )
    minutes = ceil(seconds / 60)
    return str(
        ngettext(
            "Wait %(num)s minute and try again. Nothing was lost.",
            "Wait %(num)s minutes and try again. Nothing was lost.",
            minutes,
        )
    )


def show_still_working(_error: StillWorking) -> Response:
    """Show that a file is being made for others: 503, and a page that asks again by itself."""
    response = problem(503, StillWorking(_("A file is being made. Ask again after as long as Retry-After says.")))
    if not wants_problem():
        words = (
            _("Your file is being made"),
            _("The server makes one file at a time, so that everybody else gets their page."),
            _("It comes by itself in a moment. You can also load this page again."),
        )
        response = make_response(*_page(503, words))
        response.headers["Refresh"] = str(AGAIN_SECONDS)
    response.headers["Retry-After"] = str(AGAIN_SECONDS)
    return response


def show_storage_fault(error: DBAPIError | OSError) -> Response | tuple[str, int]:
    """Show that nothing can be stored or read just now: 503, without asking the database who is looking.

    The log names the cause: a database that is away or damaged, a full disk, a folder that cannot be written.
    """
    cause = storage_cause(error)
    if cause is None:
        return show_crash(error)
    request.environ[NO_DATABASE] = True
    name = type(getattr(error, "orig", error)).__name__
    log.error("database.silent", endpoint=request.endpoint, error=name, cause=cause)
    if wants_problem():
        response = problem(503)
        response.headers["Retry-After"] = "30"
        return response
    title, text, mend = _words(503)
    page = current_app.jinja_env.get_template("error.html").render(
        status=503, title=title, text=text, mend=mend, language=reader_language()
    )
    return Response(page, status=503, headers={"Retry-After": "30"}, mimetype="text/html")


def show_error(error: HTTPException) -> Response:
    """Show the page for an HTTP error, with the error's own description if it has one; for the API answer JSON."""
    status = error.code or 500
    response = problem(status, error) if wants_problem() else make_response(*_error_page(error, status))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _error_page(error: HTTPException, status: int) -> tuple[str, int]:
    title, text, mend = _words(status)
    if status in {400, 415} and error.description and type(error).description != error.description:
        text = error.description
    return _page(status, (title, text, mend))


def show_crash(error: Exception) -> tuple[str, int] | Response:
    """Show the page for an unexpected error, and log its kind and place without anything a person typed.

    While testing the error is raised instead.
    """
    if current_app.testing:
        raise error
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
    log.error("request.crashed", endpoint=request.endpoint, error=type(error).__name__, where=where)
    return problem(500) if wants_problem() else _page(500, _words(500))


def _page(status: int, words: tuple[str, str, str]) -> tuple[str, int]:
    if wants_fragment() and status in {401, 403}:
        return "", 403
    title, text, mend = words
    return render_template("error.html", status=status, title=title, text=text, mend=mend), status


def _words(status: int) -> tuple[str, str, str]:
    """Return the title, what happened and what to do, for an HTTP status; general words for an unforeseen one."""
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
        415: (
            _("This address takes a form"),
            _("What was sent is no form. Nothing was changed."),
            _("Go back to the page with the form and send it from there."),
        ),
        429: (
            _("Too many tries"),
            _("To keep guessers out, tries that fail are counted for a while."),
            _("Wait a while and try again. Nothing was lost."),
        ),
        500: (
            _("Something broke on our side"),
            _("That was not your fault. What you had sent before is safe."),
            _("Try again in a moment."),
        ),
        503: (
            _("Peil cannot reach its memory just now"),
            _("Nothing was changed, and what you had sent before is safe."),
            _("Try again in a moment."),
        ),
    }
    return words.get(status, (_("That did not work"), _("Nothing was changed."), home))
