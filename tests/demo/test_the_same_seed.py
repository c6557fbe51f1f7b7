"""The same seed builds the same region: codes, addresses and released figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from app.db import db
from app.demo.build import build_region
from app.demo.guide import describe
from app.releases.read import released_periods
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings
from tests.conftest import Template
from tests.demo.conftest import BASE_URL, NOW, build_in, order

SMALLEST = {"waves": 2, "teams": 3}


def build(folder: Path, template: Template, *, seed: int) -> tuple[Mapping[str, Any], list[str]]:
    """demo.json and the digests of all releases."""
    wanted = order(seed=seed, now=NOW, **SMALLEST)
    for built in build_in(folder, template=template, wanted=wanted):
        return built.guide, [release.digest for release in released_periods(db.session)]
    raise AssertionError("nothing was built")


def test_the_same_seed_builds_the_same_region(tmp_path: Path, template: Template) -> None:
    """Whoever measures or reports a fault can name the region by its seed alone."""
    first = build(tmp_path / "first", template, seed=3)
    assert len(first[1]) == 1
    assert build(tmp_path / "again", template, seed=3) == first


def test_another_seed_builds_another_region(tmp_path: Path, template: Template) -> None:
    """No code, address or figure of one seed is any use in the region of another."""
    first_guide, first_digests = build(tmp_path / "first", template, seed=3)
    other_guide, other_digests = build(tmp_path / "other", template, seed=4)
    assert first_digests != other_digests
    assert not codes(first_guide) & codes(other_guide)


def test_every_database_holds_the_same_region(any_app: Flask, tmp_path: Path, template: Template) -> None:
    """What is released follows from the answers, in whatever order a database gives its ballots back."""
    region = build_region(db.session, order(seed=3, now=NOW, **SMALLEST), keys=PeriodKeys(settings().keys))
    guide = describe(db.session, region, base_url=BASE_URL)
    digests = [release.digest for release in released_periods(db.session)]
    assert build(tmp_path / "first", template, seed=3) == (guide, digests)


def codes(guide: Mapping[str, Any]) -> set[str]:
    return {
        *(each["code"] for each in guide["participants"]),
        *(each["url"] for each in [*guide["joins"], *guide["staff"]]),
    }
