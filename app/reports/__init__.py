"""The report of a period for one group, as a page and as an accessible PDF, made of what was released."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the report of each kind of group, as a page and as a PDF."""
    from flask import Blueprint

    from app.groups.group_access import add_pages
    from app.reports.report_routes import show_report, show_report_file

    reports = Blueprint("reports", __name__)
    add_pages(reports, "report", show_report)
    add_pages(reports, "report.pdf", show_report_file)
    app.register_blueprint(reports)
