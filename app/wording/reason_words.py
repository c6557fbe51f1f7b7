"""Says in words why somebody gets a card: each condition that held, with the answer or the published figure.

The reason that a released figure gives reads the same on a person's card and on a group's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.cards import Reason
from app.instrument.schema import Instrument, Item
from app.web.language import percent
from app.wording.answer_words import answer_words, count_words, option_words, subject_words
from app.wording.certainty_words import grade_words
from app.wording.figure_words import bounds_words, estimate_words
from app.wording.joined_words import both, in_quotes, sentences
from app.wording.translated import _


class ReasonView(NamedTuple):
    """A reason as a page shows it: a term and a sentence."""

    term: str
    sentence: str


def told(reasons: Sequence[Reason], *, instrument: Instrument, days: Mapping[int, str]) -> list[ReasonView]:
    """Return each reason in words; without reasons, that the person saved the card.
    `days`: the day on which each wave opened, in words, by wave number.
    """
    return [_one(reason, instrument=instrument, days=days) for reason in reasons] or [_saved()]


def told_to_group(reason: Reason, *, instrument: Instrument) -> str:
    """Return the reason for the readers of a group's figures: what was released, or that the card suits every group."""
    if reason.kind != "group":
        return _("This card can help every group that does this work.")
    item, row = _asked(reason, instrument)
    if "grade" in reason.params:
        return _estimated(item, dict(reason.params), row=row)
    return _released(item, dict(reason.params), row=row)


def how_chosen(reasons: Sequence[Reason]) -> str:
    """Return the sentence that says from what a card was chosen: own answers, released figures or background."""
    return sentences(_looked_at(reasons), _("Nobody else sees which card you get."))


def _looked_at(reasons: Sequence[Reason]) -> str:
    kinds = {reason.kind for reason in reasons}
    if any(reason.of_own_answers for reason in reasons):
        if any(kind.endswith("_region") for kind in kinds):
            return _("By a fixed rule, on your own answers and on released figures.")
        return _("By a fixed rule, on your own answers.")
    if "group" in kinds:
        return _("By a fixed rule, on released figures. No answer of yours was needed.")
    if "profile" in kinds:
        return _("By a fixed rule, on what you told about your work when you joined. No answer of yours was needed.")
    if "always" in kinds:
        return _("It was not chosen: it stands here for everyone.")
    return _("It was not chosen now: you can always find it here.")


def _saved() -> ReasonView:
    return ReasonView(_("Your choice"), _("You saw this card before and kept it."))


def _asked(reason: Reason, instrument: Instrument) -> tuple[Item, str]:
    """Return the item that a reason is about, and the row of a grid or ""."""
    key, _dot, row = reason.item.partition(".")
    return instrument.item(key), row


def _one(reason: Reason, *, instrument: Instrument, days: Mapping[int, str]) -> ReasonView:
    if reason.kind == "always":
        return ReasonView(_("For everyone"), _("This card can help everyone who does this work."))
    item, row = _asked(reason, instrument)
    if reason.kind == "profile":
        value = option_words(item, str(reason.params["value"]))
        return ReasonView(_("About you"), _("You told us when you joined: %(value)s.", value=value))
    if reason.kind == "group":
        return ReasonView(_("The region"), _released(item, dict(reason.params), row=row))
    if reason.kind.endswith("_region"):
        return ReasonView(_("You and the region"), _beside_region(item, dict(reason.params), row=row, days=days))
    return ReasonView(_("Your answer"), _own(reason, item, row=row, days=days))


def _own(reason: Reason, item: Item, *, row: str, days: Mapping[int, str]) -> str:
    """Return the sentence on the own answers that a reason rests on."""
    params: dict[str, Any] = dict(reason.params)
    subject, day = subject_words(item, row), _day(days, reason.wave_number)
    if reason.kind == "run":
        return _(
            "%(times)s times in a row you chose %(options)s at ‘%(subject)s’, last in the round of %(day)s.",
            options=_run_words(item, params),
            subject=subject,
            times=params["times"],
            day=day,
        )
    if reason.kind == "change":
        return _(
            "At ‘%(subject)s’ you went from %(before)s (round of %(since)s) to %(now)s (round of %(day)s).",
            subject=subject,
            before=answer_words(item, params["before"]),
            now=answer_words(item, params["now"]),
            since=_day(days, params["wave_numbers"][0]),
            day=day,
        )
    if "value" in params:
        return _(
            "In the round of %(day)s you answered %(answer)s at ‘%(subject)s’.",
            answer=answer_words(item, params["value"]),
            subject=subject,
            day=day,
        )
    return _(
        "In the round of %(day)s you chose %(options)s at ‘%(subject)s’.",
        options=_quoted(item, params["options"]),
        subject=subject,
        day=day,
    )


def _run_words(item: Item, params: Mapping[str, Any]) -> str:
    if "values" in params:
        return both(list(dict.fromkeys(answer_words(item, value) for value in params["values"])))
    return _quoted(item, [key for each in params["options"] for key in each])


def _day(days: Mapping[int, str], wave_number: int | None) -> str:
    return days.get(wave_number or 0, "?")


def _beside_region(item: Item, params: dict[str, Any], *, row: str, days: Mapping[int, str]) -> str:
    return _(
        "In the round of %(day)s you answered ‘%(answer)s’ at ‘%(subject)s’. "
        "In the region %(share)s of people chose %(count)s.",
        day=_day(days, params["wave_number"]),
        answer=answer_words(item, params["answer"]),
        subject=subject_words(item, row),
        share=bounds_words(float(params["lower"]), float(params["upper"])),
        count=count_words(item, params["option"]),
    )


def _released(item: Item, params: dict[str, Any], *, row: str) -> str:
    return _(
        "At ‘%(subject)s’ %(share)s of people chose %(count)s.",
        subject=subject_words(item, row),
        share=bounds_words(float(params["lower"]), float(params["upper"])),
        count=count_words(item, params["option"]),
    )


def _estimated(item: Item, params: dict[str, Any], *, row: str) -> str:
    """Say what is estimated, the bound that the card's rule asks, and how certain the group lies beyond it."""
    at_most = params["at_most"]
    bound = _("at most %(share)s", share=percent(at_most)) if at_most is not None else None
    return sentences(
        _(
            "At ‘%(subject)s’ %(share)s of people chose %(count)s.",
            subject=subject_words(item, row),
            share=estimate_words(float(params["share"]), float(params["lower"]), float(params["upper"])),
            count=count_words(item, params["option"]),
        ),
        _(
            "That it is %(bound)s: %(grade)s.",
            bound=bound or _("at least %(share)s", share=percent(params["at_least"])),
            grade=grade_words(params["grade"]),
        ),
    )


def _quoted(item: Item, options: Sequence[str]) -> str:
    return both(list(dict.fromkeys(in_quotes(option_words(item, key)) for key in options)))
