"""What the small scripts do within a question: routing, a maximum, answers that stand alone, the dial, sending."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from app.db import db
from tests.region import SmallRegion

pytestmark = pytest.mark.browser

ASKED = ["direct_contact_share", "work_enjoyment", "workload", "workload_cause"]


@pytest.fixture
def pulse(phone: Page, region: SmallRegion) -> Page:
    """The phone at the first question of a pulse with a filter, a maximum of three and a percentage."""
    region.wave().items = ASKED
    db.session.commit()
    phone.goto("/pulse")
    phone.wait_for_selector("html.is-paced")
    return phone


def question(page: Page, key: str) -> Locator:
    return page.locator(f"#q-{key}")


def choose(page: Page, key: str, value: str) -> None:
    page.locator(f"label:has([name='{key}'][value='{value}'])").tap()


def skip_to_workload(page: Page) -> None:
    for _ in range(2):
        page.locator("#next").tap()


def go_to_causes(page: Page) -> Locator:
    skip_to_workload(page)
    choose(page, "workload", "some")
    causes = question(page, "workload_cause")
    expect(causes).to_be_visible()
    return causes


def test_an_answer_decides_what_follows(pulse: Page) -> None:
    """Without workload no question about its cause; the count of questions follows."""
    expect(pulse.locator("#place")).to_have_text("1, then 2–3")
    skip_to_workload(pulse)
    choose(pulse, "workload", "hardly_or_not")
    expect(pulse.locator("#place")).to_have_text("3 of 3")
    expect(pulse.locator("#send")).to_be_visible()
    choose(pulse, "workload", "some")
    expect(question(pulse, "workload_cause")).to_be_visible()
    expect(pulse.locator("#place")).to_have_text("4 of 4")


def test_at_the_maximum_the_rest_is_off_and_says_why(pulse: Page) -> None:
    causes = go_to_causes(pulse)
    for value in ("admin", "caseload", "turnover"):
        choose(pulse, "workload_cause", value)
    expect(causes.locator(".count")).to_have_text("3 of 3 chosen. Take one away to change.")
    expect(causes.locator("[value=meaning]")).to_be_disabled()
    choose(pulse, "workload_cause", "admin")
    expect(causes.locator("[value=meaning]")).to_be_enabled()


def test_preferring_not_to_say_takes_the_others_away_aloud(pulse: Page) -> None:
    """Not silently: the line above the choices says so."""
    causes = go_to_causes(pulse)
    choose(pulse, "workload_cause", "admin")
    choose(pulse, "workload_cause", "_declined")
    expect(causes.locator(":checked")).to_have_count(1)
    expect(causes.locator(".count")).to_have_text("Your other choices were taken away.")


def test_other_opens_a_field_for_words(pulse: Page) -> None:
    causes = go_to_causes(pulse)
    words = causes.locator("[name='workload_cause.other_text']")
    expect(words).to_be_hidden()
    choose(pulse, "workload_cause", "other")
    expect(words).to_be_visible()


def test_the_dial_is_empty_until_somebody_turns_it(pulse: Page) -> None:
    """A number that is there already would be an answer nobody gave."""
    dial = question(pulse, "direct_contact_share")
    number = dial.locator("[type=text]")
    expect(number).to_have_value("")
    for expected in ("50", "60"):
        dial.get_by_role("button", name="10 percent more").tap()
        expect(number).to_have_value(expected)
    dial.locator("label", has_text="Prefer not to say").tap()
    expect(number).to_be_disabled()
    dial.locator("label", has_text="Prefer not to say").tap()
    expect(number).to_have_value("60")


def test_what_was_chosen_arrives(pulse: Page) -> None:
    """From the first question to “Done.”, with the count of what arrived."""
    question(pulse, "direct_contact_share").get_by_role("button", name="10 percent more").tap()
    pulse.locator("#next").tap()
    choose(pulse, "work_enjoyment", "7")
    choose(pulse, "workload", "hardly_or_not")
    pulse.locator("#send").tap()
    expect(pulse.locator("h1")).to_have_text("Done.")
    expect(pulse.locator(".lead")).to_contain_text("3 answers")


def test_the_same_arrives_without_script(without_script: Page, region: SmallRegion) -> None:
    """One plain form: the same questions, the same answers."""
    region.wave().items = ASKED
    db.session.commit()
    without_script.goto("/pulse")
    without_script.locator("label:has([name='work_enjoyment'][value='7'])").click()
    without_script.locator("[name=direct_contact_share][type=text]").fill("140")
    without_script.locator("#send").click()
    expect(without_script.locator("#q-direct_contact_share .why")).to_be_visible()
    expect(without_script.locator("[name='work_enjoyment'][value='7']")).to_be_checked()
    without_script.locator("[name=direct_contact_share][type=text]").fill("40")
    without_script.locator("#send").click()
    expect(without_script.locator("h1")).to_have_text("Done.")
