"""Keeps the questionnaires that a region's programme team writes: drafts, and published versions. Callers commit.

Decides that a published version never changes and that a period which has opened keeps the one it opened with.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from app.db import AnySession, db, new_id
from app.instrument.installed import OWN, installed_keys, instrument_of
from app.instrument.questionnaire_drafts import Content, DraftFault, read_draft
from app.instrument.schema import Instrument
from app.programme.counting_plan import canonical, digest_of
from app.programme.models import Programme, PublishedQuestionnaire, QuestionnaireDraft
from app.programme.plan_changes import plan_anew

MOST_BYTES = 400_000
"""Of the JSON of a draft: far more than a hundred long questions need."""


class QuestionnaireTooLarge(Exception):
    """A draft would hold more than can be kept."""


class DraftFaulty(Exception):
    """A draft cannot be published; `faults` says why."""

    def __init__(self, faults: Sequence[DraftFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(len(self.faults)))


class DraftPublished(Exception):
    """A draft with a published version stays: what people were asked can be looked up."""


class NothingNew(Exception):
    """The draft is the same as its newest published version."""


def create_draft(session: AnySession, region_id: str, content: Content) -> QuestionnaireDraft:
    """Keep a new draft. Raises QuestionnaireTooLarge."""
    made = QuestionnaireDraft(id=new_id(), region_id=region_id, content=packed(content))
    session.add(made)
    session.flush()
    return made


def drafts_of(session: AnySession, region_id: str) -> Sequence[QuestionnaireDraft]:
    """Return the drafts of a region, in a fixed order."""
    found = select(QuestionnaireDraft).where(QuestionnaireDraft.region_id == region_id)
    return session.scalars(found.order_by(QuestionnaireDraft.id)).all()


def content_of(draft: QuestionnaireDraft) -> Content:
    """Return the content of a draft as its author left it."""
    content: Content = json.loads(zlib.decompress(draft.content))
    return content


def packed(content: Content) -> bytes:
    """Return content as it is stored. Raises QuestionnaireTooLarge."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > MOST_BYTES:
        raise QuestionnaireTooLarge
    return zlib.compress(text)


def throw_away(session: AnySession, draft: QuestionnaireDraft) -> None:
    """Delete a draft of which nothing was published. Raises DraftPublished."""
    if versions_of(session, draft.id):
        raise DraftPublished
    session.delete(draft)


def versions_of(session: AnySession, draft_id: str) -> Sequence[PublishedQuestionnaire]:
    """Return the published versions of a draft, newest first."""
    found = select(PublishedQuestionnaire).where(PublishedQuestionnaire.draft_id == draft_id)
    return session.scalars(found.order_by(PublishedQuestionnaire.version.desc())).all()


def publish(session: AnySession, draft: QuestionnaireDraft, *, today: date) -> PublishedQuestionnaire:
    """Publish the draft as its next version. Raises DraftFaulty, or NothingNew when nothing changed since the last."""
    versions = versions_of(session, draft.id)
    version = versions[0].version + 1 if versions else 1
    content = content_of(draft)
    if versions and _same(content, versions[0], draft.id):
        raise NothingNew
    key = key_of(draft.id, version)
    instrument, faults = read_draft(content, key=key, version=str(version))
    if instrument is None:
        raise DraftFaulty(faults)
    text = canonical(instrument)
    made = PublishedQuestionnaire(
        key=key,
        draft_id=draft.id,
        region_id=draft.region_id,
        version=version,
        digest=digest_of(text),
        content=zlib.compress(text.encode()),
        published_on=today,
    )
    session.add(made)
    session.flush()
    return made


def key_of(draft_id: str, version: int) -> str:
    """Return the key of a version: it holds the draft's random id, so that no two questionnaires share one."""
    return f"{OWN}{draft_id}_v{version}"


def _same(content: Content, newest: PublishedQuestionnaire, draft_id: str) -> bool:
    again, _faults = read_draft(content, key=key_of(draft_id, newest.version), version=str(newest.version))
    return again is not None and digest_of(canonical(again)) == newest.digest


def questionnaires_to_choose(session: AnySession, region_id: str) -> Mapping[str, Mapping[str, str]]:
    """Return the title, by language, of each questionnaire that a programme of this region can ask, by its key.

    Those with a content file, the first one first; then the newest version of each that the region wrote itself.
    """
    newest = (
        select(PublishedQuestionnaire.draft_id, func.max(PublishedQuestionnaire.version))
        .where(PublishedQuestionnaire.region_id == region_id)
        .group_by(PublishedQuestionnaire.draft_id)
        .order_by(PublishedQuestionnaire.draft_id)
    )
    own = [key_of(draft_id, version) for draft_id, version in session.execute(newest)]
    return {key: instrument_of(key).title for key in (*installed_keys(), *own)}


def programmes_with_older(session: AnySession, newest: PublishedQuestionnaire) -> Sequence[Programme]:
    """Return the region's programmes that ask an older version of this questionnaire."""
    older = [key_of(newest.draft_id, version) for version in range(1, newest.version)]
    return session.scalars(
        select(Programme)
        .where(Programme.region_id == newest.region_id, Programme.instrument_key.in_(older))
        .order_by(Programme.name)
    ).all()


def ask_version(session: AnySession, programme: Programme, newest: PublishedQuestionnaire, *, now: datetime) -> None:
    """Let a programme ask this version in every period that has not opened; open periods keep their own.

    What the programme asks in every round stays, as far as it is still there.
    """
    instrument: Instrument = instrument_of(newest.key)
    known = {item.key for item in instrument.items}
    kept = [key for key in programme.anchors or () if key in known]
    programme.instrument_key, programme.anchors = newest.key, kept or None
    programme.theme = programme.theme if programme.theme in instrument.pulse.themes else None
    plan_anew(session, programme, now=now)


def published_text(key: str) -> str | None:
    """Return a published version as JSON by its key; None when there is none. Needs an application.

    It reads on a connection of its own, so that whoever asks may be in the middle of a change.
    """
    with db.engine.connect() as connection:
        found = connection.scalar(select(PublishedQuestionnaire.content).where(PublishedQuestionnaire.key == key))
    return None if found is None else zlib.decompress(found).decode()
