"""Writes the codebook of a questionnaire as DDI-Codebook 2.5, which archives of social research read.

Decides the order of the elements that the schema asks for. Holds no figure: a codebook says what was asked.
Source: https://ddialliance.org/Specification/DDI-Codebook/2.5/
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.instrument.codebook import CodebookVariable, CodebookWords, asked_words, variables_of
from app.instrument.schema import Instrument

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
DOMAINS = {"single": "category", "multi": "multiple", "scale": "category", "percent": "numeric", "number": "numeric"}
"""What kind of answer a question takes, by the type of its item; a row of a grid takes a category, a text is text."""


def as_ddi(instrument: Instrument, words: CodebookWords) -> bytes:
    """Return the codebook as UTF-8 XML, with every text in every language of the questionnaire."""
    book = Element(
        "codeBook",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": SCHEMA_INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
            "version": "2.5",
            "xml:lang": instrument.languages[0],
        },
    )
    _study(book, instrument)
    data = SubElement(book, "dataDscr")
    for number, variable in enumerate(variables_of(instrument, words), start=1):
        _variable(data, variable, number, instrument=instrument, words=words)
    indent(book)
    written: bytes = tostring(book, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _study(book: Element, instrument: Instrument) -> None:
    first, *others = instrument.languages
    citation = SubElement(SubElement(book, "stdyDscr"), "citation")
    titles = SubElement(citation, "titlStmt")
    SubElement(titles, "titl", {"xml:lang": first}).text = instrument.title[first]
    for language in others:
        SubElement(titles, "parTitl", {"xml:lang": language}).text = instrument.title[language]
    SubElement(titles, "IDNo", {"agency": "Peil"}).text = instrument.key
    version = SubElement(citation, "verStmt")
    SubElement(version, "version").text = instrument.version
    SubElement(citation, "biblCit", {"xml:lang": first}).text = instrument.source[first]
    for language in others:  # A second citation is a fault in 2.5 of January 2012; later versions allow it.
        SubElement(citation, "notes", {"type": "biblCit", "xml:lang": language}).text = instrument.source[language]


def _variable(
    data: Element, variable: CodebookVariable, number: int, *, instrument: Instrument, words: CodebookWords
) -> None:
    languages = instrument.languages
    continuous = variable.values == "number"
    found = SubElement(
        data, "var", {"ID": f"V{number}", "name": variable.name, "intrvl": "contin" if continuous else "discrete"}
    )
    _in_each(found, "labl", {language: variable.title(language) for language in languages})
    for language in languages:
        domain = "text" if variable.values == "text" else DOMAINS.get(variable.item.type, "category")
        question = SubElement(
            found, "qstn", {"seqNo": variable.item.number, "responseDomainType": domain, "xml:lang": language}
        )
        SubElement(question, "qstnLit").text = variable.item.text[language]
        if variable.item.hint:
            SubElement(question, "ivuInstr").text = variable.item.hint[language]
    _range(found, variable)
    asked = {lang: asked_words(instrument, variable.asked_if, words, language=lang) for lang in languages}
    _in_each(found, "universe", asked)
    for code in variable.codes:
        category = SubElement(found, "catgry", {"missing": "Y"} if code.missing else {})
        SubElement(category, "catValu").text = code.value
        _in_each(category, "labl", code.words)
    kind = "numeric" if continuous else "character"
    SubElement(found, "varFormat", {"type": kind})


def _range(variable_element: Element, variable: CodebookVariable) -> None:
    ends = {name: f"{end:g}" for name, end in (("min", variable.low), ("max", variable.high)) if end is not None}
    if ends:
        SubElement(SubElement(variable_element, "valrng"), "range", {"UNITS": "REAL", **ends})


def _in_each(parent: Element, name: str, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        SubElement(parent, name, {"xml:lang": language}).text = text
