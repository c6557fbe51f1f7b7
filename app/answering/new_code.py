"""Gives a participant another personal code: diary, membership and open ballots move, the old code opens nothing.

Decides that nothing is counted twice or lost on the way: ballots that can still be replaced get the name that the new
code gives them. Callers commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, insert, select, update

from app.answering.ballots import BallotPlace, places_of
from app.answering.diary_rows import delete_diary, own_pages
from app.answering.models import DiaryEntry
from app.answering.service import BALLOTS
from app.db import AnySession
from app.participants.devices import first_epoch
from app.participants.service import give_new_lookup, lock_own_account
from app.programme.counting_plan import plan_of_period
from app.programme.models import Period
from app.remarks.remark_envelopes import rename_own_remarks
from app.themes.theme_ballots import rename_own
from app.vault.ballot_seal import ballot_name
from app.vault.codes import PersonalCode
from app.vault.diary_seal import reseal
from app.vault.personal_keys import ParticipantKeys, derive_keys

_ENTRIES = DiaryEntry.metadata.tables[DiaryEntry.__tablename__]
_NOT_COUNTED_YET = select(Period).where(Period.state.in_(("open", "waiting"))).with_for_update(read=True, of=Period)
_RENAME = update(BALLOTS).where(BALLOTS.c.name == bindparam("old")).values(name=bindparam("new"))


def change_code(session: AnySession, keys: ParticipantKeys, *, code: PersonalCode) -> None:
    """Move membership, diary and open ballots from the old keys to those of `code`. Raises NotAParticipant.

    What was published, and what a period that is being counted holds, stays as it is.
    """
    lock_own_account(session, keys)
    new = derive_keys(code)
    _seal_diary_anew(session, keys, new=new)
    for period in session.scalars(_NOT_COUNTED_YET):
        instrument = plan_of_period(session, period)
        _rename(session, _names(keys, new, period_id=period.id, places=places_of(instrument, period.items)))
    rename_own(session, keys, new=new)
    rename_own_remarks(session, keys, new=new)
    give_new_lookup(session, keys, new=new, epoch=first_epoch(code))


def _seal_diary_anew(session: AnySession, keys: ParticipantKeys, *, new: ParticipantKeys) -> None:
    parts = reseal(keys, own_pages(session, keys), new=new)
    delete_diary(session, keys)
    rows = [{"owner": new.diary_id, "name": part.name, "sealed": part.sealed} for part in parts]
    if rows:
        session.execute(insert(_ENTRIES), sorted(rows, key=lambda row: row["name"]))


def _names(
    keys: ParticipantKeys, new: ParticipantKeys, *, period_id: str, places: Iterable[BallotPlace]
) -> Mapping[bytes, bytes]:
    """Map the old name to the new name of every ballot that this participant can have in the period."""
    return {
        ballot_name(keys, period=period_id, item=place.item, channel=place.channel): ballot_name(
            new, period=period_id, item=place.item, channel=place.channel
        )
        for place in places
    }


def _rename(session: AnySession, names: Mapping[bytes, bytes]) -> None:
    """Rename the ballots in the order of their new names, which are random and so show no order."""
    there = session.scalars(select(BALLOTS.c.name).where(BALLOTS.c.name.in_(list(names)))).all()
    moves = sorted(({"old": old, "new": names[old]} for old in there), key=lambda move: move["new"])
    if moves:
        session.connection().execute(_RENAME, moves)
