"""Nobody learns who wrote a remark: no thief, no operator, no manager, no two colleagues."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.answering.models import Ballot
from app.config import Settings
from app.db import db
from app.releases.read import released_periods
from app.remarks.models import ROOM, Remark
from app.remarks.remark_envelopes import remark_name, remarks_key
from tests.attacks.test_thief import codes_of, stolen_files
from tests.boards.test_private_tables import _statements
from tests.remarks.conftest import CLOSES, GONE, SAID, BoxStory
from tests.vault.one_ballot import BallotDoesNotOpen, open_ballot

MOVING = {"Set-Cookie", "Date"}
FRESH = re.compile(r'name="csrf_token" value="[^"]+"|content="[^"]{40,}"')


def traces(remarks: BoxStory, settings: Settings) -> list[str]:
    """Names of the thief's files in which a remark, or a code, stands to be read."""
    db.session.remove()
    wanted = [SAID.encode(), b'"remark":', *(code.encode() for code in codes_of(remarks.region))]
    return [path.name for path, content in stolen_files(settings) for each in wanted if each in content]


def test_a_thief_reads_no_remark_before_the_period_is_over_nor_after(remarks: BoxStory, settings: Settings) -> None:
    """Database, log and all beside it: sealed while it is written, sealed while the programme team reads it."""
    remarks.everybody_writes()
    assert traces(remarks, settings) == []
    remarks.tick(CLOSES)
    assert SAID in remarks.staff().get(remarks.reading_page).text
    assert traces(remarks, settings) == []


def test_every_envelope_and_every_kept_remark_is_as_long(remarks: BoxStory) -> None:
    """One letter or eight hundred of four bytes, with quotation marks and lines: one size."""
    for person, words in zip(remarks.everybody, ("x", "😀" * 800, '"' * 800, "line\n" * 160), strict=False):
        remarks.write(person, words)
    assert {len(sealed) for sealed in remarks.envelopes().values()} == {ROOM + 48}
    remarks.tick(CLOSES)
    assert {len(sealed) for sealed in db.session.scalars(select(Remark.sealed))} == {ROOM + 48}


def test_no_name_of_an_envelope_is_found_back_among_answers_or_other_periods(remarks: BoxStory) -> None:
    """Whoever has all rows cannot tell that two of them belong to one person."""
    remarks.region.answer(remarks.everybody[0], {"work_enjoyment": 9}, moment=remarks.now)
    names = {
        remark_name(person.keys, period_id=each) for person in remarks.everybody for each in (remarks.period_id, "x")
    }
    assert len(names) == 2 * len(remarks.everybody)
    assert not names & set(db.session.scalars(select(Ballot.name)))
    assert not names & {person.keys.lookup_hash for person in remarks.everybody}


def test_nothing_of_an_envelope_is_left_in_the_remark_that_is_kept(remarks: BoxStory, settings: Settings) -> None:
    """A copy from before has names and envelopes; neither is found in what is there afterwards, nor is their order."""
    remarks.everybody_writes()
    before = remarks.envelopes()
    remarks.tick(CLOSES)
    ids = db.session.execute(text("SELECT id FROM remark")).scalars().all()
    assert (len(ids), list(ids)) == (len(before), sorted(ids))
    db.session.remove()
    db.engine.dispose()
    files = [content for _path, content in stolen_files(settings)]
    for name, sealed in before.items():
        assert not [each for each in files if sealed[40:72] in each or name in each]


def test_once_the_period_is_over_an_older_copy_opens_with_no_key_there_is(remarks: BoxStory) -> None:
    """The key of the envelopes is destroyed when they are opened, that of the remarks when they are deleted."""
    remarks.everybody_writes()
    envelope = next(iter(remarks.envelopes().values()))
    assert open_ballot(envelope, private_key=remarks.region.keys.private(remarks_key(remarks.period_id)), room=ROOM)
    remarks.tick(CLOSES)
    kept = remarks.region.keys.private(f"{remarks_key(remarks.period_id)}-kept")
    with pytest.raises(BallotDoesNotOpen):
        open_ballot(envelope, private_key=kept, room=ROOM)
    remarks.tick(GONE)
    assert remarks.keys_there() == set()


@pytest.mark.parametrize("who", ["wide_lead", "north_lead", "council"])
def test_no_manager_reads_remarks(who: str, remarks: BoxStory) -> None:
    """An organisation, a team lead and a works council get no page of it, and delete nothing."""
    remarks.write(remarks.everybody[0])
    remarks.tick(CLOSES)
    client, remark_id = remarks.staff(who), db.session.scalars(select(Remark.id)).one()
    assert client.get(remarks.reading_page).status_code in (403, 404)
    assert client.post(f"{remarks.reading_page}/{remark_id}/delete").status_code in (403, 404)
    assert db.session.scalars(select(Remark.id)).all() == [remark_id]


Watchers = list[tuple[FlaskClient, list[str]]]


def watchers(remarks: BoxStory) -> Watchers:
    """The programme team, a manager and two colleagues, each with the pages that they look at."""
    programme = f"/programme/{remarks.programme.id}"
    return [
        (remarks.staff(), [programme, remarks.reading_page, "/region", "/healthz"]),
        (remarks.staff("north_lead"), [f"/teams/{remarks.region.teams['north']}"]),
        (remarks.browser(remarks.everybody[-1]), ["/", "/remarks", "/privacy"]),
        (remarks.browser(remarks.everybody[-2]), ["/", "/remarks", "/privacy"]),
    ]


def watched(browsers: Watchers) -> dict[str, tuple[object, ...]]:
    """What each of them gets: status, headers and every letter."""
    found: dict[str, tuple[object, ...]] = {}
    for client, addresses in browsers:
        for address in addresses:
            response = client.get(address)
            headers = sorted((name, FRESH.sub("", each)) for name, each in response.headers if name not in MOVING)
            found[f"{len(found)} {address}"] = (response.status_code, headers, FRESH.sub("", response.text))
    return found


def test_nothing_moves_while_people_write(remarks: BoxStory) -> None:
    """No remark, one or twenty: every page of everybody else stays the same, letter for letter."""
    remarks.tick(remarks.now)  # What follows from the release of the period before is drawn.
    browsers = watchers(remarks)
    watched(browsers)
    nothing = watched(browsers)
    for people in (1, 20):
        for person in remarks.everybody[:people]:
            remarks.write(person)
        remarks.tick(remarks.now)
        assert watched(browsers) == nothing


def test_the_log_tells_no_number_and_no_word(remarks: BoxStory, capfd: pytest.CaptureFixture[str]) -> None:
    """Writing leaves no line; opening, closing and deleting leave one with no number in it."""
    capfd.readouterr()
    remarks.everybody_writes()
    assert capfd.readouterr().out == ""
    for moment in (CLOSES, GONE):
        remarks.tick(moment)
    lines = [line for line in capfd.readouterr().out.splitlines() if "remarks" in line]
    assert any("remarks.deleted" in line for line in lines)
    for line in lines:
        assert not re.search(r"\d", re.sub(rf'"timestamp": "[^"]+"|{remarks.programme.id}-p\d+', "", line)), line
        assert SAID not in line


def test_remarks_stand_in_no_file_with_figures(remarks: BoxStory) -> None:
    """Every file of the release, and the pages beside it, are made without a look at the box."""
    for person in remarks.everybody:
        remarks.region.answer(person, {"work_enjoyment": 8}, moment=remarks.now)
    remarks.everybody_writes()
    remarks.tick(CLOSES)
    period = released_periods(db.session)[-1].id
    lead = remarks.staff()
    with _statements() as statements:
        pages = [lead.get(f"/releases/{period}.{ending}") for ending in ("csv", "json", "xlsx")]
        pages += [lead.get(each) for each in ("/region", "/region/conversation", f"/region/reading?period={period}")]
    assert {each.status_code for each in pages} == {200}
    assert not [each for each in pages if SAID.encode() in each.data]
    assert not [each for each in statements if re.search(r"\b(remark|remark_envelope|remarks_of_period)\b", each)]


def test_who_reads_asks_no_private_table_but_the_remarks(remarks: BoxStory) -> None:
    """The page of remarks names no account, no diary, no answer and no envelope."""
    remarks.everybody_writes()
    remarks.tick(CLOSES)
    lead = remarks.staff()
    with _statements() as statements:
        assert lead.get(remarks.reading_page).status_code == 200
    assert any("from remark" in each for each in statements)
    for table in ("remark_envelope", "membership", "ballot", "diary_entry", "release_row"):
        assert not [each for each in statements if re.search(rf"\b{table}\b", each)], table


def test_who_leaves_takes_the_remark_along_and_who_gets_a_new_code_keeps_it(remarks: BoxStory) -> None:
    """Like a ballot: gone with the account, and found again by the new code alone."""
    leaver, changer = remarks.everybody[:2]
    remarks.write(leaver)
    remarks.write(changer)
    client = remarks.browser(leaver)
    assert client.post("/account/leave", data={"confirm": "y"}).status_code == 200
    assert set(remarks.envelopes()) == {remark_name(changer.keys, period_id=remarks.period_id)}
    client = remarks.browser(changer)
    client.get("/account/devices")
    assert client.post("/account/devices/new-code", data={"renew": "y"}).status_code == 303
    assert len(remarks.envelopes()) == 1
    assert set(remarks.envelopes()) != {remark_name(changer.keys, period_id=remarks.period_id)}
    assert "take my remark back" in client.get("/remarks").text.lower()
