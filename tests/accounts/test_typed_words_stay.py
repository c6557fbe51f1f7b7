"""Whoever makes a mistake in a form of staff types nothing twice: what was right comes back beside what is to mend."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.db import db
from app.programme.models import Programme
from tests.boards.visitors import Visitors

TYPED = "Zó & “zo”"
SHOWN = "Zó &amp; “zo”"
FORMS = [
    ("region_lead", "/organisations", {"name": TYPED}),
    ("region_lead", "/organisations/{wide}/teams", {"name": TYPED, "declared_size": "veel"}),
    ("region_lead", "/teams/{north}/name", {"name": TYPED, "declared_size": "veel"}),
    ("region_lead", "/teams/{north}/cards", {"places": TYPED, "expires_on": "2026-06-01"}),
    ("region_lead", "/teams/{north}/link", {"places": TYPED, "expires_on": "2026-06-01"}),
    ("region_lead", "/programme/new", {"name": TYPED, "items_per_wave": "x"}),
    ("region_lead", "/programme/{programme}/plan", {"name": TYPED, "first_day": "gisteren"}),
    ("region_lead", "/programme/{programme}/full", {"days": TYPED, "first_day": "2026-06-01"}),
    ("region_lead", "/programme/{programme}/waves/5/last-day", {"last_day": TYPED}),
    ("region_lead", "/staff/people", {"email": TYPED}),
    ("nobody", "/staff/sign-in", {"email": TYPED}),
    ("north_lead", "/teams/{north}/agreements", {"text": TYPED, "look_back_on": "2026-06-01"}),
    ("north_lead", "/teams/{north}/reading", {"reading.nl": TYPED, "after": "9"}),
]


@pytest.mark.parametrize(("who", "path", "data"), FORMS, ids=[f"{who} {path}" for who, path, _data in FORMS])
def test_what_was_typed_comes_back(*, who: str, path: str, data: dict[str, str], visitors: Visitors) -> None:
    """422, the fault in words, and the field as it was left; signs that mean something in HTML are text."""
    answer = visitors.browser(who).post(_address(path, visitors), data=data)
    assert answer.status_code == 422
    assert re.search(rf'value="{re.escape(SHOWN)}"|<textarea[^>]*>\s*{re.escape(SHOWN)}</textarea>', answer.text)
    assert 'role="alert"' in answer.text


def test_a_password_never_comes_back(visitors: Visitors) -> None:
    """A secret is typed again: it stands in no page."""
    for who, path in (("nobody", "/staff/sign-in"), ("region_lead", "/staff/password")):
        answer = visitors.browser(who).post(path, data={"password": TYPED, "code": "123456"})
        assert answer.status_code == 422
        assert SHOWN not in answer.text


def _address(path: str, visitors: Visitors) -> str:
    region = visitors.region
    programme = db.session.scalar(select(Programme.id))
    return path.format(**region.teams, **region.organisations, programme=programme)
