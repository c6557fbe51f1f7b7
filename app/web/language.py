"""Which language a reader gets, and how content, days and shares are said in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from babel.support import Translations
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, force_locale, format_date, get_domain, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

from app import languages
from app.clock import REGION_TIME
from app.web.foreign_words import Foreign, alike
from app.web.settings import settings

COOKIE = "peil_language"
OF_THE_PAGE = "Peil-Language"
"""By this header a part of a page is asked in the language that the page has, whatever was chosen in another tab."""
_KEPT = _LANGUAGE, _TRANSLATIONS = ("peil.language", "peil.translations")
"""What is found once per request."""
KEPT_IN_ADDRESS = ("period", "with", "beside", "topic")  # Nothing else a stranger put in a link is repeated on a page.


def init_language(app: Flask) -> None:
    """Choose the language per request: own choice, else the browser's, else the first of PEIL_LANGUAGES."""
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

    @app.context_processor
    def language_of_page() -> dict[str, object]:
        code = reader_language()
        return {"language": code, "direction": languages.direction(code), "dates": languages.dates_in_browsers(code)}

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


def _(sentence: str, **values: object) -> str:
    return str(translations().ugettext(sentence)) % values


def translations() -> Translations:
    """The catalogue of the reader's language, looked up once per request."""
    return cast(Translations, _once_per_request(_TRANSLATIONS, lambda: get_domain().get_translations()))


def reader_language() -> str:
    """The code of the language in which this request is answered; outside a request the first of PEIL_LANGUAGES."""
    return str(_once_per_request(_LANGUAGE, _locale_language))


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


class LanguageLink(NamedTuple):
    """A language that a page is not in: its code, what it calls itself, and the page in it."""

    code: str
    name: str
    url: str


def other_languages() -> list[LanguageLink]:
    """The present page in each other language that is offered, as links, so that they work everywhere.

    None on what a form's own address answered: such an address cannot be opened, and what was typed would be lost.
    """
    addresses = current_app.create_url_adapter(request)
    if request.method == "POST" and addresses and not addresses.test(method="GET"):
        return []
    kept = {name: request.args[name] for name in KEPT_IN_ADDRESS if name in request.args}
    return [
        LanguageLink(code, languages.own_name(code), f"{request.path}?{urlencode({**kept, 'language': code})}")
        for code in settings().languages
        if code != reader_language()
    ]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say everything in this language meanwhile, also within the request of somebody who reads another one."""
    kept = {key: request.environ.pop(key, None) for key in _KEPT} if has_request_context() else {}
    try:
        with force_locale(code):
            yield
    finally:
        if kept:
            request.environ.update(kept)


def in_each_language(words: Callable[[], str], *, most: int) -> list[tuple[str, str]]:
    """The code of each language that is offered, and what `words` says in it; no more than `most` of them."""
    said = []
    for code in settings().languages[:most]:
        with speaking(code):
            said.append((code, words()))
    return said


def _in_the_language_of_the_page(words: Callable[..., str]) -> Callable[..., str]:
    """As a filter that Jinja may not compute beforehand: the first reader's language would stay for all."""

    @pass_context
    def spoken(_context: Context, value: Any) -> str:
        return words(value)

    return spoken


def say(texts: Mapping[str, str]) -> str:
    """A content text in the reader's language.

    Where it is missing: as `Foreign`, in the first language that is offered and has it, else in the first of the file.
    """
    code = reader_language()
    if own := texts.get(code):
        return own
    instead = next((each for each in settings().languages if texts.get(each)), next(iter(texts)))
    return Foreign(texts[instead], instead) if instead else texts[instead]


def not_yet(words: str) -> str:
    """That these words are not there in the reader's language; empty for words that are."""
    if not isinstance(words, Foreign):
        return ""
    return _("This text is not there in %(language)s yet.", language=languages.own_name(reader_language()))


def some_not_yet() -> str:
    """The same of some texts on a page."""
    name = languages.own_name(reader_language())
    return _("Some texts on this page are not there in %(language)s yet.", language=name)


def source_words(document: Mapping[str, str], section: Mapping[str, str]) -> str:
    """A document and a place in it."""
    parts = say(document), say(section)
    return alike(", ".join(parts), *parts)


def inside_sentence(words: str) -> str:
    """Words of content as they stand inside a sentence, by the rules of the language they are in."""
    code = words.language if isinstance(words, Foreign) else reader_language()
    return alike(languages.in_running_text(words, code), words)


def beginning(words: str) -> str:
    """Words as they begin a sentence: with a capital."""
    return alike(words[:1].upper() + words[1:], words)


def said_date(which: date, form: languages.DateForm) -> str:
    """A day, or its month, as the reader's language writes it."""
    return str(format_date(which, languages.date_pattern(reader_language(), form)))


def day(moment: datetime) -> str:
    """`zondag 29 november`: the day in the region, without a year."""
    return said_date(moment.astimezone(REGION_TIME).date(), "weekday")


def long_day(which: date) -> str:
    """`29 november 2026`: a day without its name, with the year."""
    return said_date(which, "day_of_year")


def figures_of_day(moment: datetime) -> str:
    """`29-11-2026`: the day in the region in figures."""
    return said_date(moment.astimezone(REGION_TIME).date(), "figures")


def percent(share: float) -> str:
    """A share 0…1 as whole per cents."""
    before, after = languages.around_per_cents(reader_language())
    return f"{before}{per_cents(share)}{after}"


def per_cents(share: float) -> str:
    """How many whole per cents a share 0…1 is, without the sign."""
    return str(round(share * 100))
