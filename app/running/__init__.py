"""Pages on which staff manage organisations, teams, programmes and theme rounds. Must not know any participant."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages of staff with the app."""
    from app.running import (  # noqa: F401  # Importing adds their pages to a blueprint.
        all_cards_routes,
        card_bench_routes,
        contact_routes,
        guide_routes,
        import_routes,
        invitation_routes,
        list_routes,
        organisation_routes,
        programme_routes,
        question_routes,
        questionnaire_routes,
        theme_routes,
        wave_routes,
    )

    for module in (organisation_routes, programme_routes, questionnaire_routes, theme_routes, guide_routes):
        app.register_blueprint(module.blueprint)
