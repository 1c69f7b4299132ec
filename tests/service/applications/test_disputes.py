"""“This is wrong”: unknown until checked; corrected, shown by papers, or not accepted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.applications import latest_screening, whose_dispute
from portal.applications.codes import ManualKind, Origin
from portal.applications.guards import findings_bar, own_value
from portal.applications.intake import (
    facts,
    manual,
    people,
    saying,
    screening,
    subjects,
    values,
    wrong,
)
from portal.applications.intake.machines import DISPUTE
from portal.applications.intake.said import said_wrong
from portal.applications.models import Answer, Application, Dispute
from portal.applications.ports import Outcome
from portal.applications.review import decisions, evidence, settling
from portal.applications.review.reexamination import reopen, request
from portal.eligibility import Why
from portal.exchange import cast_cards
from portal.kernel.act import Act, Role
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Period, Unit, add
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict, Missing, NotYours, Refused
from portal.kernel.journal import last_step
from portal.kernel.levels import Level
from portal.kernel.machine import Move
from portal.kernel.outbox import EventRow
from tests import casework
from tests.conftest import TODAY, an_act
from tests.intake import HUANG, NONG, WEI, City, a_resident, applied
from tests.machines import (
    only_a_person_decides,
    refuses_all_other_pairs,
    strangers_are_refused,
)
from tests.papers import about, handed_in, looked_at

INCOME = {"annual_fen": 1_500_000, "assets_fen": 0}


def me(application: Application, level: Level = Level.I1R, on: date = TODAY) -> Act:
    return an_act(a_resident(application.applicant_uid, level), on)


def reviewer(application: Application, on: date = TODAY) -> Act:
    return an_act(casework.officer(Role.DISTRICT_REVIEWER, region=application.place), on)


def say(application: Application, source: str = "income", **more: Any) -> Dispute:
    given = {"person_uid": application.applicant_uid, "text": "去年收入没有这么多", **more}
    with write():
        return wrong.say_wrong(
            given.pop("act", None) or me(application), application_uid=application.uid,
            source=source, **given,
        )  # fmt: skip


def accept(act: Act, application: Application, papers: list[str], **more: Any) -> Answer:
    given = {"source": "income", "typed": INCOME, "dated": TODAY, "text": "单位收入证明", **more}
    with write():
        return settling.accept_papers(
            act, application_uid=application.uid, evidence=papers,
            person_uid=given.pop("person_uid", application.applicant_uid), **given,
        )  # fmt: skip


def stand(act: Act, application: Application, *, corrected: bool, source: str = "income") -> Any:
    with write():
        return settling.let_department_stand(
            act, application_uid=application.uid, source=source, text="登记没有错",
            person_uid=application.applicant_uid, corrected=corrected,
        )  # fmt: skip


def income(application: Application) -> Any:
    """What the newest comparison took: value or the reason why it is unknown; where from."""
    db.session.rollback()
    found = latest_screening(application.uid)
    assert found is not None
    fact = found.facts.fact("income_annual_fen")
    return fact.value if fact.value is not None else fact.why, fact.source


def state_of(dispute: Dispute) -> str:
    db.session.rollback()
    return db.session.get_one(Dispute, dispute.uid).state


# --- said -----------------------------------------------------------------------------------


def test_from_now_on_it_is_unknown_because_it_is_disputed(city: City) -> None:
    application = applied(city, WEI)
    assert income(application) == (2_280_000, "income")
    row = say(application, values=["annual_fen"])
    assert income(application) == (Why.DISPUTED, "income")
    db.session.rollback()
    assert findings_bar(db.session.get_one(Application, application.uid)) == "dispute_open"
    found = said_wrong(application, application.applicant_uid)[0]
    assert (found.values, found.text) == (("全年收入",), "去年收入没有这么多")
    assert whose_dispute(row.uid) == application.applicant_uid


def test_taken_back_it_counts_again(city: City) -> None:
    application = applied(city, WEI)
    row = say(application)
    with pytest.raises(NotYours), write():
        wrong.take_back(an_act(a_resident("x" * 22, Level.I2)), dispute_uid=row.uid)
    with write():
        wrong.take_back(me(application), dispute_uid=row.uid)
    assert income(application) == (2_280_000, "income")
    with pytest.raises(Conflict, match="not_from_here"), write():
        wrong.take_back(me(application), dispute_uid=row.uid)


def test_once_at_a_time(city: City) -> None:
    application = applied(city, WEI)
    row = say(application)
    with pytest.raises(Conflict, match="said_already"):
        say(application)
    with write():
        wrong.take_back(me(application), dispute_uid=row.uid)
    assert say(application).state == "open"


def test_only_ones_own_facts_and_a_minors(city: City) -> None:
    application = applied(city, HUANG)
    lines = {row.relation: row.person_uid for row in people.members(application.uid)}
    assert say(application, "property", person_uid=lines["child"]).people == tuple(
        sorted((application.applicant_uid, lines["child"]))
    )
    with pytest.raises(NotYours):
        say(application, person_uid=lines["spouse"])
    spouse = an_act(a_resident(lines["spouse"], Level.I1R))
    assert say(application, act=spouse, person_uid=lines["spouse"]).state == "open"
    with pytest.raises(NotYours):
        say(application, "vehicle", act=an_act(a_resident("x" * 22, Level.I2)))
    with pytest.raises(NotYours):
        say(application, "vehicle", act=me(application, Level.I0))


@pytest.mark.parametrize(
    ("source", "named"), [("income", ["cars"]), ("nonsense", []), ("occupation", [])]
)
def test_only_facts_and_values_there_are(city: City, source: str, named: list[str]) -> None:
    with pytest.raises(Refused, match="value_unknown"):
        say(applied(city, WEI), source, values=named)


def test_not_after_the_decision(app: Flask) -> None:
    case, _day = casework.approved()
    with pytest.raises(Conflict, match="not_from_here"):
        say(case.row)


# --- shown by papers -----------------------------------------------------------------------


def test_papers_show_it_with_who_when_and_ground(city: City) -> None:
    application = applied(city, WEI)
    row = say(application)
    paper = handed_in(me(application), application, "income")
    act = reviewer(application)
    with pytest.raises(Refused, match="paper_not_seen"):
        accept(act, application, [paper.uid])
    uid = looked_at(act, paper)
    answer = accept(act, application, [uid], dated=TODAY - timedelta(days=9))
    half_a_year = add(TODAY, Period(6, Unit.MONTH), load_calendar()).date
    assert (answer.origin, answer.by_uid) == ("papers", act.by.uid)
    assert answer.valid_until == half_a_year
    assert "第八条" in answer.clause
    assert income(application) == (1_500_000, "papers")
    assert state_of(row) == "accepted"
    assert db.session.get_one(type(paper), uid).state == "checked"
    found = said_wrong(application, application.applicant_uid)[0]
    assert (found.answer, found.open) == ("单位收入证明", False)
    told = select(func.count()).where(EventRow.type == "applications.DisputeSettled")
    assert db.session.scalar(told) == 1
    step = last_step(application.uid)
    assert (step.verb, step.reason) == ("take_value", "income")  # type: ignore[union-attr]
    shown = evidence.facts(
        application, people.members(application.uid), {application.applicant_uid: "韦桂兰"}, TODAY
    )
    assert next(r.tag for r in shown if r.source == "income") == "按材料"


def test_whoever_takes_a_value_does_not_decide(app: Flask) -> None:
    case, day = casework.at_decision()
    paper = handed_in(
        an_act(a_resident(case.applicant, Level.I1R), day), case.row, about(case.row, "income")
    )
    act = casework.act_of(case.city, day)
    accept(act, case.row, [looked_at(act, paper)], dated=day)
    assert own_value(case.row, act) == "own_value"
    with write():
        casework.screened(case.row, day)
    with pytest.raises(Refused, match="own_value"), write():
        decisions.approve(act, application_uid=case.uid)
    with write():
        casework.screened(case.row, day, area_total=9_999_900)
    with pytest.raises(Refused, match="own_value"), write():
        decisions.refuse(act, application_uid=case.uid, reasons=["housing"])
    other = casework.officer(Role.CITY_OFFICER)
    with write():
        casework.screened(case.row, day)
    with write():
        decisions.approve(casework.act_of(other, day), application_uid=case.uid)
    assert case.row.state == "approved"


def test_a_silent_departments_value_comes_from_papers(city: City) -> None:
    city.partners.admin.fault("income", "down")
    application = applied(city, WEI)
    assert income(application) == (Why.UNAVAILABLE, "income")
    act = reviewer(application)
    paper = looked_at(act, handed_in(me(application), application, "income"))
    accept(act, application, [paper])
    assert income(application) == (1_500_000, "papers")


def test_not_agreed_to_be_asked_the_papers_count(city: City) -> None:
    """Consent to the sensitive three was refused, so their facts come from papers."""
    client = city.browser()
    page = city.to_sign(client, WEI, sensitive="no")
    page.submit({"route": "commitment", "signature": WEI.name}, action="/apply/sign")
    application = db.session.scalars(select(Application)).one()
    assert income(application)[0] is Why.NOT_ASKED
    act = reviewer(application)
    paper = looked_at(act, handed_in(me(application), application, "income"))
    accept(act, application, [paper])
    assert income(application) == (1_500_000, "papers")
    with pytest.raises(Refused, match="may_not_ask"):
        settling.ask_department(
            act, application_uid=application.uid, source="income",
            person_uid=application.applicant_uid,
        )  # fmt: skip


def test_what_only_papers_show(city: City) -> None:
    application = applied(city, WEI)
    act = reviewer(application)
    paper = looked_at(act, handed_in(me(application), application, "occupation"))
    accept(act, application, [paper], source="occupation", typed={"kind": "sanitation"})
    found = latest_screening(application.uid)
    assert found is not None
    assert found.facts.value("occupations") == ["sanitation"]
    assert ("G13", "13a", "papers") in {(g.code, g.sub, g.source) for g in found.ruling.groups}


def test_papers_of_something_else_prove_nothing_here(city: City) -> None:
    application = applied(city, WEI, route="evidence")
    act = reviewer(application)
    about_cars = looked_at(act, handed_in(me(application), application, "vehicle"))
    with pytest.raises(Missing):
        accept(act, application, [about_cars])
    with pytest.raises(Missing):
        accept(act, application, ["x" * 22])
    with pytest.raises(Refused, match="papers_missing"):
        accept(act, application, [])
    paper = looked_at(act, handed_in(me(application), application, "income", 2))
    with pytest.raises(Refused, match="paper_in_future"):
        accept(act, application, [paper], dated=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="text_missing"):
        accept(act, application, [paper], text=" ")
    with pytest.raises(Missing):
        accept(act, application, [paper], person_uid="x" * 22)
    other = reviewer(application)
    with pytest.raises(Refused, match="paper_not_seen"):
        accept(other, application, [paper])
    assert income(application) == (2_280_000, "income")


def test_not_by_another_district_nor_by_who_typed_it_in(city: City) -> None:
    application = applied(city, WEI)
    paper = handed_in(me(application), application, "income")
    elsewhere = an_act(casework.officer(Role.DISTRICT_REVIEWER, region="450125"))
    with pytest.raises(NotYours):
        accept(elsewhere, application, [paper.uid])
    act = reviewer(application)
    with write():
        db.session.get_one(Application, application.uid).entered_by = act.by.uid
    with pytest.raises(Refused, match="self_review"):
        accept(act, application, [looked_at(act, paper)])


# --- the department ---------------------------------------------------------------------------


def ask_again(act: Act, application: Application) -> None:
    """A moment later, by the same one."""
    db.session.rollback()
    settling.ask_department(
        an_act(act.by), application_uid=application.uid, source="income",
        person_uid=application.applicant_uid,
    )  # fmt: skip


def earns(city: City, fen: int) -> None:
    token = cast_cards()["wei-guilan"].applicant.token
    city.partners.admin.change(token, "income", on=TODAY, annual_fen=fen)


def test_the_department_corrects_itself(city: City) -> None:
    application = applied(city, WEI)
    row = say(application)
    act = reviewer(application)
    with pytest.raises(Refused, match="not_answered_since"):
        stand(act, application, corrected=True)
    earns(city, 1_200_000)
    ask_again(act, application)
    assert income(application)[0] is Why.DISPUTED
    stand(reviewer(application), application, corrected=True)
    assert state_of(row) == "corrected"
    assert income(application) == (1_200_000, "income")


def test_a_department_that_is_silent_again_corrected_nothing(city: City) -> None:
    application = applied(city, WEI)
    say(application)
    act = reviewer(application)
    city.partners.admin.fault("income", "down")
    ask_again(act, application)
    with pytest.raises(Refused, match="not_answered_since"):
        stand(act, application, corrected=True)


def test_not_accepted_the_department_counts_and_the_person_is_told(city: City) -> None:
    application = applied(city, WEI)
    row = say(application)
    stand(reviewer(application), application, corrected=False)
    assert state_of(row) == "not_accepted"
    assert income(application) == (2_280_000, "income")
    found = said_wrong(application, application.applicant_uid)[0]
    assert (found.refused, found.answer) == (True, "登记没有错")
    with pytest.raises(Refused, match="nothing_to_settle"):
        stand(reviewer(application), application, corrected=False)


def test_a_late_answer_that_differs_is_never_silently_taken(city: City) -> None:
    city.partners.admin.fault("income", "down")
    application = applied(city, WEI)
    act = reviewer(application)
    paper = looked_at(act, handed_in(me(application), application, "income"))
    accept(act, application, [paper])
    city.partners.admin.fault("income", "none")
    ask_again(act, application)
    assert income(application) == (Why.CONFLICT, "income")
    items = dict(evidence.heed(application, (), {application.applicant_uid: "韦桂兰"}, TODAY))
    assert "不一样" in items[str(saying.TITLES["income"])]
    stand(an_act(act.by), application, corrected=False)
    assert income(application) == (2_280_000, "income")
    # Asked once more, it is still the department that counts, not the papers of before.
    earns(city, 1_900_000)
    ask_again(act, application)
    assert income(application) == (1_900_000, "income")


def test_silence_after_a_late_answer_that_differs_changes_nothing(city: City) -> None:
    city.partners.admin.fault("income", "down")
    application = applied(city, WEI)
    act = reviewer(application)
    assert "silent" in waiting(application)
    accept(act, application, [looked_at(act, handed_in(me(application), application, "income"))])
    assert waiting(application) == set()
    for fault in ("none", "down"):
        city.partners.admin.fault("income", fault)
        ask_again(act, application)
        assert income(application) == (Why.CONFLICT, "income")
        assert waiting(application) == {"differs"}
    stand(an_act(act.by), application, corrected=False)
    assert income(application) == (2_280_000, "income")
    assert waiting(application) == set()


def test_what_papers_showed_runs_out_and_is_compared_again(city: City) -> None:
    city.partners.admin.fault("income", "down")
    application = applied(city, WEI)
    act = reviewer(application)
    paper = looked_at(act, handed_in(me(application), application, "income"))
    last = accept(act, application, [paper]).valid_until
    assert last is not None
    screening.values_due(casework.house_act(last))
    assert income(application) == (1_500_000, "papers")
    screening.values_due(casework.house_act(last + timedelta(days=1)))
    assert income(application) == (Why.EXPIRED, "income")
    assert screening.values_due(casework.house_act(last + timedelta(days=2))) == 0


def test_registers_that_disagree_are_settled_by_a_paper(city: City) -> None:
    city.partners.admin.fault("tax", "contradicting")
    application = applied(city, WEI)
    act = reviewer(application)
    assert income(application) == (Why.CONFLICT, "income")
    accept(act, application, [looked_at(act, handed_in(me(application), application, "income"))])
    assert income(application) == (1_500_000, "papers")
    assert waiting(application) == set()


def test_a_late_answer_that_agrees_changes_nothing(city: City) -> None:
    city.partners.admin.fault("income", "down")
    application = applied(city, WEI)
    act = reviewer(application)
    paper = looked_at(act, handed_in(me(application), application, "income"))
    accept(act, application, [paper], typed={"annual_fen": 2_280_000, "assets_fen": 1_640_000})
    city.partners.admin.fault("income", "none")
    ask_again(act, application)
    assert income(application) == (2_280_000, "papers")


def test_papers_again_after_a_late_answer(city: City) -> None:
    application = applied(city, WEI)
    act = reviewer(application)
    paper = looked_at(act, handed_in(me(application), application, "income"))
    accept(act, application, [paper])
    ask_again(act, application)
    assert income(application) == (Why.CONFLICT, "income")
    accept(an_act(act.by), application, [paper])
    assert income(application) == (1_500_000, "papers")


def waiting(application: Application) -> set[str]:
    """What is open about facts; who speaks for the grandson is another question."""
    kinds = {item.kind for item in manual.open_items(application.uid)}
    return kinds - {ManualKind.GUARDIAN}


# --- after a decision ------------------------------------------------------------------------


def test_settled_after_a_refusal_it_is_there_for_the_re_examination(app: Flask) -> None:
    case, day = casework.at_district(area_total=9_999_900)
    resident = an_act(a_resident(case.applicant, Level.I1R), day)
    row = say(case.row, "vehicle", act=resident)
    with write():
        casework.screened(case.row, day, area_total=9_999_900)
    with write():
        decisions.refuse(
            casework.act_of(case.district, day), application_uid=case.uid, reasons=["housing"]
        )
    assert case.row.state == "refused"
    other = casework.officer(Role.CITY_OFFICER)
    stand(casework.act_of(other, day), case.row, corrected=False, source="vehicle")
    assert state_of(row) == "not_accepted"
    assert case.row.state == "refused"
    with write():
        asked = request(resident, application_uid=case.uid, text="请再看一次")
    paper = handed_in(resident, case.row, about(case.row, "property"))
    act = casework.act_of(other, day)
    accept(act, case.row, [looked_at(act, paper)], source="property", dated=day,
           typed={"area": 1_000, "shops": 0})  # fmt: skip
    with write():
        reopen(act, objection_uid=asked.uid, text="材料能证明")
    assert case.row.state == "in_review"


def test_no_paper_is_taken_after_a_refusal_that_nobody_contests(app: Flask) -> None:
    case, day = casework.at_district(area_total=9_999_900)
    with write():
        decisions.refuse(
            casework.act_of(case.district, day), application_uid=case.uid, reasons=["housing"]
        )
    whose = subjects.own_members(case.row, case.applicant, proven=True)
    assert subjects.wanted(case.row, whose, proven=True, on=day) == []


# --- values ------------------------------------------------------------------------------------

READINGS: list[tuple[str, dict[str, Any], Outcome]] = [
    ("hukou", {"local": True, "kind": "urban"}, Outcome.HIT),
    ("hukou", {"local": False, "kind": "rural"}, Outcome.HIT),
    ("marriage", {"status": "widowed"}, Outcome.HIT),
    ("property", {"area": 3_650, "shops": 2}, Outcome.HIT),
    ("property", {"area": 0, "shops": 0}, Outcome.HIT),
    ("income", {"annual_fen": 0, "assets_fen": 5}, Outcome.HIT),
    ("insurance", {"pension_months_continuous": 3, "pension_months_total": 30}, Outcome.HIT),
    ("benefits", {"held": "subsidy"}, Outcome.HIT),
    ("benefits", {"held": "none"}, Outcome.NO_HIT),
    ("vehicle", {"cars": 0}, Outcome.HIT),
    ("vehicle", {"cars": 2}, Outcome.HIT),
    ("assistance", {"category": "dibao", "valid_until": date(2026, 12, 31)}, Outcome.HIT),
    ("assistance", {"category": "none", "valid_until": None}, Outcome.NO_HIT),
    ("education", {"level": "bachelor", "graduated_on": date(2024, 6, 30)}, Outcome.HIT),
    ("education", {"level": "none", "graduated_on": None}, Outcome.NO_HIT),
    ("residence_permit", {"since": date(2025, 1, 1), "until": date(2026, 12, 31)}, Outcome.HIT),
    ("disability", {"grade": "2"}, Outcome.HIT),
    ("disability", {"grade": "none"}, Outcome.NO_HIT),
    ("veteran", {"kind": "combat"}, Outcome.HIT),
    ("health", {"major_illness": True, "family_planning_special": False}, Outcome.HIT),
    ("tax", {"annual_fen": 3_000_000}, Outcome.HIT),
    ("medical", {"kind": "employee"}, Outcome.HIT),
    ("medical", {"kind": "none"}, Outcome.NO_HIT),
    ("business", {"units": 2, "capital_fen": 10_000_000}, Outcome.HIT),
    ("business", {"units": 0, "capital_fen": 0}, Outcome.NO_HIT),
    ("fund", {"base_fen": 450_000}, Outcome.HIT),
    ("fund", {"base_fen": 0}, Outcome.NO_HIT),
    ("court", {"kind": "dishonest_debtor"}, Outcome.HIT),
    ("court", {"kind": "none"}, Outcome.NO_HIT),
    ("occupation", {"kind": "bus"}, Outcome.HIT),
    ("honour", {"kind": "bravery"}, Outcome.HIT),
    ("honour", {"kind": "none"}, Outcome.NO_HIT),
    ("orphan", {"orphan": True}, Outcome.HIT),
]


@pytest.mark.parametrize(("source", "typed", "outcome"), READINGS)
def test_what_is_read_off_a_paper_reads_back_the_same(
    source: str, typed: dict[str, Any], outcome: Outcome
) -> None:
    told, built = values.build(source, typed, "450100")
    assert told is outcome
    assert values.read(source, built, "450100") == typed


def test_every_fact_of_the_rules_has_its_values(app: Flask) -> None:
    rules = screening.rulebook("450100", on=TODAY)
    nobodys = {"phone", "bank"}
    assert {row["code"] for row in rules.rows("intake.sources")} - nobodys <= set(values.FIELDS)
    assert {source for source, _typed, _outcome in READINGS} == set(values.FIELDS)


def test_a_departments_answer_compares_with_a_paper(city: City) -> None:
    """He owns half of 36 m²: 18 m² by share."""
    application = applied(city, NONG)
    known = people.newest(application.uid)
    answer = known[("property", application.applicant_uid)]
    told = values.read("property", people.told(answer), "450100")
    assert told == {"area": 0, "shops": 0}
    assert facts.same(answer, answer, "450100")
    assert people.newest(application.uid, Origin.PAPERS) == {}


# --- the machine ---------------------------------------------------------------------------------


def test_the_table_is_all_there_is(city: City) -> None:
    row = say(applied(city, WEI))

    def thing_in(state: str) -> Dispute:
        found = db.session.get_one(Dispute, row.uid)
        # A test may put a thing where it wants it; the house never does.
        found.state = state
        return found

    def act_for(_move: Move, _thing: Any) -> Act:
        return casework.house_act()

    assert refuses_all_other_pairs(DISPUTE, thing_in, act_for) == 16
    stranger = an_act(casework.officer(Role.AUDITOR))
    assert strangers_are_refused(DISPUTE, thing_in, stranger) == 4
    assert only_a_person_decides(DISPUTE, thing_in, casework.house_act()) == 3
