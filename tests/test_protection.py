"""The smallest group a figure may be about: one floor, 2c + 3, at every door through which a programme gets it."""

from __future__ import annotations

import ast
import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.commands.release_commands import release
from app.config import ROOT, SettingFault, read_settings
from app.db import db, writing
from app.instrument.installed import FIRST_QUESTIONNAIRE
from app.programme.models import Period, Programme
from app.programme.plan_changes import change_plan, duplicate, new_programme
from app.programme.programme_plan import Plan, plan_of
from app.programme.service import create_programme
from app.protection import (
    LEAST_GROUP,
    USUAL_COLLUDERS,
    USUAL_GROUP,
    PolicyTooWeak,
    colluders_withstood,
    least_group,
)
from app.releases.rules.policy import Policy
from tests.boards.visitors import Visitors
from tests.region import START, STARTS_ON, SmallRegion

CODE = sorted((ROOT / "app").rglob("*.py"))
TODAY = date(2026, 3, 3)


@pytest.mark.parametrize("min_group", range(LEAST_GROUP, 100))
def test_the_colluders_follow_from_the_group_and_never_promise_too_much(min_group: int) -> None:
    """As many as a group of that size withstands, and no more."""
    colluders = colluders_withstood(min_group)
    assert least_group(colluders) <= min_group < least_group(colluders + 1)
    assert Policy(colluders=colluders, min_group=min_group).min_group == min_group


@pytest.mark.parametrize("min_group", [-1, 0, 4])
def test_a_group_that_withstands_nobody_has_no_colluders(min_group: int) -> None:
    with pytest.raises(PolicyTooWeak):
        colluders_withstood(min_group)


def test_settings_refuse_a_group_below_the_floor(tmp_path: Path) -> None:
    """And without the setting it is the usual group."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * 32)
    folders = {"PEIL_INSTANCE": str(tmp_path / "instance"), "PEIL_KEYS": str(tmp_path / "keys")}
    good = folders | {"PEIL_SECRET_FILE": str(secret)}
    with pytest.raises(SettingFault, match=f"from {LEAST_GROUP}"):
        read_settings(good | {"PEIL_MIN_GROUP": str(LEAST_GROUP - 1)})
    chosen = read_settings(good | {"PEIL_MIN_GROUP": str(LEAST_GROUP)})
    assert (chosen.min_group, chosen.colluders) == (LEAST_GROUP, 1)
    usual = read_settings(good)
    assert (usual.min_group, usual.colluders) == (USUAL_GROUP, USUAL_COLLUDERS)


def running(region: SmallRegion) -> Programme:
    return db.session.scalars(select(Programme).where(Programme.region_id == region.region_id)).one()


def weaker(region: SmallRegion) -> Plan:
    return dataclasses.replace(plan_of(running(region)), min_group=LEAST_GROUP - 1)


def test_a_new_programme_is_refused_below_the_floor(region: SmallRegion) -> None:
    """Whichever way it is made; with the floor itself it withstands one colleague."""
    given = {"plan": weaker(region), "instrument_key": FIRST_QUESTIONNAIRE, "today": TODAY}
    with pytest.raises(PolicyTooWeak), writing(db.session):
        new_programme(db.session, region.region_id, **given)  # type: ignore[arg-type]  # One set of arguments.
    plan = dataclasses.replace(weaker(region), min_group=LEAST_GROUP)
    with writing(db.session):
        made = new_programme(db.session, region.region_id, plan=plan, instrument_key=FIRST_QUESTIONNAIRE, today=TODAY)
        assert made.colluders == 1


@pytest.mark.parametrize(("min_group", "colluders"), [(4, 1), (6, 2), (7, 3), (7, 0)])
def test_a_series_cannot_start_with_less_than_its_promise(region: SmallRegion, min_group: int, colluders: int) -> None:
    """As `peil init` and the demonstration start one."""
    key, group = FIRST_QUESTIONNAIRE, {"min_group": min_group, "colluders": colluders}
    with pytest.raises(PolicyTooWeak), writing(db.session):
        create_programme(db.session, region.region_id, instrument_key=key, starts_on=STARTS_ON, **group)  # type: ignore[arg-type]  # One set of arguments.


def test_a_plan_form_refuses_a_group_below_the_floor(region: SmallRegion) -> None:
    """422 and nothing changes, also where the programme itself stands on the floor."""
    programme = running(region)
    address = f"/programme/{programme.id}/plan"
    lead: FlaskClient = Visitors(region).browser("region_lead")
    for own in (programme.min_group, LEAST_GROUP):
        with writing(db.session):
            programme = running(region)
            programme.min_group, programme.colluders = own, colluders_withstood(own)
        before = plan_of(running(region))
        form = {"name": "Peil", "min_group": str(LEAST_GROUP - 1), "first_day": "2026-06-01"}
        answer = lead.post(address, data=form)
        assert answer.status_code == 422
        assert 'id="why-min_group"' in answer.text
        assert plan_of(running(region)) == before


def test_a_change_of_plan_never_lowers_and_counts_its_colluders_anew(region: SmallRegion) -> None:
    programme = running(region)
    plan = dataclasses.replace(plan_of(programme), min_group=10)
    with writing(db.session):
        change_plan(db.session, programme, plan, first_day=date(2026, 6, 1), now=START)
    assert (running(region).min_group, running(region).colluders) == (10, 3)


@pytest.mark.sqlite("goes past its constraints, which PostgreSQL lets nobody")
def test_a_duplicate_has_the_protection_of_its_original_or_is_refused(region: SmallRegion) -> None:
    """A row that somebody lowered in the database, past its constraint, does not spread."""
    with writing(db.session):
        made = duplicate(db.session, running(region), name="Again", today=TODAY)
        assert (made.min_group, made.colluders) == (USUAL_GROUP, USUAL_COLLUDERS)
        db.session.delete(made)
    weak = update(Programme).values(min_group=LEAST_GROUP - 1, colluders=1)
    with pytest.raises(IntegrityError), writing(db.session):
        db.session.execute(weak)
    with writing(db.session):
        db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
        db.session.execute(weak)
        db.session.execute(text("PRAGMA ignore_check_constraints = OFF"))
    with pytest.raises(PolicyTooWeak), writing(db.session):
        duplicate(db.session, running(region), name="Again", today=TODAY)


def test_the_command_that_audits_a_file_refuses_a_group_below_the_floor(tmp_path: Path) -> None:
    """And takes the usual group without being told."""
    file = tmp_path / "release.csv"
    file.touch()
    option = next(each for each in release.commands["audit"].params if each.name == "min_group")
    assert option.default == USUAL_GROUP
    weak = CliRunner().invoke(release, ["audit", "--file", str(file), "--min-group", str(LEAST_GROUP - 1)])
    assert weak.exit_code == 1
    assert "Traceback" not in weak.output


def test_the_database_has_the_usual_group_and_refuses_a_weaker_period(any_region: SmallRegion) -> None:
    """The last door, should every other have been passed: SQLite and PostgreSQL both hold 2c + 3."""
    with writing(db.session):
        bare = Programme(id="bare", region_id=any_region.region_id, instrument_key="x", starts_on=TODAY)
        db.session.add(bare)
        db.session.flush()
        assert (bare.min_group, bare.colluders) == (USUAL_GROUP, USUAL_COLLUDERS)
    for colluders in (1, 2, 3):
        weak = {"min_group": least_group(colluders) - 1, "colluders": colluders}
        with pytest.raises(IntegrityError), writing(db.session):
            db.session.execute(update(Period).values(**weak))


def statements(tree: ast.AST) -> list[ast.AST]:
    """The smallest statements, and the decorators, in which something is set or compared."""
    simple = (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr, ast.keyword, ast.Compare)
    return [node for node in ast.walk(tree) if isinstance(node, simple)]


def copies_in(source: str) -> set[str]:
    """What in a file states again what `app/protection.py` or `installed.py` states: the formula, a number, the key."""
    tree, found = ast.parse(source), set()
    for node in ast.walk(tree):
        text = ast.unparse(node) if isinstance(node, ast.BinOp) else ""
        if re.search(r"- 3\) // 2$|^2 \* [\w.]+ \+ 3$|^[\w.]+ \* 2 \+ 3$", text):
            found.add(text)
        if isinstance(node, ast.Constant) and node.value == FIRST_QUESTIONNAIRE:
            found.add(repr(node.value))
    for node in statements(tree):
        text = ast.unparse(node)
        numbers = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
        about = re.search(r"min.group|least.group|smallest.group", text, re.IGNORECASE) and len(text) < 200
        if about and numbers & {LEAST_GROUP, USUAL_GROUP, str(LEAST_GROUP), str(USUAL_GROUP)}:
            found.add(text)
    return found


@pytest.mark.parametrize(
    "copy",
    [
        "c = (k - 3) // 2",
        "floor = 2 * self.colluders + 3",
        'text = values.get("PEIL_MIN_GROUP") or "7"',
        "min_group: Mapped[int] = mapped_column(default=7)",
        'option("--min-group", type=int, default=7)',
        'INSTRUMENT = "peo"',
    ],
)
def test_a_second_copy_would_be_found(copy: str) -> None:
    """The forms in which it stood: the formula five times, 7 three times, the questionnaire's key six times."""
    assert copies_in(copy)


def test_the_floor_the_usual_group_and_the_first_questionnaire_stand_in_one_place() -> None:
    home = {ROOT / "app" / "protection.py", ROOT / "app" / "instrument" / "installed.py"}
    found = {str(path.relative_to(ROOT)): copies_in(path.read_text()) for path in CODE if path not in home}
    assert {path: copies for path, copies in found.items() if copies} == {}
