"""The programme team browses the cards, sees one as on a phone, and tries it on typical people."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.cards.card_deck import deck
from tests.boards.visitors import Visitors

EN = {"Accept-Language": "en"}


def test_all_cards_can_be_browsed_and_filtered(lead: FlaskClient) -> None:
    """By whom they are for, the kind of step, words, and what is worth a look."""
    page = lead.get("/programme/cards", headers=EN).text
    assert page.count('<th scope="row">') == len(deck("peo").cards)
    few = lead.get("/programme/cards?audience=starter&kind=learn", headers=EN).text
    assert "/programme/cards/starter_time_to_learn" in few
    assert "/programme/cards/manager_take_paper_away" not in few
    found = lead.get("/programme/cards?words=LUISTERLIJN", headers=EN).text
    assert "/programme/cards/people_a_listening_line" in found
    assert found.count('<th scope="row">') == 1
    looked = lead.get("/programme/cards?hints=y", headers=EN).text
    assert "/programme/cards/show_what_you_do" in looked
    assert looked.count('<th scope="row">') < len(deck("peo").cards)


def test_one_card_stands_on_a_phone_beside_typical_people(lead: FlaskClient) -> None:
    """With how it reads, and in which rounds it fits and is new."""
    page = lead.get("/programme/cards/people_a_colleague", headers=EN).text
    assert 'class="gauge-phone"' in page
    assert "It fits 19 of 46 invented people. No participant was looked at." in page
    assert "LIX" in page
    group = lead.get("/programme/cards/manager_take_paper_away", headers=EN).text
    assert "certain or likely to hold" in group


@pytest.mark.parametrize("query", ["audience=everybody", "kind=dance"])
def test_an_unknown_filter_is_refused(lead: FlaskClient, query: str) -> None:
    """With where the choices stand."""
    refused = lead.get(f"/programme/cards?{query}", headers=EN)
    assert refused.status_code == 400
    assert "from the lists on the page" in refused.text


def test_only_the_programme_team_has_the_bench(staff: Visitors) -> None:
    """An unknown card is no page; others find nothing here."""
    assert staff.browser("region_lead").get("/programme/cards/no_such_card").status_code == 404
    for name, status in (("wide_lead", 403), ("north_lead", 403), ("participant", 303), ("nobody", 303)):
        for address in ("/programme/cards", "/programme/cards/people_a_colleague"):
            assert staff.browser(name).get(address).status_code == status, (name, address)
