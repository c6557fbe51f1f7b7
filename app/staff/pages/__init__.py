"""The pages of staff access, one module per thing a person does there."""

from flask import Blueprint


def blueprints() -> tuple[Blueprint, ...]:
    from app.staff.pages import entrance

    return (entrance.blueprint,)
