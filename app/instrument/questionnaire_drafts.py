"""A questionnaire while its authors write it on a page: plain content, as in a file, that may still have faults.

Decides how questions are added, moved, taken out and copied from another questionnaire, and which question a fault
belongs to. Must not know where a draft is kept or who writes it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.content.reading import ContentFault, LinedDocument, Place
from app.instrument.coherence import RESERVED
from app.instrument.indicators import BACKGROUND
from app.instrument.load import instrument_from, items_in
from app.instrument.schema import Instrument, Item
from app.instrument.xlsform_reading import usual_pulse

QUESTIONS = "questions"
"""The key of the part to which new questions belong."""
NEEDED = ("org_type", "function", "experience")
"""The background questions by which figures are broken down; joining and lists of organisations need them."""
MOST_QUESTIONS = 100
TAKEN = frozenset({"new", *RESERVED})
"""Keys that no question and no answer gets: they have a meaning in addresses and in forms."""

Content = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class DraftFault:
    """What keeps a draft from being used. `question`: the position of the question it is about; -1 for the whole."""

    question: int
    message: str


def new_draft(title: Mapping[str, str], languages: Sequence[str], *, first: Instrument) -> Content:
    """Return a draft without questions of its own. `first`: the questionnaire that gives the background questions."""
    draft: Content = {
        "key": "draft",
        "version": "1",
        "title": dict(title),
        "languages": list(languages),
        "source": "Peil",
        "blocks": [],
        "items": [],
    }
    return with_copies(draft, first, keys=NEEDED)


def as_draft(content: Content, *, first: Instrument) -> Content:
    """Return the content of another form as a draft; a background question that it lacks is that of `first`."""
    lacking = [key for key in NEEDED if not _has(content, key)]
    draft = {"relations": [], **json.loads(json.dumps(content))}
    return with_copies(draft, first, keys=lacking) if lacking else draft


def slug(words: str, taken: Iterable[str]) -> str:
    """Return a key made of these words that is not among those `taken`: small letters, figures and underscores."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].rstrip("_")
    key = key if key[:1].isalpha() else f"q_{key}".rstrip("_")
    known, number, found = TAKEN.union(taken), 2, key
    while found in known:
        found, number = f"{key}_{number}", number + 1
    return found


def with_question(draft: Content, item: Content, *, at: int | None = None) -> Content:
    """Return the draft with a question added at its end, or in place of the one at position `at`."""
    items = list(draft["items"])
    if at is None:
        items.append(item)
    else:
        items[at] = item
    return _settled(draft, items, same=at is not None)


def with_title(draft: Content, title: Mapping[str, str]) -> Content:
    """Return the draft under another name, by language; the part with its own questions is called the same."""
    blocks = [{**block, "title": dict(title)} if block["key"] == QUESTIONS else block for block in draft["blocks"]]
    return {**draft, "title": dict(title), "blocks": blocks}


def without_question(draft: Content, at: int) -> Content:
    """Return the draft without the question at this position."""
    return _settled(draft, [item for place, item in enumerate(draft["items"]) if place != at])


def moved(draft: Content, at: int, *, by: int) -> Content:
    """Return the draft with a question moved; `by`: -1 up, 1 down. At either end nothing changes."""
    items, to = list(draft["items"]), at + by
    if 0 <= to < len(items):
        items[at], items[to] = items[to], items[at]
    return _settled(draft, items)


def with_copies(draft: Content, source: Instrument, *, keys: Iterable[str]) -> Content:
    """Return the draft with these questions of a questionnaire at its end, in its order; those it has stay as they are.

    A scale that questions share stands in each copy. Parts of the questionnaire that the draft lacks are added.
    """
    have = {item.get("key") for item in draft["items"]}
    wanted = set(keys)
    copies = [copy_of(item, draft["languages"]) for item in source.items if item.key in wanted - have]
    titles = {block.key: _in(block.title, draft["languages"]) for block in source.blocks}
    changed = dict(draft)
    for copy in copies:
        changed = _with_block(changed, copy["block"], titles[copy["block"]])
    return _settled(changed, [*draft["items"], *copies])


def copy_of(item: Item, languages: Sequence[str]) -> Content:
    """Return a question of a questionnaire as content of its own, in these languages."""
    left_out = {"scale"} | ({"rows"} if item.piped_from else set())
    whole = item.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True, exclude=left_out)
    found: Content = _only(whole, frozenset(languages))
    return found


def document_of(draft: Content, *, key: str = "draft", version: str = "1") -> LinedDocument:
    """Return the whole questionnaire in a draft, with the plan of its rounds; each place has a line of its own."""
    content = {**draft, "key": key, "version": version}
    own = [item for item in draft["items"] if item.get("block") != BACKGROUND]
    parts = [block["key"] for block in draft["blocks"] if block["key"] != BACKGROUND]
    content.setdefault("pulse", usual_pulse(own, parts))
    places = list(_places(content, ()))
    return LinedDocument("", content, {place: line for line, place in enumerate(places)}, ())


def read_draft(
    draft: Content, *, key: str = "draft", version: str = "1"
) -> tuple[Instrument | None, tuple[DraftFault, ...]]:
    """Return the questionnaire in a draft, or None with what is wrong with it: the checks of questionnaire files."""
    faults = [DraftFault(-1, f"the question '{name}' is missing") for name in NEEDED if not _has(draft, name)]
    if not any(item.get("block") != BACKGROUND for item in draft["items"]):
        faults.append(DraftFault(-1, "there is no question of your own yet"))
        return None, tuple(faults)
    instrument = None
    try:
        document = document_of(draft, key=key, version=version)
        instrument = instrument_from(document)
    except ContentFault as refused:
        places = list(document.lines)
        found = [(places[each.line], each.message) for each in refused.faults]
        # A plan of rounds that nobody wrote follows from the questions: what is wrong with them is said once.
        told = [each for each in found if "pulse" in draft or each[0][:1] != ("pulse",)] or found
        faults += [DraftFault(_question(place), message) for place, message in told]
    except (ValueError, TypeError, KeyError) as odd:
        faults.append(DraftFault(-1, f"cannot be read: {type(odd).__name__}"))
    return (None if faults else instrument), tuple(sorted(set(faults)))


def questions_in(draft: Content) -> tuple[Item, ...]:
    """Return the questions of a draft that can be read, also while others have faults."""
    return items_in(document_of(draft))


def _has(draft: Content, name: str) -> bool:
    return any(item.get("key") == name and item.get("type") == "single" for item in draft["items"])


def _question(place: Place) -> int:
    return place[1] if len(place) > 1 and place[0] == "items" and isinstance(place[1], int) else -1


def _settled(draft: Content, items: list[Content], *, same: bool = False) -> Content:
    """Return the draft with these questions; parts without questions are gone.

    The plan of its rounds is worked out anew, unless the questions are the `same` in the same order.
    """
    used = {item.get("block") for item in items}
    changed = {**draft, "items": items}
    if any(item.get("block") == QUESTIONS for item in items):
        changed = _with_block(changed, QUESTIONS, dict(draft["title"]))
    changed["blocks"] = [block for block in changed["blocks"] if block["key"] in used]
    if not same:
        changed.pop("pulse", None)
        keys = {item.get("key") for item in items}
        changed["relations"] = [each for each in draft.get("relations", []) if {each["of"], each["by"]} <= keys]
    return changed


def _with_block(draft: Content, key: str, title: Mapping[str, str]) -> Content:
    if any(block["key"] == key for block in draft["blocks"]):
        return draft
    return {**draft, "blocks": [*draft["blocks"], {"key": key, "title": dict(title)}]}


def _in(wording: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return a text in these languages; where one is missing, the text of the first language stands in for it."""
    usual = next(iter(wording.values()))
    return {language: wording.get(language, usual) for language in languages}


def _only(value: Any, languages: frozenset[str]) -> Any:
    """Return content with every text in these languages only."""
    if isinstance(value, list):
        return [_only(each, languages) for each in value]
    if not isinstance(value, dict):
        return value
    texts = value and all(isinstance(each, str) and len(key) == 2 and key.isalpha() for key, each in value.items())
    return _in(value, sorted(languages)) if texts else {key: _only(each, languages) for key, each in value.items()}


def _places(value: object, place: Place) -> Iterable[Place]:
    """Yield the path of every value in content, each before what is inside it."""
    yield place
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inside in pairs:
        yield from _places(inside, (*place, step))
