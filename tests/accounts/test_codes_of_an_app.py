"""The six figures of a code app: right for a minute and a half, and for nobody else's secret."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.app_codes import SLACK_STEPS, STEP_SECONDS, address_for_app, new_secret, qr_of, step_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)
MOMENTS = st.integers(0, 20 * 365 * 86400).map(lambda seconds: NOW + timedelta(seconds=seconds))


def shown(moment: datetime, secret: str = SECRET) -> str:
    """What the app shows then."""
    return pyotp.TOTP(secret).at(moment)


@settings(max_examples=50)
@given(now=MOMENTS, off=st.integers(-SLACK_STEPS, SLACK_STEPS))
def test_a_code_of_now_and_of_the_steps_beside_it_is_taken(now: datetime, off: int) -> None:
    """A phone whose clock is half a minute off still works; the step is told, so that it is used once."""
    step = int(now.timestamp()) // STEP_SECONDS + off
    code = pyotp.TOTP(SECRET).at(step * STEP_SECONDS)
    found = step_of(code, secret=SECRET, now=now)
    assert found is not None
    assert pyotp.TOTP(SECRET).at(found * STEP_SECONDS) == code
    assert abs(found - int(now.timestamp()) // STEP_SECONDS) <= SLACK_STEPS


@settings(max_examples=50)
@given(now=MOMENTS, off=st.integers(2, 100), sign=st.sampled_from([-1, 1]))
def test_an_older_or_a_later_code_is_refused(now: datetime, off: int, sign: int) -> None:
    """Unless the same figures happen to be those of a step beside now."""
    code = shown(now + timedelta(seconds=sign * off * STEP_SECONDS))
    beside = {shown(now + timedelta(seconds=step * STEP_SECONDS)) for step in (-1, 0, 1)}
    assert (step_of(code, secret=SECRET, now=now) is None) is (code not in beside)


@pytest.mark.parametrize(
    "form", ["{}{}{} {}{}{}", " {}{}{}{}{}{} ", "{} {} {} {} {} {}", "{}{}{}\u00a0{}{}{}", "{}{}{}\n{}{}{}"]
)
def test_blanks_between_the_figures_do_not_matter(form: str) -> None:
    """Apps show them in two groups, and a copy brings a blank along."""
    assert step_of(form.format(*shown(NOW)), secret=SECRET, now=NOW) is not None


@given(code=st.text(max_size=12))
def test_what_is_not_six_figures_is_no_code(code: str) -> None:
    """Other signs for figures neither."""
    figures = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", figures):
        assert step_of(code, secret=SECRET, now=NOW) is None


def test_a_code_is_worth_nothing_for_another_account() -> None:
    """Every secret is made anew, can be typed, and gives other codes."""
    secrets = {new_secret() for _time in range(50)}
    assert len(secrets) == 50
    assert all(re.fullmatch(r"[A-Z2-7]{32}", secret) for secret in secrets)
    other = next(iter(secrets - {SECRET}))
    codes = {shown(NOW + timedelta(seconds=step * STEP_SECONDS), other) for step in (-1, 0, 1)}
    assert (step_of(shown(NOW), secret=other, now=NOW) is None) is (shown(NOW) not in codes)


def test_the_app_learns_whose_code_it_is() -> None:
    """The address names Peil and the account, and holds the secret once."""
    address = address_for_app(SECRET, email="lead+north@example.org")
    assert address.startswith("otpauth://totp/Peil:lead%2Bnorth%40example.org?")
    assert address.count(SECRET) == 1
    assert "issuer=Peil" in address


def test_the_drawing_is_a_picture_without_anything_that_runs() -> None:
    """SVG that scales with the page, without a script, a style or an address outside."""
    drawing = qr_of(address_for_app(SECRET, email="a@example.org"))
    root = ElementTree.fromstring(drawing)
    assert root.tag.endswith("svg")
    assert "viewBox" in root.attrib
    assert not {"width", "height"} & set(root.attrib)
    assert not re.search(r"<script|<style|href|on\w+=|otpauth", drawing)
    assert SECRET not in drawing
