"""Attack 10: replaying ballots, linking somebody across periods, guessing codes."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.answering.models import Ballot
from app.db import db, writing
from app.instrument.installed import instrument_of
from app.lifecycle.ballot_reader import BallotReader, BallotsUnopened
from app.lifecycle.gate import count_ballots
from app.vault.ballot_seal import BallotSealer
from app.vault.codes import ALPHABET, CodeTypo, PersonalCode
from tests.region import FORTNIGHT, START, SmallRegion
from tests.vault.one_ballot import BallotDoesNotOpen, open_ballot

ANSWERS = {"professional_space": "ample", "work_enjoyment": 9}
NEXT = START + 2 * FORTNIGHT


def box() -> dict[bytes, bytes]:
    db.session.rollback()
    return {ballot.name: ballot.sealed for ballot in db.session.execute(select(Ballot.name, Ballot.sealed))}


def test_a_ballot_cannot_be_put_in_the_box_twice(any_region: SmallRegion) -> None:
    """Its name is its place; the database itself refuses the second."""
    any_region.answer(any_region.participant, ANSWERS)
    name, sealed = next(iter(box().items()))
    period = any_region.wave().period_id
    with pytest.raises(IntegrityError), writing(db.session):
        db.session.execute(
            Ballot.metadata.tables["ballot"].insert(), [{"name": name, "period_id": period, "sealed": sealed}]
        )


def test_a_ballot_of_an_earlier_period_does_not_count_again(region: SmallRegion) -> None:
    """Kept by a thief and put back in the next period, it does not open there: the count stops."""
    region.answer(region.participant, ANSWERS)
    kept = box()
    region.tick(NEXT)
    period = region.wave(NEXT).period_id
    with writing(db.session):
        rows = [{"name": name, "period_id": period, "sealed": sealed} for name, sealed in kept.items()]
        db.session.execute(Ballot.metadata.tables["ballot"].insert(), rows)
    key = region.keys.private(period)
    for sealed in kept.values():
        with pytest.raises(BallotDoesNotOpen):
            open_ballot(sealed, private_key=key)
    with pytest.raises(BallotsUnopened):
        count_ballots(db.session, period, reader=BallotReader(key), instrument=instrument_of("peo"))
    tally = count_ballots(
        db.session, period, reader=BallotReader(key, leave_unopened=True), instrument=instrument_of("peo")
    )
    assert tally.sizes() == {}


def test_nobody_is_recognised_from_period_to_period(region: SmallRegion) -> None:
    """The same people give the same answers twice: no name and no bytes of the first box are in the second."""
    for person in region.people["north"]:
        region.answer(person, ANSWERS)
    first = box()
    region.tick(NEXT)
    for person in region.people["north"]:
        region.answer(person, ANSWERS, moment=NEXT)
    second = box()
    assert not first.keys() & second.keys()
    pieces = {sealed[at : at + 16] for sealed in first.values() for at in range(0, len(sealed) - 16, 4)}
    assert not pieces & {sealed[at : at + 16] for sealed in second.values() for at in range(len(sealed) - 16)}


def test_a_guessed_code_is_a_typo_31_times_in_32_and_unknown_else() -> None:
    """Guessing meets the check character first, and then 2 to the power of 100 codes."""
    guess = random.Random(10)
    tries = 4000
    typos = 0
    for _ in range(tries):
        try:
            PersonalCode.read("".join(guess.choice(ALPHABET) for _ in range(21)))
        except CodeTypo:
            typos += 1
    assert abs(typos / tries - 31 / 32) < 0.012


@pytest.mark.parametrize("content", [{}, {"i": "work_enjoyment"}, {"i": "work_enjoyment", "g": "x", "c": "team"}])
def test_an_envelope_that_holds_no_ballot_of_ours_stops_no_release(
    region: SmallRegion, content: dict[str, str]
) -> None:
    """Whoever can write in the database can seal anything to the public key; it is not counted, the others are."""
    region.answer(region.participant, ANSWERS)
    period = region.wave().period
    assert period.public_key
    with writing(db.session):
        row = {"name": bytes(32), "period_id": period.id, "sealed": BallotSealer(period.public_key).seal(content)}
        db.session.execute(Ballot.metadata.tables["ballot"].insert(), [row])
    private = region.keys.private(period.id)
    tally = count_ballots(db.session, period.id, reader=BallotReader(private), instrument=instrument_of("peo"))
    assert tally.sizes()["team", "work_enjoyment"] == {region.teams["north"]: 1}
