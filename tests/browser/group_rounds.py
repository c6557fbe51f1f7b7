"""Going round the group's side in a browser: each visitor signed in once per language."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Locator, Response

from tests.browser.faults import bring_axe
from tests.browser.group_side import GroupSide
from tests.browser.group_visits import Visit, address_of

START_WIDTH = 360


class Rounds:
    """One browser, in which one visitor after the other comes in."""

    def __init__(self, browser: Browser, side: GroupSide, *, address: str, language: str) -> None:
        self.side, self.language = side, language
        self._address = address
        self._cookies: dict[str, list[Any]] = {}
        self._context = browser.new_context(
            base_url=address, locale=language, service_workers="block", reduced_motion="reduce"
        )
        bring_axe(self._context)
        self.page = self._context.new_page()

    def open(self, visit: Visit) -> int:
        """Let the visitor come to the page; its status."""
        self._let_in(visit.who)
        self.page.set_viewport_size({"width": START_WIDTH, "height": 640})
        answer = self.page.goto(address_of(visit, self.side))
        if visit.press:
            answer = self._press(visit)
        return answer.status if answer else 0

    def close(self) -> None:
        self._context.close()

    def _let_in(self, who: str) -> None:
        if who not in self._cookies:
            kept = (self.side.browser(who)._cookies or {}).values()
            self._cookies[who] = [{"name": one.key, "value": one.value, "url": self._address} for one in kept]
        self._context.clear_cookies()
        self._context.add_cookies(self._cookies[who])

    def _press(self, visit: Visit) -> Response:
        button = self.page.locator(visit.press).last
        form = button.locator("xpath=ancestor::form")
        form.evaluate("form => { form.noValidate = true; }")
        for name, value in visit.fill.items():
            fill_in(form.locator(f"[name='{name}']"), value.format(**self.side.ids))
        with self.page.expect_navigation() as arrival:
            button.click()
        return arrival.value


def fill_in(field: Locator, value: str) -> None:
    """Type, choose or hand over a file, as the field asks."""
    kind = field.evaluate("one => one.type")
    if kind == "file":
        field.set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": value.encode()})
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)
