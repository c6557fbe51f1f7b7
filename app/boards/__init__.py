"""Registers the pages for a team, an organisation, a kind of organisation and the region.

Decides which level of group gets which page. These pages show released figures; they never see an answer.
"""

from flask import Blueprint, Flask

FILE = "releases/<period_id>.<any(csv, json, xlsx, sav, R, proof):ending>"


def init_app(app: Flask) -> None:
    """Register the boards, the pages of team meetings and the downloads of released figures with the app."""
    from app.boards import codebook_routes, release_routes
    from app.boards.board_routes import show_board, show_file, show_grid
    from app.groups.group_access import ADDRESSES, add_pages, group_only
    from app.meetings.meeting_routes import show_agreements, show_conversation, submit_agreement
    from app.meetings.reading_routes import show_reading, submit_reading

    boards = Blueprint("boards", __name__)
    add_pages(boards, "", show_board, levels=ADDRESSES)
    add_pages(boards, "grid", show_grid, levels=("region", "orgtype", "organisation"))
    add_pages(boards, "conversation", show_conversation)
    add_pages(boards, "agreements", show_agreements)
    add_pages(boards, "agreements", submit_agreement, method="POST")
    add_pages(boards, "reading", show_reading)
    add_pages(boards, "reading", submit_reading, method="POST")
    for level in ("organisation", "team"):  # Files of the other levels are public: release_routes.
        address = f"/{level}s/<group>/{FILE}"
        boards.add_url_rule(address, f"show_{level}_file", group_only(level)(show_file))
    app.register_blueprint(boards)
    app.register_blueprint(release_routes.blueprint)
    app.register_blueprint(codebook_routes.blueprint)
