"""Re-checks of households that hold a home, and the way out of it."""

from __future__ import annotations

from datetime import date

from portal import exit_review
from portal.demo_city.course import Course
from portal.demo_city.plan import CITY
from portal.demo_city.staffing import Offices
from portal.exit_review import State
from portal.kernel.act import Role
from portal.kernel.database import db


class Exits:
    """Looks again, confirms, or leads a household out."""

    def __init__(self, course: Course, offices: Offices) -> None:
        self.course = course
        self.officer = offices.one(Role.CITY_OFFICER, CITY)
        self.second = offices.one(Role.CITY_OFFICER, CITY, 1)
        self.operator = offices.one(Role.OPERATOR, CITY)

    def look(self, household: str, *, confirm: bool = True) -> str:
        """Look at a household today; when nothing has changed it goes on as before."""
        uid = self.course.do(
            exit_review.open_review, self.course.by(self.officer), household_uid=household
        ).uid
        if confirm:
            self.course.plan(self.course.working_days(self.course.day, 4), self._confirm, uid)
        return uid

    def _confirm(self, uid: str) -> None:
        self.course.do(
            exit_review.confirm,
            self.course.by(self.officer),
            review_uid=uid,
            text="核对过了，继续符合条件。",
        )

    def of(self, household: str) -> str:
        """The re-check of a household that is under way, or nothing."""
        db.session.rollback()
        found = exit_review.review_of_household(household)
        return found.uid if found is not None else ""

    def leads_out(self, household: str, stop: str, notice_on: date) -> None:
        """After a decided breach: draft the notice, sign it, wait, take the keys, settle."""
        if stop != State.CHANGED:
            self.course.plan(notice_on, self._draft, household, stop)

    def _draft(self, household: str, stop: str) -> None:
        uid = self.of(household)
        if not uid:
            return
        self.course.do(
            exit_review.draft_notice,
            self.course.by(self.officer),
            review_uid=uid,
            text="您家已经不再符合承租条件，请在搬迁期内腾退。",
        )
        if stop != State.EXIT_NOTICE:
            self.course.plan(self.course.working_days(self.course.day, 1), self._serve, uid, stop)

    def notice_on(self, uid: str, drafted: date, served: date) -> None:
        """A notice drafted and served on exactly these days."""
        self.course.plan(
            drafted,
            lambda: self.course.do(
                exit_review.draft_notice,
                self.course.by(self.officer),
                review_uid=uid,
                text="您家已另有住房，请在搬迁期内腾退。",
            ),
        )
        self.course.plan(served, self._serve, uid, State.MOVING)

    def _serve(self, uid: str, stop: str) -> None:
        self.course.do(exit_review.serve_notice, self.course.by(self.second), review_uid=uid)
        if stop in (State.HANDED_BACK, State.CLOSED):
            self.course.plan(self.course.working_days(self.course.day, 15), self._keys, uid, stop)

    def _keys(self, uid: str, stop: str) -> None:
        self.course.do(
            exit_review.hand_back,
            self.course.by(self.operator),
            review_uid=uid,
            keys_back=2,
            water=31250,
            electricity=842100,
            text="房屋完好，已清空。",
        )
        if stop == State.CLOSED:
            self.course.plan(self.course.working_days(self.course.day, 5), self._settle, uid)

    def _settle(self, uid: str) -> None:
        self.course.do(
            exit_review.settle,
            self.course.by(self.operator),
            review_uid=uid,
            text="押金和水电费已结清。",
        )
