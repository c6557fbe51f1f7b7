"""Runs the migrations inside the application: the same settings, the same connection habits."""

from alembic import context
from flask import current_app

from app.db import UtcDateTime


def render_item(kind, value, _autogen):
    """Migrations do not depend on the code of the day: our own types are written as what the database sees."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
