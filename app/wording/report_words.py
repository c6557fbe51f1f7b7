"""The words of a report that are the same for every group: how the figures were made, and its headings."""

from __future__ import annotations

from app.wording.translated import _


def method_paragraphs(min_group: int) -> tuple[str, ...]:
    """Return how the figures were made, a paragraph each. `min_group`: the fewest people in any figure."""
    return (
        _(
            "Everybody answered for themselves. Answers were counted once, when the period closed; then they were "
            "destroyed with the key that opened them."
        ),
        _(
            "No figure is about fewer than %(number)s people. Smaller teams count in the figures of a larger group. "
            "“Not shown” says nothing about the answers.",
            number=min_group,
        ),
        _(
            "Every figure was blurred a little before it was published. That is why there are two bounds: the true "
            "figure of everybody who answered lies between them in at least 95 of 100 cases. How many people a figure "
            "is about is said as a class."
        ),
        _(
            "A difference is named only with how certain it is: “certain” from 97.5 percent, “likely” from 85 percent, "
            "“notable, not yet certain” where the blurred figures lie apart, which may well be chance. What is not "
            "named may be chance."
        ),
        _(
            "An estimate says where the share lies when all periods and groups like this one count as well. The limits "
            "in brackets hold in about 95 of 100 cases. It is about people like those who answered, and can therefore "
            "differ from the figure beside it."
        ),
        _(
            "What was measured before was asked in another way and of other people. It stands beside the figures, "
            "but the two cannot be compared exactly."
        ),
    )


def nothing_words(*, worked_out: bool, compared: bool) -> str:
    """Return the sentence that stands where nothing stands out. `compared`: there is something to compare with."""
    if not worked_out:
        return _("What stands out is being worked out. Look again in a few minutes.")
    if not compared:
        return _("This is the first result, so nothing can have moved yet.")
    return _("Nothing stands out with enough certainty. That too is a result.")


def report_words() -> dict[str, str]:
    """Return the headings and labels of a report, by name."""
    return {
        "report": _("Report"),
        "summary": _("In short"),
        "people": _("The figures are about %(people)s."),
        "counted": _("Of the %(figures)s figures about the whole group %(shown)s can be shown."),
        "nothing": _("No figure of this group can be shown for this period. This says nothing about the answers."),
        "none": _("No figures: this group did not exist yet when the period opened."),
        "differences": _("What stands out"),
        **_comparison_words(),
        "results": _("Results by topic"),
        "whom": _("Who"),
        "what": _("Answer"),
        "figure": _("Figure"),
        "size": _("How many people"),
        "estimate": _("Estimate"),
        "withheld": _("Not shown"),
        "annex": _("Annex: what is not shown, question by question"),
        "annex_says": _(
            "For these groups no figure is shown, or none about the answers in brackets. "
            "It says nothing about what they answered."
        ),
        "hidden": _("Topics that cannot be shown"),
        "readings": _("How the figures are read"),
        "no_readings": _("Nobody has written down yet how to read these figures."),
        "agreements": _("What was agreed, and how it went"),
        "no_agreements": _("No agreements were noted."),
        "agreed": _("Agreed on %(day)s about %(topic)s."),
        "method": _("How the figures were made"),
        "questionnaire": _("What was asked"),
        "source": _("Source:"),
        "check": _("To check"),
        "digest": _("Digest of this release:"),
        "previous": _("Digest of the release before:"),
        "compare": _("The digests of all releases stand on %(address)s."),
        "published": _("Published on %(day)s"),
        "page": _("Page %(page)s of %(pages)s"),
        "empty": _("no release before"),
        "all_figures": _("All figures of this question"),
        "own_words": _("In the words of %(name)s"),
        "edition": _("Digest of this report:"),
        "edition_address": _("This report stands on %(address)s."),
        "replaces": _("It replaces the report on %(address)s."),
        "talk": _("To talk about"),
        "talk_recognise": _("What do we recognise in these figures, and what not?"),
        "talk_behind": _("What is behind the figure that surprises us most?"),
        "talk_change": _("What do we want to keep, and what do we want to change first?"),
    }


def _comparison_words() -> dict[str, str]:
    """Return the headings of a region's comparisons, and what slides say of what they leave out."""
    return {
        "moved": _("Since the time before"),
        "kinds": _("Between kinds of organisation"),
        "no_kinds": _(
            "No difference between kinds of organisation can be told from chance. That is no proof that they are alike."
        ),
        "relations": _("Between two questions"),
        "relations_say": _(
            "These pairs were agreed before the period opened. The share is counted among those who gave the first "
            "answer, and among those who did not. It does not say what causes what."
        ),
        "more": _("The report says more: %(count)s besides these."),
        "some_answers": _("%(shown)s of %(all)s answers, the highest figures first."),
    }
