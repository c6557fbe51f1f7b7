"""A phone as a program: asks for a token, delivers what it kept, and reads the receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.participants.service import Joined
from tests.region import SmallRegion

ANSWERS = {"work_enjoyment": ["7"], "professional_space": ["sufficient"]}


@dataclass
class Phone:
    """The signed-in phone of one person."""

    client: FlaskClient
    wave: str

    def deliver(self, fields: dict[str, Any] | None = None, **changed: Any) -> TestResponse:
        """Post one answering; `changed` replaces parts of the body."""
        body = {
            "wave": self.wave,
            "submission": f"{self.wave}.abcdefgh",
            "fields": ANSWERS if fields is None else fields,
            **changed,
        }
        return self.client.post("/outbox", json=body)


@pytest.fixture
def phone_of(region: SmallRegion) -> Callable[[Joined], Phone]:
    """The phone of whoever is named. Each request starts knowing nobody."""
    region.app.before_request_funcs.setdefault(None, []).insert(0, g.__dict__.clear)
    return lambda person: Phone(region.signed_in(person), region.wave().id)


@pytest.fixture
def phone(region: SmallRegion, phone_of: Callable[[Joined], Phone]) -> Phone:
    """The phone of the permanent participant."""
    return phone_of(region.participant)
