"""Credit cases on the way the law orders, each stopping somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal import credit
from portal.credit import Home as Flat
from portal.credit import Result, Source, State
from portal.demo_city.course import Course
from portal.demo_city.plan import CITY, COUNTY
from portal.demo_city.staffing import Offices
from portal.kernel.act import Role

S = State


@dataclass
class Suspect:
    """Whom a case is about, and what is said."""

    person: str
    household: str
    code: str
    text: str
    result: str = Result.WARNING
    stop: str = S.CLOSED
    hearing: bool = False
    defends: bool = False
    source: str = Source.DATA
    home: str = Flat.NONE
    uid: str = ""


class Misconduct:
    """Enforcement, legal review, decision, credit record."""

    def __init__(self, course: Course, offices: Offices) -> None:
        self.course = course
        self.finder = offices.one(Role.CITY_OFFICER, CITY)
        self.first = offices.one(Role.ENFORCEMENT, CITY)
        self.second = offices.one(Role.ENFORCEMENT, CITY, 1)
        self.lawyer = offices.one(Role.LEGAL_REVIEWER, CITY)
        self.head = offices.one(Role.DECISION_MAKER, CITY)
        self.keeper = offices.one(Role.CREDIT_OFFICER, CITY)

    def open_case(self, about: Suspect) -> Suspect:
        """The clue, today; the steps after it are planned as far as the case shall go."""
        about.uid = self.course.do(
            credit.report_clue,
            self.course.by(self.finder),
            city=CITY,
            place=COUNTY,
            person_uid=about.person,
            household_uid=about.household,
            code=about.code,
            facts={"text": about.text},
            source=about.source,
        ).uid
        if about.stop != S.CLUE:
            self._later(1, self._judge, about)
        return about

    def _later(self, days: int, work: object, about: Suspect) -> None:
        day = self.course.working_days(self.course.day, days)
        self.course.plan(day, work, about)  # type: ignore[arg-type]

    def _judge(self, about: Suspect) -> None:
        accept = about.stop != S.REJECTED
        self.course.do(
            credit.judge_clue,
            self.course.by(self.first),
            case_uid=about.uid,
            accept=accept,
            text="" if accept else "反映的情况与登记一致，没有违规。",
        )
        if about.stop not in (S.REJECTED, S.ACCEPTED):
            self._later(2, self._file, about)

    def _file(self, about: Suspect) -> None:
        for officer in (self.first, self.second):
            self.course.do(
                credit.take_part, self.course.by(officer), case_uid=about.uid, no_interest=True
            )
        self.course.do(credit.file_case, self.course.by(self.first), case_uid=about.uid)
        if about.stop == S.WITHDRAWN:
            self._later(4, self._withdraw, about)
        elif about.stop != S.FILED:
            self._later(3, self._investigate, about)

    def _withdraw(self, about: Suspect) -> None:
        self.course.do(
            credit.withdraw,
            self.course.by(self.head),
            case_uid=about.uid,
            text="查明系同名同姓，撤销案件。",
        )

    def _investigate(self, about: Suspect) -> None:
        self.course.do(
            credit.add_evidence,
            self.course.by(self.first),
            case_uid=about.uid,
            kind="paper",
            text="登记部门出具的查询结果一份。",
        )
        self.course.do(
            credit.report_investigation,
            self.course.by(self.first),
            case_uid=about.uid,
            text="事实清楚，证据充分。",
        )
        if about.stop != S.INVESTIGATED:
            self._later(2, self._notice, about)

    def _notice(self, about: Suspect) -> None:
        self.course.do(
            credit.serve_notice,
            self.course.by(self.first),
            case_uid=about.uid,
            result=about.result,
            text="拟作出下面的处理。您可以在期限内说明情况。",
        )
        if about.hearing:
            self._later(2, self._hearing, about)
        elif about.stop != S.NOTICED:
            if about.defends:
                self._later(2, self._defend, about)
            self._later(7, self._review, about)

    def _defend(self, about: Suspect) -> None:
        self.course.do(
            credit.defend,
            self.course.resident(about.person),
            case_uid=about.uid,
            text="当时没看懂要填这一项，不是故意的。",
        )
        self.course.do(
            credit.consider,
            self.course.by(self.second),
            case_uid=about.uid,
            text="已核对，按告知的处理。",
            accepted=False,
        )

    def _hearing(self, about: Suspect) -> None:
        self.course.do(credit.ask_hearing, self.course.resident(about.person), case_uid=about.uid)
        day = self.course.working_days(self.course.day, 8)
        self.course.do(credit.call_hearing, self.course.by(self.first), case_uid=about.uid, day=day)
        if about.stop != S.HEARING:
            self.course.plan(day, self._hold, about)

    def _hold(self, about: Suspect) -> None:
        self.course.do(
            credit.hold_hearing,
            self.course.by(self.lawyer),
            case_uid=about.uid,
            text="双方到场，各自说明，笔录已签字。",
        )
        if about.stop != S.HEARD:
            self._later(2, self._review, about)

    def _review(self, about: Suspect) -> None:
        self.course.do(credit.to_review, self.course.by(self.first), case_uid=about.uid)
        if about.stop != S.REVIEW:
            self._later(2, self._reviewed, about)

    def _reviewed(self, about: Suspect) -> None:
        self.course.do(
            credit.review_case,
            self.course.by(self.lawyer),
            case_uid=about.uid,
            passes=True,
            text="程序合法，裁量适当。",
        )
        if about.stop != S.REVIEWED:
            self._later(1, self._decide, about)

    def _decide(self, about: Suspect) -> None:
        self.course.do(
            credit.decide,
            self.course.by(self.head),
            case_uid=about.uid,
            result=about.result,
            text="按告知的内容决定。",
            home=about.home,
        )
        if about.stop != S.DECIDED:
            self._later(1, self._serve, about)

    def _serve(self, about: Suspect) -> None:
        self.course.do(
            credit.serve_decision,
            self.course.by(self.first),
            case_uid=about.uid,
            how="handed_over",
        )
        if about.stop != S.SERVED:
            self._later(4, self._perform, about)

    def _perform(self, about: Suspect) -> None:
        self.course.do(
            credit.perform,
            self.course.by(self.first),
            case_uid=about.uid,
            text="已按决定办理。",
        )
        if about.stop != S.PERFORMED:
            self._later(2, self._close, about)

    def _close(self, about: Suspect) -> None:
        self.course.do(credit.close_case, self.course.by(self.keeper), case_uid=about.uid)
        if about.stop == S.REVOKED:
            self._later(5, self._revoke, about)

    def _revoke(self, about: Suspect) -> None:
        self.course.do(
            credit.revoke,
            self.course.by(self.head),
            case_uid=about.uid,
            text="登记部门更正了原记录，决定撤销。",
        )

    def straight_to_notice(self, about: Suspect, notice_on: date) -> None:
        """Lead a case so that its notice is served on exactly that day."""
        about.stop = S.INVESTIGATED
        self.open_case(about)
        self.course.plan(notice_on, self._notice_only, about)

    def _notice_only(self, about: Suspect) -> None:
        about.stop = S.NOTICED
        self._notice(about)
