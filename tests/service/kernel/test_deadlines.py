"""Deadlines: open, pause, resume, close, count again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.kernel import deadlines
from portal.kernel.calendar_days import load_notice, seed_working_days
from portal.kernel.clock import Period, Unit
from portal.kernel.database import db, prepare_engine, write
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Conflict, Refused

MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/ground.db"
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        db.create_all()
        with write():
            seed_working_days()
        yield app
        db.session.remove()
        db.engine.dispose()


def opened(**changes: Any) -> Deadline:
    given: dict[str, Any] = {
        "kind": "screening",
        "subject_kind": "application",
        "subject_uid": "a1",
        "city": "450100",
        "since": MONDAY,
        "period": Period(5, Unit.WORKING_DAY, "notice"),
        "clause": "test art. 1",
    }
    return deadlines.open_deadline(**given | changes)


class TestOpen:
    def test_it_counts_from_the_day_after(self) -> None:
        with write():
            deadline = opened()
        assert deadline.due == date(2026, 3, 9)
        assert (deadline.provisional, deadline.calendar_version) == (False, 1)
        assert deadlines.running("screening", "a1") is deadline
        assert deadlines.running("publicity", "a1") is None

    def test_twice_is_a_conflict(self) -> None:
        with write():
            opened()
        with pytest.raises(Conflict), write():
            opened()

    def test_a_closed_one_makes_room(self) -> None:
        with write():
            deadlines.close(opened(), on=MONDAY, why="done")
            opened()
        assert deadlines.running("screening", "a1") is not None

    def test_days_roll_when_asked(self) -> None:
        five = Period(5, Unit.DAY, "notice")
        with write():
            assert opened(period=five).due == date(2026, 3, 7)
            assert opened(period=five, subject_uid="a2", roll=True).due == date(2026, 3, 9)


class TestPause:
    def test_resuming_the_same_day_moves_nothing(self) -> None:
        with write():
            deadline = opened()
            deadlines.pause(deadline, on=date(2026, 3, 4))
            deadlines.resume(deadline, on=date(2026, 3, 4))
        assert (deadline.due, deadline.paused_days) == (date(2026, 3, 9), 0)

    def test_working_days_move_by_working_days(self) -> None:
        """Paused from Wednesday over the weekend to Tuesday: four working days."""
        with write():
            deadline = opened()
            deadlines.pause(deadline, on=date(2026, 3, 4))
            assert deadline.left(date(2026, 3, 20)) == 3
            deadlines.resume(deadline, on=date(2026, 3, 10))
        assert deadline.paused_days == 4
        assert deadline.due == date(2026, 3, 13)
        assert deadline.left(date(2026, 3, 10)) == 3

    def test_over_a_weekend_only(self) -> None:
        with write():
            deadline = opened()
            deadlines.pause(deadline, on=date(2026, 3, 6))
            deadlines.resume(deadline, on=date(2026, 3, 8))
        assert (deadline.due, deadline.paused_days) == (date(2026, 3, 9), 0)

    def test_days_and_months_move_by_days(self) -> None:
        with write():
            days = opened(period=Period(10, Unit.DAY, "notice"))
            months = opened(kind="lease", period=Period(1, Unit.MONTH, "notice"))
            for deadline in (days, months):
                deadlines.pause(deadline, on=date(2026, 3, 5))
                deadlines.resume(deadline, on=date(2026, 3, 8))
        assert days.due == date(2026, 3, 15)
        assert months.due == date(2026, 4, 5)

    def test_two_pauses_add_up(self) -> None:
        with write():
            deadline = opened()
            for first, last in ((3, 4), (5, 6)):
                deadlines.pause(deadline, on=date(2026, 3, first))
                deadlines.resume(deadline, on=date(2026, 3, last))
        assert (deadline.paused_days, deadline.due) == (2, date(2026, 3, 11))

    def test_paused_ones_are_neither_due_nor_overdue(self) -> None:
        with write():
            deadlines.pause(opened(), on=date(2026, 3, 9))
        assert not deadlines.due_by(date(2026, 12, 1))
        assert not deadlines.overdue(date(2026, 12, 1))
        assert deadlines.next_due(MONDAY) is None
        assert deadlines.running("screening", "a1") is not None

    def test_too_late_or_too_early(self) -> None:
        with write():
            deadline = opened()
            with pytest.raises(Refused, match="passed"):
                deadlines.pause(deadline, on=date(2026, 3, 10))
            with pytest.raises(Refused, match="early"):
                deadlines.pause(deadline, on=date(2026, 3, 1))
            with pytest.raises(Conflict, match="not_paused"):
                deadlines.resume(deadline, on=date(2026, 3, 4))
            deadlines.pause(deadline, on=date(2026, 3, 9))
            with pytest.raises(Conflict, match="paused"):
                deadlines.pause(deadline, on=date(2026, 3, 9))
            with pytest.raises(Refused, match="early"):
                deadlines.resume(deadline, on=date(2026, 3, 8))

    def test_a_closed_one_stays_closed(self) -> None:
        with write():
            deadline = deadlines.close(opened(), on=MONDAY, why="done")
            for verb in (deadlines.pause, deadlines.resume):
                with pytest.raises(Conflict, match="closed"):
                    verb(deadline, on=MONDAY)
            with pytest.raises(Conflict, match="closed"):
                deadlines.close(deadline, on=MONDAY, why="again")


class TestQuestions:
    def test_the_due_day_itself_is_in_time(self) -> None:
        with write():
            deadline = opened()
        assert not deadlines.due_by(date(2026, 3, 8))
        assert deadlines.due_by(date(2026, 3, 9)) == [deadline]
        assert not deadlines.overdue(date(2026, 3, 9))
        assert deadlines.overdue(date(2026, 3, 10)) == [deadline]
        assert deadline.is_overdue(date(2026, 3, 10))
        assert not deadline.is_overdue(date(2026, 3, 9))

    def test_next_due(self) -> None:
        with write():
            first = opened()
            later = opened(subject_uid="a2", since=date(2026, 3, 3))
        assert deadlines.next_due(MONDAY) is first
        assert deadlines.next_due(date(2026, 3, 9)) is later
        assert deadlines.next_due(date(2026, 3, 10)) is None

    def test_left_and_used(self) -> None:
        with write():
            deadline = opened()
        assert deadline.left(MONDAY) == 5
        assert deadline.left(date(2026, 3, 9)) == 0
        assert deadline.left(date(2026, 3, 11)) == -2
        assert deadline.used_share(MONDAY) == 0
        assert deadline.used_share(date(2026, 3, 4)) == Fraction(2, 5)
        assert deadline.used_share(date(2026, 3, 9)) == 1
        assert deadline.used_share(date(2026, 3, 10)) == Fraction(6, 5)

    def test_pausing_uses_nothing(self) -> None:
        with write():
            deadline = opened()
            deadlines.pause(deadline, on=date(2026, 3, 4))
            deadlines.resume(deadline, on=date(2026, 3, 10))
        assert deadline.used_share(date(2026, 3, 10)) == Fraction(2, 5)


class TestRecompute:
    def test_a_notice_moves_provisional_ones_only(self) -> None:
        with write():
            early = opened()
            late = opened(subject_uid="a2", since=date(2026, 12, 31))
        assert late.provisional
        assert late.due == date(2027, 1, 7)
        with write():
            assert deadlines.recompute_provisional() == 0
            load_notice(
                year=2027,
                off=[date(2027, 1, 1), date(2027, 1, 4)],
                made_up=[date(2027, 1, 9)],
                source="test notice",
            )
            assert deadlines.recompute_provisional() == 1
        assert (late.due, late.provisional, late.calendar_version) == (date(2027, 1, 9), False, 2)
        assert (early.due, early.calendar_version) == (date(2026, 3, 9), 1)
