"""A file of a release is served under its own name, asked for again each time, and sent only when it changed."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import NotFound

from app.db import db
from app.releases.files.kinds_of_file import KINDS
from app.releases.files.served import file_response, period_or_404
from app.releases.read import ReleasedPeriod, released_periods, rows_of
from app.releases.rules.csv_table import no_labels, read_csv
from tests.boards.conftest import released, released_once
from tests.region import SmallRegion

__all__ = ["released", "released_once"]


@pytest.fixture
def period(released: SmallRegion) -> ReleasedPeriod:
    return released_periods(db.session)[-1]


def serve(
    region: SmallRegion, period: ReleasedPeriod, ending: str, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """The response to a browser that sends these headers."""
    rows = rows_of(db.session, period.id, level="region")
    with region.app.test_request_context(headers={name.replace("_", "-"): value for name, value in headers.items()}):
        response = file_response(period, lambda: rows, about="north", ending=ending, labels=lambda: no_labels)
        return response.status_code, response.get_data(), dict(response.headers)


@pytest.mark.parametrize("ending", list(KINDS))
def test_a_file_has_a_name_a_type_and_the_version_of_its_content(
    released: SmallRegion, period: ReleasedPeriod, ending: str
) -> None:
    """Saved beside others it still says what it is; asked for again it is not sent twice."""
    status, content, headers = serve(released, period, ending)
    assert status == 200
    assert content
    assert headers["Content-Disposition"] == f"attachment; filename=peil-north-{period.id}.{ending}"
    assert headers["Content-Type"] == KINDS[ending].media_type
    again = serve(released, period, ending, If_None_Match=headers["ETag"])
    assert again[:2] == (304, b"")
    assert serve(released, period, ending, If_None_Match='"another"')[0] == 200


def test_a_cache_keeps_languages_and_readers_apart(released: SmallRegion, period: ReleasedPeriod) -> None:
    """Labels are in the reader's language, and who may see a group is told by a cookie."""
    assert {each.strip() for each in serve(released, period, "csv")[2]["Vary"].split(",")} >= {
        "Accept-Language",
        "Cookie",
    }


def test_the_served_file_holds_the_rows_handed_in_and_no_others(released: SmallRegion, period: ReleasedPeriod) -> None:
    """Who may have which rows is decided before; here nothing is added."""
    found = read_csv(serve(released, period, "csv")[1].decode())
    assert found == {period.id: tuple(rows_of(db.session, period.id, level="region"))}


def test_a_period_without_a_release_does_not_exist(released: SmallRegion, period: ReleasedPeriod) -> None:
    """One that is still open, one of another region, and one that never was: the same answer."""
    assert period_or_404(period.id) == period_or_404(period.id, region_id=released.region_id) == period
    for name, region_id in ((period.id, "elsewhere"), ("no-such-period", None), (period.id + "x", None)):
        with pytest.raises(NotFound):
            period_or_404(name, region_id=region_id)
