"""The page of a group before its region's first release."""

from __future__ import annotations

from flask import render_template

from app import clock
from app.groups.places import Place
from app.groups.service import is_counting, next_release_on
from app.instrument.reference import ReferenceValue, reference_values
from app.instrument.schema import Instrument
from app.other_sessions import release_session
from app.programme.questionnaires import questionnaire_of_region
from app.wording.earlier_words import to_know_of
from app.wording.figure_words import earlier_words
from app.wording.phrases import Phrases


def no_release(place: Place) -> str:
    """Return the HTML of a group's page before its region's first release: when it comes, and earlier measurements."""
    instrument = questionnaire_of_region(release_session(), place.region_id)
    known = known_before(instrument)
    return render_template(
        "boards/no_release.html",
        place=place,
        closes=next_release_on(release_session(), place.region_id, now=clock.now()),
        counting=is_counting(release_session(), place.region_id, now=clock.now()),
        known=[(each, earlier_words(each)) for each in known],
        known_notes=to_know_of(known),
        phrases=Phrases(instrument),
    )


def known_before(instrument: Instrument) -> list[ReferenceValue]:
    """Return what was measured before of everybody about one subject; empty when nothing was published.

    The subject is the first that every wave asks about and that has a share of favourable answers, or else a mean.
    """
    for key in instrument.pulse.anchors:
        values = [each for each in reference_values(key, questionnaire=instrument.key) if not each.breakdown]
        for option in ("favourable", ""):
            if found := [each for each in values if each.option == option]:
                return found
    return []
