from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal import credit, households
from portal.credit import Case, Home, Result
from portal.households import NewMember
from portal.kernel.act import Act, Role
from portal.kernel.database import db, new_uid, write
from portal.kernel.levels import Level
from tests.people import an_id

START = date(2026, 3, 2)
SERVED_NOTICE = date(2026, 3, 10)
AFTER_WINDOW = date(2026, 3, 18)  # five working days after the 10th end on the 17th


@dataclass
class Course:
    """One case led along the way of the law; every step is one transaction."""

    make_act: Callable[..., Act]
    resident_act: Callable[..., Act]
    person: str
    spouse: str
    household: str
    first: str = field(default_factory=new_uid)
    second: str = field(default_factory=new_uid)
    uid: str = ""

    def by(self, role: Role, on: date, uid: str = "") -> Act:
        return self.make_act(role, "450100", on=on, uid=uid or new_uid())

    def do(self, verb: Callable[..., Any], act: Act, **more: Any) -> Any:
        with write():
            done = verb(act, case_uid=self.uid, **more)
        db.session.rollback()
        return done

    @property
    def case(self) -> Case:
        db.session.rollback()
        return credit.cases_of([self.person])[0]

    def clue(self, code: str = "TN1", on: date = START, **more: Any) -> Course:
        with write():
            self.uid = credit.report_clue(
                self.by(Role.OPERATOR, on), city="450100", place="450103",
                person_uid=self.person, household_uid=self.household, code=code,
                facts={"text": "门口换了别家的名字"}, source="inspection", adults=[self.spouse],
                **more,
            ).uid  # fmt: skip
        return self

    def filed(self, on: date = START, **more: Any) -> Course:
        self.clue(on=on, **more)
        one, two = (
            self.by(Role.ENFORCEMENT, on, self.first),
            self.by(Role.ENFORCEMENT, on, self.second),
        )
        self.do(credit.judge_clue, one, accept=True)
        self.do(credit.take_part, one, no_interest=True)
        self.do(credit.take_part, two, no_interest=True)
        self.do(credit.file_case, one)
        return self

    def investigated(self, **more: Any) -> Course:
        self.filed(**more)
        one = self.by(Role.ENFORCEMENT, START, self.first)
        self.do(credit.add_evidence, one, kind="visit", text="上门三次，住的是别人")
        self.do(credit.report_investigation, one, text="转租属实")
        return self

    def noticed(self, result: str = Result.BAR, fine_fen: int = 50000, **more: Any) -> Course:
        self.investigated(**more)
        self.do(
            credit.serve_notice, self.by(Role.ENFORCEMENT, SERVED_NOTICE, self.first),
            result=result, text="拟作出的决定", fine_fen=fine_fen,
            ground="art36" if fine_fen else "",
        )  # fmt: skip
        return self

    def reviewed(self, on: date = AFTER_WINDOW, **more: Any) -> Course:
        self.noticed(**more)
        self.do(credit.to_review, self.by(Role.ENFORCEMENT, on, self.first))
        self.do(credit.review_case, self.by(Role.LEGAL_REVIEWER, on), passes=True, text="程序合法")
        return self

    def decide(
        self, on: date = AFTER_WINDOW, uid: str = "", result: str = Result.BAR,
        home: str = Home.HELD, fine_fen: int = 50000, **more: Any,
    ) -> None:  # fmt: skip
        self.do(
            credit.decide, self.by(Role.DECISION_MAKER, on, uid), result=result, text="决定",
            home=home, fine_fen=fine_fen, ground="art36" if fine_fen else "", **more,
        )  # fmt: skip

    def resident(self, on: date, level: Level = Level.I1R, uid: str = "") -> Act:
        return self.resident_act(uid or self.person, level, on)


@pytest.fixture
def course(app: Flask, make_act: Callable[..., Act], resident_act: Callable[..., Act]) -> Course:
    act = make_act()
    with write():
        one = households.register_person(act, id_number=an_id(1), name="韦秀兰").uid
        two = households.register_person(act, id_number=an_id(2), name="黄志强").uid
        home = households.form_household(
            act, city="450100", place="450103",
            members=[NewMember(one, "applicant"), NewMember(two, "spouse")],
        ).uid  # fmt: skip
    return Course(make_act, resident_act, str(one), str(two), str(home))
