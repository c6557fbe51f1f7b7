"""The guide for staff: every page it names exists, and whoever reads it may open it."""

from __future__ import annotations

import re

import pytest

from bench.pictures import GUIDE, GUIDE_FOLDER, GUIDE_LANGUAGES, MOST_BYTES, MOST_IN_GUIDE
from tests.boards.visitors import Visitors


@pytest.mark.parametrize("who", ["region_lead", "wide_lead", "north_lead", "council"])
def test_every_page_that_the_guide_names_opens(who: str, staff: Visitors) -> None:
    """For each role; and the guide is linked from the pages of staff."""
    client = staff.browser(who)
    page = client.get("/staff/guide")
    assert page.status_code == 200
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    addresses = set(re.findall(r'href="(/[^"#]*)"', main))
    assert len(addresses) >= 3
    assert {address: client.get(address, follow_redirects=True).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    assert 'href="/staff/guide"' in client.get("/staff").text


def test_the_own_part_comes_first(staff: Visitors) -> None:
    """A lead begins with what a lead does, and can read on."""
    page = staff.browser("north_lead").get("/staff/guide").text
    assert page.index('id="team"') < page.index('id="region"')


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_guide_shows_the_real_pages(language: str, staff: Visitors) -> None:
    """Six small pictures with words for who does not see them, in Dutch or English; each is there and is a picture."""
    client = staff.browser("region_lead")
    page = client.get("/staff/guide", headers={"Accept-Language": language}).text
    shown = re.findall(r'<img class="shot" src="([^"]+)"[^>]* alt="([^"]+)"', page)
    assert len(shown) == len(GUIDE)
    for address, words in shown:
        assert address.endswith("-nl.webp" if language == "nl" else "-en.webp")
        assert len(words) >= 40
        picture = client.get(address)
        assert picture.status_code == 200
        assert picture.data[8:12] == b"WEBP"


def test_the_pictures_of_the_guide_are_small() -> None:
    """What `make pictures` takes, in both languages: at most 60 KB each and 300 KB in all."""
    files = {file.name: file.stat().st_size for file in GUIDE_FOLDER.iterdir()}
    assert set(files) == {f"{name}-{language}.webp" for name in GUIDE for language in GUIDE_LANGUAGES}
    assert max(files.values()) <= MOST_BYTES
    assert sum(files.values()) <= MOST_IN_GUIDE
