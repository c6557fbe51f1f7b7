"""Rounds that ended before votes lost their size keep their result and lose the size, on both databases."""

from __future__ import annotations

from flask_migrate import upgrade
from sqlalchemy import inspect, text

from app.db import db
from tests.databases import downgrade
from tests.themes.conftest import AFTERWARDS, TITLES, Story

BEFORE = "0009"


def test_a_former_round_keeps_its_choice_and_loses_its_sizes(any_story: Story) -> None:
    """Down with data, a size as it stood there, up again: the theme stays chosen, the size is gone."""
    any_story.to_vote().vote(any_story.everybody[:9], TITLES[0])
    any_story.tick(AFTERWARDS)
    chosen = any_story.id_of(TITLES[0])
    db.session.remove()
    downgrade(revision=BEFORE)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE theme_proposal SET size_class = '7-9' WHERE id = :id"), {"id": chosen})
        connection.execute(text("UPDATE theme_round SET none_size = '7-9', choice_by_lot = true"))
    upgrade()
    assert "size_class" not in {each["name"] for each in inspect(db.engine).get_columns("theme_proposal")}
    assert any_story.round.state == "chosen"
    assert [each.id for each in any_story.round.proposals if each.chosen] == [chosen]
