"""`/cards/all` and `/cards/KEY`: every card to browse, print and share, the same for everybody."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from app.cards.card_deck import deck
from app.cards.card_sets import browsable, card_sets
from tests.mirror.conftest import NOW
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def _main(page: str) -> str:
    """What a page shows, apart from the way back of who is signed in and what only their phone can do."""
    main = page.partition("<main")[2].partition("</main>")[0]
    own = r'<p class="quiet"><a href="/cards">.*?</p>| Once you opened this page.*?reception\.'
    return re.sub(r"\s+", " ", re.sub(own, "", main))


def test_every_card_for_people_and_teams_stands_there_once(reader: FlaskClient) -> None:
    """With its source; none of those that only managers or policy makers read."""
    page = reader.get("/cards/all").text
    keys = re.findall(r'<article class="card" id="card-(\w+)"', page)
    assert sorted(keys) == sorted(card.key for card in browsable(deck("peo").cards))
    for each in card_sets("peo"):
        for part in each.parts:
            assert all(f'href="#card-{key}"' in page for key in part.cards)


def test_both_pages_are_the_same_whoever_opens_them(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """A card that was kept or refused looks like any other, so its address tells nothing about who passes it on."""
    key = re.findall(r'id="card-(\w+)"', reader.get(f"/done/{mirrored.wave(NOW).id}").text)[0]
    before = reader.get(f"/cards/{key}").text
    reader.post(f"/cards/{key}", data={"state": "saved"})
    assert _main(reader.get(f"/cards/{key}").text) == _main(before)
    visitor = mirrored.app.test_client()
    for address in (f"/cards/{key}", "/cards/all"):
        assert _main(visitor.get(address, headers=EN).text) == _main(reader.get(address).text), address


def test_a_shared_page_says_nothing_about_a_person(reader: FlaskClient) -> None:
    """No reason, no state, no form: only the card and where it comes from."""
    page = _main(reader.get("/cards/small_gains_count").text)
    assert "Small gains" in page or "small" in page
    for absent in ("Why do I see", "<form", "hx-", "csrf", "Your answer"):
        assert absent not in page


def test_nothing_that_somebody_searches_for_is_sent(reader: FlaskClient) -> None:
    """The field has no name and its form no address, so that no log ever holds a word of it."""
    page = reader.get("/cards/all").text
    form = page.partition('<form role="search"')[2].partition("</form>")[0]
    assert "action=" not in form
    assert "name=" not in form
    assert "hidden" in form.partition(">")[0]


def test_an_unknown_card_is_no_page(reader: FlaskClient) -> None:
    """Neither is one that is for readers of a group's figures alone."""
    assert reader.get("/cards/no_such_card").status_code == 404
    assert reader.get("/cards/manager_take_paper_away").status_code == 404
