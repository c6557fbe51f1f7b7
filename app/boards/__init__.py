"""Pages for a team, an organisation, a kind of organisation and the region: released figures only, never an answer."""

from flask import Blueprint, Flask

FILE = "releases/<period_id>.<any(csv, json, xlsx, proof):ending>"


def init_app(app: Flask) -> None:
    from app.boards.access import ADDRESSES, add_pages, group_only
    from app.boards.board import show_board, show_file, show_grid
    from app.boards.kept_parts import keep_parts
    from app.boards.meeting import show_agreements, show_conversation, submit_agreement
    from app.boards.reading_page import show_reading, submit_reading

    keep_parts(app)
    boards = Blueprint("boards", __name__)
    add_pages(boards, "", show_board, levels=ADDRESSES)
    add_pages(boards, "grid", show_grid, levels=("region", "orgtype", "organisation"))
    add_pages(boards, "conversation", show_conversation)
    add_pages(boards, "agreements", show_agreements)
    add_pages(boards, "agreements", submit_agreement, method="POST")
    add_pages(boards, "reading", show_reading)
    add_pages(boards, "reading", submit_reading, method="POST")
    for level in ("organisation", "team"):  # The others' files are public and stand with the releases.
        address = f"/{level}s/<group>/{FILE}"
        boards.add_url_rule(address, f"show_{level}_file", group_only(level)(show_file))
    app.register_blueprint(boards)
