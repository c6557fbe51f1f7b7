"""Tables of theme rounds and their proposals, which everybody in the region may read.

No ballot, no count, no person.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime
from app.programme.models import Programme
from app.themes.stages import STATES, Moments, Poll, open_poll

TITLE_LETTERS, WHY_LETTERS = 80, 300


class ThemeRound(Base):
    """One round in which professionals choose a theme for a programme; `state` is one of `stages.STATES`.

    `min_group`: about how many people have to support a theme, fixed when the round begins. `public_key`: of
    the open poll; it stays until the private key is destroyed. `waiting_because`: why a poll that is over
    cannot be counted, as a kind of `app/programme/concerns.py`.
    """

    __tablename__ = "theme_round"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    propose_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    support_opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    support_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    vote_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    min_group: Mapped[int]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    waiting_because: Mapped[str | None] = mapped_column(String(20))
    stopped_because: Mapped[str | None] = mapped_column(String(WHY_LETTERS))
    adopted_block: Mapped[str | None] = mapped_column(String(64))
    adopted_from: Mapped[date | None]

    programme: Mapped[Programme] = relationship(lazy="joined", innerjoin=True)
    proposals: Mapped[list[ThemeProposal]] = relationship(order_by="ThemeProposal.id")

    @property
    def moments(self) -> Moments:
        """Return the moments at which the stages of this round open and close."""
        return Moments(
            propose_closes=self.propose_closes_at,
            support_opens=self.support_opens_at,
            support_closes=self.support_closes_at,
            vote_closes=self.vote_closes_at,
        )

    @moments.setter
    def moments(self, moments: Moments) -> None:
        self.propose_closes_at = moments.propose_closes
        self.support_opens_at, self.support_closes_at = moments.support_opens, moments.support_closes
        self.vote_closes_at = moments.vote_closes

    def open_poll(self, now: datetime) -> Poll | None:
        """Return the poll that takes ballots at `now`; None without one, or while the round waits for a person."""
        return None if self.waiting_because else open_poll(self.state, self.moments, now=now)

    @property
    def shown_proposals(self) -> list[ThemeProposal]:
        """Return the proposals that were not removed."""
        return [each for each in self.proposals if each.hidden_because is None]


class ThemeProposal(Base):
    """One proposal for a theme, in the order of its random id.

    `block`: the block of questions that the questionnaire has about it. `title`: text by language, under ""
    when its language is not known. `hidden_because`: why staff removed it. `shortlisted`, `chosen`: the
    results; how many people supported it is stored nowhere.
    """

    __tablename__ = "theme_proposal"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("theme_round.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    why: Mapped[str] = mapped_column(String(WHY_LETTERS), default="")
    block: Mapped[str | None] = mapped_column(String(64))
    hidden_because: Mapped[str | None] = mapped_column(String(WHY_LETTERS))
    shortlisted: Mapped[bool] = mapped_column(default=False)
    chosen: Mapped[bool] = mapped_column(default=False)
