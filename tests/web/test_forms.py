"""Every form of the program: each field is asked in words, and what is wrong with it stands at it, tied to it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, HiddenField, PasswordField, RadioField, SelectField, SelectMultipleField

import app as program
from app.holding import MOST_HOLDERS
from app.instrument.installed import instrument_of
from app.meetings.forms import reading_form
from app.web.forms import Form
from tests.conftest import make_application, make_settings

SHOWN = """{% from "form_fields.html" import choices, field, hidden, tick %}{{ hidden(form) }}
{% for each in form if each.type not in ("HiddenField", "CSRFTokenField") %}
{% if each.type == "BooleanField" %}{{ tick(each) }}
{% elif each.type in ("RadioField", "SelectMultipleField") %}{{ choices(each) }}
{% else %}{{ field(each) }}{% endif %}{% endfor %}"""
ENGLISH = {"Accept-Language": "en"}
CHOSEN = (SelectField, BooleanField)
TYPED = 'typed "so" & <so>'


@pytest.fixture(scope="module")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application alone, for a form needs no database."""
    return make_application(make_settings(tmp_path_factory.mktemp("forms")))


def _modules() -> None:
    """Load everything in which a form may stand."""
    for found in pkgutil.walk_packages(program.__path__, "app."):
        if found.name.endswith("forms"):
            importlib.import_module(found.name)


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


_modules()
reading_form(("nl", "en"))
FORMS = sorted({each for each in _below(Form) if each.__module__.startswith("app.")}, key=lambda each: each.__name__)


def _made(kind: type[Any], formdata: MultiDict[str, str] | None = None) -> Any:
    """A form with what its page would offer; those that take something of their own stand here by name."""
    form, peo = kind(formdata), instrument_of("peo")
    background = {"experience": peo.item("experience"), "function": peo.item("function")}
    offers: dict[str, dict[str, Any]] = {"BackgroundForm": background, "JoinForm": background}
    if hasattr(form, "offer"):
        empty: Any = {} if kind.__name__ in {"OrganisationForm", "AdoptForm"} else []
        form.offer(**offers[kind.__name__]) if kind.__name__ in offers else form.offer(empty)
    if hasattr(form, "require"):
        form.require(least_group=7, instrument=peo)
    return form


def _shown(form: Any) -> str:
    return render_template_string(SHOWN, form=form)


def _asked(form: Any) -> list[Any]:
    return [each for each in form if not isinstance(each, HiddenField) and each.type != "CSRFTokenField"]


def test_the_forms_of_every_folder_are_found() -> None:
    """The walk would hold nothing if it found nothing; and no form stands beside the one they all stand on."""
    assert len(FORMS) >= 30
    assert [
        each for each in _below(FlaskForm) if each.__module__.startswith("app.") and not issubclass(each, Form)
    ] == []


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
def test_every_field_is_asked_in_words(plain_app: Flask, kind: type[Any]) -> None:
    """A label of ours in the reader's language, not one made of the field's name, and it leads to the control."""
    with plain_app.test_request_context("/", headers={"Accept-Language": "nl"}):
        form = _made(kind)
        page = _shown(form)
        for each in _asked(form):
            words = str(each.label.text)
            assert words not in {"", each.short_name.replace("_", " ").title()}, each.name
            if isinstance(each, RadioField | SelectMultipleField):
                assert "<legend>" in page
            elif isinstance(each, BooleanField):
                assert re.search(rf'<label class="tick"><input[^>]*name="{re.escape(each.name)}"', page), each.name
            else:
                assert f'<label for="{each.id}">' in page, each.name
                assert re.search(rf'<(?:input|select|textarea)[^>]* id="{re.escape(each.id)}"', page), each.name


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
def test_what_is_wrong_stands_at_its_field_and_is_tied_to_it(plain_app: Flask, kind: type[Any]) -> None:
    """Marked as wrong, described by the fault and then the hint, in a place that the list of mistakes leads to."""
    with plain_app.test_request_context("/", headers=ENGLISH):
        form = _made(kind)
        for each in _asked(form):
            form.refuse(each.name if each.name in form else each.short_name, "Mend this.")
        page = _shown(form)
        for each in _asked(form):
            assert f'id="f-{each.id}"' in page, each.name
            assert re.search(rf'<p class="why" id="why-{re.escape(each.id)}"[^>]*>\s*Mistake: Mend this.</p>', page), (
                each.name
            )
            ids = f"why-{each.id}" + (f" hint-{each.id}" if each.description else "")
            tag = r"<fieldset" if isinstance(each, RadioField | SelectMultipleField) else r"<(?:input|select|textarea)"
            found = re.search(rf'{tag}[^>]*aria-describedby="{re.escape(ids)}"[^>]*>', page)
            assert found, each.name
            assert tag == r"<fieldset" or 'aria-invalid="true"' in found[0], each.name


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
def test_what_was_typed_comes_back(plain_app: Flask, kind: type[Any]) -> None:
    """Lines and texts as typed, what was ticked and chosen as it was; a password, a file and a one-time code do not."""
    with plain_app.test_request_context("/", headers=ENGLISH):
        empty = _made(kind)
        sent: MultiDict[str, str] = MultiDict()
        for each in empty:
            if isinstance(each, SelectField):
                offered = [choice.value for choice in each.iter_choices() if choice.value]
                sent.setlist(each.name, offered[-1:])
            else:
                sent[each.name] = TYPED
        form = _made(kind, sent)
        page = _shown(form)
        chosen = re.findall(r'<option selected value="[^"]+"|<input[^>]* checked', page)
        assert len(chosen) == sum(bool(sent.get(each.name)) for each in form if isinstance(each, CHOSEN))
        for each in _asked(form):
            found = re.search(rf'<(?:input|textarea)[^>]*name="{re.escape(each.name)}"[^>]*>[^<]*', page)
            control = found[0].replace("&quot;", "&#34;") if found else ""
            if isinstance(each, BooleanField):
                assert 'value="y"' in control, each.name
            elif not isinstance(each, CHOSEN):
                assert ("typed &#34;so&#34; &amp; &lt;so&gt;" in control) is not _secret(kind, each), each.name


def _secret(kind: type[Any], field: Any) -> bool:
    if kind.__name__ in {"AppCodeForm", "PasswordForm"} and field.name == "code":
        return True
    return isinstance(field, FileField) or (isinstance(field, PasswordField) and kind.__name__ != "PersonalCodeForm")


def test_a_tick_that_was_sent_empty_can_be_ticked_again(plain_app: Flask) -> None:
    """Its value stays: an empty one would make every later tick count as none."""
    from app.running.organisation_forms import CloseForm

    with plain_app.test_request_context("/", headers=ENGLISH):
        page = _shown(CloseForm(MultiDict({"confirm": ""})))
        assert re.search(r'<input[^>]*name="confirm"[^>]*value="y"', page)
        assert " checked" not in page


def test_forms_of_one_class_on_one_page_are_told_apart(plain_app: Flask) -> None:
    """Every id is there once, and each label leads to its own control."""
    from app.running.theme_forms import ReasonForm

    with plain_app.test_request_context("/", headers=ENGLISH):
        page = "".join(_shown(ReasonForm(None, mark=mark)) for mark in ("stop", "abc"))
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert {"f-reason-stop", "reason-stop", "f-reason-abc", "reason-abc"} <= set(ids)


def test_a_form_with_many_lines_asks_each_of_them(plain_app: Flask) -> None:
    """Key holders: three lines for each of as many as there may be, then how many have to come."""
    from app.holders.forms import HoldersForm

    with plain_app.test_request_context("/", headers=ENGLISH):
        names = [each.name for each in _asked(HoldersForm(None))]
        assert len(names) == 3 * MOST_HOLDERS + 1
        assert names[:3] == ["name_0", "recipient_0", "email_0"]
        assert names[-1] == "needed"
