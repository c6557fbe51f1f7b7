"""A board that has not changed is not sent again; one that has, is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template
from sqlalchemy import Column, ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from app.content.reading import ContentFault
from app.db import Base, db, writing
from app.organisations.models import Organisation
from app.programme.models import Wave
from app.releases.models import Release, StoredDrawing
from app.web.kept_parts import MOST_KEPT, KeptParts
from tests.boards.visitors import Visitors
from tests.region import START, SmallRegion


def _settled(client: FlaskClient, address: str = "/region") -> TestResponse:
    """The page once the browser has the cookie its forms need."""
    client.get(address)
    return client.get(address)


def test_an_unchanged_board_is_not_sent_again(visitors: Visitors) -> None:
    """304 without a body, and nobody else's cache may keep it."""
    client = visitors.browser("region_lead")
    first = _settled(client)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/region", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_what_changes_the_page_changes_its_tag(visitors: Visitors, released: SmallRegion, app: Flask) -> None:
    """Language, name of a group, release, version of Peil, and whose browser it is."""
    client = visitors.browser("region_lead")
    tags = [_settled(client).headers["ETag"]]
    tags.append(client.get("/region", headers={"Accept-Language": "en"}).headers["ETag"])
    with writing(db.session):
        db.session.execute(update(Organisation).values(name="Anders"))
    tags.append(client.get("/region").headers["ETag"])
    with writing(db.session):
        db.session.execute(update(Release).values(published_on=date(2026, 6, 1)))
    tags.append(client.get("/region").headers["ETag"])
    app.jinja_env.globals["asset"] = lambda path: f"/static/the-next-version/{path}"
    tags.append(client.get("/region").headers["ETag"])
    tags.append(_settled(visitors.browser("region_lead")).headers["ETag"])
    tags.append(_settled(visitors.browser("wide_lead")).headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_kept_page_does_not_outlive_the_session(visitors: Visitors) -> None:
    """After signing out the tag opens nothing, and the browser is asked to drop what it kept."""
    client = visitors.browser("region_lead")
    tag = _settled(client).headers["ETag"]
    left = client.post("/staff/sign-out")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/region", headers={"If-None-Match": tag}).status_code == 303


def _main(visitors: Visitors, who: str, address: str) -> str:
    response = visitors.browser(who).get(address, headers={"Accept-Language": "en"})
    return response.text.partition("<main")[2].partition("</main>")[0]


def test_a_board_is_made_once_for_all_who_read_the_same(visitors: Visitors, released: SmallRegion) -> None:
    """The third visitor gets what the second one got, once what was read for it has been the same twice."""
    address = f"/organisations/{released.organisations['wide']}"
    first = _main(visitors, "council", address)
    assert _main(visitors, "council", address) == first != ""
    with _rendered(visitors.region.app) as templates:
        assert _main(visitors, "council", address) == first
    assert "boards/board.html" in templates
    assert "boards/_board.html" not in templates


def test_nobody_gets_what_was_made_for_somebody_who_may_more(visitors: Visitors, released: SmallRegion) -> None:
    """The lead's page was made first; those above the team and its participants get their own."""
    team = f"/teams/{released.teams['north']}"
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-06-01"}
    assert visitors.browser("north_lead").post(f"{team}/agreements", data=agreed).status_code == 303
    for who, reads, writes in (
        ("north_lead", True, True),
        ("participant", True, False),
        ("wide_lead", False, False),
        ("region_lead", False, False),
        ("council", False, False),
        ("north_lead", True, True),
    ):
        page = _main(visitors, who, team)
        assert ("We meet." in page, "Note an agreement" in page) == (reads, writes), who


def test_what_is_written_or_named_anew_stands_there_at_once(visitors: Visitors, released: SmallRegion) -> None:
    """An agreement, a name and a release make another version."""
    team, lead = f"/teams/{released.teams['north']}", visitors.browser("north_lead")
    assert "We meet." not in _main(visitors, "participant", team)
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-06-01"}
    assert lead.post(f"{team}/agreements", data=agreed).status_code == 303
    assert "We meet." in _main(visitors, "participant", team)
    with writing(db.session):
        db.session.execute(update(Organisation).values(name="Anders"))
    assert "Anders" in _main(visitors, "participant", team)


def test_a_process_keeps_so_many_boards_and_no_more(app: Flask) -> None:
    """What was made first goes first, and is made again when somebody asks."""
    kept, made = KeptParts(), []

    def show(number: int) -> None:
        kept.part(str(number), partial(make, str(number)), connections=[db.session.connection()])

    def make(asked: str) -> str:
        made.append(asked)
        return f"<p>{asked}</p>"

    for number in range(MOST_KEPT):
        show(number)
        show(number)  # From here on it is kept.
    made.clear()
    for number in (0, MOST_KEPT, 1, 0):
        show(number)
    assert made == [str(MOST_KEPT), "0"]


def test_a_part_is_not_kept_when_something_changed_while_it_was_made(region: SmallRegion) -> None:
    """What was read before the change would stand there as if it came after it."""
    kept, name = KeptParts(), iter(["Oud", "Nieuw", "Nieuw", "Nieuw"])
    wanted = select(Organisation.name).where(Organisation.id == region.organisations["wide"])
    connection = db.session.connection()

    def show(*, change: bool = False) -> str:
        def make() -> str:
            read = str(connection.execute(wanted).scalar_one())
            if change:
                beside = connection.connection.cursor()  # As if by another process: nobody notes it.
                beside.execute(f"UPDATE organisation SET name = '{next(name)}'")
            return read

        return kept.part("a board", make, connections=[connection])

    show(change=True)
    assert show(change=True) == "Oud"
    assert show() == "Nieuw"
    assert show() == "Nieuw"


def test_a_change_far_into_a_long_text_makes_another_part(app: Flask) -> None:
    """All of what was read counts, not the first and last few hundred letters of it."""
    kept, long = KeptParts(), "x" * 2000
    wanted = select(StoredDrawing.svg).where(StoredDrawing.key == "long")
    db.session.add(StoredDrawing(key="long", svg=""))

    def show(middle: str) -> str:
        db.session.execute(update(StoredDrawing).values(svg=long + middle + long))
        connection = db.session.connection()
        return kept.part("a board", lambda: str(connection.execute(wanted).scalar_one()), connections=[connection])

    for _time in range(3):
        show("a")
    assert "b" in show("b")


def test_a_part_is_kept_and_made_anew_on_every_database(any_region: SmallRegion) -> None:
    """What was read is read again as the driver got it, lists and days among it."""
    kept, made = KeptParts(), []

    def make() -> str:
        names = db.session.scalars(
            select(Organisation.name).where(Organisation.id.in_(any_region.organisations.values()))
        )
        opened = Wave.opens_at <= START
        made.append([*names, *db.session.scalars(select(Wave.items).where(opened)), _days(opened)])
        return str(made[-1])

    def show() -> str:
        return kept.part("a board", make, connections=[db.session.connection()])

    assert show() == show() == show()
    assert len(made) == 2
    with writing(db.session):
        db.session.execute(update(Organisation).values(name="Anders"))
    assert "Anders" in show()


def _days(opened: ColumnElement[bool]) -> list[datetime]:
    return list(db.session.scalars(select(Wave.opens_at).where(opened)))


@pytest.mark.parametrize("ending", ["", "/conversation"])
def test_every_change_of_what_is_read_makes_another_board(
    *, ending: str, visitors: Visitors, released: SmallRegion
) -> None:
    """Row by row and column by column: 304 is answered exactly when the page, made anew, is the same."""
    app, client, address = (
        visitors.region.app,
        visitors.browser("north_lead"),
        f"/teams/{released.teams['north']}{ending}",
    )
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-08-01"}
    assert client.post(f"/teams/{released.teams['north']}/agreements", data=agreed).status_code == 303
    changed = 0
    for column in _columns_to_change():
        tag = [client.get(address) for _ in range(3)][-1].headers["ETag"]
        with _changed(column):
            memory = app.extensions["peil.kept_parts"]
            app.extensions["peil.kept_parts"] = KeptParts()
            try:
                anew = client.get(address)
            except (
                LookupError,
                ValueError,
                StopIteration,
                ContentFault,
            ):
                continue  # No such questionnaire or answer: it cannot be so.
            app.extensions["peil.kept_parts"] = memory
            asked = client.get(address, headers={"If-None-Match": tag})
            assert (asked.status_code == 304) == (anew.headers.get("ETag") == tag), column
            changed += asked.status_code == 200
    assert changed >= LEAST_CHANGES


LEAST_CHANGES = 6
"""So many columns at least do show: names, days, figures, agreements. Otherwise the test would look at nothing."""


def _columns_to_change() -> Iterator[Column[Any]]:
    """Every column that no key needs, of every table that holds nothing private and no sign-in."""
    for table in Base.metadata.sorted_tables:
        if table.info.get("private") or table.name.startswith("staff"):
            continue
        for column in table.columns:
            if not (column.primary_key or column.foreign_keys):
                yield column


@contextmanager
def _changed(column: Column[Any]) -> Iterator[None]:
    """Another value of the same kind in every row where the table allows it, and back again."""
    kind = column.type.python_type
    keys = list(column.table.primary_key.columns)
    rows = db.session.execute(select(*keys, column).select_from(column.table)).all()
    db.session.rollback()
    others: dict[type, Callable[[Any], Any]] = {
        str: lambda value: value[:-1] + ("z" if value[-1:] != "z" else "y") if value else "z",
        int: lambda value: value + 1,
        float: lambda value: value / 2 + 0.01,
        datetime: lambda value: value + timedelta(days=1),
        date: lambda value: value + timedelta(days=1),
    }
    try:
        with writing(db.session):
            for *key, value in rows:
                if value is not None and kind in others:
                    _set(column, keys, key, others[kind](value))
    except IntegrityError:  # A state or a protection that the table refuses: nothing was changed.
        pass
    yield
    with writing(db.session):
        for *key, value in rows:
            _set(column, keys, key, value)


def _set(column: Column[Any], keys: list[Column[Any]], key: list[Any], value: Any) -> None:
    where = [each == part for each, part in zip(keys, key, strict=True)]
    db.session.execute(update(column.table).where(*where).values({column.name: value}))


@contextmanager
def _rendered(app: Flask) -> Iterator[list[str]]:
    """The names of the templates that are rendered meanwhile."""
    names: list[str] = []

    def note(_sender: object, template: Template, **_rest: object) -> None:
        names.append(str(template.name))

    with template_rendered.connected_to(note, app):
        yield names


@pytest.mark.parametrize("who", ["wide_lead", "region_lead", "council"])
@pytest.mark.parametrize("ending", ["", "/conversation"])
def test_a_tag_does_not_tell_those_above_that_a_team_wrote(
    *, who: str, ending: str, visitors: Visitors, released: SmallRegion
) -> None:
    """Who may not read a team's words may not see either when it agreed or wrote something."""
    team, client = f"/teams/{released.teams['north']}", visitors.browser(who)
    before = _settled(client, f"{team}{ending}")
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-06-01"}
    lead = visitors.browser("north_lead")
    assert lead.post(f"{team}/agreements", data=agreed).status_code == 303
    assert lead.post(f"{team}/reading", data={"after": "0", "reading.nl": "Zo lezen wij het."}).status_code == 303
    after = client.get(f"{team}{ending}", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.headers["ETag"]) == (304, before.headers["ETag"])
