"""Subsidies: agreements signed, months computed, approved, paid and answered by the bank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal import subsidy
from portal.demo_city.course import Course
from portal.demo_city.intake import Home
from portal.demo_city.plan import CITY
from portal.demo_city.staffing import Offices
from portal.kernel.act import Role
from portal.kernel.database import db
from portal.kernel.levels import Level

BANKS = ("中国工商银行", "中国建设银行", "中国农业银行", "桂林银行")
RENT_PAID = 95000
"""Fen a month a subsidised household pays to its landlord."""


class Payments:
    """The finance desk, and the households it pays."""

    def __init__(self, course: Course, offices: Offices) -> None:
        self.course = course
        self.officer = offices.one(Role.CITY_OFFICER, CITY)
        self.maker = offices.one(Role.FINANCE_MAKER, CITY)
        self.approver = offices.one(Role.FINANCE_APPROVER, CITY)
        self._accounts = 0

    def account(self, *, closed: bool = False) -> str:
        """The number of an account; one ending in 0000 is closed at the bank."""
        self._accounts += 1
        return f"62170000{self._accounts:06d}{'0000' if closed else '4471'}"

    def agreement(self, home: Home) -> str:
        """The household's agreement."""
        found = subsidy.agreement_of_household(home.household)
        assert found is not None, home.card.code
        return found.uid

    def state(self, home: Home) -> str:
        """Where the household's agreement stands; nothing while there is none."""
        found = subsidy.agreement_of_household(home.household)
        return found.state if found is not None else ""

    def resume(self, home: Home) -> None:
        """The fact is known again."""
        self.course.do(
            subsidy.resume, self.course.by(self.officer), agreement_uid=self.agreement(home)
        )

    def sign(self, home: Home, *, closed: bool = False) -> None:
        """The applicant signs and names an account."""
        row = subsidy.agreement_row(self.agreement(home))
        version, agreed, uid = row.version, row.text_hash, row.uid
        self.course.do(
            subsidy.sign_agreement,
            self.course.resident(home.person, Level.I2),
            agreement_uid=uid,
            version=version,
            agreed_hash=agreed,
            rent_paid=RENT_PAID,
            payee=subsidy.NewPayee(
                BANKS[self._accounts % len(BANKS)],
                self.account(closed=closed),
                home.card.applicant.name,
            ),
        )

    def activate(self, home: Home) -> None:
        """The centre has seen the rental contract."""
        row = subsidy.agreement_row(self.agreement(home))
        self.course.do(
            subsidy.activate,
            self.course.by(self.officer),
            agreement_uid=row.uid,
            version=row.version,
        )

    def suspend(self, home: Home) -> None:
        """A fact has become unknown; months are held."""
        self.course.do(
            subsidy.suspend,
            self.course.by(self.officer),
            agreement_uid=self.agreement(home),
            reason="fact_unknown",
        )

    def stop(self, home: Home) -> None:
        """The household does without it from next month."""
        self.course.do(
            subsidy.stop,
            self.course.resident(home.person, Level.I2),
            household_uid=home.household,
            reason="own_wish",
        )

    # --- a month ------------------------------------------------------------------

    def compute(self, month: str) -> str:
        """Made by one, whole."""
        act = self.course.by(self.maker)
        uid = self.course.do(subsidy.compute_run, act, city=CITY, month=month).uid
        while self.course.do(subsidy.list_more, act, run_uid=uid):
            pass
        return uid

    def approve(self, run_uid: str) -> None:
        """Approved by another; the file goes to the bank."""
        run = subsidy.run_row(run_uid)
        self.course.do(
            subsidy.approve_run,
            self.course.by(self.approver),
            run_uid=run_uid,
            version=run.version,
            shown_hash=run.list_hash,
        )

    def send_back(self, run_uid: str) -> None:
        """The approver wants it done again."""
        self.course.do(
            subsidy.send_back_run,
            self.course.by(self.approver),
            run_uid=run_uid,
            version=subsidy.run_row(run_uid).version,
            reason="有一户刚退出，请重算",
        )

    def close(self, run_uid: str) -> None:
        """Every payment has its answer."""
        self.course.do(
            subsidy.close_run,
            self.course.by(self.maker),
            run_uid=run_uid,
            version=subsidy.run_row(run_uid).version,
        )

    def pay_month(self, month: str, on: date, *, close: bool = True) -> None:
        """Compute on that day, approve the next, close two days later."""
        made: list[str] = []
        self.course.plan(on, lambda: made.append(self.compute(month)))
        self.course.plan(self.course.working_days(on, 1), lambda: self.approve(made[0]))
        if close:
            self.course.plan(self.course.working_days(on, 3), lambda: self.close(made[0]))

    def begin(self, homes: Sequence[Home], *, closed_account: Home | None = None) -> None:
        """Sign today, run from tomorrow on."""
        for home in homes:
            db.session.rollback()
            self.sign(home, closed=home is closed_account)
            self.course.plan(self.course.working_days(self.course.day, 1), self.activate, home)
