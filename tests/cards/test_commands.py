"""`peil cards`: check, personas and try, as an author types them."""

import pytest
from click.testing import CliRunner

from app.commands.cards_commands import cards


@pytest.mark.usefixtures("only_the_usual_languages")
def test_check_reads_cards_and_people_first() -> None:
    """Both folders are named, and what is worth a look is no fault."""
    told = CliRunner().invoke(cards, ["check"])
    assert told.exit_code == 0
    assert "app/content/people-first: no faults." in told.output
    assert "app/content/cards: no faults." in told.output
    assert "app/content/card-sets: no faults." in told.output
    assert "app/content/reflection: no faults." in told.output
    assert "worth a look (nobody): show_what_you_do fits none of the 46 typical people." in told.output
    assert "reading level [nl]: LIX" in told.output


def test_personas_tells_who_gets_what() -> None:
    """A line a round, and a sum at the end without anything wrong."""
    told = CliRunner().invoke(cards, ["personas"])
    assert told.exit_code == 0
    assert "lowest_from_the_start: " in told.output
    assert ", 0 wrong" in told.output
    assert "of which 0 without an own answer behind them" in told.output


def test_try_tells_who_would_get_one_card() -> None:
    """By name of the typical person, with the rounds."""
    told = CliRunner().invoke(cards, ["try", "people_a_colleague"])
    assert told.exit_code == 0
    assert "lowest_from_the_start: fits in round 1, 2, 3, 4, 5, 6; new in round 1" in told.output


def test_an_unknown_card_is_refused_with_where_to_look() -> None:
    """Not a trace."""
    told = CliRunner().invoke(cards, ["try", "no_such_card"])
    assert told.exit_code == 2
    assert "There is no card for participants called 'no_such_card'" in told.output


def test_crowd_tells_how_many_of_the_demonstration_have_a_card() -> None:
    """Wave by wave, with the kinds; the same people always get the same."""
    told = CliRunner().invoke(cards, ["crowd", "--teams", "2", "--waves", "3"])
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[0].endswith("people of the demonstration")
    assert [line.partition(":")[0] for line in lines[1:]] == ["wave 1", "wave 2", "wave 3"]
    assert all("have a new card" in line for line in lines[1:])
    assert CliRunner().invoke(cards, ["crowd", "--teams", "2", "--waves", "3"]).output == told.output
