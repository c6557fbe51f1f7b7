"""The phone and the server give the same verdict on every form."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.instrument.form_pages import still_to_come
from app.instrument.load import load_instrument
from app.instrument.routing import routing_for_browser
from app.instrument.routing_rules import DECLINED, Rule
from app.instrument.schema import Item
from tests.instrument.conftest import single, visible_items
from tests.questionnaires import PEO

MODULE = Path(__file__).parents[2] / "static" / "js" / "routing.js"
NODE = shutil.which("node")
ASK = """
import {createInterface} from "node:readline";
import {readFileSync} from "node:fs";
const code = readFileSync(process.argv[1], "utf8");
const {stillToCome, visible} = await import("data:text/javascript," + encodeURIComponent(code));
for await (const line of createInterface({input: process.stdin})) {
  const {items, answers} = JSON.parse(line);
  const coming = [...items, null].map((_, start) => Object.values(stillToCome(items, answers, start)));
  console.log(JSON.stringify({shown: visible(items, answers), coming}));
}
"""
Told = dict[str, Any]
Phone = Callable[[Sequence[Item], Mapping[str, object], Mapping[str, object]], list[str]]
Asked = Callable[[Sequence[Item], Mapping[str, object], Mapping[str, object]], Told]

pytestmark = pytest.mark.skipif(NODE is None, reason="needs node: install nodejs")


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    """Return a function that asks the browser's module, in one process for all questions."""
    with subprocess.Popen(
        [NODE or "node", "--input-type=module", "-e", ASK, str(MODULE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        sent, told = process.stdin, process.stdout
        assert sent is not None
        assert told is not None

        def ask(items: Sequence[Item], answers: Mapping[str, object], earlier: Mapping[str, object]) -> Told:
            question = {**routing_for_browser(items, earlier), "answers": answers}
            sent.write(json.dumps(question) + "\n")
            sent.flush()
            answer: Told = json.loads(told.readline())
            return answer

        yield ask
        sent.close()


@pytest.fixture(scope="module")
def phone(asked: Asked) -> Phone:
    """Return a function that tells which items the browser shows."""
    return lambda items, answers, earlier: list(asked(items, answers, earlier)["shown"])


OPTIONS = ("a", "b", "c")
KEYS = ("first", "second", "constructor")


def rules(keys: Sequence[str]) -> st.SearchStrategy[Rule]:
    one = st.builds(Rule, item=st.sampled_from(keys), among=st.lists(st.sampled_from(OPTIONS), min_size=1).map(tuple))
    told = st.builds(Rule, item=st.sampled_from(keys), answered=st.booleans())
    return st.recursive(
        one | told,
        lambda inner: (
            st.builds(Rule, every=st.lists(inner, min_size=1, max_size=3).map(tuple))
            | st.builds(Rule, some=st.lists(inner, min_size=1, max_size=3).map(tuple))
            | st.builds(Rule, unless=inner)
        ),
        max_leaves=6,
    )


ANSWERS = st.dictionaries(
    st.sampled_from(KEYS),
    st.sampled_from([*OPTIONS, "", DECLINED, "zz"])
    | st.lists(st.sampled_from(OPTIONS), max_size=3)
    | st.dictionaries(st.sampled_from(OPTIONS), st.sampled_from(OPTIONS), max_size=2)
    | st.integers(0, 100)
    | st.none(),
)


@st.composite
def forms(draw: st.DrawFn) -> list[Item]:
    """Some of the items, each with a rule about any item, asked or not."""
    asked = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1))
    return [single(key, shown_if=draw(st.none() | rules(KEYS)), options=OPTIONS) for key in asked]


A_IN = Rule(item="first", among=("a",))
SECOND = Rule(item="second", answered=True)


@pytest.mark.parametrize("answer", ["b", "", DECLINED, "zz", None])
def test_a_hidden_answer_opens_nothing_on_the_phone(phone: Phone, answer: str | None) -> None:
    """What was chosen before going back no longer counts, there as here."""
    items = [single("first"), single("second", shown_if=A_IN), single("third", shown_if=SECOND)]
    assert phone(items, {"first": answer, "second": "b"}, {}) == ["first"]
    assert phone(items, {"first": "a", "second": "b"}, {}) == ["first", "second", "third"]


@pytest.mark.parametrize("nothing", [None, "", DECLINED, [], {}])
def test_declining_is_no_answer_on_the_phone(phone: Phone, nothing: object) -> None:
    """Nothing follows from what a person would rather not say."""
    items = [single("second"), single("third", shown_if=SECOND)]
    assert phone(items, {"second": nothing}, {}) == ["second"]
    assert phone(items, {"second": 0}, {}) == ["second", "third"]


RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@RELAXED
@given(items=forms(), answers=ANSWERS, earlier=ANSWERS)
def test_any_rules_give_the_same_items(
    phone: Phone, *, items: list[Item], answers: dict[str, object], earlier: dict[str, object]
) -> None:
    """Whatever an author writes and a person answers, nobody sees another form than the server reads."""
    expected = [item.key for item in visible_items(items, answers, earlier)]
    assert phone(items, answers, earlier) == expected


PEO_ITEMS = load_instrument(PEO).items
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "workload": st.sampled_from(["strong", "some", "hardly_or_not", DECLINED, ""]),
        "worked_before_2015": st.sampled_from(["yes", "no", DECLINED]),
        "workload_cause": st.lists(st.sampled_from(["admin", "other"]), max_size=2) | st.just(DECLINED),
    },
)


@RELAXED
@given(chosen=st.sets(st.sampled_from(range(len(PEO_ITEMS)))), answers=FILTERS, earlier=FILTERS)
def test_the_questionnaire_gives_the_same_items(
    phone: Phone, *, chosen: set[int], answers: dict[str, object], earlier: dict[str, object]
) -> None:
    """The real rules, for every choice of items a pulse could make."""
    items = [PEO_ITEMS[index] for index in sorted(chosen)]
    expected = [item.key for item in visible_items(items, answers, earlier)]
    assert phone(items, answers, earlier) == expected


@RELAXED
@given(items=forms(), answers=ANSWERS, earlier=ANSWERS)
def test_the_phone_counts_the_same_questions_to_come(
    asked: Asked, *, items: list[Item], answers: dict[str, object], earlier: dict[str, object]
) -> None:
    """From every question on, the fewest and the most that can follow are those that the server says."""
    places = [None, *(item.key for item in items)]
    counts = [still_to_come(items, answers, after=key, earlier=earlier) for key in places]
    assert asked(items, answers, earlier)["coming"] == [[each.least, each.most] for each in counts]
