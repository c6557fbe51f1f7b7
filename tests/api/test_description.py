"""The description of the API is what the API does: a program that reads it finds no surprise."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from app.db import db
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

ADDRESS = "/api/v1/openapi.json"
STATUSES = {"200", "304", "400", "404", "405", "406", "412", "429", "500", "503"}
FEW = settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def description(visitors: Visitors) -> dict[str, Any]:
    found = visitors.browser("nobody").get(ADDRESS).json
    assert found is not None
    return dict(found)


def addresses_of(app: Flask) -> set[str]:
    """The addresses of the API as the description writes them, but for its own."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    return {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in rules} - {ADDRESS}


def test_every_address_and_every_status_is_described(app: Flask, description: dict[str, Any]) -> None:
    """Also one that is added tomorrow; every error as problem details, and a 304 without a body."""
    assert description["openapi"] == "3.1.0"
    assert set(description["paths"]) == addresses_of(app)
    for path in description["paths"].values():
        responses = path["get"]["responses"]
        assert set(responses) - {"default"} == STATUSES
        assert "content" not in responses["304"]
        for status in STATUSES - {"200", "304"}:
            assert list(responses[status]["content"]) == ["application/problem+json"]


def test_a_text_that_may_be_asked_is_described_with_the_character_that_it_may_not_hold(
    visitors: Visitors, description: dict[str, Any], released: SmallRegion
) -> None:
    """The character 0 is 400 in every text of an address, so no description may call it fine."""
    texts = 0
    for address, path in description["paths"].items():
        for parameter in (*path.get("parameters", ()), *path["get"].get("parameters", ())):
            schema = parameter["schema"]
            if schema["type"] == "string" and "enum" not in schema:
                texts += 1
                assert not re.search(schema["pattern"], "a\0b"), (address, parameter["name"])
                assert re.search(schema["pattern"], "any text; 50% of “ë”"), (address, parameter["name"])
    assert texts == 9
    assert visitors.browser("nobody").get("/api/v1/releases?region=a%00b").status_code == 400


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_that_a_program_sends_is_a_surprise(released: SmallRegion, mode: GenerationMode) -> None:
    """Schemathesis with all its checks: what fits the description is accepted, what does not is refused as it says."""
    period = released_periods(db.session)[-1].id
    schema = schemathesis.openapi.from_wsgi(ADDRESS, released.app)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def try_it(case: schemathesis.Case[Any]) -> None:
            if "period_id" in case.path_parameters and len(case.path_parameters["period_id"]) % 2:
                case.path_parameters["period_id"] = period
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        try_it()


def test_the_addresses_of_pages_are_followed_by_hand(visitors: Visitors, released: SmallRegion) -> None:
    """A page after the last is empty, not missing."""
    nobody: FlaskClient = visitors.browser("nobody")
    body = nobody.get("/api/v1/releases?page=99").json
    assert body is not None
    assert (body["releases"], body["next"]) == ([], None)
