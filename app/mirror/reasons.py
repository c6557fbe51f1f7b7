"""Why somebody sees a card, in words: every condition that held, told as what they answered or what is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.cards import Reason
from app.instrument.schema import Instrument, Item
from app.mirror.translated import _
from app.mirror.words import answer_words, count_words, option_words, share_words
from app.releases.cells import Published
from app.web.language import say


class Told(NamedTuple):
    """A reason as a term with its sentence."""

    term: str
    sentence: str


def told(reasons: Sequence[Reason], *, instrument: Instrument) -> list[Told]:
    """Each reason as a sentence; a card that needs none says that it is for everyone."""
    return [_one(reason, instrument=instrument) for reason in reasons] or [_saved()]


def _saved() -> Told:
    return Told(_("Your choice"), _("You saw this card before and kept it."))


def _one(reason: Reason, *, instrument: Instrument) -> Told:
    if reason.kind == "always":
        return Told(_("For everyone"), _("This card can help everyone who does this work."))
    key, _dot, row = reason.item.partition(".")
    item = instrument.item(key)
    if reason.kind == "profile":
        value = option_words(item, str(reason.params["value"]))
        return Told(_("About you"), _("You told us when you joined: %(value)s.", value=value))
    if reason.kind == "group":
        return Told(_("The region"), _group(item, dict(reason.params)))
    if reason.kind.endswith("_region"):
        return Told(_("You and the region"), _beside_region(item, dict(reason.params)))
    return Told(_("Your answer"), _own(reason, item, row=row))


def _own(reason: Reason, item: Item, *, row: str) -> str:
    params: dict[str, Any] = dict(reason.params)
    subject = _subject(item, row)
    if reason.kind == "run":
        chosen = _quoted(item, [key for each in params["options"] for key in each])
        return _(
            "You chose %(options)s at ‘%(subject)s’, %(times)s times in a row.",
            options=chosen,
            subject=subject,
            times=params["times"],
        )
    if reason.kind == "change":
        return _(
            "At ‘%(subject)s’ you went from %(before)s to %(now)s.",
            subject=subject,
            before=answer_words(item, params["before"]),
            now=answer_words(item, params["now"]),
        )
    if "value" in params:
        return _(
            "You answered %(answer)s at ‘%(subject)s’.", answer=answer_words(item, params["value"]), subject=subject
        )
    return _("You chose %(options)s at ‘%(subject)s’.", options=_quoted(item, params["options"]), subject=subject)


def _beside_region(item: Item, params: dict[str, Any]) -> str:
    return _(
        "You answered ‘%(answer)s’ at ‘%(subject)s’. In the region %(share)s chose %(count)s.",
        answer=answer_words(item, params["answer"]),
        subject=say(item.short),
        share=_share(params),
        count=count_words(item, params["option"]),
    )


def _group(item: Item, params: dict[str, Any]) -> str:
    return _(
        "At ‘%(subject)s’ %(share)s chose %(count)s.",
        subject=say(item.short),
        share=_share(params),
        count=count_words(item, params["option"]),
    )


def _share(params: dict[str, Any]) -> str:
    lower, upper = params["lower"], params["upper"]
    return share_words(Published("", (lower + upper) / 2, lower, upper))


def _subject(item: Item, row: str) -> str:
    text = next((say(each.text) for each in item.rows if each.key == row), "")
    return f"{say(item.short)}: {text}" if text else say(item.short)


def _quoted(item: Item, options: Sequence[str]) -> str:
    words = dict.fromkeys(_("‘%(option)s’", option=option_words(item, key)) for key in options)
    return _(" and ").join(words)
