"""A form that is given back sends, when it is sent again, exactly what was typed: nothing lost, nothing added."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.filling_in import CSRF_TOKEN, filled_in

WORDS = st.text(alphabet="abc é<>&\"'=/\n;{}%", max_size=12)
NAMES = ("email", "text", "kind", "day", "agree", "rounds")
NOTICE = "<p role=alert>Look again</p>"


class Browser(HTMLParser):
    """Reads the first form of a page and knows what it would send, as a browser does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sends: dict[str, list[str]] = {}
        self.order: list[str] = []
        self._select: tuple[str, bool, list[str], list[str]] | None = None
        self._area: str | None = None
        self._text = ""

    def _send(self, name: str, value: str) -> None:
        self.sends.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", (given.get("type") or "text").lower()
        if tag == "input" and name and kind not in {"submit", "button", "image", "reset", "file"}:
            if kind in {"checkbox", "radio"}:
                if "checked" in given:
                    self._send(name, given.get("value") or "on")
            else:
                self._send(name, given.get("value") or "")
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = (name, "multiple" in given, [], [])
        elif tag == "option" and self._select is not None:
            self._select[2].append(given.get("value") or "")
            if "selected" in given:
                self._select[3].append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self._send(self._area, self._text.removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select is not None:
            name, several, options, chosen = self._select
            for value in chosen if several else chosen[-1:] or options[:1]:
                self._send(name, value)
            self._select = None


def sent_by(page: str) -> dict[str, list[str]]:
    browser = Browser()
    browser.feed(page)
    return browser.sends


@dataclass
class AnyForm:
    """The fields of a page with what stands in them before, and what somebody typed."""

    html: list[str] = field(default_factory=list)
    typed: dict[str, list[str]] = field(default_factory=dict)


@st.composite
def any_forms(draw: st.DrawFn) -> AnyForm:
    """Text, a text area, a choice, boxes and buttons, in any order, filled in or not."""
    made = AnyForm()
    for name in draw(st.permutations(NAMES)):
        before, now = draw(WORDS), draw(WORDS)
        kind = draw(st.sampled_from(["text", "area", "select", "boxes", "radio"]))
        options = [f"o{number}" for number in range(draw(st.integers(1, 3)))]
        if kind == "text":
            made.html.append(f'<label><input name="{name}" type="email" required value="{escape(before)}"></label>')
            made.typed[name] = [now]
        elif kind == "area":
            made.html.append(f'<textarea name="{name}" rows=3>\n{escape(before)}</textarea>')
            made.typed[name] = [now]
        elif kind == "select":
            chosen = draw(st.sampled_from(options))
            listed = "".join(f'<option value="{each}"{" selected" if each == options[0] else ""}>x' for each in options)
            made.html.append(f'<select name="{name}">{listed}</select>')
            made.typed[name] = [chosen]
        else:
            box = "checkbox" if kind == "boxes" else "radio"
            made.html += [
                f'<input type="{box}" name="{name}" value="{each}"{" checked" if number == 0 else ""}>'
                for number, each in enumerate(options)
            ]
            most = len(options) if box == "checkbox" else 1
            chosen_ones = draw(st.lists(st.sampled_from(options), unique=True, max_size=most))
            if chosen_ones:
                made.typed[name] = [each for each in options if each in chosen_ones]
    return made


def page_of(form: AnyForm, *, action: str = "/send", before: str = "", after: str = "") -> str:
    token = f'<input type="hidden" name="{CSRF_TOKEN}" value="fresh">'
    fields = "".join([token, *form.html, "<button>Go</button>"])
    return f'<h1>x</h1>{before}<form method="post" action="{action}">{fields}</form>{after}'


def given_back(form: AnyForm, page: str, *, address: str = "/page") -> str:
    found = filled_in(page, action="/send", page=address, typed=form.typed, notice=NOTICE)
    assert found is not None
    return found


@settings(max_examples=80)
@given(form=any_forms())
def test_the_form_sends_what_was_typed(form: AnyForm) -> None:
    """Every field has what its owner typed, ticked or chose, with the new token, whatever stood there before."""
    sends = sent_by(given_back(form, page_of(form)))
    assert sends.pop(CSRF_TOKEN) == ["fresh"]
    assert sends == form.typed


@settings(max_examples=40)
@given(form=any_forms())
def test_a_form_that_is_given_back_twice_is_the_same(form: AnyForm) -> None:
    """Who is stopped a second time finds the same words; only the notice is shown again."""
    once = given_back(form, page_of(form))
    assert given_back(form, once).replace(NOTICE, "") == once.replace(NOTICE, "")


@settings(max_examples=40)
@given(form=any_forms(), more=st.dictionaries(st.sampled_from(["x1", "x2"]), st.lists(WORDS, min_size=1, max_size=2)))
def test_what_the_page_has_no_field_for_goes_along_unseen(form: AnyForm, more: dict[str, list[str]]) -> None:
    """A page that was renewed meanwhile may have fewer fields: nothing that was typed is lost."""
    whole = AnyForm(form.html, {**form.typed, **more})
    sends = sent_by(given_back(whole, page_of(whole)))
    assert {name: sends[name] for name in more} == more


@settings(max_examples=40)
@given(form=any_forms())
def test_other_forms_of_the_page_stay_as_they_are(form: AnyForm) -> None:
    """Whatever somebody typed, nothing outside the form that was sent is touched."""
    other = '<form method="post" action="/other"><input name="email" value="before"></form>'
    search = '<form method="get" action="/send"><input name="text" value="before"></form>'
    page = page_of(form, before=other + search, after=other)
    found = given_back(form, page)
    assert found.startswith(f"<h1>x</h1>{other}{search}<form ")
    assert found.endswith(f"</form>{other}")


@settings(max_examples=40)
@given(words=WORDS)
def test_what_was_typed_becomes_text_and_never_markup(words: str) -> None:
    """Quotation marks, brackets and the end of a text area are no way out of a field."""
    text = f'{words}</textarea><script>alert(1)</script>"onload="x'
    form = AnyForm(['<textarea name="text"></textarea><input name="email">'], {"text": [text], "email": [text]})
    found = given_back(form, page_of(form))
    assert "<script>" not in found
    assert sent_by(found)["text"] == [text]
    assert sent_by(found)["email"] == [text]


@pytest.mark.parametrize("kind", ["password", "file", "submit", "button", "reset", "image"])
def test_a_password_and_a_file_stay_empty(kind: str) -> None:
    """What was typed into them never comes back in a page."""
    form = AnyForm([f'<input type="{kind}" name="secret">'], {"secret": ["dike heron bicycle"]})
    assert "dike heron" not in given_back(form, page_of(form))


def test_a_password_that_the_page_has_no_field_for_is_not_kept_hidden() -> None:
    """Nor under any name that speaks of one."""
    form = AnyForm(['<input name="email">'], {"email": ["a@b.nl"], "new_password": ["dike heron"], "password": ["x"]})
    found = given_back(form, page_of(form))
    assert "dike heron" not in found
    assert "password" not in found


def test_the_form_is_found_by_where_it_is_sent() -> None:
    """A form without an address of its own is sent to the page it stands on; without such a form there is none."""
    form = AnyForm(['<input name="email">'], {"email": ["typed"]})
    assert 'value="typed"' in given_back(form, page_of(form, action=""), address="/send")
    assert 'value="typed"' in given_back(form, page_of(form, action="/send?next=1"))
    assert filled_in(page_of(form, action="/other"), action="/send", page="/page", typed=form.typed, notice="") is None
    assert filled_in("<h1>No form</h1>", action="/send", page="/send", typed=form.typed, notice="") is None


def test_of_several_forms_for_one_address_the_one_that_was_sent_is_filled_in() -> None:
    """Each agreement has a form of its own: its hidden name tells them apart."""
    page = "".join(
        f'<form method="post" action="/send"><input type="hidden" name="which" value="{which}">'
        f'<input name="text" value=""></form>'
        for which in ("one", "two", "three")
    )
    found = filled_in(page, action="/send", page="/p", typed={"which": ["two"], "text": ["mine"]}, notice=NOTICE)
    assert found is not None
    assert found.count("mine") == 1
    assert found.index('value="two"') < found.index("mine") < found.index('value="three"')


def test_two_fields_of_one_name_take_their_values_in_turn() -> None:
    """As the browser sends them."""
    form = AnyForm(['<input name="row"><input name="row"><input name="row">'], {"row": ["a", "b", "c"]})
    assert sent_by(given_back(form, page_of(form)))["row"] == ["a", "b", "c"]
