"""What each control accepts: forgiving of layout, strict about meaning, and the same however often it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.instrument.faults import AnswerRefused
from app.instrument.form_controls import OPEN_TEXT_LENGTH, number, one_of, some_of, text, whole_number
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Item

WORDING = {"nl": "x", "en": "x"}
KEYS = ("a", "b", "c", "d", "none")


def item(type_: str, **fields: object) -> Item:
    """A question of this type with otherwise ordinary fields."""
    ordinary = {"key": "asked", "block": "fixed", "number": "F1", "type": type_, "short": WORDING, "text": WORDING}
    return Item.model_validate(ordinary | fields)


def several(**fields: object) -> Item:
    """A question with several choices, of which the last goes with no other."""
    options = [{"key": key, "text": WORDING, "exclusive": key == "none"} for key in KEYS]
    return item("multi", options=options, **fields)


GRADE = item("scale", min=1, max=10)
HOURS = item("number", min=0, max=60, decimals=1)
SHARE = item("percent", min=0, max=100)


def refused(call: object) -> str:
    """The code of what was refused."""
    with pytest.raises(AnswerRefused) as caught:
        call()  # type: ignore[operator]  # Any call without arguments.
    return caught.value.fault.code


@pytest.mark.parametrize("nothing", [[], [""], ["  "], ["\0"], ["", "\t", "\n"]])
def test_what_holds_no_sign_was_left_open(nothing: list[str]) -> None:
    """An empty field, blanks or a sign that no text may hold: not answered, and no fault."""
    assert one_of(KEYS, nothing) is None
    assert some_of(several(), nothing) is None
    assert number(HOURS, nothing) is None
    assert whole_number(GRADE, nothing) is None
    assert text(nothing) is None


def test_every_control_can_be_declined() -> None:
    """ "I would rather not say" is an answer everywhere."""
    assert one_of(KEYS, [DECLINED]) == DECLINED
    assert some_of(several(), [DECLINED]) == DECLINED
    assert number(HOURS, [DECLINED]) == DECLINED
    assert whole_number(GRADE, [DECLINED]) == DECLINED
    assert text([DECLINED]) == DECLINED


def test_declining_goes_with_nothing_else() -> None:
    """Who declines and answers says two things; which one holds is theirs to say."""
    assert refused(lambda: one_of(KEYS, ["a", DECLINED])) == "several_values"
    assert refused(lambda: some_of(several(), ["a", DECLINED])) == "exclusive_with_others"
    assert refused(lambda: number(HOURS, ["3", DECLINED])) == "exclusive_with_others"
    assert refused(lambda: text(["words", DECLINED])) == "exclusive_with_others"


def test_the_same_value_twice_is_one_value() -> None:
    """A browser that sends a field twice, as some do after going back, is understood."""
    assert one_of(KEYS, ["a", "a", " a "]) == "a"
    assert some_of(several(), ["b", "a", "b"]) == ["a", "b"]
    assert number(HOURS, ["3", "3"]) == 3.0
    assert text(["so", "so"]) == "so"


@given(chosen=st.lists(st.sampled_from(KEYS[:-1]), min_size=1), chance=st.randoms(use_true_random=False))
def test_the_order_in_which_choices_are_sent_does_not_matter(chosen: list[str], chance: object) -> None:
    """What is kept stands in the order of the question, so that the order of clicking tells nothing."""
    shuffled = list(chosen)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # A random.Random.
    kept = some_of(several(), shuffled)
    assert kept == some_of(several(), chosen)
    assert kept == [key for key in KEYS if key in chosen]


@given(chosen=st.sets(st.sampled_from(KEYS), min_size=1))
def test_an_option_that_stands_alone_is_refused_beside_another(chosen: set[str]) -> None:
    """ "None of these" and a cause contradict each other, whichever came first."""
    if "none" in chosen and len(chosen) > 1:
        assert refused(lambda: some_of(several(), sorted(chosen))) == "exclusive_with_others"
    else:
        assert some_of(several(), sorted(chosen)) == [key for key in KEYS if key in chosen]


@pytest.mark.parametrize(("most", "fits"), [(1, 1), (2, 2), (3, 3), (4, 4)])
def test_as_many_as_allowed_may_be_chosen_and_not_one_more(most: int, fits: int) -> None:
    """The fault says how many were chosen and how many may be."""
    question = several(max_choices=most)
    assert some_of(question, KEYS[:fits]) == list(KEYS[:fits])
    if most < 4:
        with pytest.raises(AnswerRefused) as caught:
            some_of(question, KEYS[: most + 1])
        assert caught.value.fault.code == "too_many_choices"
        assert dict(caught.value.fault.params) == {"chosen": most + 1, "max": most}


@given(value=st.text(min_size=1, max_size=20))
def test_only_keys_of_the_question_are_answers(value: str) -> None:
    """An invented key is refused by name, never kept."""
    readable = value.encode("utf-8", "replace").decode().replace("\0", "").strip()
    if readable in KEYS or readable == DECLINED:
        assert one_of(KEYS, [value]) == readable
    elif readable:
        assert refused(lambda: one_of(KEYS, [value])) == "unknown_option"
        assert refused(lambda: some_of(several(), [value])) == "unknown_option"
    else:
        assert one_of(KEYS, [value]) is None


@given(tenths=st.integers(0, 600), sign=st.sampled_from([".", ","]), noughts=st.integers(0, 3))
def test_a_number_may_be_written_with_a_point_or_a_comma(tenths: int, sign: str, noughts: int) -> None:
    """Noughts behind the last figure say nothing, so they are no decimals too many."""
    written = f"{tenths // 10}{sign}{tenths % 10}{'0' * noughts}"
    assert number(HOURS, [written]) == tenths / 10


@given(value=st.integers(-1000, 1000))
def test_a_whole_number_outside_the_scale_is_refused_with_its_bounds(value: int) -> None:
    """Both ends belong to the scale."""
    if 1 <= value <= 10:
        assert whole_number(GRADE, [str(value)]) == value
    else:
        with pytest.raises(AnswerRefused) as caught:
            whole_number(GRADE, [str(value)])
        assert caught.value.fault.code == "out_of_range"
        assert dict(caught.value.fault.params) == {"min": 1, "max": 10}


@pytest.mark.parametrize("written", ["40 %", "40%", " 40 ", "+40", "40.", "40,", "40,00", "040"])
def test_a_share_is_read_as_people_write_it(written: str) -> None:
    """The sign for per cent is understood, and so are noughts and a full stop behind it."""
    assert whole_number(SHARE, [written]) == 40


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("forty", "not_a_number"),
        ("4 0", "not_a_number"),
        ("%", "not_a_number"),
        ("1e2", "not_a_number"),
        ("0x10", "not_a_number"),
        ("١٢", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("--1", "not_a_number"),
        ("1,000.5", "not_a_number"),
        ("40.5", "not_a_whole_number"),
        ("-1", "out_of_range"),
        ("101", "out_of_range"),
        ("9" * 400, "out_of_range"),
        ("-" + "9" * 400, "out_of_range"),
    ],
)
def test_what_is_no_share_is_refused_by_what_is_wrong_with_it(written: str, code: str) -> None:
    """Words, other signs for figures, halves and numbers without end each have a sentence of their own."""
    assert refused(lambda: whole_number(SHARE, [written])) == code


def test_too_many_decimals_say_how_many_may_be_written() -> None:
    """One decimal is asked for; two are refused with that number."""
    with pytest.raises(AnswerRefused) as caught:
        number(HOURS, ["3,25"])
    assert (caught.value.fault.code, dict(caught.value.fault.params)) == ("too_many_decimals", {"decimals": 1})


@given(words=st.text(alphabet=st.sampled_from("ab\r\n \u00e9\0"), max_size=40))
def test_words_that_were_read_are_read_the_same_again(words: str) -> None:
    """One kind of line end, nothing around them, and no change the second time."""
    once = text([words])
    assert once is None or text([once]) == once
    assert once is None or ("\r" not in once and "\0" not in once and once == once.strip())


def test_words_may_be_as_long_as_promised_and_not_longer() -> None:
    """Line ends of two signs count as one; the fault names the length and the most."""
    assert text(["x" * OPEN_TEXT_LENGTH]) == "x" * OPEN_TEXT_LENGTH
    assert text(["x\r\n" * 10], max_length=19) == ("x\n" * 10).strip()
    with pytest.raises(AnswerRefused) as caught:
        text(["x" * (OPEN_TEXT_LENGTH + 1)])
    assert dict(caught.value.fault.params) == {"length": OPEN_TEXT_LENGTH + 1, "max": OPEN_TEXT_LENGTH}


def test_half_a_pair_of_signs_can_be_stored() -> None:
    """JSON can carry half a surrogate pair; a database cannot."""
    kept = text(["before \ud83d after"])
    assert kept is not None
    assert kept.encode("utf-8")
    assert kept.startswith("before ")


@given(values=st.lists(st.text(max_size=8), max_size=4))
def test_a_refusal_never_repeats_what_was_typed(values: list[str]) -> None:
    """A fault carries a code and numbers alone: it may stand in a log."""
    for question, reader in ((GRADE, whole_number), (HOURS, number), (several(), some_of)):
        fault = None
        try:
            reader(question, values)
        except AnswerRefused as refusal:
            fault = refusal.fault
        assert fault is None or all(isinstance(value, int | float) for value in fault.params.values())
