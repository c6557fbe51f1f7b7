"""The codebook as DDI-Codebook 2.5: the elements in the order of the schema, the words in every language."""

from __future__ import annotations

import os
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from lxml import etree

from app.instrument.codebook import asked_words, variables_of
from app.instrument.ddi_codebook import NAMESPACE, as_ddi
from app.instrument.installed import FIRST_QUESTIONNAIRE, installed_keys, instrument_of
from app.instrument.routing_rules import DECLINED, Rule
from app.web.language import speaking
from app.wording.codebook_words import codebook_lines, codebook_words, described_variables

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = os.environ.get("DDI_CODEBOOK_XSD", "")
IN_ORDER = ("labl", "qstn", "valrng", "universe", "catgry", "varFormat")
"""The elements of a variable, as the schema orders those that we use (`varType` in codebook.xsd)."""
IN_A_CATEGORY = ("catValu", "labl")
DOMAINS = {"text", "numeric", "code", "category", "datetime", "geographic", "multiple", "other"}


def named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def plain(element: Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


@pytest.fixture
def book(app: Flask) -> Element:
    instrument = instrument_of(FIRST_QUESTIONNAIRE)
    return fromstring(as_ddi(instrument, codebook_words(instrument.languages)))


@pytest.fixture
def variables(book: Element) -> list[Element]:
    return book.findall(f"{named('dataDscr')}/{named('var')}")


def test_the_parts_of_a_variable_stand_in_the_order_of_the_schema(variables: list[Element]) -> None:
    """A reader that validates refuses any other order: label, question, range, universe, categories, format."""
    for variable in variables:
        places = [IN_ORDER.index(plain(each)) for each in variable]
        assert all(first <= second for first, second in pairwise(places))
        for category in variable.findall(named("catgry")):
            found = [IN_A_CATEGORY.index(plain(each)) for each in category]
            assert found == sorted(found)


@pytest.mark.parametrize("key", installed_keys())
@pytest.mark.parametrize("languages", [("nl", "en", "de"), ("en",)])
def test_the_parts_of_the_citation_are_those_of_the_first_schema_of_2_5(key: str, languages: tuple[str, ...]) -> None:
    """Title, version, one citation, notes: three citations were a fault in the schema of January 2012."""
    instrument = instrument_of(key).model_copy(update={"languages": languages})
    citation = fromstring(as_ddi(instrument, codebook_words(languages))).find(f".//{named('citation')}")
    assert citation is not None
    assert [plain(each) for each in citation] == ["titlStmt", "verStmt", "biblCit", *["notes"] * (len(languages) - 1)]


@pytest.mark.skipif(not SCHEMA, reason="set DDI_CODEBOOK_XSD to the codebook.xsd of DDI-Codebook 2.5, with its imports")
@pytest.mark.parametrize("key", installed_keys())
@pytest.mark.parametrize("languages", [("nl", "en", "de"), ("en",)])
def test_a_codebook_passes_the_published_schema(key: str, languages: tuple[str, ...]) -> None:
    """Which no package holds; whoever has it can let it judge."""
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    instrument = instrument_of(key).model_copy(update={"languages": languages})
    schema.assertValid(etree.fromstring(as_ddi(instrument, codebook_words(languages))))


def test_every_variable_has_its_words_in_every_language(variables: list[Element]) -> None:
    """Label, question, universe and every category: in Dutch, English and German, none of them empty."""
    languages = instrument_of(FIRST_QUESTIONNAIRE).languages
    for variable in variables:
        for name in ("labl", "qstn", "universe"):
            assert [each.get(LANGUAGE) for each in variable.findall(named(name))] == list(languages)
        for category in variable.findall(named("catgry")):
            said = category.findall(named("labl"))
            assert {each.get(LANGUAGE) for each in said} >= set(languages)
            assert all(each.text for each in said)


def test_ids_are_unique_and_values_are_those_of_the_schema(book: Element, variables: list[Element]) -> None:
    """Enumerations of the schema, one id per variable, one name per variable."""
    assert (book.tag, book.get("version")) == (named("codeBook"), "2.5")
    assert [plain(each) for each in book] == ["stdyDscr", "dataDscr"]
    assert (
        len({each.get("ID") for each in variables}) == len({each.get("name") for each in variables}) == len(variables)
    )
    assert {each.get("intrvl") for each in variables} <= {"contin", "discrete"}
    assert {each.get("responseDomainType") for each in book.iter(named("qstn"))} <= DOMAINS
    assert {each.get("type") for each in book.iter(named("varFormat"))} <= {"numeric", "character"}


def test_prefer_not_to_say_is_a_missing_value_everywhere_but_in_texts(variables: list[Element]) -> None:
    """And nothing else is: a don't know is an answer."""
    for variable in variables:
        missing = [
            each.findtext(named("catValu")) for each in variable.findall(named("catgry")) if each.get("missing") == "Y"
        ]
        is_text = variable.find(named("catgry")) is None
        assert missing == ([] if is_text else [DECLINED])


def test_a_codebook_holds_no_figure(book: Element) -> None:
    """Not how many people gave an answer, at no size of group."""
    assert not list(book.iter(named("catStat")))
    assert not list(book.iter(named("sumStat")))


def test_rows_and_chosen_answers_are_variables_of_their_own(app: Flask) -> None:
    """Named as in a release: the item, a dot, the row or answer."""
    instrument = instrument_of(FIRST_QUESTIONNAIRE)
    names = [each.name for each in variables_of(instrument, codebook_words(["en"]))]
    parted = {item.key for item in instrument.items if item.type in ("grid", "multi", "yes_no_per_choice")}
    assert {name.partition(".")[0] for name in names if "." in name} == parted
    assert {item.key for item in instrument.counted} == {name.partition(".")[0] for name in names}


def test_who_is_asked_is_said_in_words(app: Flask) -> None:
    """Answers that lead to a question, joined as a person would; everybody where there is no rule."""
    instrument, words = instrument_of(FIRST_QUESTIONNAIRE), codebook_words(["en"])
    rule = Rule.model_validate(
        {"all": [{"item": "workload", "in": ["some", "strong"]}, {"not": {"item": "workload", "answered": False}}]}
    )
    said = asked_words(instrument, rule, words, language="en")
    assert said == "Workload: Somewhat or Strongly and not (Workload: not answered)"
    assert asked_words(instrument, None, words, language="en") == "Everybody"


def test_the_table_has_a_line_for_every_code(app: Flask) -> None:
    """With the same number of columns as its heading."""
    instrument = instrument_of(FIRST_QUESTIONNAIRE)
    with speaking("en"):
        heading, *lines = codebook_lines(instrument)
        codes = sum(len(each.codes) for each in described_variables(instrument))
    assert {len(line) for line in lines} == {len(heading)}
    assert len(lines) >= codes
