"""Boards stay short before anything is opened, however much there is to say."""

from __future__ import annotations

import pytest

from tests.browser.group_rounds import Rounds
from tests.browser.group_visits import NORTH, WIDE, Visit

pytestmark = pytest.mark.browser

BOARDS = (Visit("region", "/region"), Visit("wide", WIDE), Visit("north", NORTH))
MOST = {1280: 2200, 360: 4000}
"""Pixels of height that a board takes at most, by width of the screen."""

WORDS = {
    "nl": {
        "title": "Oorzaken van je werkdruk: verloop van personeel",
        "says": "lijkt gestegen sinds september",
        "short": "lijkt gestegen sinds september",
        "grade": "opvallend, nog niet zeker",
        "because": "Ongeveer 39 % (34 tot 46 %), van iedereen die antwoord gaf over ‘Werkdruk’; hoog is ongunstig. "
        "De vervaagde cijfers liggen uit elkaar, maar met toeval erbij klopt het in 83 % van de gevallen. Een ronde "
        "erbij zegt meer.",
        "moves": "9 cijfers bewogen sinds de vorige keer dat ze gevraagd werden. Omhoog: 6. Omlaag: 3. "
        "De zekerste staan hierboven.",
        "more": "Nog 6 die opvallen",
    },
    "en": {
        "title": "Causes of your workload: turnover of staff",
        "says": "seems to have risen since September",
        "short": "seems risen since September",
        "grade": "notable, not yet certain",
        "because": "About 39% (34 to 46%), of everybody who answered about “Workload”; high is unfavourable. "
        "The blurred figures lie apart, but with chance counted in it holds in 83% of cases. Another round tells more.",
        "moves": "9 figures moved since they were last asked. Up: 6. Down: 3. The most certain stand above.",
        "more": "6 more that stand out",
    },
    "de": {
        "title": "Ursachen deines Arbeitsdrucks: Häufiger Wechsel von Personal",
        "says": "scheint seit September gestiegen",
        "short": "scheint seit September gestiegen",
        "grade": "auffällig, noch nicht sicher",
        "because": "Etwa 39 % (34 bis 46 %), von allen, die zu „Arbeitsdruck“ geantwortet haben; hoch ist ungünstig. "
        "Die unscharfen Zahlen liegen auseinander, aber mit dem Zufall gerechnet stimmt es in 83 % der Fälle. Eine "
        "weitere Runde sagt mehr.",
        "moves": "9 Zahlen haben sich seit der letzten Frage bewegt. Nach oben: 6. Nach unten: 3. Die sichersten "
        "stehen oben.",
        "more": "Noch 6 Auffälligkeiten",
    },
}
"""The longest words of the demonstration's boards, by language."""

FULLEST = """(words) => {
  const grade = `<span class="grade notable">${words.grade}</span>`;
  const strip = document.querySelector("main .strip").outerHTML;
  const folded = `<details><summary>${words.more}</summary></details>`;
  const standing = document.querySelector("#standing");
  while (standing.nextElementSibling) standing.nextElementSibling.remove();
  const finding = `<li class="finding notable"><h3>${words.title}</h3><p>${words.says} ${grade}</p>${strip}
    <p class="quiet">${words.because}</p></li>`;
  standing.insertAdjacentHTML("afterend", `<ol class="stand three">${finding.repeat(3)}</ol>${folded}`);
  document.querySelectorAll(".topics .say").forEach((one) => {
    one.innerHTML = `<p><strong>${words.short}</strong> ${grade}</p><p class="quiet">${words.because.slice(0, 28)}</p>`;
  });
  const moves = document.querySelector("#moves");
  while (moves.nextElementSibling) moves.nextElementSibling.remove();
  moves.insertAdjacentHTML("afterend", `<p>${words.moves}</p>${folded}`);
  const agreed = document.querySelector("#agreements");
  while (agreed?.nextElementSibling && !agreed.nextElementSibling.matches(".row")) agreed.nextElementSibling.remove();
  const agreement = `<li><p><strong>${words.because.slice(0, 70)}</strong></p>
    <p class="quiet">${words.because.slice(0, 150)}</p></li>`;
  const own = location.pathname.startsWith("/teams") ? `<ul class="agree">${agreement}</ul>` : "";
  agreed?.insertAdjacentHTML("afterend", own + folded);
  const subjects = [...document.querySelectorAll("#talk + ol > li")];
  const word = `<span class="grade notable">${words.grade.split(",")[0]}</span>`;
  subjects.forEach((one) => {
    one.innerHTML = `<strong>${words.title.split(":")[0]}</strong> ${words.short} ${word}`;
  });
  return subjects.length;
}"""
"""Fills a board with what the fullest one of the demonstration has: every place with the longest words."""


@pytest.mark.parametrize("board", BOARDS, ids=str)
def test_a_full_board_is_short_before_anything_is_opened(rounds: Rounds, board: Visit) -> None:
    """At most 2,200 px on a laptop and 4,000 on a phone; nothing is wider than the screen."""
    assert rounds.open(board) == 200
    assert rounds.page.evaluate(FULLEST, WORDS[rounds.language]) == 3
    for width, most in MOST.items():
        rounds.page.set_viewport_size({"width": width, "height": 700})
        height, wide = rounds.page.evaluate(
            "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
        )
        assert height <= most, (str(board), rounds.language, width, height)
        assert wide <= width
