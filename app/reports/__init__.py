"""The report of a period for one group, as a page, an accessible PDF and slides, made of what was released.

A region composes its report and publishes it at an address of its own.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the report of each kind of group, the pages to compose one, and the published ones."""
    from flask import Blueprint

    from app.groups.group_access import add_pages
    from app.reports import composing_routes as composing
    from app.reports import published_routes
    from app.reports.report_routes import show_report, show_report_file, show_slides_file

    reports = Blueprint("reports", __name__)
    add_pages(reports, "report", show_report)
    add_pages(reports, "report.pdf", show_report_file)
    add_pages(reports, "slides.pdf", show_slides_file)
    composes, region = Blueprint("report_composing", __name__), ("region",)
    add_pages(composes, "report/compose", composing.show_composing, levels=region)
    add_pages(composes, "report/compose", composing.submit_composing, method="POST", levels=region)
    add_pages(composes, "report/preview", composing.show_preview, levels=region)
    add_pages(composes, "report/publish", composing.submit_publishing, method="POST", levels=region)
    app.register_blueprint(reports)
    app.register_blueprint(composes)
    app.register_blueprint(published_routes.blueprint)
