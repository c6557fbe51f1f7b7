"""What a phone delivers is taken in once, and what cannot be taken in is refused with the mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.answering.diary_rows import own_diary
from app.config import Settings
from app.db import db, writing
from app.organisations.service import create_organisation, create_region, create_team
from app.participants.service import Joined
from app.programme.service import create_programme, open_wave
from app.web.compression import STEP_BYTES
from tests.conftest import SetClock
from tests.phone.conftest import Phone
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

PhoneOf = Callable[[Joined], Phone]


def waves_of(person: Joined) -> list[str]:
    return list(own_diary(db.session, person.keys).waves)


def test_the_receipt_says_what_became_of_it(phone: Phone, region: SmallRegion) -> None:
    """Which submission, how many answers, whether they count, and until when they can be changed."""
    receipt = phone.deliver().json
    assert receipt == {
        "wave": phone.wave,
        "submission": f"{phone.wave}.abcdefgh",
        "closes": (START.replace(hour=23) + FORTNIGHT - timedelta(days=1)).isoformat(),
        "answers": 2,
        "counted": True,
        "replaced": False,
        "repeated": False,
    }
    assert waves_of(region.participant) == [phone.wave]


def test_every_receipt_is_equally_long(phone: Phone) -> None:
    """One answer or three, new, repeated or replaced: who sees the size of what comes back learns nothing."""
    receipts = [
        phone.deliver({"work_enjoyment": ["10"]}),
        phone.deliver({"work_enjoyment": ["10"]}),
        phone.deliver(
            {"work_enjoyment": ["1"], "professional_space": ["sufficient"]}, submission=f"{phone.wave}.newer-one"
        ),
    ]
    assert {receipt.status_code for receipt in receipts} == {200}
    assert {len(receipt.data) for receipt in receipts} == {STEP_BYTES}


def test_the_same_submission_counts_once(phone: Phone) -> None:
    """Delivered again, because the first receipt was lost: nothing changes, whatever it says now."""
    phone.deliver()
    again = phone.deliver({"work_enjoyment": ["1"]}).json
    assert again is not None
    assert (again["repeated"], again["answers"]) == (True, 2)


def test_a_newer_answering_replaces_the_earlier(phone: Phone) -> None:
    phone.deliver()
    newer = phone.deliver({"work_enjoyment": ["8"]}, submission=f"{phone.wave}.newer-one").json
    assert newer is not None
    assert (newer["replaced"], newer["counted"], newer["answers"]) == (True, True, 1)


def test_what_comes_after_closing_is_named_so(phone: Phone, region: SmallRegion, set_clock: SetClock) -> None:
    """It goes to the diary and does not count for the group."""
    set_clock(START + 3 * FORTNIGHT)
    receipt = phone.deliver().json
    assert receipt is not None
    assert receipt["counted"] is False
    assert waves_of(region.participant) == [phone.wave]


def test_nothing_tells_when_an_answer_was_made(phone: Phone) -> None:
    """A moment that a phone sends all the same is not looked at."""
    receipt = phone.deliver(made_at="2026-03-02T09:00:00Z").json
    assert receipt is not None
    assert "made_at" not in receipt


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"wave": 7}, "wave"),
        ({"wave": None}, "wave"),
        ({"submission": ""}, "submission"),
        ({"submission": "other-wave.abcdefgh"}, "submission"),
        ({"submission": "x" * 500}, "submission"),
        ({"fields": []}, "fields"),
        ({"fields": {"work_enjoyment": "7"}}, "fields.work_enjoyment"),
        ({"fields": {"work_enjoyment": [7]}}, "fields.work_enjoyment"),
        ({"fields": {str(number): ["1"] for number in range(501)}}, "fields"),
    ],
)
def test_a_malformed_item_names_the_part(phone: Phone, changed: dict[str, Any], part: str) -> None:
    response = phone.deliver(**changed)
    assert response.status_code == 422
    assert response.json is not None
    assert list(response.json["fields"]) == [part]
    assert response.json["fault"]


def test_an_impossible_answer_names_its_question(phone: Phone, region: SmallRegion) -> None:
    """The form's own words, and nothing kept."""
    response = phone.deliver({"work_enjoyment": ["11"]})
    assert response.status_code == 422
    assert response.json is not None
    assert list(response.json["fields"]) == ["work_enjoyment"]
    assert waves_of(region.participant) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe"])
def test_what_is_no_json_object_is_refused(phone: Phone, body: bytes) -> None:
    response = phone.client.post("/outbox", data=body, content_type="application/json")
    assert response.status_code == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_another_content_type_is_refused(phone: Phone, kind: str) -> None:
    """A page elsewhere cannot post JSON by way of a form."""
    response = phone.client.post("/outbox", data=b'{"wave": "x"}', content_type=kind)
    assert response.status_code == 415
    assert response.json is not None
    assert "JSON" in response.json["fault"]


def test_a_body_over_the_limit_is_refused_in_words(phone: Phone) -> None:
    response = phone.deliver({"work_enjoyment.comment": ["x" * 70_000]})
    assert response.status_code == 413
    assert response.json is not None
    assert response.json["fault"]


def test_a_wave_of_another_region_does_not_exist(phone: Phone, region: SmallRegion) -> None:
    """Its wave is as open as one's own, and still not there."""
    with writing(db.session):
        other = create_region(db.session, "Elders").id
        home = create_organisation(db.session, other, name="Ginds", org_type="certified")
        create_team(db.session, home.id, name="Team Ginds", declared_size=10)
        create_programme(db.session, other, instrument_key="peo", starts_on=STARTS_ON, min_group=7, colluders=2)
    region.tick(START)
    wave = open_wave(db.session, START, region_id=other)
    assert wave is not None
    assert phone.deliver(wave=wave.id, submission=f"{wave.id}.abcdefgh").status_code == 404


def test_a_wave_that_never_was_does_not_exist(phone: Phone) -> None:
    assert phone.deliver(wave="abcd-w1", submission="abcd-w1.abcdefgh").status_code == 404


def test_a_wave_that_has_yet_to_open_does_not_exist(phone: Phone, region: SmallRegion) -> None:
    later = f"{phone.wave.rpartition('w')[0]}w2"
    assert phone.deliver(wave=later, submission=f"{later}.abcdefgh").status_code == 404


def test_somebody_elses_answers_stay_on_the_phone(phone_of: PhoneOf, region: SmallRegion) -> None:
    """Another participant signed in on the same device: what waits is not taken for theirs."""
    first, second = phone_of(region.participant), phone_of(region.team_mate)
    token = first.client.get("/outbox/token").json
    assert token is not None
    response = second.client.post(
        "/outbox",
        json={"wave": first.wave, "submission": f"{first.wave}.abcdefgh", "fields": {}},
        headers={"Peil-Owner": token["owner"]},
    )
    assert response.status_code == 409
    assert waves_of(region.team_mate) == []


def test_nobody_signed_in_is_told_to_open_with_the_code(client: FlaskClient, region: SmallRegion) -> None:
    for response in (client.get("/outbox/token"), client.post("/outbox", json={})):
        assert response.status_code == 401
        assert response.json is not None
        assert "code" in response.json["fault"]


def test_a_delivery_without_a_fresh_token_changes_nothing(settings: Settings, region: SmallRegion) -> None:
    """With forged-request protection on: 400 in words, and with the token that was asked for just before it works."""
    app = create_app(settings, testing=True)
    client = app.test_client()
    page = client.get("/code").text
    form_token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/code", data={"code": region.participant.code.text, "csrf_token": form_token})
    wave = region.wave().id
    body = {"wave": wave, "submission": f"{wave}.abcdefgh", "fields": {"work_enjoyment": ["7"]}}
    assert client.post("/outbox", json=body).status_code == 400
    assert waves_of(region.participant) == []
    token = client.get("/outbox/token").json
    assert token is not None
    assert client.post("/outbox", json=body, headers={"X-CSRFToken": token["token"]}).status_code == 200


def test_a_token_is_kept_nowhere(phone: Phone) -> None:
    assert phone.client.get("/outbox/token").headers["Cache-Control"] == "no-store"
