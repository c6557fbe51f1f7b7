"""Nobody learns who proposed, supported or voted what, or how many did: thief, staff, or who watches sizes."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, text

from app.answering.models import Ballot
from app.config import Settings
from app.db import db
from app.lifecycle.mixing import mix
from app.programme.last_tick import last_mix
from app.themes.stages import POLLS
from app.themes.theme_ballots import ROOM, ThemeBallot, own_name
from tests.attacks.test_thief import codes_of, stolen_files
from tests.boards.test_private_tables import _statements
from tests.region import SmallRegion
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, IN_VOTE, TITLES, Story
from tests.vault.one_ballot import BallotDoesNotOpen, open_ballot

FRESH = re.compile(r'name="csrf_token" value="[^"]+"|content="[^"]{40,}"')


def box() -> dict[bytes, bytes]:
    db.session.rollback()
    return {row.name: row.sealed for row in db.session.scalars(select(ThemeBallot))}


def test_names_differ_per_round_and_poll_and_from_those_of_answers(story: Story, region: SmallRegion) -> None:
    """Whoever has all rows cannot tell that two of them belong to one person."""
    region.answer(region.participant, {"professional_space": "ample", "work_enjoyment": 9})
    answers = set(db.session.scalars(select(Ballot.name)))
    names = {
        own_name(person.keys, round_id=each, poll=poll)
        for person in story.everybody
        for each in (story.round_id, "another")
        for poll in POLLS
    }
    assert len(names) == len(story.everybody) * 2 * 3
    assert not names & answers
    assert not {person.keys.lookup_hash for person in story.everybody} & names


def test_every_ballot_of_every_poll_is_as_long(story: Story) -> None:
    """A proposal of 380 letters, one of one letter, three supports and "none of these": one size."""
    story.hand_in(story.everybody[0], "propose", {"title": "😀" * 80, "why": "ë" * 300})
    story.hand_in(story.everybody[1], "propose", {"title": "x", "why": ""})
    story.propose()
    sizes = {len(sealed) for sealed in box().values()}
    for moment in (IN_REVIEW, IN_SUPPORT):
        story.tick(moment)
    story.support(story.everybody[:5], *TITLES[:3])
    story.support(story.everybody[5:], TITLES[0])
    sizes |= {len(sealed) for sealed in box().values()}
    story.tick(IN_VOTE)
    story.vote(story.everybody[:5], "none")
    story.vote(story.everybody[5:], TITLES[0])
    assert sizes | {len(sealed) for sealed in box().values()} == {ROOM + 48}


def test_the_stolen_files_hold_no_proposal_and_no_choice(story: Story, settings: Settings) -> None:
    """Database, log and all beside it, in each stage; proposals are there from when everybody may read them."""
    story.propose()
    wanted = [*(title.encode() for title in TITLES), b'"why":', b'"title":']
    assert _traces(story, settings, wanted) == []
    for moment in (IN_REVIEW, IN_SUPPORT):
        story.tick(moment)
    story.support(story.everybody, *TITLES[:3])
    assert _traces(story, settings, [b'{"s":', b'"s":[']) == []
    story.tick(IN_VOTE)
    story.vote(story.everybody, TITLES[0])
    assert _traces(story, settings, [b'{"v":']) == []


def _traces(story: Story, settings: Settings, wanted: list[bytes]) -> list[tuple[str, bytes]]:
    db.session.remove()
    wanted = [*wanted, *(code.encode() for code in codes_of(story.region))]
    return [(path.name, each) for path, content in stolen_files(settings) for each in wanted if each in content]


def test_the_place_of_a_proposal_does_not_tell_which_ballot_it_was(story: Story) -> None:
    """Whoever has a copy from before sees names in an order; rows lie in that of their random ids."""
    story.propose()
    story.tick(IN_REVIEW)
    place = "ctid" if db.engine.dialect.name == "postgresql" else "rowid"
    own = text(f"SELECT id FROM theme_proposal WHERE block IS NULL ORDER BY {place}")
    rows = db.session.execute(own).scalars().all()
    assert len(rows) == len(TITLES)
    assert list(rows) == sorted(rows)


def test_after_the_count_no_ballot_is_left_in_the_files(story: Story, settings: Settings) -> None:
    """Deleted rows are overwritten; a copy from before opens with no key there is."""
    story.to_vote().vote(story.everybody, TITLES[0])
    sealed = list(box().values())
    story.tick(AFTERWARDS)
    assert last_mix(db.session) is None  # So the tick, of which the theme rounds are one step, rewrites the tables.
    mix(db.session, AFTERWARDS)
    db.session.remove()
    db.engine.dispose()
    assert [path for path, content in stolen_files(settings) for each in sealed if each[40:72] in content] == []
    period = story.region.wave().period_id
    for each in sealed:
        with pytest.raises(BallotDoesNotOpen):
            open_ballot(each, private_key=story.keys.private(period), room=ROOM)
    assert {path.suffix for path in settings.keys.iterdir() if "theme" in path.name} == {".counted"}


def test_a_ballot_of_one_poll_counts_in_no_other(story: Story) -> None:
    """Seven votes kept by a thief and put back into another poll do not open there: nothing is counted, it is said."""
    story.to_support().support(story.everybody[:7], TITLES[5])
    kept = box()
    story.tick(IN_VOTE)
    rows = [{"name": name, "round_id": story.round_id, "sealed": sealed} for name, sealed in kept.items()]
    db.session.execute(ThemeBallot.__table__.insert(), rows)  # type: ignore[attr-defined]  # It is a table.
    db.session.commit()
    story.tick(AFTERWARDS)
    assert (story.round.state, story.round.waiting_because) == ("voting", "ballots_unopened")


def watched(story: Story) -> dict[str, tuple[object, ...]]:
    """What staff, and somebody who hands in nothing, get: status, headers, length and every letter."""
    programme = f"/programme/{story.programme_id}"
    browsers = [
        (story.lead(), [programme, f"{programme}/themes", "/region/themes"]),
        (story.browser(story.everybody[-1]), ["/", "/themes", "/region/themes"]),
    ]
    found: dict[str, tuple[object, ...]] = {}
    for client, addresses in browsers:
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            headers = sorted((name, FRESH.sub("", each)) for name, each in response.headers if name != "Set-Cookie")
            found[f"{len(found)} {address}"] = (headers, len(response.data), FRESH.sub("", response.text))
    return found


def test_nothing_moves_while_people_hand_in(story: Story) -> None:
    """0, 1 or 20 proposals, supports and votes: for everybody else each page is the same, letter for letter."""
    nothing, title = watched(story), f"{TITLES[0]} 3"
    for people in (1, 20):
        story.propose([f"{TITLES[0]} {number}" for number in range(people)])
        story.tick(story.now)
        assert watched(story) == nothing
    for moment in (IN_REVIEW, IN_SUPPORT):
        story.tick(moment)
    nothing = watched(story)
    for people in (1, 20):
        story.support(story.everybody[:people], title)
        story.tick(story.now)
        assert watched(story) == nothing
    story.tick(IN_VOTE)
    nothing = watched(story)
    for people in (1, 20):
        story.vote(story.everybody[:people], "none")
        story.tick(story.now)
        assert watched(story) == nothing


def test_the_log_names_rounds_and_polls_and_counts_nothing(story: Story, capfd: pytest.CaptureFixture[str]) -> None:
    """Handing in writes no line; opening, counting and destroying write one with no number in it."""
    capfd.readouterr()
    story.propose()
    assert capfd.readouterr().out == ""
    for moment in (IN_REVIEW, IN_SUPPORT, IN_VOTE, AFTERWARDS):
        story.tick(moment)
    lines = capfd.readouterr().out.splitlines()
    assert lines
    for line in lines:
        said = re.sub(r'"timestamp": "[^"]+"', "", line).replace(story.round_id, "")
        assert not re.search(r"\d", said), line


def test_the_pages_of_staff_read_no_private_table(story: Story) -> None:
    """Looking, taking out and stopping never name the box, the members or a diary."""
    story.propose()
    story.tick(IN_REVIEW)
    proposal, lead = story.id_of(TITLES[0]), story.lead()
    address = f"/programme/{story.programme_id}/themes"
    with _statements() as statements:
        assert lead.get(address).status_code == 200
        assert lead.get("/region/themes").status_code == 200
        assert lead.post(f"{address}/proposals/{proposal}/out", data={"reason": "A name."}).status_code == 303
        assert lead.post(f"{address}/proposals/{proposal}/in").status_code == 303
        assert lead.post(f"{address}/{story.round_id}/stop", data={"reason": "Later."}).status_code == 303
    assert any("theme_round" in each for each in statements)
    for table in ("theme_ballot", "membership", "ballot", "diary_entry"):
        assert not [each for each in statements if re.search(rf"\b{table}\b", each)], table


def test_no_page_says_how_many_took_part(story: Story) -> None:
    """24 people voted, 17 for one theme: none of these numbers stands on the page of the result."""
    story.to_vote().vote(story.everybody[:17], TITLES[0])
    story.vote(story.everybody[17:], TITLES[1])
    story.tick(AFTERWARDS)
    page = story.browser(story.everybody[0]).get("/themes").text
    said = re.sub(r"<[^>]+>", " ", page)
    assert not re.search(r"\b(17|24|0)\b", said)
    assert not re.search(r"\d+ people|\d+ to \d+", said)


def test_whatever_is_voted_the_form_is_as_long(story: Story) -> None:
    """Who watches the network sees how long a sent form is: "none of these" is as long as any theme."""
    story.to_vote()
    page = story.browser(story.everybody[0]).get("/themes").text
    values = re.findall(r'<input type="radio" name="proposal" value="(\w+)"', page)
    assert len(values) == 6
    assert len({len(value) for value in values}) == 1
