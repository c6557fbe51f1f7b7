"""How tests of a browser wait: for a state that proves what happened, never for a time.

The only place where time passes. A bound is there for what never comes true, so it may be generous: a machine that is
busy makes a test slower, not red. Do not wait with `page.wait_for_function` for an asynchronous condition: it takes the
promise for the answer and goes on at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, expect

from app.config import ROOT

PATIENCE_SECONDS = 60
PAUSE_MS = 50
GOES_ON = ("Execution context was destroyed", "navigating", "Cannot find context")

HOLDS = """async (argument) => Promise.race([
  (CONDITION)(argument),
  new Promise((done) => setTimeout(() => done(false), 5000)),
])"""

PATIENCE_OF_WORKER = int(re.findall(r"^const PATIENCE = (\d+);", (ROOT / "static" / "sw.js").read_text(), re.M)[0])
HOLD = """(patience) => {
  const real = globalThis.setTimeout;
  globalThis.held = [];
  globalThis.setTimeout = (work, time, ...rest) => (time === patience ? held.push(work) : real(work, time, ...rest));
}"""
WAITS = "() => held.length > 0"
RUN_OUT = """async () => {
  for (const work of held.splice(0)) work();
  // The visit now looks at what is kept, in a few steps. As many steps of the same store come after those.
  for (let step = 0; step < 10; step += 1)
    await new Promise((done) => {
      const asked = indexedDB.open("peil");
      asked.onsuccess = () => {
        const read = asked.result.transaction("pages").objectStore("pages").getAll();
        read.onsuccess = () => done(asked.result.close());
      };
    });
}"""


def be_patient() -> None:
    """Let every `expect` of this process wait as long as everything else does."""
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)


def until(page: Page, holds: Callable[[], Any], *, what: str) -> None:
    """Let the browser go on until `holds` says so. Raises AssertionError with `what` when it never does."""
    end = monotonic() + PATIENCE_SECONDS
    while not holds():
        assert monotonic() < end, f"it never came true: {what}"
        page.wait_for_timeout(PAUSE_MS)


def wait_until(page: Page, condition: str, argument: object = None) -> None:
    """Wait until an asynchronous function of JavaScript says true, in this page or in the one that it goes on to."""

    def holds() -> bool:
        try:
            return bool(page.evaluate(HOLDS.replace("CONDITION", condition), argument))
        except Error as fault:
            if not any(words in fault.message for words in GOES_ON):
                raise
            return False

    until(page, holds, what=condition)


class WeakReception:
    """The service worker's patience with a silent network, which runs out when the test says so."""

    def __init__(self, context: BrowserContext) -> None:
        (self._worker,) = context.service_workers
        self._worker.evaluate(HOLD, PATIENCE_OF_WORKER)

    def run_out(self, page: Page) -> None:
        """Once a visit waits: its patience is over, and the worker has looked for what it may show instead."""
        until(page, lambda: self._worker.evaluate(WAITS), what="the service worker waits for the network")
        self._worker.evaluate(RUN_OUT)
