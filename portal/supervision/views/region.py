"""The region's dashboard: are we on course, and what is behind a number."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for

from portal.kernel.access import allowed
from portal.kernel.demo import legal_today
from portal.kernel.errors import Missing
from portal.kernel.regions import Level, region
from portal.kernel.sheets import as_csv
from portal.kernel.web.doors import needs, who
from portal.supervision.codes import Pace, Permission
from portal.supervision.progress import course, metrics, milestones, should_be, standing
from portal.supervision.queries import (
    Board,
    board,
    handed_in,
    leases_behind,
    payments_behind,
    to_accept,
)
from portal.supervision.services import Place, due_day
from portal.supervision.targets import REGION, lines, sums, target_year, years
from portal.supervision.views import blueprint
from portal.supervision.words import ORIGINS, PACES, UNITS, label

FIRST = "subsidy"
TILES = {
    "451200": (2, 1), "450200": (3, 1), "450300": (4, 1), "451100": (5, 1),
    "451000": (1, 2), "450100": (2, 2), "451300": (3, 2), "450800": (4, 2), "450400": (5, 2),
    "451400": (1, 3), "450600": (2, 3), "450700": (3, 3), "450500": (4, 3), "450900": (5, 3),
}  # fmt: skip
"""Column and row of a city among the tiles: roughly where it lies."""


def chosen_year(today: date) -> int:
    """The year asked for, between the first targets and today; else this year."""
    known = [*years(), today.year]
    asked = request.args.get("year", type=int)
    return asked if asked and min(known) <= asked <= today.year else today.year


def as_of(year: int, today: date) -> date:
    """The day figures of a year are counted to: its last, or today in the running year."""
    return min(today, date(year, 12, 31))


def _metric(code: str, on: date) -> dict[str, Any]:
    for row in metrics(on):
        if row["code"] == code:
            return row
    raise Missing("metric")


def _tiles(found: Board) -> list[dict[str, Any]]:
    tiles = []
    for one in found.cities:
        words, family = PACES[one.pace]
        column, row = TILES[one.city or ""]
        known = one.plan and one.figure.value is not None
        tiles.append(
            {
                "url": url_for("supervision.city", metric=found.metric, code=one.city,
                               year=found.year),
                "name": one.name.removesuffix("市"), "value": f"{one.share:.0%}" if known else "—",
                "family": family, "label": str(words), "col": column, "row": row,
            }
        )  # fmt: skip
    return tiles


def _bars(found: Board) -> list[dict[str, Any]]:
    rows = [one for one in found.cities if one.plan and one.figure.value is not None]
    return [
        {
            "url": url_for("supervision.city", metric=found.metric, code=one.city, year=found.year),
            "name": one.name, "done": one.figure.value, "plan": one.plan, "share": one.share,
            "late": one.pace is Pace.BEHIND, "finishes": one.finishes, "pace": one.pace,
        }
        for one in sorted(rows, key=lambda each: (each.share, each.city or ""))
    ]  # fmt: skip


def _curve(found: Board, today: date) -> dict[str, Any] | None:
    """The year's course and, in the running year, how far the slowest and fastest month reach."""
    points = course(found.metric, REGION, found.year, as_of(found.year, today))
    if not points or not found.plan:
        return None
    days = (date(found.year, 12, 31) - date(found.year, 1, 1)).days + 1

    def share(day: date) -> float:
        return (day - date(found.year, 1, 1)).days / (days - 1)

    drawn = [(0.0, 0), *((share(day), value) for day, value in points)]
    forecast = None
    if found.year == today.year and len(points) > 1:
        steps = [b[1] - a[1] for a, b in zip(points, points[1:-1] or points[1:], strict=False)]
        rest = 12 - today.month
        last = points[-1][1]
        forecast = {"x": 1.0, "low": last + min(steps) * rest, "high": last + max(steps) * rest}
    return {"points": drawn, "forecast": forecast, "top": max(v for _x, v in drawn)}


def _page(code: str) -> str:
    today = legal_today()
    year = chosen_year(today)
    on = as_of(year, today)
    metric = _metric(code, today)
    found = board(code, year, on)
    planned = target_year(year)
    plans = (
        {row["code"]: sums(planned, row["code"]).total for row in metrics(today)} if planned else {}
    )
    period = f"{today:%Y-%m}"
    told, late = handed_in(period)
    return render_template(
        "supervision/region.html",
        board=found, metric=metric, label=label, metrics=metrics(today), year=year, on=on,
        today=today, years=sorted({*years(), today.year, today.year - 1}, reverse=True),
        should=float(should_be(code, year, on)), tiles=_tiles(found), bars=_bars(found),
        curve=_curve(found, today), paces=PACES, pace_codes=Pace, origins=ORIGINS, units=UNITS,
        nodes=milestones(year, on, plans), all_sums=[
            (row, sums(planned, row["code"])) for row in metrics(today)
        ] if planned else [],
        region=region(REGION), handed_in=told, late=[region(each).label() for each in late],
        cities=len(found.cities), waiting=to_accept(), due=due_day(period, today), period=period,
        decides=allowed(who(), Permission.DECIDE),
    )  # fmt: skip


@blueprint.get("/region")
@needs(Permission.SEE_REGION)
def dashboard() -> str:
    """The region's yearly task: the first metric that facts tell."""
    return _page(FIRST)


@blueprint.get("/region/<metric>")
@needs(Permission.SEE_REGION)
def one_metric(metric: str) -> str:
    """The region's yearly task in one metric."""
    return _page(metric)


@blueprint.get("/region/<metric>/table.csv")
@needs(Permission.SEE_REGION)
def table(metric: str) -> Response:
    """The same as a table; a spreadsheet runs nothing of it."""
    today = legal_today()
    _metric(metric, today)
    year = chosen_year(today)
    found = board(metric, year, as_of(year, today))
    columns = ("unit", "code", "plan_year", "plan", "in_printed_total", "done_year", "done",
               "source", "as_of")  # fmt: skip
    inside = {
        each.unit_name: each.counts_in_total
        for each in (lines(found.target_year, metric) if found.target_year else [])
    }
    rows = [
        (one.name, one.city, found.target_year, one.plan,
         "yes" if one.city or inside.get(one.name) else "no", year, one.figure.value,
         one.figure.origin.value, as_of(year, today))
        for one in (*found.cities, *found.others)
    ]  # fmt: skip
    rows.append(
        (region(REGION).name, REGION, found.target_year, found.plan, "", year,
         found.figure.value, found.figure.origin.value, as_of(year, today))
    )  # fmt: skip
    response = Response(as_csv(columns, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="anju-{metric}-{year}.csv"'
    return response


def a_city(code: str) -> Place:
    """The city of the URL, or ``Missing``."""
    if region(code).level is not Level.CITY or code not in TILES:
        raise Missing("city")
    return Place(code)


@blueprint.get("/region/<metric>/<code>")
@needs(Permission.SEE_CITY, of=a_city)
def city(thing: Place, metric: str) -> str:
    """One city in one metric, down to the cases by number."""
    today = legal_today()
    told = _metric(metric, today)
    year = chosen_year(today)
    on = as_of(year, today)
    planned = target_year(year)
    plan = next(
        (each.value for each in (lines(planned, metric) if planned else [])
         if each.city == thing.city),
        0,
    )  # fmt: skip
    found = standing(region(thing.city).label(), thing.city, plan, metric=metric, year=year, on=on)
    return render_template(
        "supervision/city.html",
        metric=told, label=label, year=year, target_year=planned, city=region(thing.city),
        standing=found, paces=PACES, origins=ORIGINS, units=UNITS, on=on,
        leases=leases_behind(thing.city, year, on) if metric == "in_kind" else [],
        months=payments_behind(thing.city, year, on) if metric == "subsidy" else [],
        sees_region=allowed(who(), Permission.SEE_REGION),
    )  # fmt: skip
