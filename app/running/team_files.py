"""Files with organisations and teams, for a spreadsheet: an empty one to fill in, and the list as it stands.

Decides headings and layout; what is read back is `organisations.import_csv`'s matter. A file of ours can be brought in
as it is: its column `id` names the teams, so that one can get another name.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.organisations.import_csv import MOST_PEOPLE
from app.spreadsheets import harmless

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = {
    "organisation": lazy_gettext("organisation"),
    "type": lazy_gettext("type"),
    "team": lazy_gettext("team"),
    "size": lazy_gettext("size"),
    "id": lazy_gettext("id"),
}
WIDTHS = (36, 44, 36, 10, 26)
ROWS_WITH_CHOICE = 2001

ListedTeam = tuple[str, str, str, int, str]
"""Organisation, the word for its kind, team, declared size and id."""


def list_as_csv(teams: Sequence[ListedTeam]) -> bytes:
    """Return the teams as CSV that Excel opens well: with semicolons, and a mark for its encoding."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_headings())
    writer.writerows(_cells(team) for team in teams)
    return text.getvalue().encode("utf-8-sig")


def list_as_workbook(teams: Sequence[ListedTeam], *, kinds: Mapping[str, str]) -> bytes:
    """Return a workbook: a sheet of teams to fill in, with kinds to choose, and one that explains.
    `kinds`: words by key.
    """
    from openpyxl import Workbook

    from app.workbooks import saved_workbook

    book = Workbook()
    explained = book.create_sheet(_("Explanation"))
    _explain(explained, kinds)
    _fill(book, teams, choice=f"'{explained.title}'!$A$9:$A${8 + len(kinds)}")
    return saved_workbook(book)


def _headings() -> list[str]:
    return [str(words) for words in HEADINGS.values()]


def _cells(team: ListedTeam) -> list[str | int]:
    return [cell if isinstance(cell, int) else harmless(cell) for cell in team]


def _fill(book: Workbook, teams: Sequence[ListedTeam], *, choice: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.worksheets[0]
    sheet.title = _("Teams")
    sheet.append(_headings())
    for team in teams:
        sheet.append(_cells(team))
    for place, width in enumerate(WIDTHS):
        sheet.cell(1, place + 1).font = Font(bold=True)
        sheet.column_dimensions["ABCDE"[place]].width = width
    sheet.freeze_panes = "A2"
    kind = DataValidation(type="list", formula1=choice, allow_blank=True)
    size = DataValidation(type="whole", operator="between", formula1="1", formula2=str(MOST_PEOPLE), allow_blank=True)
    kind.add(f"B2:B{ROWS_WITH_CHOICE}")
    size.add(f"D2:D{ROWS_WITH_CHOICE}")
    sheet.add_data_validation(kind)
    sheet.add_data_validation(size)


def _explain(sheet: Worksheet, kinds: Mapping[str, str]) -> None:
    for line in (
        _("One line for each team. The first line with its headings stays as it is."),
        _("An organisation with several teams stands on several lines, written the same each time."),
        _("Size is how many people the team counts: so many can join."),
        _(
            "Leave the id empty for a new team. Never change one that stands there: Peil knows the team by it. Type "
            "another organisation to move a team."
        ),
        _("Before anything is written you see what is new, what changes and which teams are not in the file."),
        _("A team that is not in the file stays, unless you tick that it closes."),
        "",
        _("Kinds of organisation"),
    ):
        sheet.append([line])
    for words in kinds.values():
        sheet.append([words])
    sheet.column_dimensions["A"].width = 100
