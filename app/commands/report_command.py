"""The command `peil report`: the report of a period for its whole region, as a PDF or as a page."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app, render_template
from flask.cli import with_appcontext

from app.commands.out_files import OUT_FILE, write_out
from app.commands.release_commands import released_or_fault
from app.db import db
from app.groups.places import Place, place_of
from app.groups.service import BoardQuery
from app.programme.models import Period
from app.releases.read import ReleasedPeriod, released_periods
from app.reports.report_content import Report, report_of
from app.reports.report_pdf import pdf_of
from app.web.settings import settings
from app.web.viewer import Scope
from app.wording.report_words import report_words

ENDINGS = (".pdf", ".html")


@click.command()
@click.argument("period")
@click.option("--out", type=OUT_FILE, required=True, help="FILE.pdf or FILE.html.")
@click.option("--language", help="One of PEIL_LANGUAGES (default: the first).")
@click.option("--slides", is_flag=True, help="Slides of 16:9 for a meeting instead of A4; only as FILE.pdf.")
@with_appcontext
def report(*, period: str, out: Path, language: str | None, slides: bool) -> None:
    """Write the region's report of the released PERIOD; the ending of --out says whether as PDF or as a page."""
    offered = settings().languages
    if language is not None and language not in offered:
        raise click.BadParameter(f"choose one of {', '.join(offered)}.", param_hint="--language")
    if out.suffix not in ENDINGS:
        raise click.BadParameter(f"give a file that ends in {' or '.join(ENDINGS)}.", param_hint="--out")
    if slides and out.suffix != ".pdf":
        raise click.BadParameter("slides are written as a PDF only: give a FILE.pdf.", param_hint="--out")
    chosen, spoken = released_or_fault(period), language or offered[0]
    with current_app.test_request_context("/", base_url=settings().base_url, query_string={"language": spoken}):
        content = _written(chosen, as_pdf=out.suffix == ".pdf", language=spoken, slides=slides)
    write_out(out, content)


def _written(period: ReleasedPeriod, *, as_pdf: bool, language: str, slides: bool) -> bytes:
    region_id = db.session.get_one(Period, period.id).programme.region_id
    place = place_of(db.session, Scope("region", region_id), seen=frozenset())
    assert place is not None
    periods = released_periods(db.session, region_id=region_id)
    asked = BoardQuery(period=period, beside=None)
    made = report_of(db.session, place, asked, periods=periods, own_words=True)
    if as_pdf:
        address = f"{settings().base_url}/privacy"
        return pdf_of(made, words=report_words(), language=language, address=address, slides=slides)
    return _page(made, place, period).encode()


def _page(made: Report, place: Place, period: ReleasedPeriod) -> str:
    """Return the page as a file, whose links lead to this installation."""
    page = render_template(
        "reports/report.html",
        place=place,
        period=period,
        report=made,
        words=report_words(),
        published=[],
        composes=False,
    )
    return page.replace('href="/', f'href="{settings().base_url}/').replace('src="/', f'src="{settings().base_url}/')
