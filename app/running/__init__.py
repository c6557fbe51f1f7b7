"""The pages on which staff run organisations, teams, programmes and theme rounds. Knows no participant."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.running import (  # noqa: F401  # Add pages to a blueprint.
        card_bench_routes,
        contact_routes,
        import_routes,
        invitation_routes,
        organisation_routes,
        programme_routes,
        theme_routes,
        wave_routes,
    )

    for module in (organisation_routes, programme_routes, theme_routes):
        app.register_blueprint(module.blueprint)
