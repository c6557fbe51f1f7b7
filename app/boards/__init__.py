"""Pages for a team, an organisation and the region: released figures only, never an answer."""

from flask import Blueprint, Flask

FILE = "releases/<period_id>.<any(csv, json, xlsx):ending>"


def init_app(app: Flask) -> None:
    from app.boards.access import add_pages, group_only
    from app.boards.board import board_page, release_file
    from app.boards.freshness import remember_frame
    from app.boards.meeting import agreements_page, conversation_page
    from app.boards.reading_page import reading_page

    remember_frame(app)
    boards = Blueprint("boards", __name__)
    add_pages(boards, "", board_page)
    add_pages(boards, "conversation", conversation_page)
    add_pages(boards, "agreements", agreements_page, methods=("GET", "POST"))
    add_pages(boards, "reading", reading_page, methods=("GET", "POST"))
    for level in ("organisation", "team"):  # The region's files are public and stand with the releases.
        address = f"/{level}s/<group>/{FILE}"
        boards.add_url_rule(address, f"{level}_file", group_only(level)(release_file))
    app.register_blueprint(boards)
