"""The pages of staff access, one module per thing a person does there."""

from flask import Blueprint


def blueprints() -> tuple[Blueprint, ...]:
    from app.staff.pages import account, entrance, log, passkeys, people, sign_in, single_sign_on

    modules = (entrance, sign_in, passkeys, single_sign_on, account, people, log)
    return tuple(module.blueprint for module in modules)
