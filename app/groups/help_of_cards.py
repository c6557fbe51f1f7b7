"""Whether cards help, in the region or a kind of organisation: two published shares, and one as a part of the other.

Everybody who answers casts a ballot about cards, so both shares are of the same people and no published size is made of
what somebody said. Reads released rows alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.instrument.schema import Instrument
from app.releases.rules.cells import Published, Row
from app.statistics.ratio import share_among
from app.wording.figure_words import bounds_words, share_words

SAID, HELPED = ">=no", "favourable"
"""The published counts: said anything about a card; said that it helped, at least a bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHelp:
    """The published figures about whether recommendation cards helped, in words; a figure that is not shown is empty.
    `said`: the share of all who answered that said whether a card helped. `helped`: the share of all that it helped, at
    least a bit. `among`: `helped` as a share of `said`.
    """

    said: str
    helped: str
    among: str


def card_help(own: Sequence[Row], instrument: Instrument) -> CardHelp | None:
    """Return the released shares of a group on whether cards helped; None where the release has none for this group."""
    item = instrument.card_help
    rows = {row.option: row.cell for row in own if item and row.item == item.key and not row.breakdown}
    if not rows:
        return None
    said, helped = rows.get(SAID), rows.get(HELPED)
    if not isinstance(said, Published) or not isinstance(helped, Published):
        return CardHelp(said="", helped="", among="")
    among = share_among((helped.value, helped.lower, helped.upper), (said.value, said.lower, said.upper))
    return CardHelp(
        said=share_words(said),
        helped=share_words(helped),
        among=bounds_words(among.lower, among.upper) if among else "",
    )
