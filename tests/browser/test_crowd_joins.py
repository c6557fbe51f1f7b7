"""More people than places join with one code at one moment, through the real server: each place is taken once."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from threading import Barrier
from urllib.error import HTTPError

from sqlalchemy import func, select, update

from app.db import db, writing
from app.organisations.models import Invitation, Team
from app.organisations.service import invite
from app.participants.models import Membership
from app.participants.service import accounts_of
from app.tokens import token_hash
from bench.mortal import MortalServer
from tests.at_once import MOST_SECONDS
from tests.browser.waiting import PATIENCE_SECONDS
from tests.region import SmallRegion

PLACES, PEOPLE = 80, 88
FORM = {"experience": "0-3", "function": "youth_consultant", "consent": "y"}


def test_eighty_of_eighty_eight_who_join_at_once_get_a_place(living: SmallRegion, server: MortalServer) -> None:
    """A whole organisation in one room scans the code on the wall: nobody sees an error, and none too many joined."""
    team = living.teams["south"]
    with writing(db.session):
        db.session.execute(update(Team).where(Team.id == team).values(declared_size=500))
        before = accounts_of(db.session, team)
        token = invite(db.session, team, uses=PLACES, accounts=before)
    address, together = f"http://127.0.0.1:{server.port}/join/{token}", Barrier(PEOPLE)

    def join(_person: int) -> int:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with browser.open(address, timeout=PATIENCE_SECONDS) as page:
            found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.read().decode())
        assert found
        sent = urllib.parse.urlencode(FORM | {"csrf_token": found[1]}).encode()
        together.wait(MOST_SECONDS)
        try:
            with browser.open(address, sent, timeout=PATIENCE_SECONDS) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code

    with ThreadPoolExecutor(PEOPLE) as pool:
        told = Counter(pool.map(join, range(PEOPLE)))
    assert told == {200: PLACES, 410: PEOPLE - PLACES}
    db.session.rollback()
    assert accounts_of(db.session, team) == before + PLACES
    assert db.session.get_one(Invitation, token_hash(token)).uses_left == 0
    assert db.session.scalar(select(func.count()).select_from(Membership).where(Membership.team_id == team)) == (
        before + PLACES
    )
