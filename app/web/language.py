"""Chooses the reader's language, and says content, days and shares in it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date
from babel.support import Translations
from flask import Flask, Response, current_app, request
from flask_babel import Babel, force_locale, get_domain, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from app import languages
from app.clock import REGION_TIME
from app.web.cookies import keep_cookie
from app.web.foreign_words import Foreign, alike
from app.web.headers import vary_by
from app.web.settings import settings

COOKIE = "peil_language"
OF_THE_PAGE = "Peil-Language"
"""The header in which a fragment is asked in the language of its page, whatever was chosen in another tab."""
_LANGUAGE, _TRANSLATIONS = "language", "translations"
_of_request: ContextVar[dict[str, object] | None] = ContextVar("peil.language", default=None)
"""The language and translations that this request has looked up; None outside a request.

Not in Flask's own request, which every look goes to through two proxies: a page asks hundreds of times.
"""
KEPT_IN_ADDRESS = ("period", "with", "beside", "topic")  # Nothing else from the address is repeated on a page.


def init_language(app: Flask) -> None:
    """Choose a language for each request: the reader's choice, else the browser's, else the first of PEIL_LANGUAGES."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(languages.FOLDER)
    Babel(app, locale_selector=choose_language, timezone_selector=lambda: str(REGION_TIME))
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # Of Jinja's extension for translations.
        lambda sentence: translations().ugettext(sentence),
        lambda one, several, number: translations().ungettext(one, several, number),
        newstyle=True,
    )
    for words in (say, day, long_day, percent, inside_sentence, beginning, not_yet):
        app.jinja_env.filters[words.__name__] = _in_the_language_of_the_page(words)
    app.jinja_env.globals.update(other_languages=other_languages, some_not_yet=some_not_yet)

    @app.before_request
    def begin_looking_up() -> None:
        _of_request.set({})

    @app.teardown_request
    def end_looking_up(_fault: BaseException | None) -> None:
        _of_request.set(None)

    @app.context_processor
    def language_of_page() -> dict[str, object]:
        code = reader_language()
        return {"language": code, "direction": languages.direction(code), "dates": languages.dates_in_browsers(code)}

    @app.after_request
    def remember_choice(response: Response) -> Response:
        chosen = request.args.get("language")
        page = response.mimetype == "text/html"  # A file may be cached for everybody.
        if page and "Content-Language" not in response.headers:
            response.headers["Content-Language"] = reader_language()
        vary_by(response, OF_THE_PAGE)
        if page and chosen in settings().languages:
            keep_cookie(response, _cookie(), value=chosen, seconds=365 * 86400)
        return response


def _cookie() -> str:
    """Return the name of the language cookie; over https it begins with `__Host-`, which binds it to our own host."""
    return "__Host-peil-language" if settings().https else COOKIE


def choose_language() -> str:
    """Return the language code for this request, by address, header or cookie, else by the browser's preference."""
    offered = settings().languages
    for chosen in (request.args.get("language"), request.headers.get(OF_THE_PAGE), request.cookies.get(_cookie())):
        if chosen in offered:
            return str(chosen)
    return _preferred(request.headers.get("Accept-Language", ""), offered)


@lru_cache(maxsize=256)
def _preferred(accepted: str, offered: tuple[str, ...]) -> str:
    """Return which of the offered languages a browser prefers, by its header; the first without a preference."""
    return str(parse_accept_header(accepted, LanguageAccept).best_match(offered) or offered[0])


def _(sentence: str, **values: object) -> str:
    """Return a sentence in the reader's language with `values` filled in."""
    return str(translations().ugettext(sentence)) % values


def translations() -> Translations:
    """Return the translations (gettext catalogue) in the language of the person who made this request."""
    return cast(Translations, _once_per_request(_TRANSLATIONS, lambda: get_domain().get_translations()))


def reader_language() -> str:
    """Return the language code of this request; outside a request the first of PEIL_LANGUAGES."""
    return str(_once_per_request(_LANGUAGE, _locale_language))


def _locale_language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else settings().languages[0]


def _once_per_request(key: str, find: Callable[[], object]) -> object:
    """Return what `find` returns, looked up once in a request."""
    kept = _of_request.get()
    if kept is None:
        return find()
    found = kept.get(key)
    if found is None:
        found = kept[key] = find()
    return found


class LanguageLink(NamedTuple):
    """A link to the page in another language: the language's code, its own name, and the address."""

    code: str
    name: str
    url: str


def other_languages() -> list[LanguageLink]:
    """Return a link to the present page in each other language that is offered.

    Empty on the answer to a form whose address cannot be opened: what was typed would be lost.
    """
    if request.method == "POST":
        addresses = current_app.create_url_adapter(request)
        if addresses and not addresses.test(method="GET"):
            return []
    kept = {name: request.args[name] for name in KEPT_IN_ADDRESS if name in request.args}
    return [
        LanguageLink(code, languages.own_name(code), f"{request.path}?{urlencode({**kept, 'language': code})}")
        for code in settings().languages
        if code != reader_language()
    ]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use the language `code` for all texts within a `with` block, whatever language the reader chose."""
    inside = _of_request.set(None if _of_request.get() is None else {})
    try:
        with force_locale(code):
            yield
    finally:
        _of_request.reset(inside)


def in_each_language(words: Callable[[], str], *, most: int) -> list[tuple[str, str]]:
    """Return (language code, text) for each language that is offered, at most `most` of them.
    `words`: returns the text in the language that is in use when it is called.
    """
    said = []
    for code in settings().languages[:most]:
        with speaking(code):
            said.append((code, words()))
    return said


def _in_the_language_of_the_page(words: Callable[..., str]) -> Callable[..., str]:
    """Return the function as a Jinja filter that is evaluated for each reader, not once at compile time."""

    @pass_context
    def spoken(_context: Context, value: Any) -> str:
        return words(value)

    return spoken


def say(texts: Mapping[str, str]) -> str:
    """Return a text that has one version per language (by language code) in the reader's language.

    Where that is missing: as `Foreign`, in the first language that is offered and has it, else in the first
    of the file.
    """
    code = reader_language()
    if own := texts.get(code):
        return own
    instead = next((each for each in settings().languages if texts.get(each)), next(iter(texts)))
    return Foreign(texts[instead], instead) if instead else texts[instead]


def not_yet(words: str) -> str:
    """Return the remark that `words` are not translated into the reader's language yet; empty when they are."""
    if not isinstance(words, Foreign):
        return ""
    return _("This text is not there in %(language)s yet.", language=languages.own_name(reader_language()))


def some_not_yet() -> str:
    """Return the remark that some texts on a page are not translated into the reader's language yet."""
    name = languages.own_name(reader_language())
    return _("Some texts on this page are not there in %(language)s yet.", language=name)


def source_words(document: Mapping[str, str], section: Mapping[str, str]) -> str:
    """Return in the reader's language where a text comes from: a document's title and a section in it."""
    parts = say(document), say(section)
    return alike(", ".join(parts), *parts)


def inside_sentence(words: str) -> str:
    """Return a title or answer as it is written in the middle of a sentence: in most languages without its capital."""
    code = words.language if isinstance(words, Foreign) else reader_language()
    return alike(languages.in_running_text(words, code), words)


def beginning(words: str) -> str:
    """Return words with a capital, to begin a sentence."""
    return alike(words[:1].upper() + words[1:], words)


def said_date(which: date, form: languages.DateForm) -> str:
    """Return a date as the reader's language writes it. `form`: which parts of the date, such as weekday or year."""
    return _dates_of_month(reader_language(), form, year=which.year, month=which.month)[which.day - 1]


@lru_cache(maxsize=512)
def _dates_of_month(code: str, form: languages.DateForm, *, year: int, month: int) -> tuple[str, ...]:
    """Return every date of a month in words, the first of the month first.

    Made for a whole month at a time, so that what a process keeps does not tell which day somebody looked at.
    """
    pattern, locale = languages.date_pattern(code, form), Locale.parse(code)
    days = range(1, monthrange(year, month)[1] + 1)
    return tuple(format_date(date(year, month, each), pattern, locale=locale) for each in days)


def day(moment: datetime) -> str:
    """Return the date of a moment in the region's time zone, with weekday and without year: "zondag 29 november"."""
    return said_date(moment.astimezone(REGION_TIME).date(), "weekday")


def long_day(which: date) -> str:
    """Return a date with its year and without weekday: "29 november 2026"."""
    return said_date(which, "day_of_year")


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage with its sign: "47%"."""
    before, after = languages.around_per_cents(reader_language())
    return f"{before}{per_cents(share)}{after}"


def per_cents(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage without the sign: "47"."""
    return str(round(share * 100))
