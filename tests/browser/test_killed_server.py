"""A server killed with SIGKILL while everybody delivers: every receipt is in the database once, nothing twice.

`python -m bench kill` does the same with a hundred rounds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.kill import kill_rounds, phones_of_today
from bench.mortal import MortalServer
from tests.conftest import Template

pytestmark = pytest.mark.browser


def test_no_receipt_is_lost_and_no_answer_counts_twice(tmp_path: Path, template: Template) -> None:
    """Three rounds with sixty submissions under way."""
    settings = template.copy(tmp_path, with_region=False)
    with phones_of_today(settings, count=60) as (phones, wave):
        server = MortalServer(settings).start()
        try:
            outcome = kill_rounds(server, phones, wave=wave, rounds=3)
        finally:
            server.kill()
    assert outcome.receipts == 180
    assert (outcome.lost, outcome.double) == (0, 0)
