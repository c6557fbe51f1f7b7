"""The size of a page on the wire does not tell what somebody answered."""

from __future__ import annotations

import re

import brotli
import pytest
from flask.testing import FlaskClient

from app.web.compression import STEP_BYTES, _filled_brotli
from tests.region import SmallRegion

ANSWERS: list[dict[str, object]] = [
    {"work_enjoyment": 1},
    {"work_enjoyment": 10, "workload": "very_strongly", "professional_space": "very_insufficient"},
    {"workload": "hardly_or_not"},
    {"professional_space": "sufficient", "workload": "strongly"},
]
BROTLI = {"Accept-Encoding": "br"}


def test_receipts_of_different_answers_are_equally_long(region: SmallRegion) -> None:
    """Four people, four answers, one length."""
    receipts = []
    for person, answers in zip(region.people["north"], ANSWERS, strict=False):
        region.answer(person, answers)
        receipts.append(region.signed_in(person).get(f"/done/{region.wave().id}", headers=BROTLI))
    assert {receipt.status_code for receipt in receipts} == {200}
    assert {"data-card=" in brotli.decompress(receipt.data).decode() for receipt in receipts} == {True, False}
    assert len({len(receipt.data) for receipt in receipts}) == 1


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        ("/mirror.json", "br"),
        ("/mirror.json", "identity"),
        ("/cards", "br"),
    ],
)
def test_files_and_lists_of_ones_own_are_equally_long(region: SmallRegion, address: str, accepted: str) -> None:
    """A whole diary and the list of cards: four people with other answers, one of whom turned a card down."""
    lengths = set()
    for number, (person, answers) in enumerate(zip(region.people["north"], ANSWERS, strict=False)):
        region.answer(person, answers)
        client = region.signed_in(person)
        if number == 1:
            done = client.get(f"/done/{region.wave().id}").text
            card = re.search(r'data-card="(\w+)"', done)
            assert card is not None
            assert client.post(f"/cards/{card[1]}", data={"state": "refused"}).status_code == 303
        lengths.add(len(client.get(address, headers={"Accept-Encoding": accepted}).data))
    assert len(lengths) == 1


def test_no_card_is_told_by_its_size(client: FlaskClient, region: SmallRegion) -> None:
    """A network that sees no address cannot tell the company doctor's card from one about laughter."""
    keys = sorted(set(re.findall(r'href="/cards/(\w+)"', client.get("/cards/all").text)) - {"all"})
    sizes = {key: len(client.get(f"/cards/{key}", headers=BROTLI).data) for key in keys[::8]}
    assert len(sizes) >= 5
    assert set(sizes.values()) == {4096}, sizes


@pytest.mark.parametrize("address", ["/", "/pulse", "/mirror", "/cards", "/reminders", "/privacy", "/account"])
def test_private_pages_are_as_long_as_a_whole_number_of_steps(region: SmallRegion, address: str) -> None:
    """And a browser reads the same page as before."""
    client = region.signed_in(region.participant)
    packed, plain = client.get(address, headers=BROTLI), client.get(address)
    assert len(packed.data) % STEP_BYTES == len(plain.data) % STEP_BYTES == 0
    page = brotli.decompress(packed.data) if packed.content_encoding == "br" else packed.data
    assert page.decode().rstrip().endswith("</html>")


@pytest.mark.parametrize(("address", "quality"), [("/", 3), ("/pulse", 3), ("/mirror", 5), ("/cards", 5)])
def test_how_hard_a_page_is_compressed_depends_on_its_address_alone(
    region: SmallRegion, monkeypatch: pytest.MonkeyPatch, address: str, quality: int
) -> None:
    """Chosen by length, a page near the border would be a step longer or shorter for what somebody answered."""
    used: list[int] = []
    compressor = brotli.Compressor

    def noted(**settings: int) -> object:
        used.append(settings["quality"])
        return compressor(**settings)

    monkeypatch.setattr("app.web.compression.brotli.Compressor", noted)
    region.signed_in(region.participant).get(address, headers=BROTLI)
    with region.app.test_request_context(address, headers=BROTLI):
        for length in (700, 5_000, 15_999, 16_001, 60_000):
            _filled_brotli(b"x" * length)
    assert set(used) == {quality}


def test_a_page_with_a_code_is_never_compressed(region: SmallRegion, client: FlaskClient) -> None:
    """The size of a compressed page tells how much of it repeats the rest."""
    account = region.signed_in(region.participant).get("/account", headers=BROTLI)
    profile = {"experience": "3-6", "function": "ambulatory_worker", "consent": "y"}
    joined = client.post(f"/join/{region.invitation('north')}", data=profile, headers=BROTLI, follow_redirects=True)
    assert region.participant.code.groups[0] in account.text
    assert 'id="personal-code"' in joined.text
    assert account.content_encoding is joined.content_encoding is None
