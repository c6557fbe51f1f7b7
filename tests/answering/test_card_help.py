"""Whether cards help: everybody who answers casts one ballot about it, and that ballot tells nothing about anybody."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from app.answering.card_help import said_of_cards
from app.answering.diary import CARDS
from app.answering.diary_rows import write_entry
from app.answering.models import Ballot
from app.answering.service import leave
from app.db import db, writing
from app.participants.service import Joined, join
from app.releases.read import rows_of
from app.releases.rules.cells import Published, Row
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion
from tests.vault.one_ballot import open_ballot

ANSWERS = {"professional_space": "sufficient"}
ITEM = "card_helped"


def note(helped: str, *, helped_in: int) -> dict[str, object]:
    return {"state": "done", "wave": None, "done_in": helped_in - 2, "helped": helped, "helped_in": helped_in}


def say(person: Joined, **notes: dict[str, object]) -> None:
    """Keep these notes about cards in somebody's diary, as the page of cards does."""
    with writing(db.session):
        write_entry(db.session, person.keys, label=CARDS, content=notes)


def ballots(region: SmallRegion) -> list[dict[str, object]]:
    key = region.keys.private(region.wave().period_id)
    opened = [open_ballot(sealed, private_key=key) for sealed in db.session.scalars(select(Ballot.sealed))]
    return [each for each in opened if each["i"] == ITEM]


def everybody(region: SmallRegion) -> list[Joined]:
    return [person for people in region.people.values() for person in people]


def enough(region: SmallRegion) -> list[Joined]:
    """Everybody, with as many newcomers as a distribution needs."""
    token = region.invitation("north", uses=16)
    with writing(db.session):
        return [*everybody(region), *(join(db.session, token, today=STARTS_ON) for _ in range(16))]


def rows_about_cards(region: SmallRegion) -> list[Row]:
    period = region.wave().period_id
    region.tick(START + 2 * FORTNIGHT)
    return [row for row in rows_of(db.session, period) if row.item == ITEM]


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ({}, "unsaid"),
        ({"a": note("yes", helped_in=4)}, "yes"),
        ({"a": note("yes", helped_in=4), "b": note("no", helped_in=3)}, "yes"),
        ({"a": note("yes", helped_in=4), "b": note("no", helped_in=4)}, "no"),
        ({"a": note("yes", helped_in=5)}, "unsaid"),
        ({"a": note("yes", helped_in=2)}, "unsaid"),
        ({"a": {"state": "saved", "wave": 4}, "b": "not a note"}, "unsaid"),
        ({"a": {"state": "done", "helped": "perhaps", "helped_in": 4}}, "unsaid"),
        ({"a": {"state": "done", "helped": ["yes"], "helped_in": "4"}}, "unsaid"),
    ],
)
def test_a_ballot_says_the_latest_of_this_period_and_of_equals_the_least(notes: dict[str, object], said: str) -> None:
    """The period of waves 4 and 5 counts what was said in 3 and 4; what is said in 5 waits for the next."""
    assert said_of_cards(notes, numbers=(4, 5)) == said


def test_what_is_said_once_is_counted_in_one_period_only() -> None:
    """Whatever wave it was said in, of all periods in a row exactly one counts it, also one of a single wave."""
    periods = [(1, 2), (3, 4), (5,), (6, 7), (8, 9)]
    for wave in range(1, 9):
        notes = {"a": note("yes", helped_in=wave)}
        assert [said_of_cards(notes, numbers=each) for each in periods].count("yes") == 1, wave


def test_everybody_who_answers_casts_the_same_ballot_about_cards(any_region: SmallRegion) -> None:
    """One each, for the team alone, of the size of every other ballot; who said nothing casts it too."""
    say(any_region.participant, reflect=note("a_bit", helped_in=0))
    for person in (any_region.participant, any_region.team_mate, any_region.outsider):
        any_region.answer(person, ANSWERS)
    found = ballots(any_region)
    assert Counter(str(each["v"]) for each in found) == {"a_bit": 1, "unsaid": 2}
    assert {each["c"] for each in found} == {"team"}
    assert all(each.keys() == {"c", "i", "g", "v"} for each in found)
    assert len({len(sealed) for sealed in db.session.scalars(select(Ballot.sealed))}) == 1


def test_saying_that_a_card_helped_moves_no_ballot(region: SmallRegion) -> None:
    """The ballot follows with the next pulse. So nothing in the database tells who said something, or when."""
    region.answer(region.participant, ANSWERS)
    before = {tuple(row) for row in db.session.execute(select(Ballot.name, Ballot.sealed))}
    say(region.participant, reflect=note("yes", helped_in=0))
    assert {tuple(row) for row in db.session.execute(select(Ballot.name, Ballot.sealed))} == before
    region.answer(region.participant, ANSWERS, submission="second")
    assert [each["v"] for each in ballots(region)] == ["yes"]
    say(region.participant)
    region.answer(region.participant, ANSWERS, submission="third")
    assert [each["v"] for each in ballots(region)] == ["unsaid"]


def test_who_answers_nothing_casts_none_and_who_leaves_takes_it_along(region: SmallRegion) -> None:
    """Preferring not to say on everything makes no ballot at all, and leaving removes the one there was."""
    region.answer(region.participant, {"professional_space": "_declined"})
    assert ballots(region) == []
    region.answer(region.participant, ANSWERS, submission="second")
    assert len(ballots(region)) == 1
    with writing(db.session):
        leave(db.session, region.participant.keys)
    assert db.session.scalars(select(Ballot.name)).all() == []


def test_no_team_or_organisation_gets_a_figure_about_cards(region: SmallRegion) -> None:
    """A manager sees nothing of it: it is released for the region and for kinds of organisation alone, unbroken."""
    for person in everybody(region):
        region.answer(person, ANSWERS)
    rows = rows_about_cards(region)
    assert {row.level for row in rows} == {"region", "orgtype"}
    assert {(row.breakdown, row.statistic) for row in rows} == {("", "share")}
    assert {row.option for row in rows} == {">=no", "favourable", "yes"}


def test_the_figure_shows_and_is_sized_alike_whoever_did_cards(region: SmallRegion) -> None:
    """Nobody, half or all said something: the same rows are shown, over the same people as any distribution.

    So neither a withheld row nor a size says how many did a card (PRIVACY.md part 2, rule 13).
    """
    people = enough(region)
    for person in people[::2]:
        say(person, reflect=note("yes", helped_in=0))
    for person in people:
        region.answer(person, ANSWERS)
    period = region.wave().period_id
    rows = rows_about_cards(region)
    shown = {(row.level, row.group): row.cell for row in rows if row.option == "favourable"}
    other = {
        (row.level, row.group): row.cell
        for row in rows_of(db.session, period)
        if row.item == "professional_space" and row.option == "ample" and row.breakdown == ""
    }
    for place, cell in shown.items():
        assert isinstance(cell, Published) == isinstance(other[place], Published)
        if isinstance(cell, Published):
            assert cell.size_class == getattr(other[place], "size_class", None)
    whole = shown["region", region.region_id]
    assert isinstance(whole, Published)
    assert whole.lower <= len(people[::2]) / len(people) <= whole.upper


def test_two_colleagues_and_everybodys_vote_but_one_leave_the_last_open(region: SmallRegion) -> None:
    """All but one say nothing, as far as a thief of every other code knows: the figure fits a yes and a no alike.

    The release of a region where one person was helped is compared with that where nobody was, same noise: the bounds
    of the first hold the truth of the second.
    """
    people = enough(region)
    say(people[0], reflect=note("yes", helped_in=0))
    for person in people:
        region.answer(person, ANSWERS)
    cells = [row.cell for row in rows_about_cards(region) if row.level == "region"]
    assert len(cells) == 3
    for cell in cells:
        assert isinstance(cell, Published)
        assert cell.lower == 0.0
        assert cell.upper * len(people) >= 2
