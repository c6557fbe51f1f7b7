"""With key holders nobody closes a period alone: the host with every file of the server and one share cannot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import delete, func, select, update

from app.answering.models import Ballot
from app.commands.peil import all_commands
from app.db import db, writing
from app.holders.shared_keys import shared_keys
from app.lifecycle.ballot_box import open_box
from app.lifecycle.period_box import PeriodBox
from app.programme.concerns import Waiting
from app.programme.models import Period
from app.releases.models import Release
from app.vault.period_keys import HoldersNeeded, PeriodKeys
from tests.conftest import SetClock
from tests.holders.people import ThreeHolders, let_hold
from tests.region import FORTNIGHT, START, SmallRegion

SECOND = START + 2 * FORTNIGHT
CLOSED = START + 4 * FORTNIGHT


def run(region: SmallRegion, *arguments: str) -> Result:
    with patch("app.commands.installation.make_app", lambda: region.app):
        return CliRunner().invoke(all_commands(), arguments, obj=ScriptInfo(create_app=lambda: region.app))


@pytest.fixture
def three() -> ThreeHolders:
    return ThreeHolders()


@pytest.fixture
def held(region: SmallRegion, three: ThreeHolders, set_clock: SetClock) -> str:
    """The second period was opened with three holders, answered by everybody, and has closed; its id."""
    let_hold(three.holders)
    region.tick(SECOND)
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient"}, moment=SECOND)
    set_clock(CLOSED)
    return region.wave(SECOND).period_id


def released(period_id: str) -> bool:
    return bool(db.session.scalar(select(func.count()).where(Release.period_id == period_id)))


def in_files(three: ThreeHolders, region: SmallRegion, held: str, folder: Path) -> list[str]:
    """The words of each holder's share, each in a file."""
    paths = []
    for number in range(3):
        paths.append(str(folder / f"share-{number}.txt"))
        Path(paths[-1]).write_text(three.share(region.keys, held, number))
    return paths


def test_the_tick_waits_for_the_holders(region: SmallRegion, held: str) -> None:
    """Nothing is opened, nothing is published, and the reason says what to do; other periods go on."""
    done = region.tick(CLOSED)
    assert held in done.waiting
    assert db.session.get_one(Period, held).waiting_because == "holders_needed"
    assert Waiting("holders_needed", held) in done.concerns
    assert not released(held)


def test_every_tick_says_what_waits_for_whom(region: SmallRegion, held: str) -> None:
    """Not only the first: who has not come yet stands there until they have."""
    for _time in range(2):
        said = run(region, "tick", "--at", CLOSED.isoformat()).output
        assert f"needs 2 more shares: {held} (Works council, Platform, Host)" in said


def test_the_host_alone_opens_nothing(region: SmallRegion, held: str, three: ThreeHolders) -> None:
    """With the whole keys folder, the database and the host's own key file the ballots stay shut."""
    host = PeriodKeys(region.keys.folder, standing_by=(three.keys[2],))
    with pytest.raises(HoldersNeeded):
        host.private(held)
    assert (db.session.scalar(select(func.count()).where(Ballot.period_id == held)) or 0) > 0
    assert not released(held)


def test_two_shares_on_the_command_line_close_it(
    region: SmallRegion, held: str, three: ThreeHolders, tmp_path: Path
) -> None:
    """Published, ballots gone, the key destroyed with every share; a mark stays so that it is never counted again."""
    region.tick(CLOSED)
    shares = in_files(three, region, held, tmp_path)
    outcome = run(region, "period", "close", held, "--share", shares[0], "--share", shares[2])
    assert outcome.exit_code == 0, outcome.output
    assert released(held)
    assert db.session.scalar(select(func.count()).where(Ballot.period_id == held)) == 0
    region.tick(CLOSED)
    left = [path.name for path in region.keys.folder.iterdir() if path.name.startswith(held)]
    assert left == [f"{held}.counted"]


def test_two_holders_beside_the_operator_close_it(region: SmallRegion, held: str, tmp_path: Path) -> None:
    """With their key files on a stick; a third file, of somebody else, is named and nothing is opened."""
    three = ThreeHolders()
    region.keys.destroy(held)
    public = region.keys.make(held, holders=three.holders)
    with writing(db.session):
        db.session.execute(delete(Ballot).where(Ballot.period_id == held))  # They were sealed to the key before.
        db.session.execute(update(Period).where(Period.id == held).values(public_key=public))
    paths = [tmp_path / f"{number}.txt" for number in range(3)]
    for path, key in zip(paths, (*three.keys[:2], ThreeHolders().keys[0]), strict=True):
        path.write_text(key.secret)
    wrong = run(region, "period", "close", held, "--key-file", str(paths[0]), "--key-file", str(paths[2]))
    assert wrong.exit_code == 1
    assert "has no share" in wrong.output
    assert not released(held)
    assert run(region, "period", "close", held, *(f"--key-file={path}" for path in paths[:2])).exit_code == 0
    assert released(held)


@pytest.mark.parametrize("kind", ["none", "one", "the same twice", "damaged", "of another period"])
def test_without_enough_right_shares_nothing_is_opened(
    *, region: SmallRegion, held: str, three: ThreeHolders, tmp_path: Path, kind: str
) -> None:
    """Exit status above 0, one line that says why, and the period still waits."""
    region.tick(CLOSED)
    shares = in_files(three, region, held, tmp_path)
    other = tmp_path / "other.txt"
    other.write_text("not the words of a share" if kind == "damaged" else "")
    if kind == "of another period":
        third = region.wave(CLOSED).period_id
        other.write_text(three.share(region.keys, third, 1))
    files = {"none": [], "one": shares[:1], "the same twice": [shares[0], shares[0]]}
    given = files.get(kind, [shares[0], str(other)])
    outcome = run(region, "period", "close", held, *(f"--share={path}" for path in given))
    assert outcome.exit_code != 0
    assert "Traceback" not in outcome.output
    said = {"damaged": "'not' is not one", "of another period": "share of another period"}
    assert said.get(kind, "Not released") in outcome.output
    assert db.session.get_one(Period, held, populate_existing=True).state == "waiting"


def test_a_period_from_before_keeps_its_own_key(region: SmallRegion, held: str) -> None:
    """What was promised at its opening stays: the first period had no holders and was released."""
    first = db.session.scalars(select(Period).where(Period.number == 1)).one()
    assert released(first.id)
    assert first.key_holders is None
    assert db.session.get_one(Period, held).key_holders == {"needed": 2, "names": ["Works council", "Platform", "Host"]}


def test_a_holder_who_leaves_is_needed_for_what_is_open(region: SmallRegion, held: str, three: ThreeHolders) -> None:
    """Another takes the place from the next period on; the shares of the open one stay with whom they were made for."""
    successor = ThreeHolders()
    let_hold(successor.holders)
    region.tick(CLOSED)
    of_period = {each.id: each for each in shared_keys(db.session, now=CLOSED)}
    assert of_period[held].holders == three.holders.all
    assert of_period[region.wave(CLOSED).period_id].holders == successor.holders.all


def test_a_key_from_a_cut_short_opening_does_not_pass_the_holders_by(region: SmallRegion, three: ThreeHolders) -> None:
    """The period opens with a key of those who were chosen meanwhile; without a change the file is taken over."""
    following = db.session.scalars(select(Period.id).where(Period.number == 2)).one()
    orphan = region.keys.make(following)
    let_hold(three.holders)
    region.tick(SECOND)
    assert region.keys.holders_of(following) == three.holders
    opened = db.session.get_one(Period, following, populate_existing=True)
    assert opened.public_key == region.keys.public(following) != orphan
    third = db.session.scalars(select(Period.id).where(Period.number == 3)).one()
    taken_over = region.keys.make(third, holders=three.holders)
    region.tick(START + 4 * FORTNIGHT)
    assert db.session.get_one(Period, third, populate_existing=True).public_key == taken_over


def test_the_key_of_an_open_period_is_never_made_anew(region: SmallRegion, three: ThreeHolders) -> None:
    """A late ticker that still thinks the period is planned leaves the key alone: ballots are sealed to it."""
    first = region.wave().period
    late, public = PeriodBox(first.id), region.keys.public(first.id)
    let_hold(three.holders)
    assert not open_box(db.session, late, keys=region.keys, now=CLOSED)
    assert region.keys.public(first.id) == public


def test_an_open_or_released_period_cannot_be_closed_by_hand(region: SmallRegion, set_clock: SetClock) -> None:
    """Before its last moment people may still answer; after its release it never changes."""
    first = region.wave().period_id
    assert "can be answered until" in run(region, "period", "close", first).output
    region.tick(SECOND)
    set_clock(SECOND)
    assert "never changes" in run(region, "period", "close", first).output
    assert "no period" in run(region, "period", "close", "nothing").output


def test_a_lost_share_is_no_loss_and_two_lost_ones_are_said(
    region: SmallRegion, held: str, three: ThreeHolders, tmp_path: Path
) -> None:
    """A damaged place in the key file: that holder's share is named as unreadable, the two others close."""
    path = region.keys.folder / f"{held}.key"
    path.write_text(path.read_text().replace(region.keys.sealed_share(held, 1)[60:90].replace("\n", "\\n"), "x" * 30))
    shares = [three.share(region.keys, held, number) for number in (0, 2)]
    files = [tmp_path / f"{number}" for number in range(2)]
    for file, words in zip(files, shares, strict=True):
        file.write_text(words)
    outcome = run(region, "period", "close", held, *(f"--share={file}" for file in files))
    assert outcome.exit_code == 0, outcome.output
    assert released(held)


def test_the_tick_throws_away_a_share_that_found_no_company(
    region: SmallRegion, held: str, three: ThreeHolders
) -> None:
    """A week after it was brought it is gone, and the holder brings it again."""
    from app.vault.brought_shares import keep_share, kept_shares

    keep_share(region.keys, held, three.share(region.keys, held, 0), now=CLOSED)
    region.tick(CLOSED)
    assert kept_shares(region.keys, held, now=CLOSED)
    region.tick(CLOSED + timedelta(days=8))
    assert not list(region.keys.folder.glob("*share*"))


def test_holders_are_chosen_and_shown_on_the_command_line(region: SmallRegion, tmp_path: Path, held: str) -> None:
    """Make, choose, look, hand out, open: a holder without any page does all of it."""
    made = [run(region, "holder", "make", str(tmp_path / f"{n}.txt")).output.strip() for n in range(3)]
    assert all(line.startswith("age1") for line in made)
    chosen = run(region, "holder", "set", *(f"--holder=H{n}={line}" for n, line in enumerate(made)))
    assert "close with 2 of: H0, H1, H2" in chosen.output
    third = db.session.scalars(select(Period.id).where(Period.number == 3)).one()
    region.tick(CLOSED)
    listed = run(region, "holder", "status").output
    assert f"{held}: waits for 2 more" in listed
    assert f"{third}: open until" in listed
    assert "can still answer" in run(region, "holder", "share", third, "1", "--out", str(tmp_path / "s")).output
    assert run(region, "holder", "set", "--nobody").exit_code == 0
    assert "by themselves" in run(region, "holder", "set", "--nobody").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--holder=A=abc"], "NAME=age1"),
        ([], "Give either"),
        (["--needed=3", "--holder=A={0}", "--holder=B={1}"], "larger than"),
        (["--needed=1", "--holder=A={0}", "--holder=B={1}"], "any of them could open everything alone"),
        (["--holder=A={0}", "--holder=B={0}"], "same age1 line"),
    ],
)
def test_holders_that_make_no_sense_are_refused(
    region: SmallRegion, three: ThreeHolders, arguments: list[str], said: str
) -> None:
    """One line that names the mend, and nothing is changed."""
    lines = [key.recipient for key in three.keys]
    outcome = run(region, "holder", "set", *(each.format(*lines) for each in arguments))
    assert outcome.exit_code != 0
    assert said in outcome.output


def test_a_sealed_share_handed_out_is_opened_by_its_holder_alone(
    region: SmallRegion, held: str, three: ThreeHolders, tmp_path: Path
) -> None:
    """The operator writes the file, the holder opens it at home, and the words close together with another's."""
    sealed, key, wrong = (tmp_path / name for name in ("share.age", "mine.txt", "theirs.txt"))
    assert run(region, "holder", "share", held, "1", "--out", str(sealed)).exit_code == 0
    key.write_text(three.keys[0].secret)
    wrong.write_text(three.keys[1].secret)
    assert run(region, "holder", "open-share", str(sealed), "--key", str(wrong)).exit_code == 1
    words = run(region, "holder", "open-share", str(sealed), "--key", str(key)).output
    assert region.keys.holder_of(held, words) == 0
