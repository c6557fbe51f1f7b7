"""Tries are counted before they are looked at, and what was begun is finished once, soon, by whoever began it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.attempts import ATTEMPT_MINUTES, AttemptOver, attempt_of, begin_attempt, finish_attempt
from app.accounts.models import StaffAttempt, StaffThrottle
from app.accounts.people import accounts_of_region, gifts_of, names_within
from app.accounts.rights import INVITES, LEVEL, REACH, RIGHTS, may, scopes_of
from app.accounts.service import Staff
from app.accounts.throttle import Allowance, TooManyTries, count_try, forgive, throttle_key
from app.db import db
from app.web.viewer import Scope
from tests.accounts.people import account, scope_of
from tests.region import START, SmallRegion

FIVE = Allowance(tries=5, minutes=15)
KEY = throttle_key(b"secret", "north_lead", "203.0.113.9")
MINUTE = timedelta(minutes=1)


def tries(key: bytes, times: int, *, allowance: Allowance = FIVE) -> list[tuple[bool, int] | None]:
    """What happened at each try: None where it was looked at, else whether it was the first too many, and how long."""
    found: list[tuple[bool, int] | None] = []
    for step in range(times):
        try:
            count_try(db.session, key, allowance=allowance, now=START + step * MINUTE)
            found.append(None)
        except TooManyTries as stopped:
            found.append((stopped.first, stopped.seconds))
    return found


def test_the_allowance_is_used_up_and_says_so_once(app: Flask) -> None:
    """Five are looked at; of the others the first is the one to note, and the waiting time is the true one."""
    assert tries(KEY, 8) == [None] * 5 + [(True, 600), (False, 540), (False, 480)]


def test_whoever_waits_begins_anew(app: Flask) -> None:
    """Counted from the first try; nothing of it is kept afterwards."""
    tries(KEY, 6)
    count_try(db.session, KEY, allowance=FIVE, now=START + 15 * MINUTE)
    assert db.session.query(StaffThrottle).one().failures == 1


def test_whoever_got_in_begins_anew_and_nobody_else(app: Flask) -> None:
    """Another key has another count."""
    other = throttle_key(b"secret", "south_lead", "203.0.113.9")
    tries(KEY, 5)
    tries(other, 5)
    forgive(db.session, KEY)
    assert tries(KEY, 1) == [None]
    with pytest.raises(TooManyTries):
        count_try(db.session, other, allowance=FIVE, now=START)


def test_the_waiting_time_is_never_nothing(app: Flask) -> None:
    """A second at least, also in the last moment."""
    tries(KEY, 5)
    with pytest.raises(TooManyTries) as stopped:
        count_try(db.session, KEY, allowance=FIVE, now=START + 15 * MINUTE - timedelta(milliseconds=1))
    assert stopped.value.seconds == 1


def test_a_key_tells_nothing_and_no_two_ways_to_write_it_are_one() -> None:
    """Without the installation's secret nobody can say whose it is; half a sign is no reason to fall over."""
    assert len(KEY) == 32
    assert throttle_key(b"secret", "north_lead", "203.0.113.9") == KEY
    others = [
        throttle_key(b"other", "north_lead", "203.0.113.9"),
        throttle_key(b"secret", "203.0.113.9", "north_lead"),
        throttle_key(b"secret", "north_lead"),
        throttle_key(b"secret", "\ud800"),
    ]
    assert len({KEY, *others}) == 5


def test_what_was_begun_is_finished_once(app: Flask) -> None:
    """It may be looked at as often as one likes until then."""
    token = begin_attempt(db.session, "code", content={"step": 1}, account_id=None, now=START)
    for _time in range(3):
        assert attempt_of(db.session, token, purpose="code", now=START + MINUTE).content == {"step": 1}
    assert finish_attempt(db.session, token, purpose="code", now=START + MINUTE).content == {"step": 1}
    for ask in (attempt_of, finish_attempt):
        with pytest.raises(AttemptOver):
            ask(db.session, token, purpose="code", now=START + MINUTE)


@pytest.mark.parametrize(
    ("purpose", "minutes", "forged"), [("passkey", 1, ""), ("code", ATTEMPT_MINUTES, ""), ("code", 1, "x"), ("", 1, "")]
)
def test_nothing_else_can_be_finished_with_it(app: Flask, purpose: str, minutes: int, forged: str) -> None:
    """Not for another purpose, not when it took too long, not with a token that was made up."""
    token = begin_attempt(db.session, "code", now=START)
    with pytest.raises(AttemptOver):
        finish_attempt(db.session, token + forged, purpose=purpose, now=START + minutes * MINUTE)
    assert db.session.query(StaffAttempt).count() == 1
    begin_attempt(db.session, "code", now=START + ATTEMPT_MINUTES * MINUTE)
    assert db.session.query(StaffAttempt).count() == 1


def test_each_role_sees_its_own_and_what_stands_above(region: SmallRegion) -> None:
    """A team lead sees team and region, and neither the organisation between them nor another team."""
    wide, north, south = region.organisations["wide"], region.teams["north"], region.teams["south"]
    whole = {Scope("region", region.region_id)}
    for role, scope, more in (
        ("team", north, {Scope("team", north)}),
        ("organisation", wide, {Scope("organisation", wide), Scope("team", north), Scope("team", south)}),
        ("council", wide, {Scope("organisation", wide), Scope("team", north), Scope("team", south)}),
    ):
        assert scopes_of(db.session, role, scope=scope) == whole | more
    everything = scopes_of(db.session, "region", scope=region.region_id)
    assert len(everything) == 1 + len(region.organisations) + len(region.teams)
    for role in LEVEL:
        assert scopes_of(db.session, role, scope="nowhere") == {Scope(LEVEL[role], "nowhere")}
        assert {scope.level for scope in scopes_of(db.session, role, scope=scope_of(region, role))} <= set(REACH[role])


def test_nobody_gives_what_they_do_not_have(region: SmallRegion) -> None:
    """Every access that may be given is to a group within the own reach, for a role that may be invited."""
    for role in LEVEL:
        who = account(region, role)
        gifts = gifts_of(db.session, Staff(account_id=who.id, email=who.email, role=who.role, scope=who.scope))
        reach = {scope.group for scope in scopes_of(db.session, role, scope=who.scope)}
        assert {gift.role for gift in gifts} == set(INVITES[role])
        assert {gift.value.partition(":")[2] for gift in gifts} <= reach
        assert len({gift.value for gift in gifts}) == len(gifts)
        assert all(gift.place for gift in gifts)


def test_a_region_knows_its_own_accounts_and_names(region: SmallRegion) -> None:
    """And none of another region."""
    made = {account(region, role).id for role in LEVEL}
    assert set(accounts_of_region(db.session, region.region_id)) == made
    assert accounts_of_region(db.session, "elsewhere") == []
    names = names_within(db.session, region.region_id)
    assert set(names) == {region.region_id, *region.organisations.values(), *region.teams.values()}
    assert names_within(db.session, "elsewhere") == {}


@pytest.mark.parametrize("endpoint", ["", "nothing", "nothing.show", "boards", ".show", "boards.deep.show"])
def test_what_no_table_names_is_open_to_nobody(endpoint: str) -> None:
    """A page has to be named before anybody may open it."""
    for role in LEVEL:
        assert not may(role, endpoint, changes=False)
        assert not may(role, endpoint, changes=True)


def test_whoever_may_change_may_read() -> None:
    """No page takes in what its sender cannot see."""
    for name in RIGHTS:
        for role in LEVEL:
            assert may(role, f"{name}.any", changes=False) or not may(role, f"{name}.any", changes=True)
