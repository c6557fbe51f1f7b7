"""Whatever is sent to whatever address by whomever: an answer in words, never a crash."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db
from app.programme.models import Period, Wave
from tests.region import SmallRegion
from tests.web.any_request import field_names, odd_requests, rules_of
from tests.web.every_form import client_of

VISITORS = ["stranger", "participant", "region", "organisation", "team", "council"]
TRIES = int(os.environ.get("PEIL_ODD_REQUESTS", "40"))
"""How many requests each visitor sends; a long run by hand sets thousands."""


@pytest.mark.parametrize("visitor", VISITORS)
def test_nothing_that_is_sent_anywhere_crashes(region: SmallRegion, visitor: str) -> None:
    """Any method, address, query, header, cookie and body: below 500, and every error says something."""
    client = client_of(visitor, region)
    known = [*region.organisations.values(), *region.teams.values(), region.region_id, "csv", "json", "1", "2", "peo"]
    known += [*db.session.scalars(select(Period.id)), *db.session.scalars(select(Wave.id))]
    known += [region.wave().period.programme_id, region.invitation("north"), "agree", "propose", "vote"]
    requests = odd_requests(rules=rules_of(region.app), names=field_names(), known=known)

    @settings(max_examples=TRIES, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def send(data: st.DataObject) -> None:
        odd = data.draw(requests)
        answer = client.open(odd.path, method=odd.method, **odd.arguments)
        assert answer.status_code < 500, odd
        if answer.status_code >= 400 and odd.method != "HEAD" and answer.status_code != 403:
            assert answer.data or answer.status_code in {403, 416}, odd

    send()
