"""The public page of what was measured before: every printed figure, in every language, and the same as a file."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from app.content.reading import ContentFault
from app.instrument.installed import instrument_of
from app.instrument.printed_figures import load_printed, printed_figures
from app.instrument.reference import earlier_report
from tests.peo2022.respondents import FOLDER
from tests.questionnaires import PRINTED

ADDRESS = "/measured-before"
LANGUAGES = ("nl", "en")


def page(client: FlaskClient, language: str = "en") -> str:
    response = client.get(ADDRESS, headers={"Accept-Language": language})
    assert response.status_code == 200
    return " ".join(response.text.split())


def test_every_printed_figure_about_answers_is_kept() -> None:
    """All 206 of 2022 and the 8 of 2021, with the value that the facts have."""
    with (FOLDER / "figures.csv").open(encoding="utf-8", newline="") as file:
        facts = {row["id"]: row for row in csv.DictReader(file)}
    kept = printed_figures("peo")
    assert [sum(each.year == year for each in kept) for year in (2021, 2022)] == [8, 206]
    for each in kept:
        assert float(facts[each.id]["value"]) == each.value
        assert ("approx" in facts[each.id]["note"]) == bool(each.near), each.id
        assert (f"{each.base or ''}", each.place.split()[0]) == (
            facts[each.id]["base_n"],
            facts[each.id]["location"].split()[0].rstrip(","),
        )


def test_what_contradicts_itself_says_so() -> None:
    """Whatever the facts call a contradiction within the report has a remark in three languages."""
    report = earlier_report("peo")
    assert report is not None
    remarks = report.remarks
    for each in printed_figures("peo"):
        assert all({"nl", "en", "de"} <= remarks[name].keys() for name in each.remarks)
        if each.contradictions and set(each.contradictions) & {"C01", "C03", "C04", "C05"}:
            assert each.remarks, each.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_read_it(language: str, client: FlaskClient) -> None:
    """Without signing in: each subject has a part of its own, with years, bases and places."""
    shown = page(client, language)
    assert f'lang="{language}"' in shown
    for key in ("professional_space", "work_enjoyment", "stay_one_year", "workload_task", "people"):
        assert f'<details id="{key}">' in shown
    for figure in ("2021: <strong>86", "2022: <strong>92", "2022: <strong>83", "C01"):
        assert (figure in shown) is (figure not in {"C01", "2022: <strong>83"}), figure


def test_both_figures_of_a_contradiction_stand_there(client: FlaskClient) -> None:
    """The bond with clients: 47 % in the summary, almost 40 % in the text, each with its place and remark."""
    part = page(client).partition('<details id="invest_in_relationship">')[2].partition("</details>")[0]
    assert "47%" in part
    assert "almost 40%" in part
    assert "This is the figure of the summary page." in part
    assert "This is the figure of the text." in part
    assert "Summary page, part 2" in part
    assert "Section 2.1" in part


def test_a_drawing_has_its_words_beside_it(client: FlaskClient) -> None:
    """Every share and mean is drawn; the drawing is hidden from a screen reader, which hears the figure itself."""
    part = page(client).partition('<details id="work_enjoyment">')[2].partition("</details>")[0]
    assert part.count("<svg") == part.count("<tr><th") - 1 > 10
    assert part.count('aria-hidden="true"') >= part.count("<svg")


def test_it_is_a_file_too(client: FlaskClient) -> None:
    """A line per figure, with keys for programs and words for people."""
    response = client.get(f"{ADDRESS}.csv", headers={"Accept-Language": "en"})
    assert response.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == len(printed_figures("peo"))
    (one,) = (row for row in rows if row["id"] == "F138")
    assert (one["value"], one["figure_label"], one["item_label"]) == ("6.2", "6.2", "Work enjoyment")
    assert one["among_label"] == "Professional space: ‘insufficient’ or ‘amply insufficient’"
    assert "amply insufficient" in one["notes"]


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    """304 for the same language, another version for another."""
    tag = client.get(ADDRESS, headers={"Accept-Language": "en"}).headers["ETag"]
    assert client.get(ADDRESS, headers={"Accept-Language": "en", "If-None-Match": tag}).status_code == 304
    assert client.get(ADDRESS, headers={"Accept-Language": "nl", "If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ("F001,2022,", "F001,1999,", "'1999' is no year"),
        (",percent,92,150,", ",percent,920,150,", "920 cannot be a percent"),
        (",percent,92,150,", ",percent,many,150,", "'many' is no number"),
        (",percent,92,150,", ",part,92,150,", "'part' is none of percent, mean, n"),
        (",percent,92,150,", ",percent,92,few,", "'few' is no number of people"),
        ("F002,", "F001,", "'F001' stands here twice"),
        (",professional_space,", ",space,", "there is no item 'space'"),
        ("org_type=municipal", "org_type=city", "'org_type' has no option 'city'"),
        (",<,s", ",nearly,s", "'nearly' is none of"),
        ("id,year", "year,id", "the columns are id,year,"),
        (",92,150,,", ",92,150,", "12 fields where 13 belong"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_line(good: str, bad: str, says: str, tmp_path: object) -> None:
    """Like every content file."""
    assert hasattr(tmp_path, "joinpath")
    file = tmp_path.joinpath("figures.csv")
    text = PRINTED.read_text(encoding="utf-8")
    assert good in text
    file.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(ContentFault, match=r"figures\.csv:") as refused:
        load_printed(file, instrument=instrument_of("peo"), conditions=["theme_followup_answered"])
    assert says in str(refused.value)
