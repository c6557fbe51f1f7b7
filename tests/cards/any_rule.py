"""Rules as any author could write them, and people as they could answer."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from app.cards import CardState, Situation
from tests.cards.situations import person

WORDED = ("ample", "sufficient", "insufficient", "very_insufficient")
BANDS = ("0-3", "3-6", "10+")
RuleText = dict[str, object]
GRADE = "work_enjoyment"
SIDES = st.sampled_from(["at_most", "at_least"])


def bounds() -> st.SearchStrategy[dict[str, object]]:
    return st.builds(lambda side, number: {side: number}, st.sampled_from(["at_most", "at_least"]), st.integers(1, 10))


def options() -> st.SearchStrategy[dict[str, object]]:
    return st.lists(st.sampled_from(WORDED), min_size=1, max_size=3, unique=True).map(lambda keys: {"in": keys})


CONDITIONS: st.SearchStrategy[RuleText] = st.one_of(
    bounds().map(lambda bound: {"item": "work_enjoyment", "latest": bound}),
    options().map(lambda among: {"item": "reflection", "latest": among}),
    st.builds(lambda bound, times: {"item": GRADE, "run": {**bound, "times": times}}, bounds(), st.integers(2, 3)),
    st.builds(
        lambda side, by: {"item": "work_enjoyment", "change": {side: by if side == "at_least" else -by}},
        st.sampled_from(["at_most", "at_least"]),
        st.integers(1, 4),
    ),
    st.sets(st.sampled_from(BANDS), min_size=1, max_size=2).map(
        lambda keys: {"profile": "experience", "in": sorted(keys)}
    ),
    st.sampled_from(["below", "above"]).map(lambda side: {"item": "reflection", "against_region": side}),
    st.builds(lambda side, share: {"group": "reflection", side: share}, SIDES, st.sampled_from([0.2, 0.5, 0.8])),
    st.just({"always": True}),
)  # fmt: skip  # One kind of condition a line.


def larger(parts: st.SearchStrategy[RuleText]) -> st.SearchStrategy[RuleText]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda each: {"all": each}),
        several.map(lambda each: {"any": each}),
        parts.map(lambda each: {"not": each}),
    )


RULES: st.SearchStrategy[RuleText] = st.recursive(CONDITIONS, larger, max_leaves=5)
ANSWERS: st.SearchStrategy[Mapping[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "work_enjoyment": st.one_of(st.integers(1, 10), st.just("_declined")),
        "reflection": st.sampled_from([*WORDED, "_declined"]),
    },
)
STATES = st.builds(
    CardState,
    state=st.sampled_from(["shown", "saved", "done", "refused", "later"]),
    wave_number=st.one_of(st.none(), st.integers(1, 5)),
)


@st.composite
def people(draw: st.DrawFn, *, keys: tuple[str, ...] = ()) -> Situation:
    """Somebody with up to five rounds behind them, in a region of which something was published or not."""
    share = draw(st.sampled_from([None, (0.1, 0.2), (0.4, 0.6), (0.7, 0.9)]))
    band = draw(st.sampled_from([None, *BANDS]))
    return person(
        *draw(st.lists(ANSWERS, max_size=5)),
        region={} if share is None else {("reflection", "favourable"): share},
        profile={} if band is None else {"experience": band},
        states=draw(st.dictionaries(st.sampled_from(keys), STATES)) if keys else {},
        waves_later=draw(st.integers(0, 9)),
    )
