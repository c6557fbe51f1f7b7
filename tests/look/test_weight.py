"""What a phone has to fetch before the first question stays small."""

from __future__ import annotations

import re
from types import SimpleNamespace

import brotli
import pytest
from jinja2.utils import htmlsafe_json_dumps

from app.instrument.load import load_instrument
from app.instrument.routing import routing_for_browser
from app.instrument.schema import Item
from tests.look.pages import STATIC, plain_environment
from tests.questionnaires import PEO

KILOBYTE = 1024
PULSE_SCRIPTS = ("pulse", "read", "routing", "limit", "dial")
HEAVIEST = ("work_enjoyment", "workload", "workload_cause", "direct_contact_share", "reflection")


def on_the_wire(*contents: bytes) -> int:
    return sum(len(brotli.compress(content)) for content in contents)


def read(path: str) -> bytes:
    return (STATIC / path).read_bytes()


def test_the_style_of_an_answering_page_fits_in_four_kilobytes() -> None:
    assert on_the_wire(read("css/peil.css")) <= 4 * KILOBYTE


def test_the_scripts_of_an_answering_page_fit_in_eight_kilobytes() -> None:
    assert on_the_wire(*(read(f"js/{name}.js") for name in PULSE_SCRIPTS)) <= 8 * KILOBYTE


@pytest.mark.parametrize("name", PULSE_SCRIPTS)
def test_a_script_asks_for_no_file_that_is_not_counted(name: str) -> None:
    """An import that is missing above would be weight nobody sees."""
    imported = re.findall(r'from "\./(\w+)\.js"', read(f"js/{name}.js").decode())
    assert set(imported) <= set(PULSE_SCRIPTS)


def test_the_typeface_fits_in_sixteen_kilobytes() -> None:
    """It is compressed already."""
    assert len(read("font/peil.woff2")) <= 16 * KILOBYTE


def test_the_page_of_a_heavy_pulse_fits_in_six_kilobytes() -> None:
    """Five questions, one of them with fourteen choices; with the style it is one round trip (14 KB)."""
    page = pulse_page(load_instrument(PEO).items_named(HEAVIEST)).encode()
    assert on_the_wire(page) <= 6 * KILOBYTE
    assert on_the_wire(page, read("css/peil.css")) <= 14 * KILOBYTE


def pulse_page(items: tuple[Item, ...]) -> str:
    environment = plain_environment()
    environment.globals.update(
        asset=lambda path: f"/static/0123456789ab/{path}",
        csrf_token=lambda: "IjkyZTk3ZjI5YzM1ZjE0ZmY5YzYwYjE2MWI2ZjE2MzE1ZjQi.aSGxYQ.kQ0aB3",
        other_languages=lambda: [SimpleNamespace(code="nl", name="Nederlands", url="/pulse?language=nl")],
        direction="ltr",
        dates="en-GB",
        language="en",
        participant=True,
        short_place_words=lambda number, *, least, most: f"{number}, then {least}–{most}",
        staff=None,
    )
    return environment.get_template("answering/pulse.html").render(
        pulse=SimpleNamespace(
            number=12, items=items, most_questions=len(items), seconds=40, answered=False, full=False
        ),
        fields={},
        faults={},
        sent=False,
        sent_day="",
        submission="0123456789abcdef.abcdefghijklmnop",
        routing=htmlsafe_json_dumps(routing_for_browser(items)),
    )
