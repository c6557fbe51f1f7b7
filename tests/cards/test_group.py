"""A rule on published bounds, and the cards of those who read a group's figures."""

from app.cards import Reason, group_cards
from tests.cards.situations import group_card, keys, person, reasons

FEW = {"group": "reflection", "at_most": 0.5}
MANY = {"group": "workload", "option": "strong", "at_least": 0.25}


def test_the_whole_published_range_has_to_support_it() -> None:
    """A range that reaches past the bound proves nothing."""
    cards = [group_card(FEW, key="few"), group_card(MANY, key="many")]
    figures = {("reflection", "favourable"): (0.4, 0.5), ("workload", "strong"): (0.25, 0.4)}
    assert keys(group_cards(cards, figures, "team")) == ["few", "many"]
    figures = {("reflection", "favourable"): (0.4, 0.51), ("workload", "strong"): (0.24, 0.4)}
    assert group_cards(cards, figures, "team") == ()


def test_the_reason_repeats_the_published_bounds() -> None:
    """Nothing that is not on the page already."""
    (choice,) = group_cards([group_card(FEW)], {("reflection", "favourable"): (0.3, 0.45)}, "team")
    params = {"option": "favourable", "lower": 0.3, "upper": 0.45}
    assert choice.reasons == (Reason("group", "reflection", params),)


def test_a_withheld_figure_chooses_no_card() -> None:
    """A card would tell what may not be shown."""
    assert group_cards([group_card(FEW), group_card(MANY)], {}, "team") == ()


def test_each_audience_gets_its_own_cards() -> None:
    """A team does not read what is meant for its manager, nor what is meant for a person."""
    cards = [group_card({"always": True}, key=name, audience=name) for name in ("team", "manager")]
    assert keys(group_cards(cards, {}, "manager")) == ["manager"]
    assert group_cards(cards, {}, "professional") == ()


def test_a_person_may_get_a_card_by_the_regions_figures() -> None:
    """In a personal rule the group is the region."""
    assert reasons(FEW, person(region={("reflection", "favourable"): (0.3, 0.45)})) is not None
    assert reasons(FEW, person(region={("reflection", "favourable"): (0.3, 0.55)})) is None
