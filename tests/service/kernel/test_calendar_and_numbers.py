"""The calendar table and the number series, on a real file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.kernel import calendar_days, numbers
from portal.kernel.clock import Due, Period, Unit, add
from portal.kernel.database import create_triggers, db, prepare_engine, write
from portal.kernel.errors import Conflict


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/ground.db"
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        db.create_all()
        with db.engine.begin() as connection:
            create_triggers(connection)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("app")
class TestCalendar:
    def test_an_empty_table_knows_nothing(self) -> None:
        assert not calendar_days.load_calendar().years

    def test_seeding_twice_adds_nothing(self) -> None:
        with write():
            assert calendar_days.seed_working_days() == 8401
            assert calendar_days.seed_working_days() == 0
        calendar = calendar_days.load_calendar()
        assert calendar.years == frozenset(range(2004, 2027))
        assert calendar.version == 1
        ten = Period(10, Unit.WORKING_DAY, "notice")
        assert add(date(2020, 1, 22), ten, calendar) == Due(date(2020, 2, 13), False)

    def test_a_notice_is_seen_at_once_and_loaded_once(self) -> None:
        with write():
            calendar_days.seed_working_days()
        assert not calendar_days.load_calendar().knows(date(2027, 1, 1))
        notice: dict[str, Any] = {
            "year": 2027,
            "off": [date(2027, 1, 1)],
            "made_up": [date(2027, 1, 3)],
        }
        with write():
            calendar_days.load_notice(**notice, source="test")
        calendar = calendar_days.load_calendar()
        assert calendar.knows(date(2027, 1, 1))
        assert not calendar.works(date(2027, 1, 1))
        assert calendar.works(date(2027, 1, 3))
        assert calendar.version == 2
        with pytest.raises(Conflict), write():
            calendar_days.load_notice(**notice, source="test")

    def test_a_notice_of_another_year_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2027"), write():
            calendar_days.load_notice(year=2027, off=[date(2026, 1, 1)], made_up=[], source="x")

    def test_unchanged_days_are_not_read_again(self) -> None:
        with write():
            calendar_days.seed_working_days()
        assert calendar_days.load_calendar() is calendar_days.load_calendar()


class TestNumbers:
    def test_series_and_years_count_apart(self, app: Flask) -> None:
        with write():
            assert [numbers.next_number("NN", 2026) for _ in range(3)] == [1, 2, 3]
            assert numbers.next_number("LZ", 2026) == 1
            assert numbers.next_number("NN", 2027) == 1

    def test_a_failed_verb_leaves_no_gap(self, app: Flask) -> None:
        with write():
            numbers.next_number("NN", 2026)
        given: list[int] = []

        def fail() -> None:
            with write():
                given.append(numbers.next_number("NN", 2026))
                raise LookupError

        with pytest.raises(LookupError):
            fail()
        assert given == [2]
        with write():
            assert numbers.next_number("NN", 2026) == 2

    def test_outside_write_it_is_refused(self, app: Flask) -> None:
        with pytest.raises(RuntimeError, match="inside write"):
            numbers.next_number("NN", 2026)

    def test_concurrently_each_number_is_given_once(self, app: Flask) -> None:
        given: list[int] = []
        start = threading.Barrier(4)

        def work() -> None:
            with app.app_context():
                start.wait()
                for _ in range(5):
                    with write():
                        given.append(numbers.next_number("NN", 2026))
                db.session.remove()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(given) == list(range(1, 21))
