"""Problems that wait for a person (concerns): every tick notes them anew, until they are mended.

The tick's exit status, the pages of staff and `/healthz` all read these rows. They name kinds, periods,
rounds and steps; nothing about anybody. Callers commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.db import AnySession, Base
from app.programme.models import Period, Programme

REMARKS_BOX = "remarks-"
"""Before the id of a period: what its remarks box is called, where a concern or a key file is about that box."""


class Concern(Base):
    """A problem that waits for a person, as stored: its kind, and what it is about (`subject`).
    That is a period, a theme round or a step of the scheduled job.

    `kind`: a key of `WORDS`. `subject`: a period's or theme round's id, a remarks box, or a tick step's name.
    """

    __tablename__ = "concern"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[str] = mapped_column(String(60), primary_key=True)


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A problem that waits for a person, such as a missing key; fields as in `Concern`."""

    kind: str
    subject: str

    @property
    def what(self) -> str:
        """Return what the problem is, in the reader's language."""
        return str(WORDS[self.kind][0])

    @property
    def mend(self) -> str:
        """Return what to do about the problem, in the reader's language."""
        return str(
            MENDS_OF_ROUNDS[self.kind] if self.about_round and self.kind in MENDS_OF_ROUNDS else WORDS[self.kind][1]
        )

    @property
    def about_round(self) -> bool:
        """Return whether the subject is a theme round: its id is plain, that of a period names its programme too."""
        return self.kind in ROUND_COMMANDS and "-" not in self.subject


WORDS = {
    "key_missing": (
        _("The key is not in its folder. Without it the answers cannot be opened."),
        _("Ask the operator to put the key file back. If it is lost for good, give this period up."),
    ),
    "key_unreadable": (
        _("The key file cannot be read."),
        _("Ask the operator to look at the key file and who may read it."),
    ),
    "key_does_not_fit": (
        _("The key that lies there belongs to something else. Nothing is opened or destroyed with it."),
        _("Ask the operator to put the right key file back."),
    ),
    "holders_needed": (
        _("It is over, and waits for its key holders."),
        _("Ask the holders who did not come yet to bring their share, on the page Keys or to the operator."),
    ),
    "wrong_share": (
        _("The shares that were brought do not give the key."),
        _("Ask the holders to try again, each with the share of this period."),
    ),
    "ballots_unopened": (
        _("One answer in a hundred or more does not open. Nothing was published and nothing was destroyed."),
        _("Ask the operator to find out why. Perhaps the database was damaged or altered."),
    ),
    "cannot_count": (
        _("The answers cannot be counted: what was asked, or the teams, do not fit together."),
        _("Ask the operator to read the reason and to mend it."),
    ),
    "plan_unreadable": (
        _("The questionnaire that was stored when this opened cannot be read."),
        _("Ask the operator to go back to the version of Peil that it opened with."),
    ),
    "audit_failed": (
        _("The figures would say too much about somebody, so they were not published."),
        _("Ask the operator to look at the audit. What cannot be mended stays unpublished."),
    ),
    "released_before": (
        _("This was published before; the database is an older copy. It is not counted again."),
        _("The published files still hold the figures. The operator gives this period up here."),
    ),
    "release_damaged": (
        _("What was published does not have its fingerprint any more. Answers and key are kept for now."),
        _("Ask the operator to compare the database with a backup."),
    ),
    "keys_folder": (
        _("The folder of keys cannot be written. Keys cannot be made or destroyed."),
        _("Ask the operator to give Peil its folder of keys back, or room on the disk."),
    ),
    "database_closed": (
        _("The database can be read but not written. Nobody can answer."),
        _("Ask the operator to give Peil its folder and the file of the database back."),
    ),
    "database_damaged": (
        _("A part of the database is damaged. What needs that part does not go on."),
        _("Ask the operator to stop Peil and to bring the last backup back."),
    ),
    "tick_late": (
        _("Peil did not look for a quarter of an hour whether something is due."),
        _("Ask the operator to start the ticker, or to look why it stopped."),
    ),
    "disk_full": (
        _("The disk is nearly full."),
        _("Ask the operator to make room, before an answer cannot be stored."),
    ),
    "clock_ahead": (
        _("The clock of the server is more than one period ahead of the last time that Peil looked. It did nothing."),
        _("The operator sets the clock right. If the server was only off for long, the operator says so."),
    ),
    "clock_back": (
        _("The clock of the server was set back."),
        _("The operator sets the clock right. If it is right, the operator says so."),
    ),
    "reader_silent": (
        _("The database that pages about groups read from does not answer. Answering goes on."),
        _("Ask the operator to start it, or to correct PEIL_READ_URL."),
    ),
    "shared_silent": (
        _("The shared store of limits does not answer. Each server counts by itself until then."),
        _("Ask the operator to start it, or to correct PEIL_SHARED_URL."),
    ),
    "step_failed": (
        _("A part of the work that Peil does every minute failed. The other parts went on."),
        _("Ask the operator to look in the log."),
    ),
}
COMMANDS = {
    "key_missing": "peil period give-up PERIOD",
    "holders_needed": "peil period close PERIOD --share FILE",
    "ballots_unopened": "peil period close PERIOD --leave-unopened",
    "released_before": "peil period give-up PERIOD",
    "clock_ahead": "peil tick --yes-the-clock-is-right",
    "clock_back": "peil tick --yes-the-clock-is-right",
}
"""The command that an operator types after looking into the cause, by kind."""


MENDS_OF_ROUNDS = {
    "key_missing": _(
        "Ask the operator to put the key file back. If it is lost for good, stop this choice of a theme and begin "
        "another, on the page “Choosing themes”."
    ),
    "released_before": _("Its result has been shown already. Stop this choice on the page “Choosing themes”."),
}
"""What to do about a theme round, by kind, where that is something else than about a period."""

ROUND_COMMANDS = {
    "key_missing": "",
    "released_before": "",
    "holders_needed": "peil theme close ROUND --share FILE",
    "ballots_unopened": "peil theme close ROUND --leave-unopened",
}
"""The command that an operator types about a theme round, by kind; empty where staff mend it on their page."""


def command_for(waits: Waiting) -> str:
    """Return the command that an operator types after looking into the cause; empty when there is none."""
    if waits.about_round:
        return ROUND_COMMANDS[waits.kind].replace("ROUND", waits.subject)
    command, period = COMMANDS.get(waits.kind, ""), waits.subject.removeprefix(REMARKS_BOX)
    group = "peil remarks" if period != waits.subject else "peil period"
    return command.replace("peil period", group).replace("PERIOD", period)


def concerns(session: AnySession) -> Sequence[Waiting]:
    """Return every problem that waits for a person, as the last run of the scheduled job found it."""
    return sorted(Waiting(kind, subject) for kind, subject in session.execute(select(Concern.kind, Concern.subject)))


def concerns_of_region(session: AnySession, region_id: str) -> list[Waiting]:
    """Return the stored problems of this region's periods, theme rounds and remarks, and those of the whole server."""
    found = concerns(session)
    subjects = [each.subject.removeprefix(REMARKS_BOX) for each in found]
    rounds = Base.metadata.tables["theme_round"]
    elsewhere = Programme.region_id != region_id
    periods = select(Period.id).join(Programme).where(Period.id.in_(subjects), elsewhere)
    of_others = select(rounds.c.id).join(Programme, Programme.id == rounds.c.programme_id)
    theirs = {*session.scalars(periods), *session.scalars(of_others.where(rounds.c.id.in_(subjects), elsewhere))}
    return [each for each in found if each.subject.removeprefix(REMARKS_BOX) not in theirs]


def note_concerns(session: AnySession, found: Iterable[Waiting]) -> None:
    """Replace all stored problems that wait for a person by those in `found`; the others were mended."""
    session.execute(delete(Concern))
    session.add_all(Concern(kind=each.kind, subject=each.subject[:60]) for each in sorted(set(found)))
    session.flush()


def add_concern(session: AnySession, found: Waiting) -> None:
    """Store one more problem that waits for a person, beside those that are stored already."""
    if session.get(Concern, (found.kind, found.subject)) is None:
        session.add(Concern(kind=found.kind, subject=found.subject))
        session.flush()


def mended(session: AnySession, subject: str) -> None:
    """Delete the stored problems of this period or theme round; the scheduled job stores again what is still wrong."""
    session.execute(delete(Concern).where(Concern.subject == subject))
