"""Everything wrong with a card file is told at once, with its file and its line."""

from pathlib import Path

import pytest

from app.cards.card_deck import check, load_cards
from app.cards.rule_names import KnownNames
from app.content.reading import ContentFault

KNOWN = KnownNames(
    answers={
        "reflection": frozenset({"ample", "insufficient"}),
        "work_enjoyment": frozenset(),
        "experience": frozenset({"0-3", "10+"}),
    },
    figures={"reflection": frozenset({"favourable", ">=insufficient"}), "work_enjoyment": frozenset({">=7"})},
    numbers={"work_enjoyment": (1, 10)},
)
LIBRARY = """\
questionnaire: peo
languages: [nl, en]
constructs: [reflection]
documents:
  peo_2:
    title: {nl: Meting, en: Measurement}
    year: "2022"
"""
CARD = """\
cards:
  - key: a_card
    audience: [professional]
    title: {nl: Titel, en: Title}
    text: {nl: Tekst, en: Text}
    step: {nl: stap, en: step}
    evidence: {nl: Grond, en: Evidence}
    constructs: [reflection]
    sources:
      - document: peo_2
        section: {nl: paragraaf 1, en: section 1}
    rule: {item: reflection, latest: {in: [insufficient]}}
    priority: 5
    cool_down_waves: 4
    kind: do
subject: {nl: Onderwerp, en: Subject}
"""
RULE = "rule: {item: reflection, latest: {in: [insufficient]}}"
IMPOSSIBLE = (
    "rule: {all: [{item: work_enjoyment, latest: {at_most: 4}}, {item: work_enjoyment, latest: {at_least: 5}}]}"
)
LOW = "{item: work_enjoyment, run: {at_most: 3, times: 2}}"
LOWER_THAN_SIX = "{item: work_enjoyment, latest: {at_most: 5}}"
IMPOSSIBLE_BACKGROUND = "rule: {all: [{profile: experience, in: [0-3]}, {any: [{profile: experience, in: [10+]}]}]}"


def faults(folder: Path, **files: str) -> list[str]:
    """Every fault of these files, as `name:line: message`."""
    (folder / "documents.yaml").write_text(LIBRARY, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [f"{Path(fault.file).name}:{fault.line}: {fault.message}" for fault in check(folder, KNOWN)]


def test_a_good_file_has_no_faults(tmp_path: Path) -> None:
    """The check is quiet when all is well."""
    assert faults(tmp_path, good=CARD) == []


@pytest.mark.parametrize(
    ("was", "planted", "line", "words"),
    [
        (RULE, "rule: {item: reflectoin, latest: {in: [ample]}}", 12, "did you mean 'reflection'?"),
        ("[insufficient]", "[insuficient]", 12, "did you mean 'insufficient'?"),
        (RULE, "rule: {item: reflection, latest: {at_most: 3}}", 12, "not by a number"),
        (RULE, "rule: {item: work_enjoyment, latest: {in: [low]}}", 12, "'low'"),
        (RULE, "rule: {item: work_enjoyment, latest: {at_most: 3, at_least: 2}}", 12, "exactly one"),
        (RULE, "rule: {item: reflection, run: {in: [ample], times: 1}}", 12, "greater than or equal to 2"),
        (RULE, "rule: {item: reflection, change: {at_most: -2}}", 12, "not by a number"),
        (RULE, "rule: {item: nothing, against_region: below}", 12, "no item 'nothing'"),
        (RULE, "rule: {item: reflection, against_region: below, option: '>=insufficient'}", 12, "favourable"),
        (RULE, "rule: {item: work_enjoyment, against_region: below}", 12, "'favourable'"),
        (RULE, "rule: {item: reflection, against_region: beside}", 12, "'below' or 'above'"),
        (RULE, "rule: {group: reflection, option: many, at_most: 0.5}", 12, "'many'"),
        (RULE, "rule: {group: reflection, at_most: 50}", 12, "less than or equal to 1"),
        (RULE, "rule: {group: nothing, at_most: 0.5}", 12, "no published item 'nothing'"),
        (RULE, "rule: {profile: experience, in: [0-5]}", 12, "'0-5'"),
        (RULE, "rule: {not: {profile: experience, in: [0-3]}}", 12, "without a reason"),
        (RULE, "rule: {any: [{always: true}, {not: {always: true}}]}", 12, "without a reason"),
        (RULE, "rule: {all: [{not: {always: true}}]}", 12, "without a reason"),
        (RULE, RULE + "\n    group_rule: {always: true}", 2, "group_rule is for team, manager"),
        (RULE, "rule: {any: []}", 12, "at least one"),
        (RULE, "rule: {sometimes: true}", 12, "a rule has one of these fields"),
        (RULE, "rule: {always: false}", 12, "True"),
        (RULE, "group_rule: {always: true}", 2, "rule is for professional and starter"),
        ("[professional]", "[team]", 2, "rule is for professional and starter"),
        ("[professional]", "[director]", 3, "'professional'"),
        ("nl: Titel, en: Title", "nl: Titel", 4, "the language 'en' is missing"),
        ("en: section 1", "en: ''", 11, "at least 1 character"),
        (", en: section 1", "", 11, "the language 'en' is missing"),
        ("document: peo_2", "document: peo_9", 10, "did you mean 'peo_2'?"),
        ("priority: 5", "priority: 11", 13, "less than or equal to 9"),
        ("cool_down_waves: 4", "cool_down_waves: soon", 14, "integer"),
        ("key: a_card", "key: A card", 2, "pattern"),
        ("constructs:", "construct:", 8, "construct: Extra inputs"),
        ("    priority: 5\n", "", 2, "priority: Field required"),
        ("    priority: 5\n", "    priority: 5\n    priority: 6\n", 14, "twice"),
        ("cards:\n", "cards: [\n", 2, "is not YAML"),
        ("kind: do", "kind: dance", 15, "'people', 'do', 'talk'"),
        ("    kind: do\n", "", 2, "kind: Field required"),
        ("en: Subject", "fr: Sujet", 16, "the language 'en' is missing"),
        ("constructs: [reflection]", "constructs: [reflecton]", 8, "did you mean 'reflection'?"),
        ("en: Title", "en: <b>Title</b>", 4, "leave out HTML"),
        ("nl: Titel", "nl: " + "T" * 61, 4, "has 61 letters; at most 60 fit"),
        ("en: Text", "en: see **here**", 5, "leave out HTML"),
        (RULE, "rule: {item: work_enjoyment, latest: {at_least: 11}}", 12, "it goes from 1 to 10"),
        (RULE, "rule: {item: work_enjoyment, latest: {at_most: 0}}", 12, "it goes from 1 to 10"),
        (RULE, "rule: {item: work_enjoyment, change: {at_least: 10}}", 12, "no answer"),
        (RULE, "rule: {item: work_enjoyment, run: {in: [low], times: 2}}", 12, "'low'"),
        (RULE, "rule: {item: reflection, run: {at_most: 3, times: 2}}", 12, "not by a number"),
        (RULE, IMPOSSIBLE, 12, "this rule can never hold"),
        (RULE, IMPOSSIBLE_BACKGROUND, 12, "this rule can never hold"),
        ("kind: do", "kind: do\n    before_tips: true", 2, "before_tips is for cards of the kind people"),
        ("kind: do", "kind: do\n    not_for: {profile: experience, in: [0-9]}", 16, "'0-9'"),
        ("kind: do", f"kind: do\n    not_for: {RULE.removeprefix('rule: ')}", 16, "nobody can get this card"),
        (
            "kind: do",
            "kind: do\n    not_for: {any: [{always: true}, {item: reflection, latest: {in: [ample, insufficient]}}]}",
            16,
            "not_for holds whenever rule does, by what it asks of 'reflection'",
        ),
        (RULE, f"rule: {{all: [{LOW}, {{not: {LOWER_THAN_SIX}}}]}}", 12, "this rule can never hold"),
        (
            RULE,
            "rule: {all: [{profile: experience, in: [0-3]}, {not: {profile: experience, in: [0-3, 10+]}}]}",
            12,
            "can never",
        ),
        ("nl: Titel", 'nl: "Ti\\u0007tel"', 4, "characters that nobody sees"),
        ("nl: Tekst", 'nl: "Tekst \\u202e om"', 5, "characters that nobody sees"),
        ("en: section 1", "en: <i>section</i> 1", 11, "leave out HTML"),
        ("nl: Onderwerp", "nl: <i>Onderwerp</i>", 16, "leave out HTML"),
    ],
)
def test_a_planted_fault_is_told_with_its_line(
    tmp_path: Path, *, was: str, planted: str, line: int, words: str
) -> None:
    """An author goes straight to the place and knows what to mend."""
    assert was in CARD
    told = faults(tmp_path, bad=CARD.replace(was, planted, 1))
    assert any(fault.startswith(f"bad.yaml:{line}: ") and words in fault for fault in told), told


@pytest.mark.parametrize(
    "rule",
    [
        f"{{all: [{LOW}, {{not: {{item: work_enjoyment, latest: {{at_most: 2}}}}}}]}}",
        f"{{all: [{LOWER_THAN_SIX}, {{not: {LOW}}}]}}",
        f"{{all: [{{item: reflection, latest: {{in: [ample]}}}}, {{not: {LOWER_THAN_SIX}}}]}}",
        "{all: [{profile: experience, in: [0-3, 10+]}, {not: {profile: experience, in: [10+]}}]}",
        "{all: [{item: reflection, latest: {in: [ample]}}, {item: reflection, latest: {in: [insufficient]}}]}",
    ],
)
def test_a_rule_that_somebody_can_meet_is_no_fault(tmp_path: Path, rule: str) -> None:
    """A part is denied, or something is denied that need not be answered, or two choices may be made at once."""
    assert faults(tmp_path, good=CARD.replace(RULE, f"rule: {rule}")) == []


def test_a_fault_speaks_to_its_author_and_not_of_the_program(tmp_path: Path) -> None:
    """No "Value error" before the sentence."""
    (told,) = faults(tmp_path, bad=CARD.replace("[professional]", "[team]"))
    assert told == (
        "bad.yaml:2: cards › a_card: rule is for professional and starter: give it with them, and only then"
    )


def test_a_deep_condition_is_told_at_its_own_line(tmp_path: Path) -> None:
    """Not at the start of the rule."""
    deep = "rule:\n      all:\n        - {always: true}\n        - any:\n            - {group: nothing, at_most: 0.5}"
    told = faults(tmp_path, bad=CARD.replace(RULE, deep))
    assert told == ["bad.yaml:16: a_card: there is no published item 'nothing'"]


def test_a_rule_for_groups_sees_no_answers(tmp_path: Path) -> None:
    """Cards for a team are chosen by released figures only."""
    text = CARD.replace("[professional]", "[team]").replace("    rule:", "    group_rule:")
    assert faults(tmp_path, bad=text) == [
        "bad.yaml:12: a_card: a group_rule sees published figures only: use group or always"
    ]


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    """Nobody has to mend and run, mend and run."""
    one = CARD.replace("priority: 5", "priority: 0").replace("[professional]", "[nobody]")
    told = faults(tmp_path, one=one, two=CARD, three=CARD.replace("peo_2", "peo_9"), four="cards: 3\n")
    places = {fault.split(": ")[0] for fault in told}
    assert places == {"four.yaml:1", "one.yaml:3", "one.yaml:13", "two.yaml:2", "three.yaml:10"}


def test_a_key_stands_once_in_all_files(tmp_path: Path) -> None:
    """What became of a card is remembered by its key."""
    assert faults(tmp_path, a=CARD, b=CARD) == ["b.yaml:2: a_card: another card has this key too"]


def test_faulty_cards_are_not_used(tmp_path: Path) -> None:
    """All or nothing."""
    faults(tmp_path, bad=CARD.replace("peo_2", "peo_9"))
    with pytest.raises(ContentFault, match="peo_9"):
        load_cards(tmp_path, KNOWN)


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    """A missing file is a fault like any other."""
    (fault,) = check(tmp_path, KNOWN)
    assert fault.file.endswith("documents.yaml")
