"""Cards of the library keep working with the questions that a questionnaire took over, and with no others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.cards.card_deck import deck
from app.cards.card_schema import Card
from app.cards.rule_walk import conditions
from app.cards.taken_over import fitting_deck, questions_of
from app.instrument.installed import instrument_of
from app.instrument.questionnaire_drafts import Content, new_draft, questions_in, with_copies

PEO = instrument_of("peo")


def draft(keys: Iterable[str], *, languages: tuple[str, ...] = ("nl", "en"), **changed: Any) -> Content:
    """Return a draft with copies of these questions; `changed`: fields of the last one."""
    made = with_copies(new_draft(dict.fromkeys(languages, "Eigen"), languages, first=PEO), PEO, keys=keys)
    made["items"][-1] = {**made["items"][-1], **changed}
    return made


def cards_of(content: Content) -> dict[str, Card]:
    return {card.key: card for card in fitting_deck(questions_in(content), languages=content["languages"]).cards}


def test_the_whole_questionnaire_copied_keeps_every_card_that_looks_at_an_answer() -> None:
    """What is left out speaks of the work in general, and of no answer or figure."""
    keys = [item.key for item in PEO.items]
    found = cards_of(draft(keys))
    left_out = [card for card in deck("peo").cards if card.key not in found]
    assert left_out
    assert all(not questions_of(card) for card in left_out)


def test_a_card_fits_only_by_questions_that_were_taken_over() -> None:
    """With one question, every condition of every card is about that question (or the background)."""
    found = cards_of(draft(["reflection"]))
    assert "fixed_moment_to_look_back" in found
    for card in found.values():
        assert questions_of(card) == {"reflection"}, card.key


def test_who_needs_people_gets_them_by_enjoyment_alone() -> None:
    """A rule keeps the alternatives that can be asked: people to turn to come without the questions on workload."""
    found = cards_of(draft(["work_enjoyment"]))
    people = {card.key for card in deck("peo").cards if card.before_tips}
    assert {"people_a_colleague", "people_your_lead", "people_the_company_doctor"} <= people & found.keys()


def test_nobody_gets_what_could_not_be_kept_from_them() -> None:
    """A card that is not for some is gone where the questionnaire cannot tell who they are."""
    content = draft(["invest_in_relationship"])
    assert "contact_in_small_things" in cards_of(content)
    function = next(item for item in content["items"] if item["key"] == "function")
    function["options"] = [each for each in function["options"] if each["key"] != "manager"]
    assert "contact_in_small_things" not in cards_of(content)
    excluded = {"something_new_to_learn", "let_a_starter_watch"}  # Not for who has strong workload.
    assert not excluded & cards_of(draft(["work_enjoyment", "stay_one_year"])).keys()
    assert excluded <= cards_of(draft(["work_enjoyment", "stay_one_year", "workload"])).keys()


def test_other_words_or_answers_make_another_question() -> None:
    """The key alone is no sign: a card speaks of the words and answers it was written for."""
    options = [dict(each) for each in draft(["reflection"])["items"][-1]["options"]]
    swapped = [{**each, "text": other["text"]} for each, other in zip(options, reversed(options), strict=True)]
    assert cards_of(draft(["reflection"], text={"nl": "Drink je koffie?", "en": "Do you drink coffee?"})) == {}
    assert cards_of(draft(["reflection"], options=swapped)) == {}
    assert cards_of(draft(["work_enjoyment"], max=7)) == {}
    assert cards_of(draft(["reflection"], hint={"nl": "Denk even na.", "en": "Think."}, seconds=30))


def test_words_are_compared_in_the_languages_that_both_have() -> None:
    """A language more does no harm; without a shared one nobody can tell whether it is the same question."""
    assert cards_of(draft(["reflection"], languages=("nl", "tr")))
    assert cards_of(draft(["reflection"], languages=("tr",))) == {}


def test_a_card_for_people_and_groups_keeps_the_readers_it_can_reach() -> None:
    """Where only the figures of a group can choose it, it is no card for people any more."""
    content = draft(["invest_in_relationship", "do_what_is_needed"])
    both = cards_of(content)["talk_about_what_must_change"]
    assert both.is_personal
    assert both.is_for_groups
    content["items"][1] = {**content["items"][1], "options": content["items"][1]["options"][:1]}
    assert content["items"][1]["key"] == "function"
    only = cards_of(content)["talk_about_what_must_change"]
    assert not only.is_personal
    assert (only.rule, only.is_for_groups) == (None, True)


def test_cards_of_two_questionnaires_come_together() -> None:
    """Who copies from both gets the cards of both."""
    other = instrument_of("wellbeing")
    rules = [card for card in deck("wellbeing").cards if card.rule and questions_of(card)]
    key = next(iter(sorted(questions_of(rules[0]))))
    mixed = with_copies(draft(["reflection"]), other, keys=[item.key for item in other.items])
    found = cards_of(mixed)
    assert key in {each for card in found.values() for each in questions_of(card)}
    assert "fixed_moment_to_look_back" in found
    assert all(list(conditions(card.rule)) for card in found.values() if card.rule)
