from tests.boards.visitors import Visitors
from tests.region import SmallRegion
from pathlib import Path

def test_look(released: SmallRegion, visitors: Visitors) -> None:
    print(released.wave.__self__)
    out = Path("/tmp/boards"); out.mkdir(exist_ok=True)
    for who in ("region_lead", "wide_lead", "north_lead", "participant"):
        c = visitors.browser(who)
        for name, url in {"region": "/region", "wide": f"/organisations/{released.organisations['wide']}", "north": f"/teams/{released.teams['north']}", "small": f"/teams/{released.teams['small']}"}.items():
            r = c.get(url, headers={"Accept-Language": "en"})
            print(who, name, r.status_code, len(r.data), r.headers.get("ETag"))
            if r.status_code == 200:
                (out / f"{who}-{name}.html").write_bytes(r.data)
