"""The rules in plain words, the windows, and where staff land."""

from __future__ import annotations

from flask import current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.front.access import Permission
from portal.front.home import city
from portal.front.rules import has_rules, neighbours, rules_page
from portal.front.views import bp
from portal.kernel.access import allowed
from portal.kernel.demo import legal_today
from portal.kernel.errors import Missing
from portal.kernel.package import Package
from portal.kernel.regions import children, region
from portal.kernel.web.doors import needs, who


@bp.get("/rules")
@needs(Permission.HOME)
def rules() -> Response:
    """To the rules of this city."""
    return redirect(url_for("front.city_rules", code=city()))


@bp.get("/rules/<code>")
@needs(Permission.HOME)
def city_rules(code: str) -> str:
    """What is the rule today, and since when."""
    today = legal_today()
    if not has_rules(code, today):
        raise Missing("region")
    return render_template(
        "front/rules.html", page=rules_page(code, today), place=region(code),
        others=neighbours(code, today), here=code == city(),
    )  # fmt: skip


@bp.get("/windows")
@needs(Permission.HOME)
def windows() -> str:
    """Where can I do it in person."""
    counties = [(county, children(county.code)) for county in children(city())]
    return render_template("front/windows.html", counties=counties)


@bp.get("/staff")
@needs(Permission.DESK)
def desk() -> Response:
    """Staff land on the first page their duty opens, else on their duties."""
    house: tuple[Package, ...] = current_app.extensions["anju.house"]
    items = sorted((item for package in house for item in package.nav), key=lambda i: i.order)
    mine = (i for i in items if i.audience == "staff" and allowed(who(), i.permission))
    first = next(mine, None)
    return redirect(url_for(first.endpoint if first else "identity.duties"))
