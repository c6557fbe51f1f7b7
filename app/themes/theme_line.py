"""The one line about themes on a participant's first page: what they can do now, or what was chosen lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.db import AnySession
from app.themes.rounds import rounds_of_region
from app.themes.stages import ADOPTED, CHOSEN
from app.themes.theme_ballots import has_handed_in
from app.vault.personal_keys import ParticipantKeys

TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """What a participant's home page says about themes: a poll that is open, or the theme that was chosen.

    `kind`: a poll to take part in until `last`, or `chosen`; `title`: of the chosen theme, by language.
    """

    kind: str
    last: datetime
    title: dict[str, str]


def theme_line(session: AnySession, keys: ParticipantKeys, *, region_id: str, now: datetime) -> ThemeLine | None:
    """Return the line about themes for this participant; None without a poll to take part in or a new result."""
    for each in rounds_of_region(session, region_id):
        poll = each.open_poll(now)
        if poll and not has_handed_in(session, keys, round_id=each.id, poll=poll):
            return ThemeLine(poll, each.moments.last(poll), {})
        if each.state in (CHOSEN, ADOPTED) and now < each.vote_closes_at + TOLD_FOR:
            title = next(proposal.title for proposal in each.proposals if proposal.chosen)
            return ThemeLine("chosen", each.moments.last("vote"), title)
    return None
