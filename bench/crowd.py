"""Visitors in a process of their own, so that their work is not taken for the server's.

Reads an `Order` as JSON from standard input and writes what was measured to standard output. A flow is: open the
form, send it filled in, read the page that thanks, and whatever pages come after. Visitors of one thread take turns.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice

from bench.machine import ROOT
from bench.visitor import Page, Visitor, filled_in

SENT = (302, 303)
OK = 200


class UnexpectedAnswer(Exception):
    """The server did not answer as the flow needs; measuring on would be measuring errors."""


class TooFewVisitors(ValueError):
    """Each of those at once needs a visitor of its own: nobody answers twice at the same moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to do: so many flows, by so many at once.

    `cookies`: one set per visitor, who is signed in already; at least `at_once` of them.
    `only`: instead of whole flows, just this address. `answering` False: open the form and leave.
    """

    port: int
    cookies: list[dict[str, str]]
    form: str
    after: list[str] = field(default_factory=list)
    only: str = ""
    answering: bool = True
    flows: int
    at_once: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`steps`: per step of the flow, the milliseconds of each request; `client_cpu_s`: what the visitors used."""

    seconds: float
    client_cpu_s: float
    steps: dict[str, list[float]]


def visit(order: Order) -> Measured:
    """Carry out an order in another process. Raises UnexpectedAnswer with what went wrong there."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.crowd"],
        cwd=ROOT,
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UnexpectedAnswer(done.stderr[-2000:])
    return Measured(**json.loads(done.stdout))


def carry_out(order: Order) -> Measured:
    """Let every thread do its share, all starting at the same moment. Raises TooFewVisitors."""
    if len(order.cookies) < order.at_once:
        raise TooFewVisitors(f"{order.at_once} at once need as many visitors, not {len(order.cookies)}")
    steps: dict[str, list[float]] = {}
    faults: list[Exception] = []
    start = threading.Barrier(order.at_once + 1)

    def work(place: int) -> None:
        visitors = [Visitor(order.port, cookies=dict(each)) for each in order.cookies[place :: order.at_once]]
        share = len(range(place, order.flows, order.at_once))
        start.wait()
        try:
            for turn, visitor in enumerate(islice(cycle(visitors), share)):
                one_flow(visitor, order, turn=turn, steps=steps)
        except Exception as fault:  # Told to the main thread, which ends the run.
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(place,), daemon=True) for place in range(order.at_once)]
    for thread in threads:
        thread.start()
    start.wait()
    began, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return Measured(seconds=time.perf_counter() - began, client_cpu_s=time.process_time() - cpu, steps=steps)


def one_flow(visitor: Visitor, order: Order, *, turn: int, steps: dict[str, list[float]]) -> None:
    """Open, answer, read on. Appending to a list is safe between threads."""
    if order.only:
        steps.setdefault(order.only, []).append(_ok(visitor.get(order.only)).ms)
        return
    opened = _ok(visitor.get(order.form))
    steps.setdefault("open", []).append(opened.ms)
    if not order.answering:
        return
    sent = visitor.post(order.form, filled_in(opened.text, turn=turn))
    if sent.status not in SENT:
        raise UnexpectedAnswer(f"{order.form} answered {sent.status}")
    steps.setdefault("answer", []).append(sent.ms)
    for name, path in [("thanks", sent.headers["location"]), *((path, path) for path in order.after)]:
        steps.setdefault(name, []).append(_ok(visitor.get(path)).ms)


def _ok(page: Page) -> Page:
    if page.status != OK:
        raise UnexpectedAnswer(f"a page answered {page.status} to {page.headers.get('location', '')}")
    return page


def main(arguments: Sequence[str]) -> None:
    json.dump(asdict(carry_out(Order(**json.loads(arguments[0])))), sys.stdout)


if __name__ == "__main__":
    main([sys.stdin.read()])
