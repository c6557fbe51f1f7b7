"""The page on which a remark is written, and what a participant reads before writing; without JavaScript."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.remarks.models import Remark
from app.remarks.remark_envelopes import remark_name
from tests.remarks.conftest import CLOSES, SAID, BoxStory


def test_the_warning_stands_before_the_field(remarks: BoxStory) -> None:
    """Nobody is named, no client; who reads it, when, and until when it is kept."""
    page = remarks.browser().get("/remarks").text
    warning, box = page.index("Name nobody"), page.index('name="remark"')
    assert warning < box
    for promised in ("no client", "when this period is over", "42 days after the period", "shows it to nobody else"):
        assert promised in page[:box]


def test_a_remark_is_handed_in_replaced_and_taken_back(remarks: BoxStory) -> None:
    """One each; what is sealed cannot be shown, only replaced or taken back."""
    client, address = remarks.browser(), f"/remarks/{remarks.period_id}"
    assert client.post(address, data={"remark": SAID}).status_code == 303
    page = client.get("/remarks").text
    assert "Your remark is in" in page
    assert SAID not in page
    first = remarks.envelopes()
    assert client.post(address, data={"remark": "Something else."}).status_code == 303
    second = remarks.envelopes()
    assert (len(second), set(second)) == (1, set(first))
    assert second != first
    assert client.post(f"{address}/back").status_code == 303
    assert remarks.envelopes() == {}


def test_who_seems_to_name_somebody_is_asked_once(remarks: BoxStory) -> None:
    """Kept as typed; sent again it is handed in. The name of an organisation is none of a person."""
    client, address, words = remarks.browser(), f"/remarks/{remarks.period_id}", "Ask mevrouw Jansen about it."
    refused = client.post(address, data={"remark": words})
    assert refused.status_code == 422
    assert "Is there a name in it?" in refused.text
    assert words in refused.text
    assert remarks.envelopes() == {}
    assert client.post(address, data={"remark": words, "looked": "y"}).status_code == 303
    assert client.post(address, data={"remark": "More rest at Breed."}).status_code == 303


def test_what_cannot_be_kept_is_refused_with_what_was_typed(remarks: BoxStory) -> None:
    """Empty, too long, or with signs that cannot be seen."""
    client, address = remarks.browser(), f"/remarks/{remarks.period_id}"
    for words in ("", "   \r\n ", "x" * 801, "hidden\u200bsign"):
        refused = client.post(address, data={"remark": words})
        assert refused.status_code == 422, words
        assert "Mistake" in refused.text
    assert "x" * 801 in client.post(address, data={"remark": "x" * 801}).text
    assert remarks.envelopes() == {}
    assert client.post(address, data={"remark": "One line.\r\nAnother,\twith a tab."}).status_code == 303


def test_who_comes_too_late_keeps_the_words(remarks: BoxStory) -> None:
    """409, and what was written stands on the page to copy; nothing is taken back any more either."""
    client, address = remarks.browser(), f"/remarks/{remarks.period_id}"
    remarks.tick(CLOSES)
    late = client.post(address, data={"remark": SAID})
    assert late.status_code == 409
    assert SAID in late.text
    assert client.post(f"{address}/back").status_code == 409


def test_nobody_writes_without_a_code_or_in_another_region(remarks: BoxStory) -> None:
    """Who is not signed in is asked for their code; an unknown box is not found."""
    nobody = remarks.region.app.test_client()
    assert nobody.get("/remarks").status_code in (302, 303)
    assert nobody.post(f"/remarks/{remarks.period_id}", data={"remark": SAID}).status_code in (302, 303)
    assert remarks.browser().post("/remarks/elsewhere", data={"remark": SAID}).status_code == 404
    assert remarks.envelopes() == {}


def test_today_leads_to_the_box_while_it_is_open(remarks: BoxStory) -> None:
    """And the page about privacy says what becomes of a remark."""
    client = remarks.browser()
    assert 'href="/remarks"' in client.get("/").text
    assert 'id="remarks"' in client.get("/privacy").text


def test_a_remark_that_names_somebody_is_deleted_at_once(remarks: BoxStory) -> None:
    """By the programme team; the log says that it happened and never what it said."""
    remarks.write(remarks.everybody[0])
    remarks.write(remarks.everybody[1], "Another.")
    remarks.tick(CLOSES)
    lead = remarks.staff()
    page = lead.get(remarks.reading_page).text
    ids = sorted(db.session.scalars(select(Remark.id)), key=page.index)
    doomed = ids[0] if page.index(SAID) < page.index("Another.") else ids[1]
    assert lead.post(f"{remarks.reading_page}/{doomed}/delete").status_code == 303
    page = lead.get(remarks.reading_page).text
    assert SAID not in page
    assert "Another." in page
    assert lead.post(f"{remarks.reading_page}/{doomed}/delete").status_code == 404
    assert remark_name(remarks.everybody[0].keys, period_id=remarks.period_id).hex() not in lead.get("/staff/log").text


def test_what_the_platform_makes_of_remarks_is_its_reading(remarks: BoxStory) -> None:
    """The page leads to the reading of that period, which has the fields of any reading."""
    remarks.write(remarks.everybody[0])
    remarks.tick(CLOSES)
    address = f"/region/reading?period={remarks.period_id}"
    lead = remarks.staff()
    assert f'href="{address}"' in lead.get(remarks.reading_page).text
    assert lead.get(address).status_code == 200


def test_a_plan_asks_for_a_box_and_says_what_it_does(remarks: BoxStory) -> None:
    """A tick in the plan, off in a new one."""
    lead = remarks.staff()
    page = lead.get(f"/programme/{remarks.programme.id}/plan").text
    assert "Open a remarks box in every period" in page
    new = lead.get("/programme/new").text
    field = new[new.index('name="remarks_box"') - 80 : new.index('name="remarks_box"') + 120]
    assert "checked" not in field
