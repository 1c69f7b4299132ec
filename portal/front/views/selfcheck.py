"""Could we qualify? Typed, compared, shown; nothing of it is written anywhere."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template

from portal.front.access import Permission
from portal.front.forms import CheckForm
from portal.front.home import city
from portal.front.selfcheck import check, lines, questions
from portal.front.views import bp
from portal.kernel.demo import legal_today
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.web.doors import needs


def _rules() -> Rulebook:
    return rulebook(city(), on=legal_today())


def _form() -> CheckForm:
    form = CheckForm()
    form.of_day(legal_today(), *lines(_rules()))
    return form


def _page(form: CheckForm) -> str:
    return render_template("front/check.html", form=form, asked=questions(_rules()))


@bp.get("/check")
@needs(Permission.HOME)
def self_check() -> str:
    """A dozen short questions."""
    return _page(_form())


@bp.post("/check")
@needs(Permission.HOME)
def self_check_answer() -> Any:
    """The findings for what was typed."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    view = check(form.told(), _rules())
    answer = make_response(render_template("front/checked.html", view=view, on=form.today))
    answer.headers["Cache-Control"] = "no-store"
    return answer
