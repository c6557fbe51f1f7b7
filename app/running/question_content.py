"""Turns the form of one question into content of a questionnaire, and content back into the values of the form.

What the form has no field for (a key, an estimated time) stays as it is in the content.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _

from app.instrument.questionnaire_drafts import QUESTIONS, Content, slug
from app.running.question_lines import KINDS, LineKind, best_first, kind_of, with_keys
from app.running.question_rules import Ticked, rule_of, ticked_of
from app.running.questionnaire_forms import MOST_SHORT, WITH_OPTIONS, QuestionForm
from app.running.typed_lines import refuse_what_stands_apart, typed_lines

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
        and _marks_fit(item)
        and {_number(item.get("min")), _number(item.get("max"))}.issuperset(map(str, item.get("anchors", {})))
        and _good_ones_first(item)
        and ticked_of(item.get("shown_if")) is not None
    )


def _good_ones_first(item: Content) -> bool:
    """Return whether the favourable answers are the first ones: the form asks how many of the first are good."""
    good = [bool(option.get("favourable")) for option in best_first(item.get("options", []))]
    return good == sorted(good, reverse=True)


def _marks_fit(item: Content) -> bool:
    """Return whether the form can say which answer or row is "other": it is one, and no step, and not exclusive too."""
    others = [each for each in (*item.get("options", ()), *item.get("rows", ())) if each.get("open_text")]
    odd = {"exclusive"} | ({"rank"} if item["type"] == "single" else set())
    in_grid = item["type"] == "grid" and any(option.get("open_text") for option in item.get("options", ()))
    return len(others) < 2 and not in_grid and not any(odd & each.keys() for each in others)


def _options_of(item: Content) -> list[tuple[LineKind, Content]]:
    """Return the answers of a question as the form lists them, each with what kind of line it is."""
    options = item.get("options", [])
    steps = item.get("type") != "multi" and any("rank" in option for option in options)
    return [(kind_of(option, steps=steps), option) for option in best_first(options)]


def _rows_of(item: Content) -> list[tuple[LineKind, Content]]:
    return [(kind_of(row, steps=False), row) for row in item.get("rows", [])]


def values_of(item: Content, languages: Sequence[str]) -> dict[str, Any]:
    """Return the values with which the form of this question starts."""
    options, rows = item.get("options", []), _rows_of(item)
    parts = [*_options_of(item), *(each for each in rows if each[0] == "other")]
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
        values[f"options_{code}"] = _said(parts, "listed", code)
        values[f"rows_{code}"] = _said(rows, "listed", code)
        for kind in ("other", "outside", "alone"):
            if words := _said(parts, kind, code):
                values |= {kind: True, f"{kind}_{code}": words}  # Otherwise the form begins with the usual words.
        values[f"first_{code}"] = anchors.get(values["low"], {}).get(code, "")
        values[f"last_{code}"] = anchors.get(values["high"], {}).get(code, "")
    return values


def _said(parts: Sequence[tuple[LineKind, Content]], kind: str, code: str) -> str:
    """Return the words of the answers (or rows) of one kind in a language, a line each."""
    return "\n".join(part["text"].get(code, "") for each, part in parts if each == kind)


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
    refuse_what_stands_apart(form)
    if form.type.data in WITH_OPTIONS:
        item |= _options(form, languages, old=old)
    if form.type.data == "grid":
        typed = typed_lines(form, {"listed": "rows", "other": "other"}, languages)
        item["rows"] = [row for _kind, row in with_keys(typed, _rows_of(old or {}))]
    if form.type.data in NUMBERED:
        item |= _numbers(form, languages)
    ticked = Ticked(tuple(form.shown.data or ()), either=form.either.data, never=tuple(form.never.data or ()))
    if rule := rule_of(ticked):
        item["shown_if"] = rule
    return item


def _options(form: QuestionForm, languages: Sequence[str], *, old: Content | None) -> Content:
    beside = {kind: kind for kind in KINDS if kind != "other" or form.type.data != "grid"}  # There it is a row.
    lines = with_keys(typed_lines(form, {**beside, "listed": "options"}, languages), _options_of(old or {}))
    listed = [option for kind, option in lines if kind == "listed"]
    good = _whole(form, "good", high=len(listed))
    if good and not form.ordered.data:
        form.refuse("ordered", _("Tick this too: without steps no answer is better than another."))
    for place, option in enumerate(listed if form.ordered.data else ()):
        option["rank"] = len(listed) - place
        if good and place < good:
            option["favourable"] = True
    _keep_words_of_cuts(listed, [option for kind, option in _options_of(old or {}) if kind == "listed"])
    found: Content = {"options": [option for _kind, option in lines]}
    if form.type.data == "multi" and (most := _whole(form, "most", high=len(lines))):
        found["max_choices"] = most
    return found


def _keep_words_of_cuts(options: Sequence[Content], before: Sequence[Content]) -> None:
    """Keep what a step and those above it are called together, while all steps are what they were."""
    if [(each["key"], each["text"]) for each in options] == [(each["key"], each["text"]) for each in before]:
        for option, was in zip(options, before, strict=True):
            if "rank" in option and "or_higher" in was:
                option["or_higher"] = was["or_higher"]


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


def _number(value: Any) -> str:
    return "" if value is None else f"{value:g}"
