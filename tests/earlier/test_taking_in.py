"""Another region's public release stands beside our own once its fingerprint fits, and only then."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.db import db
from app.earlier.models import ForeignRelease
from app.earlier.regions_beside import average_of
from app.releases.rules.cells import Level, Published, Row, Withheld, order
from app.releases.rules.csv_table import leaves_of, write_csv
from app.releases.rules.merkle import chained, fresh_salt, path, root

EN = {"Accept-Language": "en"}
PERIOD = "elsewhere-p3"
Run = Callable[..., Result]


def row(level: Level, group: str, value: float | None, *, item: str = "professional_space") -> Row:
    cell = Withheld() if value is None else Published("50+", value, round(value - 0.05, 2), round(value + 0.05, 2))
    parent = {"region": "", "orgtype": "elsewhere", "organisation": "certified"}.get(level, "o")
    return Row(
        level=level,
        group=group,
        group_name=group,
        parent=parent,
        item=item,
        statistic="share",
        option="favourable",
        cell=cell,
    )


PUBLIC = [
    row("orgtype", "certified", 0.5),
    row("region", "elsewhere", 0.6),
    row("region", "elsewhere", None, item="reflection"),
]
PRIVATE = [row("organisation", "o", 0.4), row("team", "t", 0.3)]


class Elsewhere:
    """The files and the fingerprint that another region publishes."""

    def __init__(self, folder: Path) -> None:
        rows = sorted([*PUBLIC, *PRIVATE], key=order)
        self.salts = {(each.level, each.group): fresh_salt() for each in rows}
        leaves = leaves_of(rows, salts=self.salts, period=PERIOD)
        over = root(list(leaves.values()))
        self.digest = chained("before", over)
        paths = [
            {"level": key[0], "group": key[1], "path": path(list(leaves.values()), place)}
            for place, key in enumerate(leaves)
            if key[0] in {"region", "orgtype"}
        ]
        self.proof = {"period": PERIOD, "previous": "before", "root": over, "digest": self.digest, "groups": paths}
        self.csv = write_csv(sorted(PUBLIC, key=order), period=PERIOD, salts=self.salts)
        self.folder = folder

    def arguments(
        self, *, csv: str | None = None, proof: object = None, digest: str = "", name: str = "Elders"
    ) -> list[str]:
        file, beside = self.folder / "elsewhere.csv", self.folder / "elsewhere.proof"
        file.write_text(csv or self.csv, encoding="utf-8")
        beside.write_text(proof if isinstance(proof, str) else json.dumps(proof or self.proof), encoding="utf-8")
        return [
            "reference",
            "take",
            str(file),
            "--proof",
            str(beside),
            "--digest",
            digest or self.digest,
            "--name",
            name,
        ]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path)


@pytest.fixture
def run(app: Flask) -> Run:
    """The `peil` command in this installation."""
    from app.commands.peil import all_commands

    def invoke(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(all_commands(), list(arguments))

    return invoke


def test_what_fits_its_fingerprint_stands_on_the_page(run: Run, elsewhere: Elsewhere, client: FlaskClient) -> None:
    """With our own region beside it, as soon as there are two; taken once, listed, and dropped again."""
    done = run(*elsewhere.arguments())
    assert (done.exit_code, done.output) == (
        0,
        f"Took in period {PERIOD} of Elders; its figures fit the fingerprint.\n",
    )
    assert elsewhere.digest in run("reference", "list").output
    alone = " ".join(client.get("/measured-before", headers=EN).text.split())
    assert "Elders" in alone
    assert "<td>55 to 65%</td><td>–</td>" in alone  # Not a heading over an empty table.
    assert "here already" in run(*elsewhere.arguments()).output
    assert run("reference", "drop", elsewhere.digest).exit_code == 0
    assert "Nothing was changed." in run("reference", "drop", elsewhere.digest).output
    assert "Elders" not in client.get("/measured-before", headers=EN).text


def test_two_regions_have_an_average_in_which_each_counts_once(
    run: Run, elsewhere: Elsewhere, client: FlaskClient, tmp_path: Path
) -> None:
    """60 % and 60 % here: whoever is larger does not count more, because sizes are not published."""
    assert run(*elsewhere.arguments()).exit_code == 0
    (tmp_path / "second").mkdir()
    assert run(*Elsewhere(tmp_path / "second").arguments(name="Verder")).exit_code == 0
    shown = " ".join(client.get("/measured-before", headers=EN).text.split())
    assert "<td>55 to 65%</td><td>55 to 65%</td><td>60%</td>" in shown
    cells = [Published("50+", value, value, value) for value in (0.5, 0.7)]
    assert average_of(cells) == pytest.approx(0.6)
    assert average_of(cells[:1]) is None


def refused(run: Run, arguments: list[str], says: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 1, done.output
    assert says in done.output
    assert "Nothing was taken in." in done.output
    assert db.session.query(ForeignRelease).count() == 0


def test_a_figure_that_was_changed_is_refused(run: Run, elsewhere: Elsewhere) -> None:
    """One digit is enough; so is a row that is missing, and another salt."""
    refused(run, elsewhere.arguments(csv=elsewhere.csv.replace(",0.6,", ",0.61,")), "not the ones that were published")
    lines = elsewhere.csv.splitlines(keepends=True)
    refused(run, elsewhere.arguments(csv="".join(lines[:2] + lines[3:])), "not the ones that were published")
    salt = elsewhere.salts["region", "elsewhere"]
    refused(run, elsewhere.arguments(csv=elsewhere.csv.replace(salt, "00" * 16)), "not the ones that were published")


def test_another_fingerprint_is_refused(run: Run, elsewhere: Elsewhere) -> None:
    """It comes from the other region's page, not from the files."""
    refused(run, elsewhere.arguments(digest="ab" * 32), "does not lead to this fingerprint")


def test_figures_of_organisations_and_teams_are_refused(run: Run, elsewhere: Elsewhere) -> None:
    """Also when they are genuine: they belong to their own people."""
    everything = write_csv(sorted([*PUBLIC, *PRIVATE], key=order), period=PERIOD, salts=elsewhere.salts)
    refused(run, elsewhere.arguments(csv=everything), "figures of organisations or teams")


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "[]",
        "null",
        "3",
        "{}",
        '{"period": 1}',
        "[" * 3000,
        '{"groups": 7}',
        '{"period":"x","previous":"","root":"","digest":"","groups":[{"path":[["left","zz"]]}]}',
    ],
)
def test_what_is_no_proof_is_refused(proof: str, run: Run, elsewhere: Elsewhere) -> None:
    """With one line, whatever it is."""
    refused(run, elsewhere.arguments(proof=proof or "nonsense"), "not a proof file")


def test_a_proof_of_another_period_is_refused(run: Run, elsewhere: Elsewhere) -> None:
    """Its fingerprint is another release's."""
    refused(run, elsewhere.arguments(proof=elsewhere.proof | {"period": "p4"}), "The proof is of period 'p4'")


@pytest.mark.parametrize("text", ["nonsense", "a,b\n1,2\n", "\ufeff", '"'])
def test_what_is_no_release_is_refused(text: str, run: Run, elsewhere: Elsewhere) -> None:
    """As everywhere a release is read."""
    assert run(*elsewhere.arguments(csv=text)).exit_code == 1


@pytest.mark.parametrize("name", ["=1+1", "", "x" * 121, "a\u0007b"])
def test_a_name_that_cannot_be_shown_is_wrong_use(name: str, run: Run, elsewhere: Elsewhere) -> None:
    """Spreadsheets would compute a formula."""
    assert "A name has 1 to 120 characters" in run(*elsewhere.arguments(name=name)).output
    assert db.session.query(ForeignRelease).count() == 0


def test_a_name_is_shown_as_it_was_typed(run: Run, elsewhere: Elsewhere, client: FlaskClient) -> None:
    """Signs of HTML in it are words."""
    assert run(*elsewhere.arguments(name="Noord & <b>Zuid</b>")).exit_code == 0
    assert "Noord &amp; &lt;b&gt;Zuid&lt;/b&gt;" in client.get("/measured-before", headers=EN).text
