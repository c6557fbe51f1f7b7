"""A full measurement as one person goes through it: its pages, where they are, and what is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from app.answering.to_answer import OpenPulse
from app.answering.unsent import Draft, Typed
from app.instrument.answers import FormReading, read_form
from app.instrument.form_pages import StillToCome, pages_of, still_to_come
from app.instrument.routing import shown_in_turn
from app.instrument.schema import Item


@dataclass(frozen=True, repr=False)
class Measurement:
    """An open full measurement with what a participant filled in; `earlier`: their answers in earlier waves."""

    pulse: OpenPulse
    draft: Draft
    earlier: Mapping[str, Any]

    def __repr__(self) -> str:
        return "Measurement(hidden)"

    @cached_property
    def pages(self) -> tuple[tuple[Item, ...], ...]:
        """Return all pages, the same for everybody."""
        return pages_of(self.pulse.items)

    @cached_property
    def reading(self) -> FormReading:
        """Return the answers and faults of everything that is filled in."""
        return read_form(self.pulse.items, self.draft.fields, earlier=self.earlier)

    @cached_property
    def shown(self) -> tuple[Item, ...]:
        """Return the questions that this participant is asked, as far as their answers decide."""
        asked = shown_in_turn(self.pulse.items, self.reading.answers, earlier=self.earlier)
        return tuple(self._as_asked(item) for item in asked)

    @property
    def page(self) -> int:
        """Return the number of the page to show, from 0; the one after the last is the review."""
        return len(self.pages) if not self.draft.at else self.number_of(self._page_with(self.draft.at))

    def number_of(self, page: int | str) -> int:
        """Return a page's number within bounds, from 0, whatever was sent; the one after the last is the review."""
        number = int(page) if str(page).isascii() and str(page).isdigit() and len(str(page)) < 4 else 0
        return min(number, len(self.pages))

    def on_page(self, page: int) -> tuple[Item, ...]:
        """Return all questions of a page; none for the review."""
        return self.pages[page] if page < len(self.pages) else ()

    def shown_on(self, page: int) -> list[tuple[int, Item]]:
        """Return the questions of a page that are asked of this participant, with their numbers from 1."""
        own = {item.key for item in self.on_page(page)}
        return [(number, item) for number, item in enumerate(self.shown, 1) if item.key in own]

    def to_come_after(self, page: int) -> StillToCome:
        """Return how many questions can still come after a page; what it asks and has no answer yet stays open."""
        before = self.pages[page - 1][-1].key if page else None
        with_page = still_to_come(self._in_page_order, self.reading.answers, after=before, earlier=self.earlier)
        here = len(self.shown_on(page))
        return StillToCome(with_page.least - here, with_page.most - here)

    def page_of_control(self, name: str) -> int:
        """Return the number of the page on which the form control `name` stands."""
        return self._page_with(name.partition(".")[0])

    def reading_of(self, page: int) -> FormReading:
        """Return the answers so far with the faults of one page alone."""
        own = {item.key for item in self.on_page(page)}
        faults = {name: fault for name, fault in self.reading.faults.items() if name.partition(".")[0] in own}
        return FormReading(self.reading.answers, faults)

    def with_fields(self, fields: Typed) -> Self:
        """Return the same measurement with other values filled in."""
        return replace(self, draft=replace(self.draft, fields=fields))

    def going(self, go: str, *, page: int) -> Self:
        """Return the same measurement at the place where a pressed button leads: next, back, review, pause or "to:KEY".

        `page`: the page that the button stands on.
        """
        at = page + {"next": 1, "back": -1}.get(go, 0)
        if go.startswith("to:"):
            at = self._page_with(go.removeprefix("to:"))
        at = len(self.pages) if go == "review" else max(0, min(at, len(self.pages)))
        key = self.pages[at][0].key if at < len(self.pages) else ""
        return replace(self, draft=replace(self.draft, at=key, reviewed=self.draft.reviewed or not key))

    @cached_property
    def _in_page_order(self) -> tuple[Item, ...]:
        return tuple(item for page in self.pages for item in page)

    def _page_with(self, key: str) -> int:
        return next((number for number, page in enumerate(self.pages) if any(item.key == key for item in page)), 0)

    def _as_asked(self, item: Item) -> Item:
        """Return a question as it stands on a page: routing is settled, and of choices only those that were made."""
        chosen = self.reading.answers.get(item.piped_from or "")
        made = chosen if isinstance(chosen, list) else []
        rows = tuple(row for row in item.rows if row.key in made) if item.piped_from else item.rows
        return item.model_copy(update={"shown_if": None, "rows": rows})
