"""What is sealed opens under the same secret and for the same purpose only."""

from __future__ import annotations

import pytest

from app.sealing import SealBroken, seal, unseal

SECRET = b"only-for-tests-only-for-tests-32"


def test_what_was_sealed_opens_again() -> None:
    """Letters of every kind come back as they were, and are not to be seen in between."""
    sealed = seal(SECRET, "purpose", "geheim ë")
    assert unseal(SECRET, "purpose", sealed) == "geheim ë"
    assert "geheim" not in sealed
    assert sealed != seal(SECRET, "purpose", "geheim ë")


@pytest.mark.parametrize("change", ["purpose", "secret", "text", "nonsense", "empty"])
def test_nothing_else_opens(change: str) -> None:
    """Another purpose, another installation, a changed letter, and what was never sealed."""
    sealed = seal(SECRET, "purpose", "geheim")
    secret = SECRET[::-1] if change == "secret" else SECRET
    text = {"text": sealed[:-6] + "AAAA==", "nonsense": "é" * 40, "empty": ""}.get(change, sealed)
    with pytest.raises(SealBroken):
        unseal(secret, "other" if change == "purpose" else "purpose", text)
