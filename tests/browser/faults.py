"""What is wrong with the page that is open in a browser, in lines: the same measure for participants and for staff.

Judges what a machine can see (WCAG 2.2 A and AA, widths, heights, focus, headings, tables); knows no page by name.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = (320, 360, 768, 1280)
LARGE_TEXT = "200%"

SETTLE = """() => {
  for (const one of document.getAnimations()) if (one.effect.getComputedTiming().endTime < Infinity) one.finish();
}"""
"""Colours and places are judged where they end up, not on their way."""

AXE = """async (rules) => (await axe.run(document, { ...rules, resultTypes: ["violations"] })).violations
  .map((fault) => `${fault.id}: ${fault.nodes[0].html.slice(0, 120)}`)"""

PRESSED = (
    "button, .button, .step, .tick, .cell, .bar a, .foot a, summary, select, .field, .plain a, tbody th > a, .notice a"
)
LOW = f"""() => [...document.querySelectorAll("{PRESSED}")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
  .map((one) => "low: " + one.outerHTML.slice(0, 80))"""

WIDER = """(width) => document.documentElement.scrollWidth <= width ? [] : [...document.body.querySelectorAll("*")]
  .filter((one) => one.checkVisibility() && !one.parentElement.closest(".scroll"))
  .filter((one) => one.getBoundingClientRect().right > width + 1).slice(0, 3)
  .map((one) => "wider than the screen: " + one.outerHTML.slice(0, 80))"""

SLIPPED = """() => {
  const end = (one) => one.getBoundingClientRect().right;
  return [...document.querySelectorAll(".bin + .scale-ends")]
    .filter((ends) => ends.checkVisibility() && Math.abs(end(ends) - end(ends.previousElementSibling)) > 2)
    .map((ends) => "numbers away from their marks: " + ends.outerHTML.slice(0, 80));
}"""

MADE = """(language) => {
  const faults = [], all = (what) => [...document.querySelectorAll(what)];
  const headings = all("h1").filter((one) => one.checkVisibility()).length;
  if (headings !== 1) faults.push(`${headings} headings of the first level`);
  if (document.documentElement.lang !== language) faults.push(`said to be in ${document.documentElement.lang}`);
  for (const table of all("table")) {
    const bare = [...table.querySelectorAll("thead th")].some((one) => one.scope !== "col")
      || [...table.querySelectorAll("tbody tr")].some((row) => !row.querySelector("th[scope=row]"));
    if (bare || !table.tHead) faults.push("a table without headers: " + table.outerHTML.slice(0, 80));
  }
  for (const chart of all(".chart[role=img], .year"))
    if (!chart.closest("div, li").querySelector("table"))
      faults.push("a chart without a table: " + chart.outerHTML.slice(0, 80));
  for (const field of all("input:not([type=hidden]), select, textarea"))
    if (field.checkVisibility() && !field.labels.length && !field.ariaLabel)
      faults.push("a field without a label: " + field.outerHTML.slice(0, 80));
  return faults;
}"""

FOCUS = """() => {
  const faults = [], ringed = (one) => one && getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const before = new Map();
  for (const stop of document.querySelectorAll(stops)) {
    if (stop.tabIndex > 0) faults.push("out of order: " + stop.outerHTML.slice(0, 80));
    if (stop.tabIndex < 0 || stop.matches(":disabled") || !stop.checkVisibility()) continue;
    stop.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== stop) faults.push("takes no focus: " + stop.outerHTML.slice(0, 80));
    else if (!ringed(stop) && !ringed(stop.closest("label")))
      faults.push("focus that nobody sees: " + stop.outerHTML.slice(0, 80));
    const form = stop.form ?? stop.closest("nav"), foot = stop.getBoundingClientRect().bottom + scrollY;
    if (form && foot < (before.get(form) ?? -Infinity) - 8)
      faults.push("read before what stands above it: " + stop.outerHTML.slice(0, 80));
    if (form) before.set(form, foot);
  }
  document.activeElement.blur();
  return faults;
}"""


@lru_cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def bring_axe(context: BrowserContext) -> None:
    """Put axe into every page that is opened from here on."""
    context.add_init_script(_axe())


def rule_faults(page: Page) -> list[str]:
    """What axe finds in the light and at the width that the page has now. Needs `bring_axe`."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(SETTLE)
    found: list[str] = page.evaluate(AXE, RULES)
    return found


def making_faults(page: Page, language: str) -> list[str]:
    """Headings, language, tables, charts, labels and the focus of the page."""
    made: list[str] = page.evaluate(MADE, language)
    focus: list[str] = page.evaluate(FOCUS)
    return made + focus


def size_faults(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is too low to press or too wide for the screen, with ordinary text and with text twice as large."""
    faults: list[str] = page.evaluate(LOW)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        faults += _wide(page, f"{width}: ")
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", LARGE_TEXT)
        faults += _wide(page, f"{width} with large text: ")
        page.evaluate("document.documentElement.style.fontSize = ''")
    return faults


def _wide(page: Page, when: str) -> list[str]:
    width = page.viewport_size["width"] if page.viewport_size else 0
    return [when + fault for fault in page.evaluate(WIDER, width) + page.evaluate(SLIPPED)]
