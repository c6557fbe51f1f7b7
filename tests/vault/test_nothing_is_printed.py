"""No secret reaches a log or a screen because somebody printed an object or an error."""

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from app.vault.ballot_seal import BallotOpener, BallotSealer
from app.vault.codes import PersonalCode
from app.vault.cookie_seal import CookieSeal
from app.vault.diary_seal import open_diary, seal_entry
from app.vault.holder_keys import new_holder_key
from app.vault.personal_keys import ParticipantKeys
from tests.vault.conftest import KNOWN_CODE

SECRET = b"a secret of thirty-two characters"
UNSEALABLE: Any = {"note": {"Een goede week."}}  # a set, which JSON does not know


def test_printing_an_object_shows_nothing_of_it(known_code: PersonalCode, participant: ParticipantKeys) -> None:
    """By repr, str and format alike."""
    part = seal_entry(participant, label="wave:1", content="Een goede week.")[0]
    holders = [known_code, participant, CookieSeal(SECRET), BallotOpener(SECRET[:32])]
    for holder in [*holders, new_holder_key()]:
        printed = f"{holder} {holder!r} {[holder]}"
        assert printed == " ".join([f"{type(holder).__name__}(hidden)"] * 2 + [f"[{holder!r}]"])
    assert part.name.hex() not in repr(part)
    assert repr(part.sealed) not in repr(part)


@pytest.mark.parametrize(
    "failing",
    [
        lambda _: PersonalCode.read(KNOWN_CODE[:-1] + "0"),
        lambda _: PersonalCode.read(KNOWN_CODE[:-1]),
        lambda keys: open_diary(keys, [(b"Een goede week.", b"Een goede week.")]),
        lambda keys: seal_entry(keys, label="wave:1", content=UNSEALABLE),
        lambda keys: seal_entry(keys, label="wave:1", content=["Een goede week.", float("nan")]),
        lambda _: BallotSealer(SECRET[:32]).seal({"note": "Een goede week." * 99}),
        lambda _: CookieSeal(SECRET).open("session", "Een goede week."),
        lambda _: CookieSeal(SECRET[:31]),
    ],
)
def test_an_error_carries_nothing_that_was_typed_or_kept(
    participant: ParticipantKeys, failing: Callable[[ParticipantKeys], object]
) -> None:
    """The message and its causes name the event only."""
    with pytest.raises((ValueError, TypeError)) as caught:
        failing(participant)
    told = "".join(traceback.format_exception_only(caught.value))
    assert caught.value.__cause__ is None
    for secret in (*KNOWN_CODE.split("-")[:5], "goede", SECRET.decode(), SECRET[:31].decode()):
        assert secret not in told
        assert secret not in str(vars(caught.value))
