"""A region composes its report, looks at it and publishes it; what was published never changes."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from html import unescape

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select, update

from app.db import db, writing
from app.organisations.models import Region
from app.programme.models import Period
from app.releases.models import ReleaseRow
from app.reports.models import PublishedReport
from app.reports.report_parts import LETTERS, PARTS, Composition, known_order, paragraphs_of
from tests.boards.visitors import Visitors
from tests.reading_pdf import faults_of
from tests.region import SmallRegion
from tests.reports.test_report import ODD_NAME

ODD = 'Wij zijn <b>trots</b> & moe\u00ad 😀.\r\n\r\n#import "x" \\ *sterk* $e=mc^2$ @a // <script>alert(1)</script>'


@pytest.fixture
def lead(visitors: Visitors, released: SmallRegion) -> FlaskClient:
    del released
    return visitors.browser("region_lead")


def order_on(page: str) -> list[str]:
    """The parts in the order in which a page shows them."""
    return re.findall(r'(?:data-part|id="part-)=?"?(\w+)"', page)


def version_on(page: str) -> str:
    found = re.search(r'name="after" value="(\d+)"', page)
    assert found
    return found[1]


def compose(lead: FlaskClient, go: str = "save", language: str = "nl", **texts: str) -> None:
    """Fill in own sentences and press a button."""
    address = f"/region/report/compose?language={language}"
    page = lead.get(address).text
    sent = {**kept_on(page), **texts, "after": version_on(page), "go": go}
    assert lead.post(address, data=sent).status_code == 303


def kept_on(page: str) -> dict[str, str]:
    """The own sentences in the fields of a page, by part."""
    found = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(text).strip() for name, text in found}


def publish(lead: FlaskClient, language: str = "nl") -> str:
    """Press the button below the preview; return the address of the published report."""
    page = lead.get(f"/region/report/preview?language={language}").text
    response = lead.post("/region/report/publish", data={"after": version_on(page)})
    assert response.status_code == 303
    return response.headers["Location"]


def test_parts_are_put_in_another_order_with_own_sentences(lead: FlaskClient, released: SmallRegion) -> None:
    """Moved up by a button without losing what was typed; the published page and its files say it in that order."""
    compose(lead, go="up:differences", differences="Dit viel ons op.\r\n\r\nEn dit ook.")
    compose(lead, go="down:summary", language="en", summary="Our own words.")
    page = lead.get("/region/report/compose?language=nl").text
    assert order_on(page)[:3] == ["differences", "results", "summary"]
    assert kept_on(page)["differences"] == "Dit viel ons op.\n\nEn dit ook."
    assert kept_on(page)["summary"] == ""
    address = publish(lead)
    stranger = released.app.test_client()
    text = stranger.get(f"{address}?language=nl").text
    assert order_on(text)[:3] == ["differences", "results", "summary"]
    assert "<p>Dit viel ons op.</p><p>En dit ook.</p>" in text
    assert "Our own words." not in text
    assert "Our own words." in stranger.get(f"{address}?language=en").text
    for kind in ("report", "slides"):
        for language in ("nl", "en"):
            file = stranger.get(f"{address}/{kind}.{language}.pdf")
            assert faults_of(file.data) == []
            assert file.headers["Content-Type"] == "application/pdf"


def test_marks_and_odd_signs_are_printed_as_they_are(lead: FlaskClient, released: SmallRegion) -> None:
    """Tags are escaped, markup of page or layout does nothing, and a region with an odd name can publish."""
    with writing(db.session):
        db.session.execute(update(Region).values(name=ODD_NAME))
        db.session.execute(update(ReleaseRow).where(ReleaseRow.level == "region").values(group_name=ODD_NAME))
    compose(lead, method=ODD)
    address = publish(lead)
    text = released.app.test_client().get(f"{address}?language=nl").text
    assert "<b>trots</b>" not in text
    assert "<script>alert" not in text
    assert str(escape("<script>alert(1)</script>")) in text
    assert str(escape(ODD_NAME)) in text
    assert lead.get(f"{address}/slides.nl.pdf").data[:5] == b"%PDF-"


def test_the_preview_says_which_signs_the_pdf_leaves_out(lead: FlaskClient) -> None:
    """Pictographs and other scripts vanished from the PDF without a word to who had written them."""
    assert "The PDF leaves out some signs." not in lead.get("/region/report/preview?language=en").text
    compose(
        lead, language="en", summary="Thanks \N{SMILING FACE WITH SUNGLASSES}, \u05e9\u05dc\u202e, moe\u00ad & café"
    )
    page = unescape(lead.get("/region/report/preview?language=en").text)
    assert "The PDF leaves out some signs." in page
    assert "the slides cannot: \N{SMILING FACE WITH SUNGLASSES} \u05e9 \u05dc" in page


def test_a_published_report_stays_as_it_is(lead: FlaskClient) -> None:
    """The region changes its sentences, its name and even a released row: page and files stay byte for byte."""
    compose(lead, summary="Eerste versie.")
    address = publish(lead)
    before = [lead.get(f"{address}{end}").data for end in ("?language=nl", "/report.nl.pdf", "/slides.nl.pdf")]
    compose(lead, go="down:summary", summary="Tweede versie.")
    with writing(db.session):
        db.session.execute(update(Region).values(name="Anders"))
        db.session.execute(update(ReleaseRow).values(group_name="Anders"))
    after = [lead.get(f"{address}{end}").data for end in ("?language=nl", "/report.nl.pdf", "/slides.nl.pdf")]
    assert [unguarded(each) for each in after] == [unguarded(each) for each in before]


def unguarded(content: bytes) -> bytes:
    return re.sub(rb'name="csrf_token" value="[^"]*"', b"", content)


def test_the_digest_covers_every_language_and_what_is_replaced(lead: FlaskClient) -> None:
    """It can be computed again from what is stored, and stands on the page."""
    address = publish(lead)
    kept = db.session.scalars(select(PublishedReport)).one()
    packed = zlib.decompress(kept.content)
    assert hashlib.sha256(b"\n" + packed).hexdigest() == kept.digest
    assert set(json.loads(packed)) >= {"nl", "en"}
    assert f"<code data-report-digest>{kept.digest}</code>" in lead.get(address).text


def test_a_correction_is_a_new_report_that_names_the_one_it_replaces(lead: FlaskClient) -> None:
    """Each says where the other stands; the list names both, and the newest is not replaced."""
    first = publish(lead)
    compose(lead, summary="Een verbetering.")
    second = publish(lead)
    assert second != first
    assert f'<a href="{first}">' in lead.get(second).text
    assert f'<a href="{second}">' in lead.get(first).text
    listed = lead.get("/reports?language=en").text
    assert listed.index(second) < listed.index(first)
    assert listed.count("Replaced by a later one.") == 1
    assert f'<a href="{second}">' in lead.get("/region/report").text


def test_publishing_the_same_twice_makes_one_report(lead: FlaskClient) -> None:
    """A double press leads to the report that is there."""
    compose(lead, summary="Een zin.")
    assert publish(lead) == publish(lead)
    assert len(db.session.scalars(select(PublishedReport)).all()) == 1


def test_what_changed_since_the_preview_is_not_published(lead: FlaskClient) -> None:
    """Somebody else saved meanwhile: 422, and the new version to look at."""
    compose(lead, summary="Eerst.")
    page = lead.get("/region/report/preview").text
    compose(lead, summary="Daarna.")
    response = lead.post("/region/report/publish?language=en", data={"after": version_on(page)})
    assert response.status_code == 422
    assert "changed meanwhile" in response.text
    assert "Daarna." in lead.get("/region/report/preview?language=nl").text
    assert lead.post("/region/report/publish", data={"after": "²"}).status_code == 422
    assert db.session.scalars(select(PublishedReport)).all() == []


def test_two_people_do_not_overwrite_each_other_unseen(lead: FlaskClient) -> None:
    """The second one gets 422 with what was typed, and can save it over the first."""
    page = lead.get("/region/report/compose").text
    compose(lead, summary="Van de een.")
    sent = {"summary": "Van de ander.", "after": version_on(page), "go": "save"}
    response = lead.post("/region/report/compose", data=sent)
    assert response.status_code == 422
    assert kept_on(response.text)["summary"] == "Van de ander."
    again = {"summary": "Van de ander.", "after": version_on(response.text), "go": "save"}
    assert lead.post("/region/report/compose", data=again).status_code == 303


def test_too_long_a_text_comes_back_as_typed(lead: FlaskClient) -> None:
    """422 beside its field; nothing was saved or moved."""
    sent = {"summary": "x" * (LETTERS + 1), "method": "Kort.", "after": "0", "go": "up:results"}
    response = lead.post("/region/report/compose?language=en", data=sent)
    assert response.status_code == 422
    assert f"at most {LETTERS} characters" in response.text
    assert kept_on(response.text)["summary"] == "x" * (LETTERS + 1)
    assert order_on(lead.get("/region/report/compose").text) == list(PARTS)


@pytest.mark.parametrize("who", ["north_lead", "wide_lead", "participant"])
def test_only_the_region_composes(visitors: Visitors, released: SmallRegion, who: str) -> None:
    """Everybody else who may read the region's figures gets 403, and changes nothing."""
    del released
    own = visitors.browser(who)
    for page in ("compose", "preview"):
        assert own.get(f"/region/report/{page}").status_code == 403
    assert own.post("/region/report/compose", data={"after": "0"}).status_code == 403
    assert own.post("/region/report/publish", data={"after": "0"}).status_code == 403
    assert "Compose" not in own.get("/region/report?language=en").text


def test_the_report_of_an_open_period_is_refused(lead: FlaskClient) -> None:
    """It cannot be read, composed, looked at or published."""
    open_now = db.session.scalars(select(Period.id).where(Period.state == "open")).first()
    assert open_now
    for page in ("report", "report.pdf", "slides.pdf", "report/compose", "report/preview"):
        assert lead.get(f"/region/{page}?period={open_now}").status_code == 404
    for page in ("compose", "publish"):
        assert lead.post(f"/region/report/{page}?period={open_now}", data={"after": "0"}).status_code == 404


def test_an_unknown_report_or_file_is_not_found(lead: FlaskClient) -> None:
    """404, and a list that says there is nothing yet."""
    assert lead.get("/reports/nosuch").status_code == 404
    assert lead.get("/reports/nosuch/report.nl.pdf").status_code == 404
    assert "No report has been published yet." in lead.get("/reports?language=en").text
    address = publish(lead)
    assert lead.get(f"{address}/report.xx.pdf").status_code == 404
    assert lead.get(f"{address}/other.nl.pdf").status_code == 404


def test_a_published_report_holds_nothing_of_a_team(lead: FlaskClient, released: SmallRegion) -> None:
    """It is made as a stranger would see the region: no team, no organisation, whatever its publisher may see."""
    address = publish(lead)
    content = zlib.decompress(db.session.scalars(select(PublishedReport.content)).one()).decode()
    shown = released.app.test_client().get(address).text
    for name in ("Team North", "Team South", "Breed", "Smal"):
        assert not re.search(rf"\b{name}\b", content + shown)


def test_parts_that_a_later_version_adds_come_at_the_end() -> None:
    """A stored order with a part that is gone, or without a new one, still shows each part once."""
    assert known_order(["method", "gone", "summary", "method"])[:2] == ("method", "summary")
    assert sorted(known_order([])) == sorted(PARTS)
    composed = Composition().saying({"summary": "a"}, language="nl").saying({"summary": "b"}, language="en")
    assert composed.moved("summary", by=-1).order == PARTS
    assert composed.moved("nosuch", by=1) == composed
    assert composed.paragraphs("nl") == {"summary": ("a",)}
    assert composed.saying({}, language="nl").sentences == {"summary": {"en": "b"}}
    assert paragraphs_of("a\r\nb\r\n\r\n\r\n c \n\n") == ("a b", "c")
