"""An application in the office: people, staff, screening and the way through the stages."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask

from portal import households
from portal.applications.intake.drafts import CLAIM
from portal.applications.machine import APPLICATION
from portal.applications.models import (
    Application,
    ApplicationMember,
    Screening,
    Signature,
)
from portal.applications.review import clocks, decisions, stages
from portal.eligibility import Fact, FactName, HouseholdFacts, Outcome, screen
from portal.identity.models import DutyRow, Staff
from portal.kernel import claims
from portal.kernel.act import VISITOR, Act, Duty, Kind, Role, Who, system_act
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.demo import set_demo_day
from portal.kernel.identifiers import application_number
from portal.kernel.levels import Level
from portal.kernel.numbers import next_number
from portal.kernel.policy import rulebook
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession
from tests.conftest import TODAY, an_act
from tests.pages import HouseClient
from tests.people import an_id

CITY, COUNTY = "450100", "450103"
_numbers = itertools.count(1)

REGION = {
    Role.WINDOW_CLERK: COUNTY,
    Role.CIVIL_AFFAIRS: COUNTY,
    Role.DISTRICT_REVIEWER: COUNTY,
    Role.CITY_OFFICER: CITY,
}

MET = {
    FactName.HUKOU_LOCAL_URBAN: True, FactName.HUKOU_LOCAL: True, FactName.SINGLE: False,
    FactName.APPLICANT_AGE: 45, FactName.SIZE: 2, FactName.INCOME_ANNUAL_FEN: 2_000_000,
    FactName.CATEGORY: "none", FactName.AREA_TOTAL: 1000, FactName.CARS: 0,
    FactName.COMMERCIAL_RIGHTS: 0, FactName.BENEFITS_CURRENT: 0, FactName.DEBARRED: False,
    FactName.AGES: [45, 44],
}  # fmt: skip


def officer(role: Role, *, region: str | None = None, name: str = "") -> Who:
    """A member of staff with one duty."""
    uid, place = new_uid(), region or REGION.get(role, CITY)
    name = name or f"{role.value} {next(_numbers)}"
    duty = Duty(new_uid(), role, place)
    with write():
        db.session.add(
            Staff(
                uid=uid,
                login=uid.lower(),
                name=name,
                password_hash="x",
                totp_sealed="x",
                created_by="test",
                created_at=utcnow(),
            )
        )
        db.session.flush()
        db.session.add(
            DutyRow(
                uid=duty.uid,
                staff_uid=uid,
                role=role,
                region=place,
                administrator=False,
                since=date(2026, 1, 1),
                given_by="test",
            )
        )
    return Who(Kind.STAFF, uid, duty=duty, name=name)


def browser(app: Flask, who: Who, on: date = TODAY) -> HouseClient:
    """A browser in which this person is signed in on that day."""
    found, secret, now = app.test_client(), new_uid() * 2, utcnow()
    with write():
        set_demo_day(on)
        db.session.add(
            WebSession(
                id_hash=hashlib.sha256(secret.encode()).hexdigest(), kind=who.kind, uid=who.uid,
                duty=who.duty.uid if who.duty else "", level=int(who.level), created=now,
                last_seen=now, stepped_up=now, ends=now + timedelta(hours=8),
                data=json.dumps({"about": who.about}),
            )
        )  # fmt: skip
    found.set_cookie(VISIT_COOKIE, secret)
    assert isinstance(found, HouseClient)
    return found


def act_of(who: Who, on: date = TODAY) -> Act:
    return an_act(who, on)


def house_act(on: date = TODAY) -> Act:
    return system_act(on, utcnow(), "test")


def screened(application: Application, on: date = TODAY, **changes: object) -> Screening:
    """Keep a screening of facts that meet all conditions of class A, but for ``changes``."""
    values = MET | {FactName(name): value for name, value in changes.items()}
    facts = HouseholdFacts(
        on,
        {
            name: Fact(value, "test", on, frozenset({application.applicant_uid}))
            for name, value in values.items()
        },
    )
    rules = rulebook(application.place, on=on)
    ruling = screen(facts, rules)
    row = Screening(
        uid=new_uid(), city=application.city, application_uid=application.uid, on=on,
        at=utcnow(), policy=rules.fingerprint, klass=ruling.klass.value, groups=(),
        met=ruling.count(Outcome.MET), not_met=ruling.count(Outcome.NOT_MET),
        unknown=ruling.count(Outcome.UNKNOWN),
    )  # fmt: skip
    row.facts = json.dumps(facts.to_json())
    row.findings = json.dumps(ruling.to_json())
    db.session.add(row)
    application.klass = ruling.klass.value
    return row


@dataclass
class Case:
    """A submitted application and the four who deal with it."""

    uid: str
    applicant: str
    clerk: Who
    civil: Who
    district: Who
    city: Who

    @property
    def row(self) -> Application:
        db.session.rollback()
        return db.session.get_one(Application, self.uid)


def submitted(
    *, on: date = TODAY, level: Level = Level.I1R, name: str = "韦秀兰", team: Case | None = None,
    entered_by: str | None = None, **facts: object,
) -> Case:  # fmt: skip
    """A household that applied today, screened; ``team`` reuses the staff of another case."""
    n = next(_numbers)
    visitor = an_act(VISITOR, on)
    with write():
        person = households.register_person(
            visitor, id_number=an_id(n % 900 + 1, birth=date(1980, 5, 1 + n // 900)), name=name
        ).uid
        other = households.register_person(
            visitor, id_number=an_id(n % 900 + 1, birth=date(1981, 5, 1 + n // 900)), name="黄志强"
        ).uid
        home = households.form_household(
            visitor, city=CITY, place=COUNTY,
            members=[
                households.NewMember(person, "applicant"), households.NewMember(other, "spouse"),
            ],
        ).uid  # fmt: skip
        application = Application(
            uid=new_uid(), city=CITY, place=COUNTY, applicant_uid=person, household_uid=home,
            wish="unit", district=COUNTY, route="commitment", proof_level=int(level),
            channel="online", started_on=on, lapses_on=on + timedelta(days=30),
            entered_by=entered_by,
        )  # fmt: skip
        resident = an_act(Who(Kind.RESIDENT, person, level=Level.I2), on)
        APPLICATION.begin(application, resident)
        for uid, relation in ((person, "applicant"), (other, "spouse")):
            db.session.add(
                ApplicationMember(
                    city=CITY,
                    application_uid=application.uid,
                    person_uid=uid,
                    relation=relation,
                    adult=True,
                    source="test",
                )
            )
            claims.take(CLAIM, uid, holder=application.uid, on=on)
        db.session.add(
            Signature(
                city=CITY,
                application_uid=application.uid,
                person_uid=person,
                route="commitment",
                text_version="1",
                text_hash="0" * 64,
                how="code",
                channel="online",
                at=utcnow(),
            )
        )
        db.session.flush()
        running = next_number(f"application:{CITY}", on.year)
        application.number = application_number(CITY, on.year, running)
        application.submitted_on, application.received_at = on, utcnow()
        APPLICATION.advance(application, "submit", resident)
        screened(application, on, **facts)
        clocks.start_by_rule(application, clocks.ACCEPTANCE, "procedure.acceptance", since=on)
        uid = application.uid
    if team is not None:
        return Case(uid, person, team.clerk, team.civil, team.district, team.city)
    return Case(
        uid, person, officer(Role.WINDOW_CLERK), officer(Role.CIVIL_AFFAIRS),
        officer(Role.DISTRICT_REVIEWER), officer(Role.CITY_OFFICER),
    )  # fmt: skip


def accepted(on: date = TODAY, **more: object) -> Case:
    case = submitted(on=on, **more)  # type: ignore[arg-type]
    with write():
        stages.accept(act_of(case.clerk, on), application_uid=case.uid)
    return case


def on_notice(on: date = TODAY, **more: object) -> Case:
    """Accepted and passed by the street on ``on``: public from today."""
    case = accepted(on, **more)
    with write():
        stages.pass_stage(act_of(case.clerk, on), application_uid=case.uid)
    return case


def after_notice(on: date = TODAY, **more: object) -> tuple[Case, date]:
    """The notice is over; civil affairs begins. Answers the case and that day."""
    case = on_notice(on, **more)
    day = on + timedelta(days=6)
    stages.publicity_due(house_act(day))
    return case, day


def at_decision(on: date = TODAY, **more: object) -> tuple[Case, date]:
    """Everything passed but the city's decision."""
    case, day = at_district(on, **more)
    with write():
        stages.pass_stage(act_of(case.district, day), application_uid=case.uid)
    return case, day


def at_district(on: date = TODAY, **more: object) -> tuple[Case, date]:
    """With the district; class A passes civil affairs before, class B does not know it."""
    case, day = after_notice(on, **more)
    if case.row.stage == "civil_affairs":
        with write():
            stages.pass_stage(act_of(case.civil, day), application_uid=case.uid)
    return case, day


def approved(on: date = TODAY, **more: object) -> tuple[Case, date]:
    case, day = at_decision(on, **more)
    with write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)
    return case, day
