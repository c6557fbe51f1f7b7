"""Who looks at boards in tests: staff of every role with a browser each, and the periods there are to see."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import delete, update

from app import clock
from app.accounts.service import account_of, create_account, make_link
from app.db import db, writing
from app.estimates.estimation_job import estimate_releases
from app.estimates.models import Estimation, StoredEstimate
from app.releases.models import ReleaseRow
from app.releases.read import released_periods
from tests.region import FORTNIGHT, START, SmallRegion

GOOD = {"professional_space": "sufficient", "do_what_is_needed": "ample", "work_enjoyment": 8}
BAD = {"professional_space": "insufficient", "do_what_is_needed": "very_insufficient", "work_enjoyment": 5}
NOW = START + 4 * FORTNIGHT + timedelta(hours=1)
STAFF = {
    "region_lead": ("region", "region"),
    "wide_lead": ("organisation", "wide"),
    "narrow_lead": ("organisation", "narrow"),
    "north_lead": ("team", "north"),
    "south_lead": ("team", "south"),
    "council": ("council", "wide"),
}


class Visitors:
    """Browsers by name: the staff of `STAFF`, `participant` and `outsider`, and `nobody`."""

    def __init__(self, region: SmallRegion) -> None:
        self.region = region

    def browser(self, name: str) -> FlaskClient:
        if name == "nobody":
            return self.region.app.test_client()
        if name in {"participant", "outsider"}:
            return self.region.signed_in(getattr(self.region, name))
        client = self.region.app.test_client()
        assert client.post(f"/staff/enter/{self.link(name)}").status_code == 303
        return client

    def link(self, name: str, *, uses: int = 1, minutes: int = 30) -> str:
        """A sign-in token for this member of staff, whose account is made where it is missing."""
        role, key = STAFF[name]
        email = f"{name}@example.org"
        with writing(db.session):
            account = account_of(db.session, email) or create_account(
                db.session, email=email, role=role, scope=self.scope(role, key)
            )
            return make_link(db.session, account, now=clock.now(), uses=uses, minutes=minutes)

    def scope(self, role: str, key: str) -> str:
        organisations = self.region.organisations
        groups = {"organisation": organisations, "council": organisations, "team": self.region.teams}
        return groups[role][key] if role in groups else self.region.region_id


def release_two_periods(region: SmallRegion) -> None:
    """Everybody answers the first wave of two periods, half of them well."""
    for moment in (START, START + 2 * FORTNIGHT):
        wave = region.wave(moment)
        for people in region.people.values():
            for place, person in enumerate(people):
                answers = GOOD if place % 2 else BAD
                asked = {item: answer for item, answer in answers.items() if item in wave.items}
                region.answer(person, asked, moment=moment, submission=f"{wave.id}-{place}")
        region.tick(moment + 2 * FORTNIGHT)


def set_share(
    region: SmallRegion, group: str, *, lower: float | None, upper: float | None, people: str = "10-19"
) -> None:
    """Let the newest release say this about professional space, or withhold it."""
    value = None if lower is None or upper is None else (lower + upper) / 2
    with writing(db.session):
        db.session.execute(
            update(ReleaseRow)
            .where(
                ReleaseRow.period_id == released_periods(db.session)[-1].id,
                ReleaseRow.group == group,
                ReleaseRow.breakdown == "",
                ReleaseRow.item == "professional_space",
                ReleaseRow.option == "favourable",
            )
            .values(lower=lower, upper=upper, bin_lower=lower, bin_upper=upper, value=value)
            .values(withheld=value is None, size_class=people)
        )
    estimate_anew()


def estimate_as(*, period: str, group: str, item: str, option: str, bounds: tuple[float, float]) -> None:
    """Let the estimate of a team's count in this release have these ends."""
    with writing(db.session):
        db.session.merge(
            StoredEstimate(
                period_id=period,
                level="team",
                group=group,
                item=item,
                option=option,
                share=sum(bounds) / 2,
                lower=bounds[0],
                upper=bounds[1],
                gap="none",
                movement="none",
            )
        )


def estimate_anew() -> None:
    """After a release was made to say something else: estimate again."""
    with writing(db.session):
        db.session.execute(delete(StoredEstimate))
        db.session.execute(delete(Estimation))
    estimate_releases(db.session)
