"""An account is about something that exists."""

from __future__ import annotations

import pytest

from app.accounts.service import ScopeUnknown, account_of, create_account
from app.db import db
from tests.region import SmallRegion


@pytest.mark.parametrize(("role", "scope"), [("team", "nosuchteam"), ("king", "anything"), ("region", "")])
def test_an_account_without_a_group_is_refused(role: str, scope: str, region: SmallRegion) -> None:
    """A typo in the scope does not make an account that sees nothing, or worse."""
    with pytest.raises(ScopeUnknown):
        create_account(db.session, email="lead@example.org", role=role, scope=scope)


def test_the_role_and_the_group_belong_together(region: SmallRegion) -> None:
    """The id of a team is not the id of an organisation."""
    with pytest.raises(ScopeUnknown):
        create_account(db.session, email="lead@example.org", role="organisation", scope=region.teams["north"])


def test_an_address_is_found_however_it_is_written(region: SmallRegion) -> None:
    """E-mail addresses differ in capitals and spaces by accident only."""
    made = create_account(db.session, email=" Lead@Example.org", role="team", scope=region.teams["north"])
    assert account_of(db.session, "lead@example.ORG ") is made
