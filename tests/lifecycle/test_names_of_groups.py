"""The names in a release are written in one language, the first of its questionnaire."""

from __future__ import annotations

from app.db import db
from app.lifecycle.publish import snapshot_of
from app.programme.counting_plan import plan_of_period
from app.programme.models import Period
from tests.region import SmallRegion


def test_kinds_of_organisation_are_named_in_the_first_language_of_the_questionnaire(region: SmallRegion) -> None:
    """Not in the language whose code comes first in the alphabet, which is how a stored plan sorts its texts."""
    period = db.session.query(Period).filter(Period.state == "open").one()
    instrument = plan_of_period(db.session, period)
    kinds = {option.key: option.text for option in instrument.item("org_type").options}
    assert next(iter(kinds["certified"])) != instrument.languages[0]
    assert region.region_id == snapshot_of(db.session, period).region
    named = {team.org_type: team.org_type_name for team in snapshot_of(db.session, period).teams}
    assert named == {key: kinds[key][instrument.languages[0]] for key in named}
