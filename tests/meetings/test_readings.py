"""Readings: what a group or the platform reads in a release, in versions, two languages and safe Markdown."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import db
from app.meetings.markdown import TAGS, safe_html
from app.meetings.models import Reading
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN, NL = {"Accept-Language": "en"}, {"Accept-Language": "nl"}
TEXT = {"after": "0", "reading.nl": "Wij zien **ruimte**.", "reading.en": "We see *room*.", "recognised.nl": "Druk."}


def _write(visitors: Visitors, who: str, address: str, **changed: str) -> TestResponse:
    return visitors.browser(who).post(f"{address}/reading", data=TEXT | changed, headers=EN)


def test_the_platform_is_read_on_every_board(visitors: Visitors, released: SmallRegion) -> None:
    """With its role and version, in the reader's language; a part in one language only says which."""
    assert _write(visitors, "region_lead", "/region").status_code == 303
    for who, address in (("north_lead", f"/teams/{released.teams['north']}"), ("participant", "/region")):
        page = visitors.browser(who).get(address, headers=EN).text
        assert "Reading by the platform, version 1" in page
        assert "<p>We see <em>room</em>.</p>" in page
        assert 'lang="nl"><p>Druk.</p>' in page
        assert "<strong>ruimte</strong>" in visitors.browser(who).get(address, headers=NL).text


def test_the_form_begins_with_the_readers_language(visitors: Visitors, released: SmallRegion) -> None:
    """Eight boxes one under the other were the first thing a lead saw; another language opens when it is written in."""
    team = f"/teams/{released.teams['north']}"
    form = visitors.browser("north_lead").get(f"{team}/reading", headers=EN).text.partition("<form")[2]
    assert form.index("English") < form.index("<details><summary>Nederlands") < form.index("reading.nl")
    assert _write(visitors, "north_lead", team).status_code == 303
    written = visitors.browser("north_lead").get(f"{team}/reading", headers=EN).text.partition("<form")[2]
    assert "<details open><summary>Nederlands" in written


def test_a_team_reads_its_own_release(visitors: Visitors, released: SmallRegion) -> None:
    """Written by the lead, read by participants, and not by those above."""
    team = f"/teams/{released.teams['north']}"
    assert _write(visitors, "north_lead", team).status_code == 303
    assert "Reading by the team" in visitors.browser("participant").get(team, headers=EN).text
    for page in (team, f"{team}/reading"):
        assert "We see" not in visitors.browser("wide_lead").get(page, headers=EN).text


@pytest.mark.parametrize("who", ["participant", "wide_lead", "region_lead"])
def test_nobody_else_writes_for_a_team(who: str, visitors: Visitors, released: SmallRegion) -> None:
    """Seeing is not writing."""
    assert _write(visitors, who, f"/teams/{released.teams['north']}").status_code == 403


def test_versions_are_added_and_never_changed(visitors: Visitors, released: SmallRegion) -> None:
    """The newest stands first, the earlier ones stay; who saw an older one is told."""
    _write(visitors, "region_lead", "/region")
    assert _write(visitors, "region_lead", "/region", after="1", **{"reading.en": "Second."}).status_code == 303
    late = _write(visitors, "region_lead", "/region", after="1", **{"reading.en": "Too late."})
    assert late.status_code == 422
    assert "Somebody saved another version meanwhile." in late.text
    assert "Too late." in late.text
    page = visitors.browser("region_lead").get("/region/reading", headers=EN).text
    assert page.index("<p>Second.</p>") < page.index("<p>We see <em>room</em>.</p>")
    assert db.session.scalar(select(func.count()).select_from(Reading)) == 2


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reading.nl": " ", "reading.en": "", "recognised.nl": ""}, "Write something in at least one field."),
        ({"added.en": "x" * 4001}, "at most 4000 characters"),
        ({"after": "minus one"}, "Somebody saved another version meanwhile."),
    ],
)
def test_a_mistake_is_said(*, changed: dict[str, str], told: str, visitors: Visitors, released: SmallRegion) -> None:
    """422 with words; nothing is kept."""
    response = _write(visitors, "region_lead", "/region", **changed)
    assert response.status_code == 422
    assert told in response.text
    assert db.session.scalars(select(Reading)).all() == []


def test_a_reading_belongs_to_one_release(visitors: Visitors, released: SmallRegion) -> None:
    """What was written about the last period does not stand beside the one before."""
    _write(visitors, "region_lead", "/region")
    first = released_periods(db.session)[0].id
    assert "We see" not in visitors.browser("region_lead").get(f"/region?period={first}", headers=EN).text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "![a](https://example.org/track.png)",
        "<style>body{display:none}</style>",
        '<a href="https://x" onclick="alert(1)">x</a>',
        "<form action=/pulse><input name=a></form>",
        "```\n<script>alert(1)</script>\n```",
    ],
)
def test_markdown_brings_no_markup_of_its_own(text: str) -> None:
    """What could run, load or send something becomes text or goes."""
    html = str(safe_html(text)).lower()
    assert not any(tag in html for tag in ("<script", "<img", "<style", "<form", "<input", "<pre", "<code"))
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert '<a href="https://x" onclick' not in html


@settings(max_examples=60)
@given(
    text=st.lists(
        st.sampled_from(
            ["<", ">", '"', "'", "[a](", ")", "javascript:", "data:", "![", "`", "&#x3c;", "\n", "\\", "*", "x"]
        )
        | st.text(max_size=6),
        max_size=20,
    ).map("".join)
)
def test_any_text_becomes_safe_markup(text: str) -> None:
    """Only the tags a text needs, no attribute but an address, and no address that runs."""

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in TAGS
            for name, value in attrs:
                assert name in {"href", "rel"}
                scheme = urlsplit((value or "").strip()).scheme.lower()
                assert name == "rel" or scheme in {"", "http", "https", "mailto"}

    Reader().feed(str(safe_html(text)))


def test_markdown_keeps_what_a_text_needs() -> None:
    """Paragraphs, lists, emphasis, quotes, and links that tell nobody where they were clicked."""
    html = str(safe_html("Een *twee* **drie**\n\n- vier\n\n> vijf\n\n[zes](https://example.org)"))
    for piece in (
        "<em>twee</em>",
        "<strong>drie</strong>",
        "<li>vier</li>",
        "<blockquote>",
        'rel="noopener noreferrer',
    ):
        assert piece in html
