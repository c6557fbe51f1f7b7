"""A web worker shows every page about a group without loading what only the ticker's work needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from app.config import ROOT, Settings
from tests.boards.visitors import NOW, Visitors, set_share
from tests.region import SmallRegion

HEAVY = ("scipy", "numpy", "pandas", "altair", "vl_convert")
SHOW = """
import json, sys
from datetime import datetime
from app import clock, create_app
now, heavy, addresses = datetime.fromisoformat(sys.argv[1]), sys.argv[2].split(), sys.argv[3:]
clock.now = lambda: now
app = create_app(testing=True)
app.config["WTF_CSRF_ENABLED"] = False
client = app.test_client()
shown = [client.post(addresses[0]).status_code, *(client.get(address).status_code for address in addresses[1:])]
print(json.dumps([shown, [name for name in heavy if name in sys.modules]]))
"""


def test_no_page_about_a_group_loads_scipy(visitors: Visitors, released: SmallRegion, settings: Settings) -> None:
    """In a process of its own, as a worker is: it would cost a hundred megabytes, and the first visitor a second."""
    for group, share in ((released.region_id, 0.9), (released.teams["north"], 0.1)):
        set_share(released, group, lower=share - 0.05, upper=share, people="50+")
    groups = ["/region", f"/organisations/{released.organisations['wide']}", f"/teams/{released.teams['north']}"]
    pages = ["", "/conversation", "/agreements", "/reading", "?topic=work_enjoyment"]
    addresses = [group + page for group in groups for page in pages]
    settings.keys.mkdir(parents=True, exist_ok=True)
    (settings.keys / "secret").write_bytes(settings.secret)
    door = f"/staff/enter/{visitors.link('region_lead')}"
    places = {
        "PEIL_INSTANCE": str(settings.instance),
        "PEIL_KEYS": str(settings.keys),
        "PEIL_DATABASE_URL": settings.database_url,
    }
    told = subprocess.run(
        [sys.executable, "-c", SHOW, NOW.isoformat(), " ".join(HEAVY), door, *addresses],
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    shown, loaded = json.loads(told.splitlines()[-1])
    assert shown == [303, *[200] * len(addresses)]
    assert loaded == []
