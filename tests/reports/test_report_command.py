"""`peil report` writes the region's report of a released period, and says what is wrong in one line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result
from flask.cli import ScriptInfo

from app.commands.report_command import report
from app.db import db
from app.releases.read import released_periods
from tests.region import SmallRegion


def run(region: SmallRegion, *arguments: str) -> Result:
    return CliRunner().invoke(report, list(arguments), obj=ScriptInfo(create_app=lambda: region.app))


def test_the_ending_of_the_file_says_which_kind(released: SmallRegion, tmp_path: Path) -> None:
    """A PDF, or a page whose links lead to the installation; in the language that was asked."""
    period = released_periods(db.session)[-1].id
    for ending, beginning in ((".pdf", b"%PDF-"), (".html", b"<!doctype html>")):
        out = tmp_path / f"report{ending}"
        assert run(released, period, "--out", str(out), "--language", "en").exit_code == 0
        assert out.read_bytes().lstrip().startswith(beginning)
    text = (tmp_path / "report.html").read_text()
    assert "How the figures were made" in text
    assert 'href="/' not in text


def test_slides_are_written_on_request(released: SmallRegion, tmp_path: Path) -> None:
    """With --slides the PDF is one of 16:9 for a meeting; as a page it is refused."""
    period, out = released_periods(db.session)[-1].id, tmp_path / "slides.pdf"
    assert run(released, period, "--out", str(out), "--slides").exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-")
    refused = run(released, period, "--out", str(tmp_path / "slides.html"), "--slides")
    assert refused.exit_code == 2
    assert "FILE.pdf" in refused.output


def test_what_cannot_be_written_is_refused_by_name(released: SmallRegion, tmp_path: Path) -> None:
    """An open period, another ending, a language that is not offered: one line, and no file."""
    newest = released_periods(db.session)[-1].id
    out = tmp_path / "report.pdf"
    for arguments, word in (
        (("nosuch", "--out", str(out)), "peil release list"),
        ((newest, "--out", str(tmp_path / "report.docx")), ".html"),
        ((newest, "--out", str(out), "--language", "xx"), "--language"),
    ):
        done = run(released, *arguments)
        assert done.exit_code != 0
        assert word in done.output
    assert list(tmp_path.iterdir()) == [] or not out.exists()
