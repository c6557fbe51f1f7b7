"""Decides what each part of Peil may do on PostgreSQL, and writes it as SQL: roles for pages, ticker and releases.

The web processes may neither change a table nor read a sealed ballot nor write a release; the ticker, which holds the
gate, knows no staff; the reader of releases has no right on any private table. Knows no database and no Flask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

ROLES = ("web", "ticker", "reader")
"""What each role is for: the web processes, `peil tick` with the gate, and pages about groups, files and the API."""

RELEASED = (
    "agreement_count",
    "counting_plan",
    "drawing",
    "estimate",
    "estimation",
    "foreign_release",
    "release",
    "release_leaf",
    "release_row",
)
"""Tables of what was released, which only the ticker writes: the web processes can alter no published figure."""

PUBLISHED_BY_STAFF = ("published_file", "published_questionnaire", "published_report")
"""Tables of what staff published for everybody to read: web processes write them, and the reader shows them."""

NAMES_OF_GROUPS = ("alembic_version", "organisation", "period", "programme", "region", "team", "wave")
"""Tables beside those released that the reader needs: what groups are called, and when which period is or was."""

ONLY_TICKED = ("announced_result", "snapshot", "tick_record")
"""Tables that the ticker writes and the web processes only read."""

STAFF = (
    "audit_event",
    "contact",
    "questionnaire_draft",
    "reading",
    "report_composition",
    "staff_account",
    "staff_attempt",
    "staff_device",
    "staff_invitation",
    "staff_link",
    "staff_passkey",
    "staff_provider",
    "staff_session",
    "staff_throttle",
)
"""Tables of staff, and what they wrote: nothing that the ticker does needs them."""

SEALED = ("ballot", "remark_envelope", "theme_ballot")
"""Tables of sealed contents. The web processes put them in and take them out by name; only the gate reads `sealed`."""

_RIGHTS = "SELECT, INSERT, UPDATE, DELETE"
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]{0,50}")


class NameNotAllowed(ValueError):
    """The names of roles can only begin with small letters, figures and underscores, at most 51, a letter first."""


@dataclass(frozen=True, slots=True)
class RoleTable:
    """A table that roles get rights on: its name, its columns, and whether its rows are private."""

    name: str
    columns: tuple[str, ...]
    private: bool


def role_names(prefix: str) -> dict[str, str]:
    """Return the name of each role of an installation, such as `peil_web`. Raises NameNotAllowed.

    Roles belong to a whole PostgreSQL server, so two installations on one need different prefixes.
    """
    if not _PLAIN_NAME.fullmatch(prefix):
        raise NameNotAllowed(prefix)
    return {role: f"{prefix}_{role}" for role in ROLES}


def role_statements(tables: Sequence[RoleTable], *, prefix: str, database: str) -> Iterator[str]:
    """Yield the SQL that makes the roles, takes every right from them and grants those that they need.

    It may be run again after each migration. Passwords are not in it. Raises NameNotAllowed.
    """
    names = role_names(prefix)
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    for name in names.values():
        yield _made_once(name)
        yield f"ALTER ROLE {name} NOCREATEDB NOCREATEROLE NOINHERIT"
        yield f'GRANT CONNECT ON DATABASE "{database}" TO {name}'
        yield f"REVOKE ALL ON SCHEMA public FROM {name}"
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
        yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"ALTER ROLE {names['reader']} SET default_transaction_read_only = on"
    yield f'GRANT TEMPORARY ON DATABASE "{database}" TO {names["ticker"]}'
    for table in sorted(tables, key=lambda each: each.name):
        for role, rights in rights_on(table).items():
            if rights:
                yield f'GRANT {rights} ON TABLE "{table.name}" TO {names[role]}'


def rights_on(table: RoleTable) -> Mapping[str, str]:
    """Return the rights of each role on a table, as SQL; empty for none.

    A table that no list names is written by the web processes and the ticker, and the reader does not see it.
    """
    return {"web": _of_web(table), "ticker": _of_ticker(table), "reader": _of_reader(table)}


def _of_web(table: RoleTable) -> str:
    if table.name in (*RELEASED, *ONLY_TICKED, "alembic_version"):
        return "SELECT"
    if table.name == "audit_event":
        return "SELECT, INSERT"
    if table.name == "remark":
        return "SELECT, DELETE"
    if table.name in SEALED:
        return f"SELECT ({_columns(table, without='sealed')}), INSERT, UPDATE, DELETE"
    return _RIGHTS


def _of_ticker(table: RoleTable) -> str:
    if table.name in STAFF:
        return ""
    if table.name == "alembic_version":
        return "SELECT"
    return f"{_RIGHTS}, TRUNCATE" if table.private else _RIGHTS  # Mixing empties a table and fills it again.


def _of_reader(table: RoleTable) -> str:
    return "SELECT" if table.name in (*RELEASED, *PUBLISHED_BY_STAFF, *NAMES_OF_GROUPS) and not table.private else ""


def _columns(table: RoleTable, *, without: str) -> str:
    return ", ".join(f'"{each}"' for each in table.columns if each != without)


def _made_once(name: str) -> str:
    """Return SQL that makes a role unless it is there: whoever signs in as it needs a password, which is set apart."""
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') "  # A checked name.
        f"THEN CREATE ROLE {name} LOGIN; END IF; END $$"
    )
