"""Every page that staff or groups meet, once in each state that looks different; `{north}` and the like are ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.accounts.people import PASSWORD
from tests.browser.group_side import GroupSide

FILE = "organisation;type;team;size\nNieuw Huis;certified;Team Één;12\nNieuw Huis;certified;Team Twee;9\n"
SIGN_IN = {"email": "region.region@example.org", "password": PASSWORD}


@dataclass(frozen=True)
class Visit:
    """A page as somebody meets it: `fill` by field name, then a press on `press`; `says` stands in its title."""

    who: str
    path: str
    says: str = ""
    press: str = ""
    fill: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def __str__(self) -> str:
        return " ".join(part for part in (self.who, self.path, self.press) if part)


NORTH, SMALL = "/teams/{north}", "/teams/{small}"
WIDE, NARROW = "/organisations/{wide}", "/organisations/{narrow}"
PROGRAMME = "/programme/{programme_region}"

BOARDS = (
    Visit("region", "/region", says="Testregio"),
    Visit("region", "/region?topic=workload", says="Testregio"),
    Visit("region", "/region?period={first}", says="Testregio"),
    Visit("wide", WIDE, says="Breed"),
    Visit("wide", WIDE + "?topic=work_enjoyment&period={first}", says="Breed"),
    Visit("narrow", NARROW, says="Smal"),
    Visit("region", "/kinds/certified"),
    Visit("north", NORTH, says="Team North"),
    Visit("north", NORTH + "?topic=professional_space&beside=kind", says="Team North"),
    Visit("north", NORTH + "?topic=reflection", says="Team North"),
    Visit("small", SMALL, says="Team Small"),
    Visit("small", SMALL + "?topic=work_enjoyment", says="Team Small"),
    Visit("council", WIDE, says="Breed"),
    Visit("participant", "/region", says="Testregio"),
    Visit("region", "/region/grid?sort=professional_space", says="Testregio"),
    Visit("wide", WIDE + "/grid", says="Breed"),
    Visit("participant", NORTH, says="Team North"),
    Visit("fresh", "/region", says="Verse regio"),
    Visit("empty", "/region", says="Lege regio"),
)
MEETINGS = (
    Visit("region", "/region/conversation", says="Testregio"),
    Visit("wide", WIDE + "/conversation", says="Breed"),
    Visit("north", NORTH + "/conversation", says="Team North"),
    Visit("small", SMALL + "/conversation", says="Team Small"),
    Visit("participant", NORTH + "/conversation", says="Team North"),
    Visit("fresh", "/region/conversation", says="Verse regio"),
    Visit("north", NORTH + "/agreements", says="Team North"),
    Visit("north", NORTH + "/agreements", says="Team North", press="section form button", status=422),
    Visit("participant", NORTH + "/agreements", says="Team North"),
    Visit("region", NORTH + "/agreements", says="Team North"),
    Visit("council", WIDE + "/agreements", says="Breed"),
    Visit("north", NORTH + "/reading", says="Team North"),
    Visit("narrow", NARROW + "/reading", says="Smal", press="main form button", status=422),
    Visit("council", NORTH + "/reading", says="Team North"),
)
RUNNING = (
    Visit("region", "/organisations"),
    Visit("empty", "/organisations"),
    Visit("region", "/organisations", press="form[action='/organisations'] button", status=422),
    Visit("wide", WIDE + "/manage", says="Breed"),
    Visit("region", "/organisations/{shut}/manage", says="Opgeheven Instelling"),
    Visit("region", NARROW + "/manage", says="Smal", press="form[action$='/teams'] button", status=422),
    Visit("region", NORTH + "/manage", says="Team North"),
    Visit("region", "/teams/{south}/manage", says="Team South"),
    Visit("region", "/teams/{closed}/manage", says="Team Weg"),
    Visit("region", NORTH + "/manage", says="Team North", press="form[action$='/close'] button", status=422),
    Visit("region", NORTH + "/manage", says="Team North", press="form[action$='/cards'] button", fill={"places": "2"}),
    Visit("wide", NORTH + "/manage", says="Team North", press="form[action$='/link'] button", fill={"places": "2"}),
    Visit("region", "/organisations/import"),
    Visit("region", "/organisations/import", press="main form button", fill={"file": FILE}),
    Visit("region", "/organisations/import", press="main form button", fill={"file": "a;b\n1;2\n"}, status=422),
    Visit("region", "/programme"),
    Visit("empty", "/programme"),
    Visit("region", "/programme/new"),
    Visit("region", PROGRAMME),
    Visit("region", PROGRAMME, press="form[action$='/full'] button", fill={"days": "x"}, status=422),
    Visit("region", PROGRAMME + "/holders"),
    Visit("region", PROGRAMME + "/holders", press="main form button", status=422),
    Visit("region", PROGRAMME + "/plan"),
    Visit("region", PROGRAMME + "/plan", press="[formaction='/programme/preview']", fill={"name": "Meting"}),
    Visit("region", PROGRAMME + "/plan", press="form[action$='/plan'] button", fill={"first_day": ""}, status=422),
    Visit("region", PROGRAMME + "/waves/5"),
    Visit("region", PROGRAMME + "/waves/7"),
    Visit("fresh", "/programme/{programme_fresh}"),
    Visit("region", PROGRAMME + "/themes"),
    Visit("council", "/region/themes"),
)
ACCESS = (
    Visit("region", "/staff"),
    Visit("council", "/staff"),
    Visit("region", "/staff/password"),
    Visit("region", "/staff/password", press="main form button", status=422),
    Visit("region", "/staff/people"),
    Visit("region", "/staff/people", press="form[action='/staff/people'] button", status=422),
    Visit(
        "region",
        "/staff/people",
        press="form[action='/staff/people'] button",
        fill={"email": "again@example.org", "access": "team:{small}"},
    ),
    Visit("region", "/staff/log"),
    Visit("nobody", "/staff/sign-in"),
    Visit("nobody", "/staff/sign-in", press="form[action='/staff/sign-in'] button", status=422),
    Visit("nobody", "/staff/sign-in", press="form[action='/staff/sign-in'] button", fill=SIGN_IN),
    Visit("nobody", "/staff/enter/unknown", status=404),
    Visit("nobody", "/staff/invitation/{invitation}"),
    Visit("nobody", "/staff/invitation/unknown", status=404),
    Visit("north", "/staff/log", status=403),
    Visit("north", SMALL, status=404),
    Visit("region", "/nowhere", status=404),
    Visit("region", "/privacy"),
    *(Visit("wide", f"/broken/{status}", status=status) for status in (400, 405, 410, 413, 429)),
)
VISITS = (*BOARDS, *MEETINGS, *RUNNING, *ACCESS)


def address_of(visit: Visit, side: GroupSide) -> str:
    """The address with the ids of this region in it."""
    return visit.path.format(**side.ids)
