"""The public page "Method": calculators in one form that is sent with GET, so that it works without JavaScript."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.datastructures import MultiDict

from app.method.calculator_form import USUAL_VALUES, CalculatorForm
from app.method.calculators import answers_needed, noticing, pooled_people, teams_shown
from app.protection import least_group
from app.releases.rules.policy import Policy
from app.web.access import open_to_all
from app.web.forms import form_page
from app.wording.figure_words import people_words

blueprint = Blueprint("method", __name__)


@blueprint.get("/method")
@open_to_all
def show_method() -> str | tuple[str, int]:
    """Show the calculators with their results; 422 with what was typed when something cannot be calculated with."""
    typed = MultiDict({**USUAL_VALUES, **{name: request.args[name] for name in USUAL_VALUES if name in request.args}})
    form = CalculatorForm(typed, meta={"csrf": False})
    if not form.validate():
        return form_page("method/method.html", form=form, found=None), 422
    return form_page("method/method.html", form=form, found=_calculated(form))


def _calculated(form: CalculatorForm) -> dict[str, object]:
    """Return every result for a form without faults."""
    colluders, usual = int(form.colluders.data), Policy()
    policy = Policy(colluders=colluders)
    teams = teams_shown(form.team_sizes, policy=policy)
    pooled, block = pooled_people(teams, policy=policy)
    return {
        "noticing": noticing(form.level.data, int(form.people.data), policy=usual),
        "least": usual.min_group,
        "answers": answers_needed(int(form.population.data), margin=int(form.margin.data) / 100),
        "group": least_group(colluders),
        "ends": policy.end_counts(),
        "teams": teams,
        "said": people_words,
        "pooled": pooled,
        "block": block,
    }
