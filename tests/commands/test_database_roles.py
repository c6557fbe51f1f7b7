"""On PostgreSQL each part of Peil has a role of its own, and the database itself refuses what that part never does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from app import clock
from app.answering.models import Ballot
from app.commands.backup_file import PRIVATE_NAMES
from app.commands.granting import tables_of_roles
from app.config import ROOT, Settings
from app.database_roles import NAMES_OF_GROUPS, ONLY_TICKED, PUBLISHED_BY_STAFF, RELEASED, SEALED, STAFF, role_names
from app.db import Base, db
from app.holders import bringing_shares
from app.jobs import tick
from app.lifecycle.mixing import mix
from app.other_sessions import close_other_sessions, gate_session, release_session
from app.releases.read import released_periods
from app.vault.period_keys import PeriodKeys
from tests.boards.visitors import NOW, Visitors, release_two_periods
from tests.commands.conftest import Peil
from tests.conftest import SetClock, fresh_postgres, make_application, make_settings
from tests.region import FORTNIGHT, START, SmallRegion, build_small_region

pytestmark = pytest.mark.postgres

NAME = "peil_roles"
PRIVATE = sorted(name for name, table in Base.metadata.tables.items() if table.info.get("private"))

READ = (*RELEASED, *PUBLISHED_BY_STAFF, *NAMES_OF_GROUPS)


@dataclass(frozen=True)
class Installed:
    """A region with two releases and an open period on PostgreSQL, whose owner made the roles."""

    owner: Settings
    region: SmallRegion

    def settings(self, role: str) -> Settings:
        """The settings of a part of Peil: its own role, and the reader's for pages about groups."""
        return replace(self.owner, database_url=self.url(role), read_url=self.url("reader"))

    def url(self, role: str) -> str:
        own = make_url(self.owner.database_url).set(username=role_names(NAME)[role])
        return own.render_as_string(hide_password=False)

    @contextmanager
    def as_role(self, role: str) -> Iterator[Connection]:
        """A connection that signed in as this role; what it did is undone."""
        engine = create_engine(self.url(role))
        with engine.connect() as connection:
            yield connection
        engine.dispose()


@pytest.fixture(scope="module")
def installed_once(migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Made once: built by the owner, then the roles are granted with the command, twice."""
    url = fresh_postgres(migrated_postgres, NAME)
    owner = make_settings(tmp_path_factory.mktemp("roles"), database_url=url)
    app = make_application(owner)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: START)
        region = build_small_region(app)
        release_two_periods(region)
        region.answer(region.participant, {"work_enjoyment": 7}, moment=NOW, submission="open-period")
        db.session.remove()
        db.engine.dispose()
    return Installed(owner, region)


@pytest.fixture
def roles(installed_once: Installed, peil: Peil, monkeypatch: pytest.MonkeyPatch, set_clock: SetClock) -> Installed:
    """The roles, made with the command of the operator; made again before each test, which does no harm."""
    be_operator(installed_once.owner, monkeypatch)
    done = peil("database", "roles", "--apply")
    assert done.status == 0, done.told
    set_clock(NOW)
    return installed_once


def be_operator(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line work with these settings."""
    settings.keys.mkdir(exist_ok=True)
    (settings.keys / "secret").write_bytes(settings.secret)
    for name, value in (
        ("INSTANCE", settings.instance),
        ("KEYS", settings.keys),
        ("DATABASE_URL", settings.database_url),
        ("READ_URL", settings.read_url),
    ):
        monkeypatch.setenv(f"PEIL_{name}", str(value))


def refused(connection: Connection, statement: str) -> bool:
    """Whether the database refuses this for want of rights."""
    try:
        connection.execute(text(statement))
    except ProgrammingError as fault:
        connection.rollback()
        return type(fault.orig).__name__ == "InsufficientPrivilege"
    connection.rollback()
    return False


def test_the_reader_can_read_no_private_table(roles: Installed) -> None:
    """Every private table there is, whole, by a column and by counting; and no table about staff either."""
    assert {table for table, _column in PRIVATE_NAMES} <= set(PRIVATE)
    with roles.as_role("reader") as connection:
        for table in [*PRIVATE, *(each for each in STAFF if each in Base.metadata.tables)]:
            column = Base.metadata.tables[table].columns.keys()[0]
            for wanted in ("*", f'"{column}"', "count(*)"):
                assert refused(connection, f'SELECT {wanted} FROM "{table}"'), table


def test_the_reader_reads_releases_and_writes_nothing(roles: Installed) -> None:
    """Whatever it may read it may not change, and it can make no table of its own."""
    with roles.as_role("reader") as connection:
        assert connection.execute(text("SELECT count(*) FROM release_row")).scalar_one() > 0
        connection.rollback()
        for table in READ:
            connection.execute(text("SET default_transaction_read_only = off"))
            connection.commit()
            assert refused(connection, f'DELETE FROM "{table}"'), table
        assert refused(connection, "CREATE TABLE mine (a int)")


def test_the_web_processes_change_no_table_and_no_release(roles: Installed) -> None:
    """Neither dropping, altering nor emptying; no published figure is changed and no line of the log is removed."""
    with roles.as_role("web") as connection:
        for table in Base.metadata.tables:
            for statement in ("DROP TABLE {}", "ALTER TABLE {} ADD COLUMN mine int", "TRUNCATE {}"):
                assert refused(connection, statement.format(f'"{table}"')), (table, statement)
        assert refused(connection, "CREATE TABLE mine (a int)")
        for table in (*RELEASED, *ONLY_TICKED, "alembic_version", "audit_event"):
            assert refused(connection, f'DELETE FROM "{table}"'), table
        for table in (*RELEASED, *ONLY_TICKED, "alembic_version"):
            assert refused(connection, f'INSERT INTO "{table}" DEFAULT VALUES'), table
        assert refused(connection, "CREATE ROLE mine")


def test_the_web_processes_cannot_read_what_is_sealed(roles: Installed) -> None:
    """They put a ballot in and take it out by its name; only the ticker, which holds the gate, reads the contents."""
    with roles.as_role("web") as connection:
        for table in SEALED:
            assert refused(connection, f"SELECT sealed FROM {table}"), table
            assert refused(connection, f"SELECT * FROM {table}"), table
        assert refused(connection, "INSERT INTO remark SELECT * FROM remark")
    with roles.as_role("ticker") as connection:
        assert connection.execute(text("SELECT count(sealed) FROM ballot")).scalar_one() > 0


def test_the_ticker_knows_no_staff(roles: Installed) -> None:
    """Nothing it does needs an e-mail address, a password's hash or a session of staff."""
    with roles.as_role("ticker") as connection:
        for table in STAFF:
            assert refused(connection, f'SELECT * FROM "{table}"'), table
        for table in Base.metadata.tables:
            assert refused(connection, f'DROP TABLE "{table}"'), table


def test_no_role_finds_a_key_of_a_period_in_the_database(roles: Installed) -> None:
    """Looked for in every column of every table while a period is open: keys are files, which no role reaches."""
    folder = PeriodKeys(roles.owner.keys)
    private = [path for path in roles.owner.keys.glob("*.key") if "vapid" not in path.name]
    keys = [folder.private(path.stem) for path in private]
    assert keys
    engine = create_engine(roles.owner.database_url)
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                found = repr(tuple(row)) + "".join(each.hex() for each in row if isinstance(each, bytes))
                assert not [key for key in keys if key.hex() in found], table.name
    engine.dispose()


def test_every_list_names_tables_that_exist(roles: Installed) -> None:
    """A renamed table keeps its place in the lists; one that nobody named is hidden from the reader."""
    known = {each.name for each in tables_of_roles()}
    assert {*READ, *ONLY_TICKED, *STAFF, *SEALED} <= known
    with roles.as_role("reader") as connection:
        readable = {name for name in known if not refused(connection, f'SELECT FROM "{name}"')}
    assert readable == set(READ)


def addresses(region: SmallRegion, period: str) -> list[str]:
    """Pages about groups, their files, and the API."""
    groups = ["/region", f"/organisations/{region.organisations['wide']}", f"/teams/{region.teams['north']}"]
    pages = [f"{group}/{page}" for group in groups for page in ("conversation", "agreements", "reading", "report")]
    files = [f"/releases/{period}.{ending}" for ending in ("csv", "json", "xlsx", "proof")]
    api = ["/api/v1/releases", f"/api/v1/releases/{period}/figures", f"/api/v1/releases/{period}/codebook"]
    others = ["/reports", "/measured-before", f"/releases/{period}/codebook", "/region/differences", "/region/grid"]
    return [*groups, *pages, *files, *api, *others]


@pytest.fixture
def web(roles: Installed) -> Iterator[SmallRegion]:
    """The region as the web processes see it: with their own role, and the reader's for pages about groups."""
    app = make_application(roles.settings("web"))
    with app.app_context():
        yield replace(roles.region, app=app)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_pages_about_groups_work_with_the_role_of_the_reader(web: SmallRegion) -> None:
    """Boards, meetings, reports, files and the API, for staff and for somebody who answers."""
    period = released_periods(db.session)[-1].id
    visitors = Visitors(web)
    seen: set[int] = set()
    for who in ("region_lead", "participant", "nobody"):
        client = visitors.browser(who)
        every = addresses(web, period)
        for address in (*every, *every[:4]):  # Boards and a conversation again, as they are kept.
            status = client.get(address).status_code
            assert status in {200, 303, 404}, (who, address, status)
            seen.add(status)
    assert 200 in seen


def test_what_a_lead_writes_is_there_at_once(web: SmallRegion) -> None:
    """An agreement is read where it was written, also when pages about groups read from a replica that is behind."""
    team = f"/teams/{web.teams['north']}"
    client = Visitors(web).browser("north_lead")
    sent = {
        "text": "We plan together.",
        "construct": "professional_space",
        "look_back_on": "2026-06-01",
        "state": "open",
    }
    noted = client.post(f"{team}/agreements", data=sent)
    assert noted.status_code == 303, noted.text
    assert "We plan together." in client.get(f"{team}/agreements").text
    assert "We plan together." in client.get(f"{team}/conversation").text


def test_a_page_that_asks_for_a_private_table_by_mistake_gets_nothing(web: SmallRegion) -> None:
    """The database refuses it, whatever the code looks like."""
    with pytest.raises(ProgrammingError, match="permission denied"):
        release_session().query(Ballot.name).first()
    release_session().rollback()


def test_people_answer_and_leave_with_the_role_of_the_web_processes(web: SmallRegion) -> None:
    """Answering, changing an answer, the mirror, every own page, and leaving: nothing lacks a right."""
    client = web.signed_in(web.team_mate)
    for answer in ("7", "8"):
        page = client.get("/pulse").text
        submission = page.partition('name="submission" value="')[2].partition('"')[0]
        sent = client.post("/pulse", data={"submission": submission, "work_enjoyment": answer})
        assert sent.status_code == 303, sent.text
    for address in ("/", "/mirror", "/cards", "/account", "/reminders", "/privacy", "/mirror.json", "/region"):
        assert client.get(address).status_code in {200, 303}, address
    assert client.get("/account/code").status_code == 200
    assert client.post("/account/leave", data={"confirm": "y"}).status_code == 200
    assert client.get("/pulse").status_code == 303


def test_the_ticker_closes_counts_mixes_and_destroys_with_its_own_role(roles: Installed) -> None:
    """A whole period after the two that were released, without owning a table and without a step that fails."""
    app = make_application(roles.settings("ticker"))
    with app.app_context():
        before = len(released_periods(db.session))
        mix(db.session, NOW)
        moment = START + 6 * FORTNIGHT + timedelta(hours=1)
        done = tick(db.session, now=moment, keys=PeriodKeys(roles.owner.keys), clock_is_right=True)
        assert [each for each in done.concerns if each.kind == "step_failed"] == []
        assert len(released_periods(db.session)) > before
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_a_key_holders_last_share_is_taken_only_where_the_server_may_count(
    roles: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the role of web processes it is refused before it is used or kept; with PEIL_GATE_URL it closes."""
    for name, instead in (("checked_share", str), ("close", lambda *_, **__: "")):
        monkeypatch.setattr(bringing_shares, name, instead)
    monkeypatch.setattr(PeriodKeys, "holder_of", lambda *_: 0)
    found: Any = SimpleNamespace(over=True, id="any-p1", needed=1)
    keys, web = PeriodKeys(roles.owner.keys), roles.settings("web")
    with make_application(web).app_context():
        with pytest.raises(bringing_shares.ServerMayNotCount):
            bringing_shares.bring(gate_session(), found, "words", keys=keys, now=NOW)
        assert not list(keys.folder.glob("any-p1*"))
        db.engine.dispose()
    with make_application(replace(web, gate_url=roles.url("ticker"))).app_context():
        assert bringing_shares.bring(gate_session(), found, "words", keys=keys, now=NOW).result == "closed"
        close_other_sessions()
        for engine in db.engines.values():
            engine.dispose()


def test_the_doctor_says_which_role_may_do_too_much(
    roles: Installed, peil: Peil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner as the role of a service is worth a look; a reader who may read private tables is wrong."""
    be_operator(replace(roles.owner, read_url=roles.owner.database_url), monkeypatch)
    told = peil("doctor").told
    assert "look   roles: PEIL_DATABASE_URL names a role that may change or drop tables." in told
    assert "wrong  roles: The role of PEIL_READ_URL may read" in told
    be_operator(roles.settings("web"), monkeypatch)
    told = peil("doctor").told
    assert "right  roles: The role of PEIL_DATABASE_URL cannot change a table." in told
    assert "right  roles: The role of PEIL_READ_URL can read no private table." in told


def test_the_sql_can_be_printed_and_holds_no_password(roles: Installed, peil: Peil) -> None:
    """For a superuser to read and run; a prefix that SQL would misread is refused in one line."""
    done = peil("database", "roles")
    assert done.status == 0
    assert "BEGIN;" in done.told
    assert 'GRANT SELECT ON TABLE "release_row" TO peil_roles_reader' in done.told
    assert "PASSWORD" not in done.told.upper()
    wrong = peil("database", "roles", "--prefix", 'x"; DROP')
    assert wrong.status == 2
    assert "Traceback" not in wrong.complained


def test_rooms_of_releases_use_no_other_session() -> None:
    """Pages, files and the API that show groups never name the session that can read private tables.

    The page on which a region writes its report writes, and shows it to nobody else.
    """
    writes = ROOT / "app" / "reports" / "composing_routes.py"
    rooms = [
        *(ROOT / "app" / "boards").glob("*.py"),
        *(ROOT / "app" / "api").glob("*.py"),
        *(ROOT / "app" / "reports").glob("*.py"),
        *(ROOT / "app" / "groups").glob("*.py"),
        *(ROOT / "app" / "releases" / "files").glob("*.py"),
        *(ROOT / "app" / name for name in ("estimates/routes.py", "earlier/earlier_routes.py")),
    ]
    assert len(rooms) > 30
    assert [str(path) for path in rooms if path != writes and "db.session" in path.read_text()] == []


@pytest.mark.sqlite("it is refused there alone")
def test_sqlite_has_no_roles(installed: Settings, peil: Peil) -> None:
    """One line says so."""
    done = peil("database", "roles")
    assert done.status == 2
    assert "Only PostgreSQL has roles" in done.complained
