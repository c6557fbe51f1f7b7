"""How quickly Peil answers, and what an answering costs: a demonstration region served by `peil serve`.

Times are what a visitor on the same machine waits; processor time is that of the server and its workers alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.crowd import Measured, Order, visit
from bench.region import BuiltRegion, built_region, served_region
from bench.report import against, spread
from bench.server import Serving
from bench.visitor import Visitor, filled_in
from bench.wire import Fetched, fetched

TEAMS, WAVES = 12, 4
ALONE, TOGETHER, AT_ONCE = 150, 640, 16
WARM = 20
BUDGETS = {
    "start_s": 1.5,
    "worker_mb": 120.0,
    "mirror_median_ms": 10.0,
    "flow_cpu_ms": 10.0,
    "post_p99_ms": 100.0,
    "board_p99_ms": 20.0,
    "cold_first_round_bytes": 14_000.0,
    "cold_bytes": 60_000.0,
    "cold_requests": 8.0,
    "warm_bytes": 6_000.0,
}
FORM, MIRROR = "/pulse", "/mirror"


def run(  # sizes, for a quick look
    *, teams: int = TEAMS, waves: int = WAVES, alone: int = ALONE, together: int = TOGETHER, at_once: int = AT_ONCE
) -> dict[str, Any]:
    """Measure everything once; the numbers say how many flows alone, and how many by `at_once` people."""
    with built_region(teams=teams, waves=waves) as region, served_region(region) as server:
        cookies = [signed_in(region, code, place=place) for place, code in enumerate(region.codes)]
        weight = _weight(server, cookies[-1])
        visit(Order(port=server.port, cookies=cookies, form=FORM, after=[MIRROR], flows=40, at_once=at_once))  # Warm.
        single = _alone(server, cookies, flows=alone)
        crowd = _together(server, cookies, flows=together, at_once=at_once)
        boards = _boards(region, server, requests=alone)
        figures = {
            "start": {"seconds": round(server.start_s, 2), "cpu_s": round(server.start_cpu_s, 2)},
            "first_question": weight,
            "alone": single,
            "together": crowd,
            "boards": boards,
            "workers_mb": server.workers_mb(),
            "workers_share_mb": server.shares_mb(),
        }
    return {**figures, "budgets": against(BUDGETS, _for_budgets(figures))}


def signed_in(region: BuiltRegion, code: str, *, place: int) -> dict[str, str]:
    """The cookies of a device that has this code; each comes from its own address, as people do."""
    device = Visitor(region.port, source=f"127.0.0.{place + 2}")
    form = filled_in(device.get("/code").text, turn=0)
    answer = device.post("/code", {**form, "code": code})
    device.close()
    if answer.status != 303:
        raise RuntimeError(f"signing in answered {answer.status}")
    return device.cookies


def _weight(server: Serving, cookies: dict[str, str]) -> dict[str, Any]:
    found = fetched(Visitor(server.port, cookies=dict(cookies)), FORM)
    first_round = [each for each in found if each.kind in {"text/html", "text/css"}]
    again = [each for each in found if not each.kept]
    return {
        "cold_requests": len(found),
        "cold_bytes": _sum(found),
        "cold_html_css_bytes": _sum(first_round),
        "warm_requests": len(again),
        "warm_bytes": _sum(again),
        "by_file": {each.path.rpartition("/")[2]: each.bytes for each in found},
    }


def _sum(found: Sequence[Fetched]) -> int:
    return sum(each.bytes for each in found)


def _alone(server: Serving, cookies: list[dict[str, str]], *, flows: int) -> dict[str, Any]:
    """One request at a time. What a POST costs is what opening and answering cost together, less opening."""
    opening, opening_cpu = _charged(server, _order(server, cookies, flows=flows, answering=False))
    answered, answered_cpu = _charged(server, _order(server, cookies, flows=flows))
    thanks, thanks_cpu = _charged(server, _order(server, cookies, flows=flows, only="/"))
    mirror, mirror_cpu = _charged(server, _order(server, cookies, flows=flows, only=MIRROR))
    done_cpu = _done_cpu(server, cookies, flows=flows)
    return {
        "open": {**spread(opening.steps["open"]), "cpu_ms": opening_cpu},
        "post": {**spread(answered.steps["answer"]), "cpu_ms": round(answered_cpu - opening_cpu - done_cpu, 1)},
        "done": {**spread(answered.steps["thanks"]), "cpu_ms": done_cpu},
        "mirror": {**spread(mirror.steps[MIRROR]), "cpu_ms": mirror_cpu},
        "today": {**spread(thanks.steps["/"]), "cpu_ms": thanks_cpu},
    }


def _done_cpu(server: Serving, cookies: list[dict[str, str]], *, flows: int) -> float:
    device = Visitor(server.port, cookies=dict(cookies[0]))
    page = device.post(FORM, filled_in(device.get(FORM).text, turn=1)).headers["location"]
    device.close()
    return _charged(server, _order(server, cookies[:1], flows=flows, only=page))[1]


def _together(server: Serving, cookies: list[dict[str, str]], *, flows: int, at_once: int) -> dict[str, Any]:
    """Many people at once, without a pause: open, answer, thank-you page, mirror."""
    measured, cpu = _charged(server, _order(server, cookies, flows=flows, after=[MIRROR], at_once=at_once))
    return {
        "at_once": at_once,
        "flows_per_s": round(flows / measured.seconds, 1),
        "flow_with_done_cpu_ms": cpu,
        "client_cpu_ms": round(measured.client_cpu_s / flows * 1000, 1),
        "open": spread(measured.steps["open"]),
        "post": spread(measured.steps["answer"]),
        "done": spread(measured.steps["thanks"]),
        "mirror": spread(measured.steps[MIRROR]),
    }


def _order(  # an order, with what all of ours have in common
    server: Serving,
    cookies: list[dict[str, str]],
    *,
    flows: int,
    only: str = "",
    after: Sequence[str] = (),
    answering: bool = True,
    at_once: int = 1,
) -> Order:
    return Order(
        port=server.port,
        cookies=cookies,
        form=FORM,
        only=only,
        after=list(after),
        answering=answering,
        flows=flows,
        at_once=at_once,
    )


def _charged(server: Serving, order: Order) -> tuple[Measured, float]:
    """What was measured, and the server's processor time per flow in milliseconds."""
    before = server.cpu_s()
    measured = visit(order)
    return measured, round((server.cpu_s() - before) / order.flows * 1000, 1)


def _boards(region: BuiltRegion, server: Serving, *, requests: int) -> dict[str, Any]:
    """The page of a region and of a team, and the same asked again with what the browser kept."""
    boards: dict[str, Any] = {}
    for role, path in (("region", "/region"), ("team", "/teams/{scope}")):
        address, scope = region.staff_address(role)
        reader = Visitor(server.port, source="127.0.0.200")
        reader.post(address, filled_in(reader.get(address).text, turn=0))
        board = path.format(scope=scope)
        cold = reader.get(board)  # The first page of a session sets its cookie, which the version depends on.
        for _ in range(WARM):  # Each process reads what was released once; a new connection goes to either.
            reader.close()
            first = reader.get(board)
        same = [reader.get(board, {"If-None-Match": first.headers["etag"]}) for _ in range(requests)]
        fresh = [reader.get(board) for _ in range(requests)]
        reader.close()
        boards[role] = {
            "fresh": spread([page.ms for page in fresh]),
            "unchanged": spread([page.ms for page in same]),
            "first_in_process_ms": round(cold.ms, 1),
            "share_304": round(sum(page.status == 304 for page in same) / len(same), 2),
            "bytes": len(first.body),
        }
    return boards


def _for_budgets(figures: dict[str, Any]) -> dict[str, float]:
    weight, single = figures["first_question"], figures["alone"]
    return {
        "start_s": figures["start"]["seconds"],
        "worker_mb": max(figures["workers_mb"]),
        "mirror_median_ms": single["mirror"]["median_ms"],
        "flow_cpu_ms": round(sum(single[step]["cpu_ms"] for step in ("open", "post", "mirror")), 1),
        "post_p99_ms": figures["together"]["post"]["p99_ms"],
        "board_p99_ms": max(each["fresh"]["p99_ms"] for each in figures["boards"].values()),
        "cold_first_round_bytes": weight["cold_html_css_bytes"],
        "cold_bytes": weight["cold_bytes"],
        "cold_requests": weight["cold_requests"],
        "warm_bytes": weight["warm_bytes"],
    }
