"""The sentences of a mirror: first about the participant's answer, then about the group, each with its basis.

Never a judgement of the person, never "better" or "worse". Figures stand in <strong>; everything else is
escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.charts.distribution import Distribution
from app.charts.gauge import headline_of
from app.charts.time_axis import TimelinePeriod
from app.instrument.reference import ReferenceValue
from app.instrument.schema import Item
from app.mirror.choice_shares import most_chosen
from app.mirror.comparable_groups import With
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.movement import GroupMovement, headline_cell
from app.mirror.own_trend import Change, OwnAnswer, OwnMovement, change_since_last
from app.mirror.position_in_group import Position
from app.releases.rules.cells import Cell, Published
from app.web.language import beginning, inside_sentence, percent, say
from app.wording.answer_words import answer_words, count_words, headline_words
from app.wording.earlier_words import to_know_of
from app.wording.figure_words import earlier_years, mean_words, people_words, share_words
from app.wording.group_names import own_group, within_own_group
from app.wording.joined_words import both, filled_in, marked_sentences
from app.wording.period_words import month, short_month, span
from app.wording.translated import _

MOST_NAMED = 3
"""The most options that one sentence names."""


def own_sentence(item: Item, answers: Sequence[OwnAnswer]) -> Markup:
    """Return the sentence on the participant's last answer and its change: "You gave a 7. Higher than last time"."""
    if not answers:
        return Markup.escape(_("You have not answered this yet."))
    if not answers[-1].given:
        return Markup.escape(_("You preferred not to say."))
    return marked_sentences(answer_sentence(item, answers[-1].value), change_sentence(answers))


def answer_sentence(item: Item, value: object) -> Markup:
    """Return the sentence on one answer of the participant: "You gave a 7"."""
    return filled_in(_own_words(item), answer=answer_words(item, value))


def change_sentence(answers: Sequence[OwnAnswer]) -> str:
    """Return the sentence on how the last answer differs from the one before; empty when there is nothing to tell."""
    change = change_since_last(answers)
    return _change_words(change) if change else ""


def _own_words(item: Item) -> str:
    if item.type == "scale":
        return _("You gave a <strong>%(answer)s</strong>.")
    if item.type == "percent":
        return _("You said <strong>%(answer)s</strong>.")
    if item.type in ("grid", "yes_no_per_choice"):
        return _("You answered: %(answer)s.")
    return _("You chose <strong>%(answer)s</strong>.")


def _change_words(change: Change) -> str:
    match change:
        case "first":
            return _("This was your first time.")
        case "higher":
            return _("Higher than last time.")
        case "lower":
            return _("Lower than last time.")
        case "equal":
            return _("Equal to last time.")
        case "other":
            return _("Different from last time.")


def group_sentence(item: Item, cell: Cell | None, *, choice: With, option: str = "") -> Markup:
    """Return the sentence on a group's figure about an item. `cell`: the figure, None when nothing is published yet.
    `option`: the answer whose share it is; empty for a mean.
    """
    match cell:
        case Published() if option:
            said = _share_sentence(item, cell, choice=choice, option=option)
        case Published():
            said = filled_in(_mean_words(choice), mean=mean_words(cell))
        case None:
            return Markup.escape(_("Of this group nothing has been published yet."))
        case _:
            return withheld_sentence()
    return marked_sentences(said, based_on(people_words(cell.size_class)))


def based_on(people: str) -> str:
    """Return the sentence "Based on …". `people`: how many people a figure is about, in words."""
    return _("Based on %(people)s.", people=people)


def chosen_sentence(item: Item, shares: Mapping[str, Cell], *, choice: With) -> Markup | None:
    """Return the sentence that names the option a group chose most; None when the published bounds leave that open."""
    most = most_chosen(shares)
    if not shares:
        return group_sentence(item, None, choice=choice)
    if item.type != "multi" or not 1 <= len(most) <= MOST_NAMED:
        return None
    options = both([count_words(item, option) for option in most])
    cell = shares[most[0]]
    if len(most) == 1 and isinstance(cell, Published):
        words = _("%(within)s %(options)s is chosen most: <strong>%(share)s</strong>.")
        return filled_in(words, within=within_own_group(choice), options=options, share=share_words(cell))
    return filled_in(_("%(within)s %(options)s are chosen most."), within=within_own_group(choice), options=options)


def _share_sentence(item: Item, cell: Published, *, choice: With, option: str) -> Markup:
    if item.type == "scale":
        words = _("%(group)s <strong>%(share)s</strong> of people gave a %(count)s.")
    elif item.type == "percent":
        words = _("%(group)s <strong>%(share)s</strong> of people said %(count)s.")
    else:
        words = _("%(group)s <strong>%(share)s</strong> of people chose %(count)s.")
    return filled_in(words, group=within_own_group(choice), share=share_words(cell), count=count_words(item, option))


def _mean_words(choice: With) -> str:
    """Return the words for a mean, which exists for regions and kinds of organisation only (PRIVACY.md rule 9)."""
    if choice == "orgtype":
        return _("The mean of your kind of organisation: <strong>%(mean)s</strong>.")
    return _("The mean of the region: <strong>%(mean)s</strong>.")


def withheld_sentence() -> Markup:
    """Return the sentence for a figure that may not be shown, the same for every reason, with a link to why."""
    return filled_in(
        '<a href="/privacy#withheld">%(title)s</a> %(text)s',
        title=_("Not shown."),
        text=_("This says nothing about the answers."),
    )


def period_sentence(period: TimelinePeriod) -> str:
    """Return the sentence that says about which period a figure is.

    An item that is not asked every time may be missing from the last period.
    """
    return _("The figure is of %(period)s.", period=span(period.opens, period.closes))


def landmark_note(marks: Sequence[ReferenceValue], *, drawn: Sequence[ReferenceValue]) -> list[str]:
    """Return the sentences under a chart about figures of earlier surveys: the figures, and what to know of them.
    `drawn`: all figures from which the dashes are drawn; `marks`: those among them that count what the chart counts.
    """
    if not marks:
        return []
    return [_("The dashes are published figures. %(figures)s.", figures=earlier_years(marks)), *to_know_of(drawn)]


def position_sentence(item: Item, position: Position, *, choice: With) -> Markup:
    """Return the sentence on where the participant's last answer lies: "In the region about 40% …; 15% higher".

    A small group publishes one share; the sentence then says on which side of it the answer is.
    """
    within = within_own_group(choice)
    if position.whole_gauge:
        words = _(
            "%(within)s about <strong>%(at)s</strong> of people are there too; %(above)s higher, %(below)s lower."
        )
        return filled_in(
            words,
            at=percent(position.at),
            above=percent(position.above),
            below=percent(position.below),
            within=within,
        )
    count, above = headline_words(item), not position.above
    share = percent(position.at if above else position.above)
    if above:
        return filled_in(
            _("%(within)s about <strong>%(share)s</strong> are on the same side: %(count)s."),
            within=within,
            share=share,
            count=count,
        )
    return filled_in(
        _("%(within)s about <strong>%(share)s</strong> are higher: %(count)s."), within=within, share=share, count=count
    )


def group_sentence_of(subject: MirrorSubject) -> Markup:
    """Return the sentence on what the group answered, for a person without an answer to compare."""
    distribution = subject.last_published[1]
    cell = headline_cell(subject.item, distribution) if isinstance(distribution, Distribution) else distribution
    return group_sentence(subject.item, cell, choice=subject.choice, option=headline_of(subject.item) or "")


def movement_words(movement: OwnMovement | None, *, answers: Sequence[OwnAnswer]) -> str:
    """Return in a few words how an answer changed: "higher than in Aug"; or "first time" or "not answered".
    `answers`: every answer of the person to the item, oldest first, the declined ones too.
    """
    if movement is None:
        if any(each.given for each in answers) and not answers[-1].given:
            return _("rather not said last time")
        return _("first time") if any(each.given for each in answers) else _("not answered")
    if movement.change == "equal":
        return _("equal")
    then, now = short_month(movement.before.wave.opens), short_month(movement.now.wave.opens)
    when = _("last time") if then == now else _("in %(month)s", month=then)
    match movement.change:
        case "higher":
            return _("higher than %(when)s", when=when)
        case "lower":
            return _("lower than %(when)s", when=when)
    return _("other than %(when)s", when=when)


def moved_line(item: Item, movement: OwnMovement) -> Markup:
    """Return the line at the top of the mirror about a changed answer: "Workload higher: from ‘low’ in March …"."""
    if movement.size > 0:
        words = _("<strong>%(subject)s higher</strong>: from ‘%(before)s’ in %(month)s to ‘%(now)s’ now.")
    else:
        words = _("<strong>%(subject)s lower</strong>: from ‘%(before)s’ in %(month)s to ‘%(now)s’ now.")
    return filled_in(
        words,
        subject=say(item.short),
        before=answer_words(item, movement.before.value),
        now=answer_words(item, movement.now.value),
        month=month(movement.before.wave.opens),
    )


def nothing_line() -> Markup:
    """Return the line at the top of the mirror that says that no answer differs from the one before."""
    return Markup.escape(_("Your answers of the last round are the same as before."))


def first_time_line() -> Markup:
    """Return the line at the top of the mirror for somebody who answered for the first time."""
    return Markup.escape(_("Your first answers are in. After the next round you see here what moves."))


def apart_line(item: Item, position: Position, *, choice: With) -> Markup:
    """Return the line at the top of the mirror: "Workload: more than half of your team is higher than you"."""
    if position.most_are == "higher":
        words = _("<strong>%(subject)s</strong>: %(within)s more than half are higher than you.")
    else:
        words = _("<strong>%(subject)s</strong>: %(within)s more than half are lower than you.")
    return filled_in(words, subject=say(item.short), within=inside_sentence(within_own_group(choice)))


def group_line(movement: GroupMovement, *, choice: With) -> Markup:
    """Return the line at the top of the mirror about a group's certain change: "Workload: more people say …"."""
    if movement.size > 0:
        words = _(
            "<strong>%(subject)s</strong>: %(within)s more people say %(count)s, from about %(before)s to %(now)s."
        )
    else:
        words = _(
            "<strong>%(subject)s</strong>: %(within)s fewer people say %(count)s, from about %(before)s to %(now)s."
        )
    return filled_in(
        words,
        within=inside_sentence(within_own_group(choice)),
        subject=say(movement.item.short),
        before=percent(movement.before.value),
        now=percent(movement.now.value),
        count=headline_words(movement.item),
    )


def release_line(period: TimelinePeriod, *, choice: With) -> Markup:
    """Return the line at the top of the mirror for a release in which none of the group's figures certainly changed."""
    words = _("%(group)s: nothing moved for certain in the result of %(period)s.")
    return filled_in(words, group=beginning(own_group(choice)), period=span(period.opens, period.closes))
