"""The worklist: whose work, filters, order, pages, counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.applications.review import caseload as lists
from portal.applications.review import stages, supplements
from portal.applications.review.caseload import caseload, next_case, work_counts
from portal.applications.review.selecting import Filters
from portal.kernel.act import Duty, Role, Who
from portal.kernel.database import write
from tests import casework
from tests.casework import act_of
from tests.conftest import TODAY


def duty(who: Who) -> Duty:
    assert who.duty is not None
    return who.duty


def uids(who: Who, filters: Filters | None = None, on: date = TODAY) -> list[str]:
    page = caseload(duty(who), filters or Filters(), on, me=who.uid)
    return [row.uid for row in page.rows]


def test_each_duty_sees_its_own_work(app: Flask) -> None:
    fresh = casework.submitted()
    street = casework.accepted(team=fresh)
    public = casework.on_notice(team=fresh)
    assert set(uids(fresh.clerk)) == {fresh.uid, street.uid}
    assert uids(fresh.civil) == []
    assert uids(fresh.clerk, Filters(kind="notice")) == [public.uid]
    assert set(uids(fresh.city, Filters(kind="all"))) == {fresh.uid, street.uid, public.uid}
    elsewhere = casework.officer(Role.WINDOW_CLERK, region="450105")
    assert uids(elsewhere) == uids(elsewhere, Filters(kind="all")) == []
    counts = work_counts(duty(fresh.clerk), TODAY)
    assert (counts["work"], counts["notice"], counts["overdue"]) == (2, 1, 0)


def test_rows_say_what_the_desk_needs(app: Flask) -> None:
    case = casework.accepted(cars=None)
    row = caseload(duty(case.clerk), Filters(), TODAY).rows[0]
    assert (row.name, row.size, row.unknown, row.family) == ("韦秀兰", 2, 1, "hand")
    assert row.due is not None
    assert (row.due.left, row.due.total) == (10, 10)
    late = caseload(duty(case.clerk), Filters(), TODAY + timedelta(days=20)).rows[0]
    assert late.late
    assert late.due is not None
    assert late.due.left < 0
    assert late.days == 20


def test_filters_narrow_down(app: Flask) -> None:
    a = casework.accepted(name="韦秀兰")
    b = casework.accepted(name="农秀珍", team=a, income_annual_fen=99_000_000)
    c = casework.accepted(name="覃国安", team=a, cars=None)
    assert uids(a.clerk, Filters(klass=("B",))) == [b.uid]
    assert uids(a.clerk, Filters(findings=("unknown",))) == [c.uid]
    assert set(uids(a.clerk, Filters(findings=("met", "unknown")))) == {a.uid, b.uid, c.uid}
    assert uids(a.clerk, Filters(q=" 农秀珍 ")) == [b.uid]
    assert uids(a.clerk, Filters(q=(c.row.number or "").lower())) == [c.uid]
    assert uids(a.clerk, Filters(q="秀")) == []
    with write():
        stages.assign(act_of(a.clerk), application_uid=a.uid, staff_uid=a.clerk.uid)
    assert uids(a.clerk, Filters(mine=True)) == [a.uid]
    facets = caseload(duty(a.clerk), Filters(), TODAY, me=a.clerk.uid).facets
    assert facets["klass"] == {"A": 2, "B": 1}
    assert facets["findings"] == {"met": 2, "unknown": 1, "not_met": 0}
    assert facets["mine"] == {"me": 1, "team": 3}


@pytest.mark.parametrize("sort", ["due", "received", "number"])
def test_pages_cover_everything_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    first = casework.accepted()
    made = {first.uid} | {
        casework.accepted(on=TODAY + timedelta(days=n // 2), team=first).uid for n in range(4)
    }
    seen: list[str] = []
    after = ""
    for _ in range(5):
        page = caseload(duty(first.clerk), Filters(sort=sort), TODAY, after)
        seen += [row.uid for row in page.rows]
        after = page.next
        assert page.total == 5
        assert not page.capped
        if not after:
            break
    assert len(seen) == 5
    assert set(seen) == made


def test_paused_work_leaves_the_desk_and_shows_as_waiting(app: Flask) -> None:
    case = casework.accepted()
    with write():
        supplements.ask(act_of(case.clerk), application_uid=case.uid, items=["合同"])
    assert uids(case.clerk) == []
    row = caseload(duty(case.clerk), Filters(kind="supplement"), TODAY).rows[0]
    assert row.due is not None
    assert (row.due.state, row.family) == ("paused", "need")
    assert uids(case.clerk, Filters(kind="overdue"), TODAY + timedelta(days=90)) == []


def test_the_next_case_is_the_soonest_that_is_mine_or_free(app: Flask) -> None:
    soon = casework.accepted()
    later = casework.accepted(on=TODAY + timedelta(days=1), team=soon)
    colleague = casework.officer(Role.WINDOW_CLERK)
    assert next_case(duty(soon.clerk), TODAY, soon.clerk.uid) == soon.uid
    assert next_case(duty(soon.clerk), TODAY, soon.clerk.uid, skip=soon.uid) == later.uid
    with write():
        stages.assign(act_of(soon.clerk), application_uid=soon.uid, staff_uid=colleague.uid)
    assert next_case(duty(soon.clerk), TODAY, soon.clerk.uid) == later.uid
