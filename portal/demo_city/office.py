"""The office: an application passes the stages of its city, each by the duty that holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import applications, identity
from portal.applications import State
from portal.demo_city.course import Course
from portal.demo_city.intake import Home
from portal.demo_city.plan import CITY
from portal.demo_city.staffing import Offices
from portal.kernel.act import Role, Who
from portal.kernel.database import db, write
from portal.kernel.errors import HouseError

NOTICE_DAYS = 5
DUTY = {
    "street_check": Role.WINDOW_CLERK,
    "civil_affairs": Role.CIVIL_AFFAIRS,
    "district_review": Role.DISTRICT_REVIEWER,
    "city_approval": Role.CITY_OFFICER,
}
PACE = {"civil_affairs": 2, "district_review": 4, "city_approval": 3}
"""Working days a desk takes."""


class Office:
    """Plans what happens to an application from acceptance to the decision."""

    def __init__(self, course: Course, offices: Offices) -> None:
        self.course = course
        self.offices = offices
        self.decided: list[Home] = []
        self.refused: list[Home] = []
        self.on_approved: Callable[[Home], None] = lambda home: None
        self.on_refused: Callable[[Home], None] = lambda home: None

    def desk(self, home: Home, stage: str, n: int = 0) -> Who:
        """Who does that stage for that place."""
        role = DUTY[stage]
        return self.offices.one(role, CITY if role is Role.CITY_OFFICER else home.place, n)

    def take_in(self, home: Home, *, then: Callable[[Home], None] | None = None) -> None:
        """Accept it two working days after it came, then let it go its way.

        ``then`` replaces the way after acceptance.
        """
        days = 1 + self.course.random.randrange(2)
        self._at_the_desk(days, self._accept, home, then or self._street)

    def _at_the_desk(
        self, days: int, work: Callable[..., None], *given: Any, since: date | None = None
    ) -> None:
        """In so many working days; what falls on the demo's own day is left to whoever plays."""
        day = self.course.working_days(since or self.course.day, days)
        if day < self.course.until:
            self.course.plan(day, work, *given)

    def _accept(self, home: Home, then: Callable[[Home], None]) -> None:
        self.course.do(
            applications.accept,
            self.course.by(self.desk(home, "street_check")),
            application_uid=home.uid,
        )
        then(home)

    def go_on(self, home: Home) -> None:
        """From acceptance on."""
        self._street(home)

    def _street(self, home: Home) -> None:
        self._at_the_desk(2 + self.course.random.randrange(3), self.to_notice, home)

    def to_notice(self, home: Home) -> None:
        """The street has checked; the household is on public notice for five days."""
        now = home.now
        if now.state != State.IN_REVIEW:
            return
        self._guardians(home, now.stage)
        self._pass(home, now.stage)
        over = self.course.day + timedelta(days=NOTICE_DAYS + 1)
        self.course.visit([over])
        self._at_the_desk(2, self.next_stage, home, since=over)

    def _guardians(self, home: Home, stage: str) -> None:
        """Who applies with a grandchild brings the paper that shows who the guardian is."""
        for item in applications.open_items(home.uid):
            if item.kind == applications.ManualKind.GUARDIAN:
                self.course.do(
                    applications.settle_item,
                    self.course.by(self.desk(home, stage)),
                    file=home.now,
                    item_uid=item.uid,
                    text="看过居委会指定监护人的证明。",
                    guardian=applications.Shown.APPLICANT,
                )

    def _pass(self, home: Home, stage: str) -> str:
        """The stage that follows."""
        return self.course.do(
            applications.pass_stage,
            self.course.by(self.desk(home, stage)),
            application_uid=home.uid,
        ).stage

    def next_stage(self, home: Home) -> None:
        """The open stage does its work; the next follows some days later."""
        now = home.now
        if now.state != State.IN_REVIEW:
            return
        if now.stage not in DUTY:
            # Still on notice: an objection is being looked into.
            self._later(home, 3)
        elif now.stage == "district_review" and grounds(home):
            self.refuse(home)
        elif now.stage == "city_approval":
            self.approve(home)
        else:
            self._later(home, PACE.get(self._pass(home, now.stage), 3))

    def _later(self, home: Home, days: int) -> None:
        self._at_the_desk(days, self.next_stage, home)

    def approve(self, home: Home) -> None:
        """The city decides; what cannot be approved yet waits at its desk."""
        try:
            self.course.do(
                applications.approve,
                self.course.by(self.desk(home, "city_approval")),
                application_uid=home.uid,
            )
        except HouseError:
            db.session.rollback()
            self._later(home, 5)
        else:
            self.decided.append(home)
            self.on_approved(home)

    def refuse(self, home: Home) -> None:
        """Refuse for what the screening found, with every reason it gives."""
        self.course.do(
            applications.refuse,
            self.course.by(self.desk(home, "district_review")),
            application_uid=home.uid,
            reasons=grounds(home),
            text="您家的情况不符合下面的条件。有不同意见，可以要求复核。",
        )
        self.refused.append(home)
        self.on_refused(home)

    def asks_again(self, home: Home) -> str:
        """The household asks to look at the refusal again; the request's uid."""
        return self.course.do(
            applications.request_reexamination,
            self.course.resident(home.person),
            application_uid=home.uid,
            text="我们认为收入算错了，请再核一次。",
        ).uid

    def takes_back(self, home: Home, request: str) -> None:
        """The household takes its request back."""
        self.course.do(
            applications.withdraw_reexamination,
            self.course.resident(home.person),
            objection_uid=request,
        )

    def looks_again(self, home: Home, request: str, *, stands: bool) -> None:
        """Another person than who refused answers in writing."""
        verb = applications.confirm if stands else applications.reopen
        self.course.do(
            verb,
            self.course.by(self.desk(home, "city_approval")),
            objection_uid=request,
            text="复核过了，原决定不变。" if stands else "有新的材料，重新审核。",
        )

    # --- what does not go straight ------------------------------------------------

    def ask(self, home: Home, *items: str) -> None:
        """The one list of what is missing."""
        stage = home.now.stage or "street_check"
        self.course.do(
            applications.ask_supplement,
            self.course.by(self.desk(home, stage)),
            application_uid=home.uid,
            items=items,
        )

    def answers(self, home: Home, text: str) -> None:
        """The household answers, and the street goes on."""
        self.course.do(
            applications.answer,
            self.course.resident(home.person),
            application_uid=home.uid,
            text=text,
        )
        self._street(home)

    def entrust(self, home: Home) -> None:
        """Another office is asked to look at the place: the street, or civil affairs."""
        stage = home.now.stage
        street = stage == "street_check"
        self.course.do(
            applications.entrust,
            self.course.by(self.desk(home, stage)),
            application_uid=home.uid,
            role=Role.CIVIL_AFFAIRS if street else Role.WINDOW_CLERK,
            text="请上门核实申请人一家现在住在哪里、住了几口人。",
        )

    def report_back(self, home: Home) -> None:
        """The street has looked."""
        self.course.do(
            applications.report_back,
            self.course.by(self.offices.one(Role.WINDOW_CLERK, home.place)),
            application_uid=home.uid,
            text="已上门，住处和人口与申请一致。",
        )
        self._later(home, 2)

    def withdraws(self, home: Home) -> None:
        """The household takes it back."""
        self.course.do(
            applications.withdraw, self.course.resident(home.person), application_uid=home.uid
        )

    def objects(self, home: Home, by: Home) -> str:
        """Somebody says that this household should not be on the list; the objection's uid."""
        entry = db.session.scalars(
            select(applications.NoticeEntry.uid).where(
                applications.NoticeEntry.application_uid == home.uid
            )
        ).one()
        return self.course.do(
            applications.raise_objection,
            self.course.resident(by.person),
            entry_uid=entry,
            text="听说这家在别的区还有一套房子，请核实。",
        ).uid

    def dismisses(self, home: Home, objection: str) -> None:
        """Looked into; it does not hold."""
        self.course.do(
            applications.dismiss,
            self.course.by(self.desk(home, "district_review")),
            objection_uid=objection,
            text="不动产登记查无此房，异议不成立。",
        )

    def upholds(self, home: Home, objection: str) -> None:
        """Looked into; it holds, and the file begins again."""
        self.course.do(
            applications.uphold,
            self.course.by(self.desk(home, "district_review")),
            objection_uid=objection,
            text="情况需要重新核对。",
        )

    def seen_in_person(self, person: str, place: str) -> None:
        """The person comes to a window with the card: from now on I2."""
        clerk = self.offices.one(Role.WINDOW_CLERK, place)
        with write():
            act = self.course.by(clerk)
            identity.sight_person(
                act, person_uid=person, document=identity.Document.CARD,
                phone=identity.phone_of(person),
            )  # fmt: skip


def grounds(home: Home) -> list[str]:
    """The codes a refusal may rest on."""
    db.session.rollback()
    return applications.reasons_possible(db.session.get_one(applications.Application, home.uid))
