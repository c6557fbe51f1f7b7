"""What the pages promise is what the settings do: with and without key holders, days of grace, either database."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.config import ROOT
from app.db import Base, db, writing
from app.programme.models import Period, Programme
from app.web.catalogues import source_messages
from tests.holders.people import ThreeHolders, let_hold
from tests.region import FORTNIGHT, START, SmallRegion

SECOND = START + 2 * FORTNIGHT
ALLOWED = ("impossible", "It says nothing about the answers")
"""Said elsewhere about something else: a setting that is impossible, a figure of a mirror."""
HOST_COULD = "the host could open"
NOBODY_ALONE = "The host alone cannot."
OVER_CLAIMS = (
    "What is stored cannot be read without your own code",
    "The envelopes do not belong together",
    "It says nothing about the answers",
    "What you answer is sealed with a code",
    "Nobody can see in them",
    "nobody knows how things stand, not even we",
    "nobody can be recognised",
    "Only you can read your answers",
    "Only you can read this answer",
    "impossible",
    "mathematically",
)


def words(client: FlaskClient, address: str = "/privacy", language: str = "en") -> str:
    return client.get(address, headers={"Accept-Language": language}).text


@pytest.fixture
def held(region: SmallRegion) -> SmallRegion:
    """The first period was released; the second is open, with three holders."""
    let_hold(ThreeHolders().holders)
    region.tick(SECOND)
    return region


def test_without_holders_the_pages_say_that_the_host_could(region: SmallRegion, client: FlaskClient) -> None:
    """On the page and on the invitation; nobody is named who cannot help."""
    invitation = f"/join/{region.invitation('north')}"
    for page in (words(client), words(client, invitation)):
        assert HOST_COULD in page
        assert "key is with its holders" not in page
    assert "Here there are none" in words(client)
    assert NOBODY_ALONE not in words(client)


def test_with_holders_the_pages_name_them(held: SmallRegion, client: FlaskClient) -> None:
    """How many of whom have to come, as the open period promised; the host alone cannot."""
    invitation = f"/join/{held.invitation('north')}"
    page = words(client)
    assert "It takes 2 of these holders together to open anything: Works council, Platform, Host." in page
    assert NOBODY_ALONE in page
    for each in (page, words(client, invitation)):
        assert "key is with its holders" in each
        assert HOST_COULD not in each


def test_holders_that_were_only_just_chosen_are_not_promised_yet(region: SmallRegion, client: FlaskClient) -> None:
    """The open period has the key it opened with, and the page says what is true of it."""
    let_hold(ThreeHolders().holders)
    assert HOST_COULD in words(client)


def test_one_period_without_holders_is_enough_to_say_so(held: SmallRegion, client: FlaskClient) -> None:
    """What is promised has to hold for everything that lies sealed."""
    with writing(db.session):
        db.session.execute(update(Period).where(Period.number == 1).values(state="waiting", key_holders=None))
    assert HOST_COULD in words(client)


def test_an_invitation_promises_what_the_period_protects(region: SmallRegion, client: FlaskClient) -> None:
    """Not what the settings of the server say: a programme may protect more."""
    with writing(db.session):
        db.session.execute(update(Period).where(Period.state == "open").values(min_group=9, colluders=3))
    invitation = words(client, f"/join/{region.invitation('north')}")
    assert "A group is shown from 9 people on." in invitation
    assert "together with 3 of your colleagues" in invitation


def test_between_periods_the_programme_says_it(region: SmallRegion, client: FlaskClient) -> None:
    """Whoever joins before the first period opens reads what it will open with."""
    with writing(db.session):
        db.session.execute(update(Period).values(state="planned"))
        db.session.execute(update(Programme).values(min_group=11, colluders=4))
    assert "at least 11 people" in words(client)
    assert "from 11 people on" in words(client, f"/join/{region.invitation('north')}")


def test_days_of_grace_are_said(region: SmallRegion, client: FlaskClient) -> None:
    """With their number, on both pages for privacy; with none there is no such sentence."""
    assert "longer, to be able to mend" not in words(client)
    with writing(db.session):
        db.session.execute(update(Period).where(Period.state == "open").values(grace_days=3))
    assert "Here key and envelopes are kept 3 days longer" in words(client)
    assert "plus 3 days here" in words(client, "/privacy/officer")


def test_what_the_database_gives_away_is_said(any_region: SmallRegion) -> None:
    """PostgreSQL keeps the order of writing for a while; of SQLite two copies tell. Each page says its own."""
    page = words(any_region.app.test_client())
    postgres = any_region.app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    assert ("The database itself notes for a while" in page) == postgres
    assert ("Two copies of the database" in page) != postgres
    assert "snapshot" in page


@pytest.mark.parametrize("address", ["/privacy", "/privacy/officer", "/", "/join"])
@pytest.mark.parametrize("holders", [False, True])
def test_no_page_claims_more_than_is_proved(
    *, region: SmallRegion, client: FlaskClient, address: str, holders: bool
) -> None:
    """None of the sentences that were found untrue; what is true of a whole group is said where a promise is made."""
    if holders:
        let_hold(ThreeHolders().holders)
        region.tick(SECOND)
    page = words(client, f"/join/{region.invitation('north')}" if address == "/join" else address)
    assert [claim for claim in OVER_CLAIMS if claim in page] == []
    if address != "/":
        assert "What is true of" in page


def test_what_a_reader_can_conclude_is_said(region: SmallRegion, client: FlaskClient) -> None:
    """Of a whole group that agrees, and of who took part where everybody did; in both languages."""
    assert "Who took part is not protected where everybody did." in words(client)
    assert "Wat voor een hele groep geldt, kan voor jou gelden." in words(client, language="nl")


@pytest.mark.parametrize(("language", "said"), [("en", "Autoriteit"), ("nl", "Grondslag")])
def test_the_page_for_officers_is_linked_and_complete(client: FlaskClient, language: str, said: str) -> None:
    """In both languages: who, why, on what basis, how long, who receives, rights, complaint."""
    assert "/privacy/officer" in words(client)
    page = words(client, "/privacy/officer", language)
    assert said in page
    assert page.count("<dt>") >= 9


@pytest.mark.parametrize("name", ["dpia.md", "dpia.nl.md"])
def test_every_table_has_its_retention(region: SmallRegion, name: str) -> None:
    """Whoever adds a table says how long it is kept, in both languages; a table that is gone is not named."""
    lines = (ROOT / "docs" / name).read_text().splitlines()
    rows = [line.split("|")[1] for line in lines if line.startswith("| `")]
    named = {part.strip(" `") for row in rows for part in row.split(",")}
    assert named == set(Base.metadata.tables)


def test_no_sentence_of_the_program_is_an_over_claim() -> None:
    """Wherever it would stand: in no page, message or translation of the whole program."""
    sentences = [str(each) for each in source_messages()]
    assert [
        (claim, each) for claim in OVER_CLAIMS for each in sentences if claim in each and claim not in ALLOWED
    ] == []
