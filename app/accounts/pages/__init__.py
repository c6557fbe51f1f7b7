"""The pages of staff access, one module per task."""

from flask import Blueprint


def blueprints() -> tuple[Blueprint, ...]:
    from app.accounts.pages import (
        account_routes,
        entrance,
        log_routes,
        passkey_routes,
        people_routes,
        sign_in_routes,
        single_sign_on_routes,
    )

    modules = (
        entrance,
        sign_in_routes,
        passkey_routes,
        single_sign_on_routes,
        account_routes,
        people_routes,
        log_routes,
    )
    return tuple(module.blueprint for module in modules)
