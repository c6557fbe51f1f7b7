"""The template variables of the meeting pages: topics to discuss, agreements with their follow-up, reading notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app import clock
from app.clock import REGION_TIME
from app.db import AnySession
from app.groups.group_cards import cards_for
from app.groups.open_questions import questions_of
from app.groups.places import Place
from app.groups.service import (
    BoardFigures,
    BoardQuery,
    instrument_of_period,
    make_board,
    next_release_on,
    own_topics,
    read_figures,
)
from app.groups.topics import Topic
from app.groups.writers import reads_own_words, writer
from app.instrument.indicators import BACKGROUND, indicators
from app.instrument.schema import Instrument, Item
from app.meetings import readings
from app.meetings.agreement_counts import subjects_agreed
from app.meetings.agreements import agreements_of
from app.meetings.asked_again import result_days
from app.meetings.conversation import (
    MeetingSubject,
    card_about,
    choose_subjects,
    chosen_subjects,
    shared_why,
    talks_of,
)
from app.meetings.follow_up import Followed, follow_up
from app.meetings.forms import AgreementForm, SubjectsForm, agreement_form
from app.releases.read import ReleasedPeriod
from app.web.language import long_day, say
from app.web.name_warning import seems_to_name_somebody
from app.wording.answer_words import title_of
from app.wording.phrases import Phrases
from app.wording.translated import _

Context = dict[str, object]


def conversation_context(
    session: AnySession, place: Place, asked: BoardQuery, *, periods: Sequence[ReleasedPeriod], chosen: Sequence[str]
) -> Context:
    """Return the template variables of the conversation page. `periods`: all released ones, oldest first.

    `chosen`: keys of topics that somebody chose instead of those that the rules give; empty: the rules.
    """
    figures = read_figures(session, place, asked, periods=periods)
    agreements = own_agreements(session, place, figures)
    topics = own_topics(figures)
    picked = chosen_subjects(topics, figures.told.views(), chosen=chosen)
    subjects = picked or subjects_of(topics, figures, agreements)
    days = result_days(session, place.region_id, now=clock.now())
    cards = cards_for(
        place,
        figures.earlier,
        known=figures.known,
        periods=figures.periods,
        phrases=Phrases(figures.instrument),
    )
    return {
        "board": make_board(session, place, figures, every=topics, periods=periods),
        "talks": talks_of(
            subjects,
            questions_of(figures.instrument.key),
            number=asked.period.number,
            result_days=days,
        ),
        "choosing": _choosing(topics, subjects),
        "chosen_by": shared_why(subjects),
        "card": card_about(cards, subjects),
        "agreements": [each for each in agreements if each.state == "open"],
        "look_back": days.get(subjects[0].topic.construct) if subjects else None,
        "next_release": next_release_on(session, place.region_id, now=clock.now()),
        "writes": writer(place) is not None,
        "reads": reads_own_words(place),
    }


def _choosing(topics: Sequence[Topic], subjects: Sequence[MeetingSubject]) -> SubjectsForm | None:
    """Return the form that chooses other topics, set to the present ones; None with no more topics than those."""
    offered = [(each.key, each.title) for each in topics if each.shown]
    if len(offered) <= len(subjects):
        return None
    keys = [*(each.topic.key for each in subjects), "", "", ""]
    return SubjectsForm(None, first=keys[0], second=keys[1], third=keys[2]).offer(offered)


def own_agreements(session: AnySession, place: Place, figures: BoardFigures) -> tuple[Followed, ...]:
    """Return the agreements that this visitor may read, followed up to the period of `figures`."""
    if not reads_own_words(place):
        return ()
    noted = agreements_of(session, place, until=[each.id for each in figures.periods])
    return follow_up(session, place, noted, instrument=figures.instrument, periods=figures.periods)


def readings_beside(session: AnySession, place: Place, period: ReleasedPeriod) -> list[list[readings.ReadingView]]:
    """Return the versions of each reading note on this release: first the group's own, then the platform's."""
    groups = [(place.level, place.id)] if reads_own_words(place) else []
    if place.level != "region":
        groups.append(("region", place.region_id))
    found = [readings.versions_of(session, level=level, group=group, period_id=period.id) for level, group in groups]
    return [[readings.told(version) for version in versions] for versions in found if versions]


def agreements_context(
    session: AnySession, place: Place, *, periods: Sequence[ReleasedPeriod], sent: AgreementForm | None
) -> Context:
    """Return the template variables of the page on which the lead notes and changes agreements.

    `forms`: by agreement id; the form for a new agreement under "". `sent`: a form that was refused, shown
    again as it was typed.
    """
    instrument = instrument_of_period(session, periods[-1].id)
    noted = agreements_of(session, place, until=[each.id for each in periods])
    followed = follow_up(session, place, noted, instrument=instrument, periods=periods)
    days = result_days(session, place.region_id, now=clock.now())
    topics = [(each.construct_key, _with_day(each, days)) for each in agreeable_items(instrument)]
    forms = {"": AgreementForm(None)}
    forms |= {each.id: agreement_form(each) for each in noted} | ({sent.mark: sent} if sent else {})
    agreed = subjects_agreed(session, level=place.level, group=place.id, period_id=periods[-1].id)
    known = [place.name, *(link.name for link in (*place.above, *place.below))]
    return {
        "agreements": list(zip(noted, followed, strict=True)),
        "named": {each.id for each in noted if seems_to_name_somebody(each.text, known=known)},
        "of_teams": [(title_of(instrument, key), teams) for key, teams in agreed.items()],
        "forms": {key: form.offer(topics) for key, form in forms.items()},
    }


def agreeable_items(instrument: Instrument) -> list[Item]:
    """Return the items that an agreement can be about: the first item of each construct that has figures."""
    items = [each for each in instrument.items if each.block != BACKGROUND and indicators(each)]
    first = {each.construct_key: each for each in reversed(items)}
    return list(reversed(first.values()))


def _with_day(item: Item, days: Mapping[str, date]) -> str:
    """Return the title of a topic with the day of its next result, where one is planned."""
    if item.construct_key not in days:
        return say(item.short)
    return _("%(topic)s: next result on %(day)s", topic=say(item.short), day=long_day(days[item.construct_key]))


def next_day(session: AnySession, place: Place, today: date) -> date:
    """Return the day of the region's next release; four weeks after `today` when none is planned."""
    closes = next_release_on(session, place.region_id, now=clock.now())
    day = closes.astimezone(REGION_TIME).date() if closes else today
    return day if day > today else today + timedelta(weeks=4)


def subjects_of(
    topics: Sequence[Topic], figures: BoardFigures, agreements: Sequence[Followed]
) -> tuple[MeetingSubject, ...]:
    """Choose the topics for a group's meeting, from what stands out in its figures and from its open agreements."""
    agreed = [each.construct for each in agreements if each.state == "open"]
    return choose_subjects(topics, figures.told.views(), agreed=agreed, number=figures.asked.period.number)
