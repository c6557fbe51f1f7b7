"""Key holders: who holds a share of each key, and the pages on which they make a key and bring their share."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.holders import choosing_routes, routes
    from app.holders.shared_keys import keys_of_programme

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(choosing_routes.blueprint)
    app.jinja_env.globals["keys_of_programme"] = keys_of_programme
