"""Which language a reader gets, and how content, days and shares are said in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from babel.support import Translations
from flask import Flask, Response, current_app, request
from flask_babel import Babel, format_date, get_domain, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

from app import languages
from app.clock import REGION_TIME
from app.config import ROOT
from app.web.settings import settings

COOKIE = "peil_language"
OF_THE_PAGE = "Peil-Language"
"""By this header a part of a page is asked in the language that the page has, whatever was chosen in another tab."""
KEPT_IN_ADDRESS = ("period", "with", "beside", "topic")  # Nothing else a stranger put in a link is repeated on a page.


def init_language(app: Flask) -> None:
    """Choose the language per request: own choice, else the browser's, else the first of PEIL_LANGUAGES."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(app, locale_selector=choose_language, timezone_selector=lambda: str(REGION_TIME))
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # Of Jinja's extension for translations.
        lambda sentence: translations().ugettext(sentence),
        lambda one, several, number: translations().ungettext(one, several, number),
        newstyle=True,
    )
    for words in (say, day, long_day, percent, inside_sentence, beginning):
        app.jinja_env.filters[words.__name__] = _in_the_language_of_the_page(words)
    app.jinja_env.globals["other_language_url"] = other_language_url

    @app.context_processor
    def language_of_page() -> dict[str, object]:
        return {"language": reader_language()}

    @app.after_request
    def remember_choice(response: Response) -> Response:
        chosen = request.args.get("language")
        page = response.mimetype == "text/html"  # A file may be kept for all.
        if page and "Content-Language" not in response.headers:
            response.headers["Content-Language"] = reader_language()
        response.vary.add(OF_THE_PAGE)
        if page and chosen in settings().languages:
            response.set_cookie(
                COOKIE, chosen, max_age=365 * 86400, samesite="Lax", secure=settings().https, httponly=True
            )
        return response


def choose_language() -> str:
    offered = settings().languages
    for chosen in (request.args.get("language"), request.headers.get(OF_THE_PAGE), request.cookies.get(COOKIE)):
        if chosen in offered:
            return str(chosen)
    return str(request.accept_languages.best_match(offered) or offered[0])


def translations() -> Translations:
    """The catalogue of the reader's language, looked up once per request."""
    return cast(Translations, _once_per_request("peil.translations", lambda: get_domain().get_translations()))


def reader_language() -> str:
    """`nl` or `en`; outside a request the first of PEIL_LANGUAGES."""
    return str(_once_per_request("peil.language", _locale_language))


def _locale_language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else settings().languages[0]


def _once_per_request(key: str, find: Callable[[], object]) -> object:
    """What `find` finds, kept with the request; a page asks hundreds of times."""
    try:
        kept = request.environ
    except RuntimeError:  # Outside a request.
        return find()
    found = kept.get(key)
    if found is None:
        found = kept[key] = find()
    return found


def other_language() -> str | None:
    """The language the switch offers; None when there is only one."""
    return next((each for each in settings().languages if each != reader_language()), None)


def other_language_url() -> str | None:
    """The present page in the other language; a link, so that it works everywhere.

    None on what a form's own address answered: such an address cannot be opened, and what was typed would be lost.
    """
    other = other_language()
    addresses = current_app.create_url_adapter(request)
    if request.method == "POST" and addresses and not addresses.test(method="GET"):
        return None
    kept = {name: request.args[name] for name in KEPT_IN_ADDRESS if name in request.args}
    return f"{request.path}?{urlencode({**kept, 'language': other})}" if other else None


def _in_the_language_of_the_page(words: Callable[..., str]) -> Callable[..., str]:
    """As a filter that Jinja may not compute beforehand: the first reader's language would stay for all."""

    @pass_context
    def spoken(_context: Context, value: Any) -> str:
        return words(value)

    return spoken


def say(texts: Mapping[str, str]) -> str:
    """A content text in the reader's language, in the first language of the file where it is missing."""
    return texts.get(reader_language()) or next(iter(texts.values()))


def inside_sentence(words: str) -> str:
    """Words of content as they stand inside a sentence, by the rules of the reader's language."""
    return languages.in_running_text(words, reader_language())


def beginning(words: str) -> str:
    """Words as they begin a sentence: with a capital."""
    return words[:1].upper() + words[1:]


def said_date(which: date, form: languages.DateForm) -> str:
    """A day, or its month, as the reader's language writes it."""
    return str(format_date(which, languages.date_pattern(reader_language(), form)))


def day(moment: datetime) -> str:
    """`zondag 29 november`: the day in the region, without a year."""
    return said_date(moment.astimezone(REGION_TIME).date(), "weekday")


def long_day(which: date) -> str:
    """`29 november 2026`: a day without its name, with the year."""
    return said_date(which, "day_of_year")


def percent(share: float) -> str:
    """A share 0…1 as whole per cents."""
    before, after = languages.around_per_cents(reader_language())
    return f"{before}{per_cents(share)}{after}"


def per_cents(share: float) -> str:
    """How many whole per cents a share 0…1 is, without the sign."""
    return str(round(share * 100))
