"""Turns the form of one question into content of a questionnaire, and content back into the values of the form.

What the form has no field for (a key, an estimated time) stays as it is in the content.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.instrument.questionnaire_drafts import QUESTIONS, Content, slug
from app.running.question_rules import Ticked, rule_of, ticked_of
from app.running.questionnaire_forms import MOST_LINE, MOST_OPTIONS, MOST_SHORT, WITH_OPTIONS, QuestionForm, lines_in

KEPT = ("key", "block", "number", "measures", "seconds", "comment", "required")
"""The parts of a question that the form has no field for."""
NUMBERED = frozenset({"scale", "percent", "number"})
TYPES_WITHOUT_FORM = frozenset({"yes_no_per_choice"})


def can_be_edited(item: Content) -> bool:
    """Return whether the form can show the whole question; else it can only be moved or taken out."""
    own = {"cuts", "adds_up_with", "escape", "piped_from", "scale", "decimals", "max_length"}
    return (
        item.get("type") not in TYPES_WITHOUT_FORM
        and not own & item.keys()
        and {_number(item.get("min")), _number(item.get("max"))}.issuperset(map(str, item.get("anchors", {})))
        and _good_ones_first(item)
        and ticked_of(item.get("shown_if")) is not None
    )


def _good_ones_first(item: Content) -> bool:
    """Return whether the favourable answers are the first ones: the form asks how many of the first are good."""
    good = [bool(option.get("favourable")) for option in _best_first(item.get("options", []))]
    return good == sorted(good, reverse=True)


def values_of(item: Content, languages: Sequence[str]) -> dict[str, Any]:
    """Return the values with which the form of this question starts."""
    options = _best_first(item.get("options", []))
    values: dict[str, Any] = {
        "type": item["type"],
        "ordered": any("rank" in option for option in options),
        "good": str(sum(bool(option.get("favourable")) for option in options) or ""),
        "most": str(item.get("max_choices", "")),
        "low": _number(item.get("min")),
        "high": _number(item.get("max")),
        "good_from": str(item.get("favourable_from", "")),
    }
    if ticked := ticked_of(item.get("shown_if")):
        values |= {"shown": list(ticked.shown), "either": ticked.either, "never": list(ticked.never)}
    anchors = {str(key): words for key, words in item.get("anchors", {}).items()}
    for code in languages:
        for name in ("text", "short", "hint"):
            values[f"{name}_{code}"] = item.get(name, {}).get(code, "")
        values[f"options_{code}"] = "\n".join(option["text"].get(code, "") for option in options)
        values[f"rows_{code}"] = "\n".join(row["text"].get(code, "") for row in item.get("rows", []))
        values[f"first_{code}"] = anchors.get(values["low"], {}).get(code, "")
        values[f"last_{code}"] = anchors.get(values["high"], {}).get(code, "")
    return values


def content_from(
    form: QuestionForm, languages: Sequence[str], *, old: Content | None, taken: Collection[str]
) -> Content:
    """Return the question that was typed; what is wrong is added to the form. `old`: the question as it was, if any.

    Its answers and rows keep their keys by their words, also when lines are put between them or change places.
    `taken`: the keys of the other questions.
    """
    text = {code: form[f"text_{code}"].data for code in languages}
    short = {code: form[f"short_{code}"].data or text[code].rstrip("?").strip()[:MOST_SHORT] for code in languages}
    kept = {name: value for name, value in (old or {}).items() if name in KEPT}
    item: Content = {
        "key": slug(short[languages[0]], taken),
        "block": QUESTIONS,
        "number": str(len(taken) + 1),
        **kept,
        "type": form.type.data,
        "short": short,
        "text": text,
    }
    hint = {code: form[f"hint_{code}"].data for code in languages}
    if any(hint.values()):
        item["hint"] = hint
        _all_or_none(form, "hint", languages)
    if form.type.data in WITH_OPTIONS:
        item |= _options(form, languages, old=old)
    if form.type.data == "grid":
        item["rows"] = _lines(form, "rows", languages, old=(old or {}).get("rows", []))
    if form.type.data in NUMBERED:
        item |= _numbers(form, languages)
    ticked = Ticked(tuple(form.shown.data or ()), either=form.either.data, never=tuple(form.never.data or ()))
    if rule := rule_of(ticked):
        item["shown_if"] = rule
    return item


def _options(form: QuestionForm, languages: Sequence[str], *, old: Content | None) -> Content:
    before = _best_first((old or {}).get("options", []))
    options = _lines(form, "options", languages, old=before)
    good = _whole(form, "good", high=len(options))
    if good and not form.ordered.data:
        form.refuse("ordered", _("Tick this too: without steps no answer is better than another."))
    if form.ordered.data:
        apart = _outside_the_steps(old)
        for place, option in enumerate(options):
            if option["key"] in apart:
                continue
            option["rank"] = len(options) - place
            if good and place < good:
                option["favourable"] = True
        _keep_words_of_cuts(options, before)
    found: Content = {"options": options}
    if form.type.data == "multi" and (most := _whole(form, "most", high=len(options))):
        found["max_choices"] = most
    return found


def _keep_words_of_cuts(options: Sequence[Content], before: Sequence[Content]) -> None:
    """Keep what a step and those above it are called together, while all steps are what they were."""
    if [(each["key"], each["text"]) for each in options] == [(each["key"], each["text"]) for each in before]:
        for option, was in zip(options, before, strict=True):
            if "rank" in option and "or_higher" in was:
                option["or_higher"] = was["or_higher"]


def _outside_the_steps(old: Content | None) -> frozenset[str]:
    """Return the keys of the answers that are no step of the scale they stand beside, such as "don't know"."""
    options = (old or {}).get("options", [])
    ordered = any("rank" in option for option in options)
    return frozenset(option["key"] for option in options if ordered and "rank" not in option)


def _lines(form: QuestionForm, name: str, languages: Sequence[str], *, old: Sequence[Content]) -> list[Content]:
    """Return the typed answers (or rows) with their texts in every language; faults go to the form."""
    typed = {code: lines_in(form[f"{name}_{code}"].data) for code in languages}
    first = typed[languages[0]]
    least = 2 if name == "options" else 1
    if not least <= len(first) <= MOST_OPTIONS:
        form.refuse(f"{name}_{languages[0]}", _("Type %(least)s to %(most)s lines.", least=least, most=MOST_OPTIONS))
    for code, lines in typed.items():
        if len(lines) != len(first):
            told = _(
                "Here stand %(here)s lines, and %(first)s in the first language: make them the same number.",
                here=len(lines),
                first=len(first),
            )
            form.refuse(f"{name}_{code}", told)
        elif len({line.casefold() for line in lines}) < len(lines):
            form.refuse(f"{name}_{code}", _("The same line stands here twice. Take one of them out."))
        elif any(len(line) > MOST_LINE for line in lines):
            form.refuse(f"{name}_{code}", _("Keep every line to %(most)s characters.", most=MOST_LINE))
    found: list[Content] = []
    for place, (line, before) in enumerate(zip(first, _as_before(typed, old, languages=languages), strict=True)):
        key = before["key"] if before else slug(line, [each["key"] for each in (*found, *old)])
        text = {code: (lines[place] if place < len(lines) else line) for code, lines in typed.items()}
        more = {name: True for name in ("open_text", "exclusive") if before and before.get(name)}
        found.append({"key": key, "text": text, **more})
    return found


def _as_before(
    typed: Mapping[str, Sequence[str]], old: Sequence[Content], *, languages: Sequence[str]
) -> list[Content | None]:
    """Return for each typed line the answer (or row) that it was before; None for a new one.

    That is the one with the same words in one of the languages. A line with other words is that which stood below the
    line above it, with its words mended, unless that one is still there. Rules and earlier figures keep their meaning.
    """
    places: dict[int, int] = {}  # Of a typed line, its place in `old`.
    for code in languages:
        known = {option["text"].get(code): place for place, option in enumerate(old)}
        for line, words in enumerate(typed[code][: len(typed[languages[0]])]):
            place = known.get(words)
            if place is not None and line not in places and place not in places.values():
                places[line] = place
    for line in range(len(typed[languages[0]])):
        follows = places.get(line - 1, len(old)) + 1 if line else 0
        if line not in places and follows < len(old) and follows not in places.values():
            places[line] = follows
    return [old[places[line]] if line in places else None for line in range(len(typed[languages[0]]))]


def _numbers(form: QuestionForm, languages: Sequence[str]) -> Content:
    if form.type.data == "percent":
        return {}
    low, high = _whole(form, "low", high=100_000, least=0), _whole(form, "high", high=100_000, least=0)
    for name, value in (("low", low), ("high", high)):
        if value is None and not form[name].errors:
            form.refuse(name, _("Type a whole number."))
    if low is None or high is None:
        return {}
    if low >= high:
        form.refuse("high", _("This has to be more than the lowest number."))
    found: Content = {"min": low, "max": high}
    if form.type.data == "scale":
        if high - low > 20:
            form.refuse("high", _("A scale has at most 21 steps: make it shorter."))
        if (good_from := _whole(form, "good_from", high=high, least=low + 1)) is not None:
            found["favourable_from"] = good_from
        ends = (("first", low), ("last", high))
        anchors = {str(at): {code: form[f"{name}_{code}"].data for code in languages} for name, at in ends}
        found["anchors"] = {at: words for at, words in anchors.items() if any(words.values())}
        for name, _at in ends:
            _all_or_none(form, name, languages)
    return found


def _all_or_none(form: QuestionForm, name: str, languages: Sequence[str]) -> None:
    typed = [bool(form[f"{name}_{code}"].data) for code in languages]
    for code, is_there in zip(languages, typed, strict=True):
        if any(typed) and not is_there:
            form.refuse(f"{name}_{code}", _("Type this in every language, or in none."))


def _whole(form: QuestionForm, name: str, *, high: int, least: int = 1) -> int | None:
    """Return the typed whole number; None when nothing was typed, or something else, which becomes a fault."""
    text = (form[name].data or "").strip()
    if not text:
        return None
    if text.isdecimal() and len(text) < 7 and least <= int(text) <= high:
        return int(text)
    form.refuse(name, _("Type a whole number from %(low)s to %(high)s.", low=least, high=high))
    return None


def _best_first(options: Sequence[Content]) -> list[Content]:
    ranked = sorted((each for each in options if "rank" in each), key=lambda each: -each["rank"])
    return [*ranked, *(each for each in options if "rank" not in each)]


def _number(value: Any) -> str:
    return "" if value is None else f"{value:g}"
