"""One word per idea, and one place that says it: no second wording of a figure, a period or a protection."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.config import ROOT
from app.releases.files.workbook import as_workbook
from app.web.catalogues import catalogues, read_catalogue, source_messages
from tests.look.pages import source_of, template_names
from tests.releases.test_files import PERIOD

WORDING = "app/wording/"
OF_FIGURES = re.compile(
    r"between (<\w+>)?%\(|^%\(\w+\)s to %\(\w+\)s( people)?[.,]?$|%\(\w+\)s ?[–-] ?%\(|^%\(\w+\)s people\b"
    r"|^about %\(share\)s|\)s or (higher|more)\b|^at (least|most) %\("
)
"""Ways in which somebody may say bounds, an interval, a size class, an estimate or a count again."""
RIVALS = {
    "nl": r"apparaat|apparaten|verstoord|afgerond|onscherp|\bruis\b|\bblok(ken)?\b",
    "en": r"\brounded\b|\bnoise\b|\bbins?\b|\bblocks\b|distorted|perturbed|gadget",
    "de": r"Betriebsr[aä]t|Organisation|verrauscht|gerundet",
}
"""Other words for *vervaagd* (blurred), *grenzen* (bounds) and *toestel* (device); in German for *Personalvertretung*
(works council) and *Träger* (organisation)."""
IN_CODE = re.compile(r"\bformat_(date|datetime|decimal|percent|number)\b")
DATES_WITH_A_TIME = "app/accounts/role_names.py"
"""The log of staff says minutes too, in a form that its translation gives."""


def forms_of(words: object) -> Iterator[str]:
    yield from (words if isinstance(words, tuple | list) else [str(words or "")])


def test_figures_are_worded_in_one_place() -> None:
    """Bounds, intervals, size classes and counts are sentences of `app/wording` alone."""
    elsewhere = [
        (form, places[0])
        for sentence, places in source_messages().items()
        for form in forms_of(sentence)
        if OF_FIGURES.search(form)
        if not all(place.startswith(WORDING) for place in places)
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    "sentence",
    [
        "between %(low)s and %(high)s",
        "The mean is between <strong>%(low)s</strong> and <strong>%(high)s</strong>.",
        "%(low)s to %(high)s",
        "Period %(opens)s – %(closes)s",
        "%(range)s people",
        "Grade %(grade)s or higher",
        "%(share)s of the time or more, %(share)s or more",
    ],
)
def test_a_second_wording_is_found(sentence: str) -> None:
    """The sentences that once said the same figure in another way."""
    assert OF_FIGURES.search(sentence)


def test_days_and_numbers_are_written_by_the_language_alone() -> None:
    """No page formats a date or a number by itself: "August 3, 2026" stood beside "3 August 2026"."""
    files = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / "app").rglob("*.py"))}
    found = [
        name
        for name, path in files.items()
        if not name.startswith((WORDING, "app/web/language.py", DATES_WITH_A_TIME))
        and IN_CODE.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    filters = re.compile(r"\|\s*(dateformat|datetimeformat|decimalformat|numberformat|percentformat|capitalize)\b")
    assert [name for name in template_names() if filters.search(source_of(name))] == []


def test_no_letter_is_made_small_or_large_by_hand() -> None:
    """`[:1]|lower` would take the capital from a German noun; `inside_sentence` and `beginning` know the language."""
    by_hand = re.compile(r"\[:1\]\s*(\||\.)\s*(upper|lower|capitalize)")
    assert [name for name in template_names() if by_hand.search(source_of(name))] == []
    code = [path for path in (ROOT / "app").rglob("*.py") if by_hand.search(path.read_text(encoding="utf-8"))]
    assert {str(path.relative_to(ROOT)) for path in code} <= {
        "app/web/language.py",
        "app/languages.py",
        "app/themes/rounds.py",
    }


def test_dutch_has_one_word_per_idea() -> None:
    """Figures are *vervaagd*, they lie between *grenzen*, and what one holds in one's hand is a *toestel*."""
    catalogue = read_catalogue(next(path for path in catalogues() if "nl" in path.parts))
    told = [form for message in catalogue if message.id for form in forms_of(message.string)]
    assert [form for form in told if re.search(RIVALS["nl"], form, re.IGNORECASE)] == []


def test_german_has_one_word_per_idea() -> None:
    """An organisation is a *Träger* and a works council a *Personalvertretung*, on the guide as on every page."""
    catalogue = read_catalogue(next(path for path in catalogues() if "de" in path.parts))
    told = [form for message in catalogue if message.id for form in forms_of(message.string)]
    assert [form for form in told if re.search(RIVALS["de"], form)] == []


def test_english_has_one_word_per_idea() -> None:
    """Figures are *blurred* and lie between *bounds*."""
    told = [form for sentence in source_messages() for form in forms_of(sentence)]
    assert [form for form in told if re.search(RIVALS["en"], form, re.IGNORECASE)] == []


def test_the_explanation_in_a_workbook_uses_the_same_words() -> None:
    """It is read by people who never saw a page of Peil."""
    sheet = load_workbook(io.BytesIO(as_workbook((), PERIOD)))["columns"]
    told = [str(cell.value) for row in sheet.iter_rows(min_row=2, min_col=2) for cell in row]
    assert told
    assert [each for each in told for rival in (RIVALS["nl"], RIVALS["en"]) if re.search(rival, each, re.I)] == []


def test_the_wording_is_used() -> None:
    """Every function of `app/wording` has a user outside its own tests: nothing is left over."""
    sources = [path.read_text(encoding="utf-8") for path in _readers()]
    unused = []
    for path in sorted((ROOT / WORDING).glob("*.py")):
        for name in re.findall(r"^def ([a-z]\w*)\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            if sum(len(re.findall(rf"\b{name}\b", source)) for source in sources) < 2:
                unused.append(f"{path.stem}.{name}")
    assert unused == []


def _readers() -> Iterator[Path]:
    yield from (ROOT / "app").rglob("*.py")
    yield from (ROOT / "templates").rglob("*.html")
