"""`/done/<wave>`: what became of the answers, one subject to look at, at most one card."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.mirror.conftest import NOW
from tests.region import FORTNIGHT, START, SmallRegion


def _done(region: SmallRegion, client: FlaskClient) -> str:
    page = client.get(f"/done/{region.wave(NOW).id}")
    assert page.status_code == 200
    return page.text


def test_answers_have_arrived_and_are_sealed(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """How many, and that they can still be changed."""
    page = _done(mirrored, reader)
    assert "Your 2 answers have arrived and are sealed." in page
    assert 'href="/pulse"' in page


def test_one_subject_is_shown_at_once(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """What moved, where it lies beside the region, and the small picture of both."""
    page = _done(mirrored, reader)
    assert "You gave a <strong>8</strong>. Higher than last time." in page
    assert "In the region about <strong>72%</strong> are on the same side: 7 or higher." in page
    assert page.count('class="mini"') == 1


def test_answers_after_closing_are_named_as_such(region: SmallRegion) -> None:
    """They are in the diary, and the page says that they do not count."""
    late = START + FORTNIGHT
    wave = region.wave(START).id
    receipt = region.answer(region.participant, {"work_enjoyment": 6}, moment=late, wave_id=wave)
    assert not receipt.counted
    page = region.signed_in(region.participant).get(f"/done/{wave}", headers={"Accept-Language": "en"}).text
    assert "This round was already closed." in page


def test_only_for_a_wave_one_answered(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """A foreign or unanswered wave is no page; a visitor is asked for their code."""
    assert reader.get("/done/nothing").status_code == 404
    unanswered = mirrored.signed_in(mirrored.team_mate).get(f"/done/{mirrored.wave(NOW).id}")
    assert unanswered.status_code == 404
    asked = mirrored.app.test_client().get(f"/done/{mirrored.wave(NOW).id}")
    assert (asked.status_code, asked.location) == (303, "/code")


def test_who_gave_no_answer_is_not_told_that_answers_arrived(region: SmallRegion) -> None:
    """Every question left open or declined: nothing counts, and one can still answer."""
    region.answer(region.participant, {"work_enjoyment": "_declined"})
    page = region.signed_in(region.participant).get(f"/done/{region.wave().id}", headers={"Accept-Language": "en"}).text
    assert "You gave no answer, so nothing of yours counts." in page
    assert "have arrived" not in page
    assert 'href="/pulse">Answer after all' in page
