from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from portal.kernel.act import Act, Role
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.supervision import (
    accept_report,
    board,
    fill_in,
    load_targets,
    prepare_report,
    return_report,
    submit_report,
    sums,
)
from portal.supervision.codes import Origin, Pace, State
from portal.supervision.models import MonthlyReport, Target
from portal.supervision.progress import course, done, milestones, should_be
from portal.supervision.queries import handed_in, leases_behind, reports, to_accept, versions_of
from tests.money import Acts, a_lease, acts, lived_in  # noqa: F401

MakeAct = Callable[..., Act]
BY_HAND = ("shanty_start", "shanty_completion", "prh_raised", "prh_completion")


def supervisor(make_act: MakeAct, **more: Any) -> Act:
    return make_act(Role.REGION_SUPERVISOR, "450000", **more)


def a_report(make_act: MakeAct, *, city: str = "450100", period: str = "2026-03") -> MonthlyReport:
    act = make_act(Role.CITY_OFFICER, city)
    with write():
        row = prepare_report(act, city=city, period=period)
    return row


def filled(make_act: MakeAct, row: MonthlyReport, number: int = 7, city: str = "450100") -> None:
    act = make_act(Role.CITY_OFFICER, city)
    with write():
        fill_in(
            act, report_uid=row.uid, version=row.version,
            given={metric: (number, "工程月报") for metric in BY_HAND},
        )  # fmt: skip


def handed(make_act: MakeAct, row: MonthlyReport, act: Act | None = None) -> None:
    with write():
        submit_report(
            act or make_act(Role.CITY_OFFICER, row.city), report_uid=row.uid, version=row.version
        )


def test_loading_twice_adds_nothing(app: Any) -> None:
    before = db.session.query(Target).count()
    with write():
        assert load_targets() == 0
    assert db.session.query(Target).count() == before
    db.session.rollback()
    with pytest.raises(Exception, match="append-only"), write():
        db.session.execute(text("UPDATE target SET value = 0"))


def test_the_sum_that_does_not_agree_is_kept(app: Any) -> None:
    odd = sums(2020, "shanty_completion")
    assert (odd.printed, odd.cities, odd.gap, odd.differs) == (35559, 33559, 2000, True)
    assert [line.unit_name for line in odd.inside] == ["区直单位危旧房改住房改造"]
    assert odd.total == 35559
    even = sums(2020, "shanty_start")
    assert not even.differs
    assert len(even.outside) == 2


def test_every_figure_has_a_source(app: Any) -> None:
    day = date(2026, 3, 2)
    for metric, origin in (
        ("in_kind", Origin.LEASES), ("subsidy", Origin.PAYMENTS), ("prh_raised", Origin.NOWHERE),
    ):  # fmt: skip
        figure = done(metric, "450000", 2026, day)
        assert figure.origin is origin
        assert (figure.value is None) == (origin is Origin.NOWHERE)
    found = board("subsidy", 2026, day)
    assert found.plan == 25906
    assert found.target_year == 2020
    assert sum(one.plan for one in found.cities) == 25906
    assert all(one.pace is Pace.BEHIND or one.pace is Pace.SLOW for one in found.cities)


def test_should_be_runs_from_node_to_node(app: Any) -> None:
    assert should_be("shanty_start", 2026, date(2026, 6, 30)) == pytest.approx(0.8)
    assert should_be("shanty_start", 2026, date(2026, 9, 30)) == 1
    assert should_be("shanty_start", 2026, date(2026, 12, 1)) == 1
    assert float(should_be("subsidy", 2026, date(2026, 9, 30))) == pytest.approx(0.748, abs=0.001)
    assert should_be("subsidy", 2026, date(2025, 12, 31)) == 0
    nodes = milestones(2026, date(2026, 7, 1), {"shanty_start": 100})
    assert [(n.needed, n.passed, n.reached) for n in nodes] == [(80, True, False),
                                                                (100, False, False)]  # fmt: skip


def test_a_report_from_draft_to_lock(app: Any, make_act: MakeAct) -> None:
    row = a_report(make_act)
    assert row.due_on == date(2026, 3, 25)
    assert {f["metric"]: f["computed"] for f in row.figures}["in_kind"] == 0
    with pytest.raises(Refused, match="figures_missing"):
        handed(make_act, row)
    filled(make_act, row)
    handed(make_act, row)
    assert (row.state, row.turn, to_accept()) == (State.SUBMITTED, 1, 1)
    assert handed_in("2026-03") == (1, ())
    boss = supervisor(make_act)
    with write():
        return_report(boss, report_uid=row.uid, version=row.version, reason="少一栋")
    filled(make_act, row, 8)
    handed(make_act, row)
    with write():
        accept_report(boss, report_uid=row.uid, version=row.version)
    assert row.state == State.ACCEPTED
    assert [v.turn for v in versions_of(row.uid)] == [2, 1]
    first = {f["metric"]: f["manual"] for f in versions_of(row.uid)[1].figures}
    assert first["prh_raised"] == 7
    assert done("prh_raised", "450000", 2026, date(2026, 3, 31)).value == 8
    assert done("prh_raised", "450100", 2026, date(2026, 3, 31)).origin is Origin.REPORTS
    assert done("prh_raised", "450200", 2026, date(2026, 3, 31)).value is None
    for verb in (submit_report, accept_report):
        with pytest.raises(Conflict), write():
            verb(make_act() if verb is submit_report else boss, report_uid=row.uid,
                 version=row.version)  # fmt: skip
    with pytest.raises(Conflict, match="monthly_report_closed"), write():
        fill_in(make_act(), report_uid=row.uid, version=row.version, given={})


def test_a_number_by_hand_needs_a_note(app: Any, make_act: MakeAct) -> None:
    row = a_report(make_act)
    with pytest.raises(Refused, match="figure_note_missing") as refused, write():
        fill_in(make_act(), report_uid=row.uid, version=row.version, given={"in_kind": (99, " ")})
    assert refused.value.field == "note_in_kind"


def test_an_override_stays_beside_the_computed_figure(app: Any, make_act: MakeAct) -> None:
    row = a_report(make_act)
    with write():
        fill_in(
            make_act(), report_uid=row.uid, version=row.version,
            given={"in_kind": (99, "含未录入的 99 户")},
        )  # fmt: skip
    figure = next(f for f in row.figures if f["metric"] == "in_kind")
    assert (figure["computed"], figure["manual"], figure["origin"]) == (0, 99, "leases")
    assert done("in_kind", "450100", 2026, date(2026, 3, 31)).value == 0


@pytest.mark.parametrize(("day", "late"), [(25, False), (26, True)])
def test_late_is_the_day_after(app: Any, make_act: MakeAct, day: int, late: bool) -> None:
    row = a_report(make_act)
    filled(make_act, row)
    handed(make_act, row, make_act(on=date(2026, 3, day)))
    assert row.late(date(2026, 4, 30)) is late
    assert handed_in("2026-03")[1] == (("450100",) if late else ())


def test_one_report_a_month(app: Any, make_act: MakeAct) -> None:
    a_report(make_act)
    with pytest.raises(Conflict, match="monthly_report_exists"):
        a_report(make_act)
    with pytest.raises(Refused, match="period_to_come"):
        a_report(make_act, period="2026-04")
    a_report(make_act, city="450200")
    assert {row.city for row in reports("450000")} == {"450100", "450200"}
    assert {row.city for row in reports("450200")} == {"450200"}


def test_wrong_people(app: Any, make_act: MakeAct) -> None:
    row = a_report(make_act)
    filled(make_act, row)
    with pytest.raises(NotYours), write():
        prepare_report(make_act(Role.CITY_OFFICER, "450200"), city="450100", period="2026-02")
    with pytest.raises(NotYours):
        handed(make_act, row, make_act(Role.CITY_OFFICER, "450200"))
    with pytest.raises(NotYours):
        handed(make_act, row, make_act(Role.AUDITOR, "450000"))
    both = make_act(uid="same-person")
    handed(make_act, row, both)
    with pytest.raises(NotYours), write():
        accept_report(make_act(), report_uid=row.uid, version=row.version)
    with pytest.raises(Refused, match="own_report"), write():
        accept_report(
            supervisor(make_act, uid="same-person"), report_uid=row.uid, version=row.version
        )


def test_two_write_at_once_one_wins(app: Any, make_act: MakeAct) -> None:
    row = a_report(make_act)
    seen = row.version
    filled(make_act, row)
    with pytest.raises(Conflict, match="changed_meanwhile"), write():
        fill_in(make_act(), report_uid=row.uid, version=seen, given={"in_kind": (1, "x")})


def test_leases_signed_are_the_figure_and_what_is_behind_it(app: Any, acts: Acts) -> None:  # noqa: F811
    for n in (1, 2):
        lived_in(acts, n)
    a_lease(acts, 3)
    day = date(2026, 3, 2)
    assert done("in_kind", "450100", 2026, day).value == 2
    assert done("in_kind", "450000", 2026, day).value == 2
    assert done("in_kind", "450200", 2026, day).value == 0
    assert done("in_kind", "450100", 2026, date(2026, 3, 1)).value == 0
    assert done("in_kind", "450100", 2025, day).value == 0
    behind = leases_behind("450100", 2026, day)
    assert len(behind) == 2
    assert all(each.number and each.on == day for each in behind)
    assert leases_behind("450200", 2026, day) == []
    assert [value for _day, value in course("in_kind", "450100", 2026, day)] == [0, 0, 2]
