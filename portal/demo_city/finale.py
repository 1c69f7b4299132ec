"""The last hour before the doors open: what has just happened and is still under way."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from portal import applications, supervision
from portal.demo_city.intake import Home
from portal.demo_city.looking_back import departments_tell, files_compared, promises_checked
from portal.demo_city.office import grounds
from portal.demo_city.papers import bring_papers
from portal.demo_city.plan import CITY, REGION
from portal.demo_city.plot import City
from portal.kernel.act import Role

MARCH = "2026-03"
LATE = ("2025-12", "2026-01")
"""Months that households whose subsidy paused are paid afterwards."""

PASSED_ON = 4
"""How many households the district passed on to the city this morning."""


def last_hour(city: City) -> None:
    """Leave the desk as it looks in the middle of a day.

    The worker is not run after this: a decision just signed, a payment file on its way and one
    about to leave are what it finds when the demo starts.
    """
    course, pay = city.course, city.payments
    promises_checked(city)
    departments_tell(city)
    files_compared(city)
    for home in city.paused[:-1]:
        pay.resume(home)
    pay.compute(MARCH)
    course.follow()
    if len(city.paused) > 1:
        waits, sent = (pay.compute(month) for month in LATE)
        course.follow()
        pay.approve(sent)
        course.worker.one_by_one(1)
        pay.approve(waits)
    _at_the_desks(city)
    bring_papers(city)


def _at_the_desks(city: City) -> None:
    """One household is doubted on notice, some are passed on, one of them is just approved."""
    office = city.office
    at: dict[str, list[Home]] = defaultdict(list)
    for home in city.standing(applications.State.IN_REVIEW):
        if home.person not in city.actors:
            at[home.now.stage].append(home)
    for on_notice in at["community_publicity"][-1:]:
        office.objects(on_notice, next(h for h in city.homes if h.person != on_notice.person))
    fit = [home for home in at["district_review"] if not grounds(home)]
    for home in fit[:PASSED_ON]:
        office.next_stage(home)
    for home in (*fit[PASSED_ON:], *at["civil_affairs"], *at["street_check"])[:1]:
        office.entrust(home)
    for home in (*at["city_approval"], *fit[:PASSED_ON]):
        office.approve(home)
        if home.now.state == applications.State.APPROVED:
            break


def plan_reports(city: City) -> None:
    """Monthly reports to the region: accepted, returned, handed in, begun."""
    for period, day, way in (
        ("2025-10", date(2025, 11, 4), "accept"), ("2025-11", date(2025, 12, 3), "accept"),
        ("2025-12", date(2026, 1, 6), "return"), ("2026-01", date(2026, 2, 4), "submit"),
        ("2026-02", date(2026, 2, 28), ""),
    ):  # fmt: skip
        city.course.plan(day, _report, city, period, way)


def _report(city: City, period: str, way: str) -> None:
    course = city.course
    officer = city.offices.one(Role.CITY_OFFICER, CITY)
    region = city.offices.one(Role.REGION_SUPERVISOR, REGION)
    row = course.do(supervision.prepare_report, course.by(officer), city=CITY, period=period)
    uid, figures, version = row.uid, row.figures, row.version
    if not way:
        return
    given = {f["metric"]: (3, "市中心台账") for f in figures if f["computed"] is None}
    version = course.do(
        supervision.fill_in, course.by(officer), report_uid=uid, version=version, given=given
    ).version
    version = course.do(
        supervision.submit_report, course.by(officer), report_uid=uid, version=version
    ).version
    if way == "accept":
        course.do(supervision.accept_report, course.by(region), report_uid=uid, version=version)
    elif way == "return":
        course.do(
            supervision.return_report,
            course.by(region),
            report_uid=uid,
            version=version,
            reason="新开工数与上月不一致，请说明。",
        )
