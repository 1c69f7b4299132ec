"""Each department silent, contradicting, about somebody else, too late: nobody is passed or
blocked unseen."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from portal.applications import FactAnswer, FactQuestion, Outcome, Source, end
from portal.applications.codes import ManualKind, State
from portal.applications.intake import (
    arrival,
    drafts,
    facts,
    manual,
    promises,
    reading,
    screening,
    signing,
)
from portal.applications.intake.people import members, newest
from portal.applications.models import (
    Answer,
    Application,
    Consent,
    Decision,
    ManualItem,
    Screening,
)
from portal.applications.review import decisions, stages
from portal.applications.review import manual as desk
from portal.applications.review.casefile import casefile
from portal.eligibility import FactName
from portal.exchange import InProcess, asked_about, record
from portal.kernel.act import Act, Kind, Role, Who
from portal.kernel.database import db, utcnow, write
from portal.kernel.errors import Conflict, Missing, NotYours, Refused
from portal.kernel.levels import Level
from portal.kernel.policy import ROOT, publish, read_all, rulebook
from portal.kernel.policy import published as policy_versions
from tests.casework import Case, act_of, approved, at_decision, officer, screened, submitted
from tests.conftest import TODAY, an_act
from tests.intake import HUANG, HUANG_HUSBAND, City, a_resident, agrees, applied

SYSTEM = Who(Kind.SYSTEM, uid="system")
ASKED = [source for source in Source if source is not Source.PHONE]
N = FactName

COMPARED = {
    Source.MARRIAGE: ("spouse", Source.MARRIAGE, {N.SIZE, N.SINGLE}),
    Source.INCOME: ("tax_over_income", Source.TAX, {N.INCOME_ANNUAL_FEN}),
    Source.TAX: ("tax_over_income", Source.TAX, {N.INCOME_ANNUAL_FEN}),
    Source.INSURANCE: ("employment", Source.MEDICAL, {N.PENSION_MONTHS_TOTAL}),
    Source.MEDICAL: ("employment", Source.MEDICAL, {N.PENSION_MONTHS_TOTAL}),
}
"""What a lie of a source is held against, and what that puts in doubt."""

FINDINGS = {
    Source.HUKOU: {"hukou", "housing"},
    Source.MARRIAGE: {"housing"},
    Source.PROPERTY: {"housing", "commercial"},
    Source.VEHICLE: {"car"},
    Source.BENEFITS: {"benefit"},
    Source.BUSINESS: {"assets"},
    Source.FUND: {"fund"},
}
"""Conditions of the class that cannot be judged without that source (the others have two ways)."""


def more_conditions() -> dict[str, Any]:
    """Nanning's conditions, and two that look at businesses and at the provident fund as well."""
    source = next(s for s in read_all(ROOT) if (s.region, s.topic) == ("450100", "eligibility"))
    body = copy.deepcopy(source.body)
    trees = {
        "assets": ["<", ["fact", "business_capital_fen"], 10_000_000],
        "fund": ["==", ["fact", "fund_account"], False],
    }
    for key, dated in body["values"].items():
        if key.startswith("eligibility.conditions."):
            dated[0]["value"] += [
                {"code": code, "number": "T-01", "clause": "test", "operators": 1, "tree": tree,
                 "unit": "count"}
                for code, tree in trees.items()
            ]  # fmt: skip
    return body


class Town(City):
    """A city whose rules need every department, and levers for the faults."""

    def asked_by_new_clients(self) -> None:
        """The same departments; the clients have forgotten who was down."""
        self.partners = InProcess(self.partners.world, on_asked=record)
        self.app.extensions["anju.facts"] = self.partners.facts

    def breaks(self, source: Source, mode: str) -> None:
        self.asked_by_new_clients()
        self.partners.admin.fault(source, mode)

    def next_day(self, on: date) -> None:
        """What the night brings, and the worker after it."""
        facts.ask_again_due(an_act(SYSTEM, on))
        self.drain()
        db.session.rollback()


@pytest.fixture
def town(city: City, monkeypatch: pytest.MonkeyPatch) -> Town:
    # Rulebooks are remembered by how many versions there are; another test may publish as many.
    monkeypatch.setattr(policy_versions, "_rulebooks", {})
    with write():
        publish(
            an_act(SYSTEM), "450100", "eligibility", more_conditions(),
            in_force_from=date(2018, 1, 1), proposed_by="one", approved_by="two",
        )  # fmt: skip
    found = Town(city.app, city.partners, city.phones, city.drain)
    found.asked_by_new_clients()
    return found


def whole_family(town: Town) -> Application:
    """Everybody the registers name applied and agreed."""
    application = applied(town, HUANG)
    if any(m.relation == "spouse" for m in members(application.uid)):
        agrees(town, application, HUANG_HUSBAND)
    return db.session.get_one(Application, application.uid)


def open_keys(application: Application) -> set[tuple[str, str, str]]:
    return {(i.kind, i.source, i.person_uid) for i in manual.open_items(application.uid)}


def judged(application: Application, on: date) -> dict[str, str]:
    rules = rulebook(application.place, on=on)
    assert {row["code"] for row in facts.sources_asked(rules)} == {s.value for s in ASKED}
    found = screening.latest_screening(application.uid)
    assert found is not None
    return {f.code: f.outcome.value for f in found.ruling.findings}


def stays_in_sight(application: Application, keys: set[tuple[str, str, str]]) -> None:
    """On the file, on the worklist, and in the way of an approval."""
    clerk, city = officer(Role.WINDOW_CLERK), officer(Role.CITY_OFFICER)
    shown = casefile(application.uid, act_of(clerk)).items
    assert len(shown) == len(keys)
    assert clerk.duty is not None
    rows = desk.waiting(clerk.duty, TODAY).rows
    assert {row.uid for row in rows} == {row.uid for row in shown}
    elsewhere = officer(Role.WINDOW_CLERK, region="450107")
    assert elsewhere.duty is not None
    assert desk.waiting(elsewhere.duty, TODAY).rows == ()
    with pytest.raises((Refused, Conflict)), write():
        decisions.approve(act_of(city), application_uid=application.uid)


def test_all_up_is_a_proposal_with_nothing_to_look_into(town: Town) -> None:
    application = whole_family(town)
    assert set(judged(application, TODAY).values()) == {"met"}
    assert open_keys(application) == set()
    found = screening.latest(application.uid)
    assert found is not None
    assert application.received_at is not None
    assert (found.at - application.received_at) < timedelta(minutes=1)


@pytest.mark.parametrize("source", ASKED)
def test_a_silent_department_is_seen_by_a_person_and_asked_every_day(
    town: Town, source: Source
) -> None:
    town.breaks(source, "down")
    application = whole_family(town)
    assert application.state == State.SUBMITTED, "taken in all the same"
    about = {uid for (code, uid) in newest(application.uid) if code == source}
    keys = {(ManualKind.SILENT.value, source.value, uid) for uid in about}
    assert about, "else this tests nothing"
    assert open_keys(application) == keys
    stays_in_sight(application, keys)
    unknown = {code for code, outcome in judged(application, TODAY).items() if outcome == "unknown"}
    assert FINDINGS.get(source, set()) <= unknown
    assert "not_met" not in judged(application, TODAY).values(), "silence is not held against them"

    on = TODAY
    for mode in ("slow", "garbage", "wrong_person"):
        on += timedelta(days=1)
        town.breaks(source, mode)
        town.next_day(on)
        assert open_keys(application) == keys, mode
        told = [a for (code, _uid), a in newest(application.uid).items() if code == source]
        assert {(a.outcome, a.values) for a in told} == {("unavailable", None)}, mode
    assert db.session.query(ManualItem).count() == len(keys), "one item, however long it lasts"

    on += timedelta(days=1)
    town.breaks(source, "none")
    town.next_day(on)
    town.next_day(on)  # whom the register only now names is asked about too
    assert set(judged(application, on).values()) == {"met"}
    assert open_keys(application) == set()
    assert len(members(application.uid)) == 3
    closed = manual.items_of(application.uid)
    assert {(i.closed_on, i.closed_by) for i in closed} == {(on, None)}
    clerk = officer(Role.WINDOW_CLERK)
    with write():
        stages.accept(act_of(clerk, on), application_uid=application.uid)


@pytest.mark.parametrize("source", ASKED)
def test_a_department_that_contradicts_is_seen_by_a_person(town: Town, source: Source) -> None:
    town.breaks(source, "contradicting")
    application = whole_family(town)
    kind, shown_as, doubtful = COMPARED.get(source, (ManualKind.CONFLICT.value, source, set()))
    keys = open_keys(application)
    assert (kind, shown_as.value, application.applicant_uid) in keys
    assert {k for k, _s, _p in keys} == {kind}
    stays_in_sight(application, keys)
    known = screening.latest_screening(application.uid)
    assert known is not None
    assert {known.facts.value(name) for name in doubtful} <= {None}
    assert "not_met" not in judged(application, TODAY).values()


# --- too late -----------------------------------------------------------------------


def everything_of(application: Application) -> tuple[Any, ...]:
    db.session.rollback()
    row = db.session.get_one(Application, application.uid)
    return (
        row.state, row.klass, row.groups, row.stage, row.household_uid,
        db.session.query(Screening).count(), db.session.query(Decision).count(),
        [m.person_uid for m in members(row.uid)],
    )  # fmt: skip


def answer_now(city: City, source: Source, person: str, on: date) -> FactAnswer:
    """What that department says of somebody of the cast, under this person's token."""
    question = FactQuestion(
        source=source, person=person, id_number=HUANG.id_number, name=HUANG.name,
        purpose="application", basis="test", on=on, request="late-1",
    )  # fmt: skip
    return city.partners.facts.ask([question])[0]


@pytest.mark.parametrize("source", ASKED)
def test_an_answer_after_the_decision_changes_nothing_and_is_looked_at(
    city: City, source: Source
) -> None:
    case, day = approved()
    before = everything_of(case.row)
    told = answer_now(city, source, case.applicant, day)
    assert told.outcome in (Outcome.HIT, Outcome.NO_HIT)
    for _twice in range(2):
        with write():
            screening.take_answers(an_act(SYSTEM, day), case.row, [told])
    assert everything_of(case.row) == before
    assert open_keys(case.row) == {(ManualKind.LATE.value, source.value, case.applicant)}
    file = casefile(case.uid, act_of(case.city, day))
    assert [item.about for item in file.items] == ["韦秀兰"]
    assert case.city.duty is not None
    assert [r.application_uid for r in desk.waiting(case.city.duty, day).rows] == [case.uid]


def test_a_late_answer_still_waits_when_the_application_is_over(city: City) -> None:
    case, day = approved()
    told = answer_now(city, Source.PROPERTY, case.applicant, day)
    with write():
        screening.take_answers(an_act(SYSTEM, day), file_of(case), [told])
    with write():
        end(an_act(SYSTEM, day), case.uid, "lapsed")
    assert open_keys(case.row) == {(ManualKind.LATE.value, "property", case.applicant)}


def test_silence_after_the_decision_is_no_news(city: City) -> None:
    case, day = approved()
    city.partners.admin.fault("income", "down")
    told = answer_now(city, Source.INCOME, case.applicant, day)
    with write():
        screening.take_answers(an_act(SYSTEM, day), case.row, [told])
    assert open_keys(case.row) == set()


def test_an_answer_under_way_while_somebody_decides(town: Town) -> None:
    """The worker asks, a person refuses meanwhile, then the answer is there."""
    town.partners.admin.change("huang-liping", "start_benefit", on=TODAY, benefit="subsidy")
    town.breaks(Source.PROPERTY, "down")
    application = whole_family(town)
    on = TODAY + timedelta(days=1)
    town.breaks(Source.PROPERTY, "none")
    job = {"application": application.uid, "on": on.isoformat()}
    answers = facts.ask_silent(job, "key")
    assert {a.source for a in answers} == {Source.PROPERTY}
    decider = officer(Role.CITY_OFFICER)
    with write():
        decisions.refuse(act_of(decider, on), application_uid=application.uid, reasons=["benefit"])
    assert open_keys(application) == set(), "what is refused waits for no department"
    before = everything_of(application)
    with write():
        screening.ask_again(job, an_act(SYSTEM, on), answers)
    assert everything_of(application) == before
    late = {k for k in open_keys(application) if k[0] == ManualKind.LATE}
    assert {(source, uid) for _kind, source, uid in late} == {
        ("property", m.person_uid) for m in members(application.uid)
    }
    assert facts.ask_silent(job, "key") == [], "a decided file is asked about no more"


def test_what_was_taken_back_is_nobodys_business(town: Town) -> None:
    application = applied(town, HUANG)
    told = answer_now(town, Source.TAX, application.applicant_uid, TODAY)
    me = an_act(a_resident(application.applicant_uid, Level.I1, application.uid))
    with write():
        drafts.withdraw(me, application_uid=application.uid)
    kept = db.session.query(Answer).count()
    with write():
        row = db.session.get_one(Application, application.uid)
        screening.take_answers(an_act(SYSTEM), row, [told])
    assert db.session.query(Answer).count() == kept
    assert open_keys(application) == set()


# --- somebody looks --------------------------------------------------------------------


def item_about_health(city: City, case: Case, day: date) -> str:
    """The health authority, on which only priority rests, did not answer."""
    city.partners.admin.fault("health", "down")
    told = answer_now(city, Source.HEALTH, case.applicant, day)
    rules = rulebook(case.row.place, on=day)
    with write():
        row = db.session.get_one(Application, case.uid)
        facts.keep(an_act(SYSTEM, day), row, [told])
        manual.reconcile(an_act(SYSTEM, day), row, rules)
        screened(row, day)
    return manual.open_items(case.uid)[0].uid


def test_nothing_is_approved_before_somebody_looked(city: City) -> None:
    case, day = at_decision()
    item_uid = item_about_health(city, case, day)
    with pytest.raises(Refused, match="items_open"), write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)
    with write():
        desk.settle(
            act_of(case.civil, day),
            file_of(case),
            item_uid=item_uid,
            text="卫健系统故障，已电话核实",
        )
    item = manual.items_of(case.uid)[0]
    assert (item.closed_on, item.closed_by) == (day, case.civil.uid)
    assert casefile(case.uid, act_of(case.city, day)).timeline[0]["note"].endswith("已电话核实")
    rules = rulebook(case.row.place, on=day)
    with write():
        manual.reconcile(an_act(SYSTEM, day + timedelta(days=1)), file_of(case), rules)
    assert manual.open_items(case.uid) == [], "the same silence is not looked into twice"
    with write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)
    assert case.row.state == State.APPROVED


def file_of(case: Case) -> Application:
    return db.session.get_one(Application, case.uid)


def test_who_may_look_and_how_often(city: City) -> None:
    case, day = at_decision()
    item_uid = item_about_health(city, case, day)

    def look(who: Who, text: str = "查过了") -> None:
        with write():
            desk.settle(act_of(who, day), file_of(case), item_uid=item_uid, text=text)

    for stranger in (officer(Role.CIVIL_AFFAIRS, region="450107"), officer(Role.AUDITOR)):
        with pytest.raises(NotYours):
            look(stranger)
    tied = officer(Role.DISTRICT_REVIEWER)
    with write():
        stages.recuse(act_of(tied, day), application_uid=case.uid)
    with pytest.raises(Refused, match="self_review"):
        look(tied)
    with pytest.raises(Refused, match="text_missing"):
        look(case.civil, "  ")
    look(case.civil)
    with pytest.raises(Conflict, match="settled_already"):
        look(case.district)
    other = submitted()
    with pytest.raises(Missing), write():
        desk.settle(
            act_of(other.civil, day), file_of(other), item_uid=item_uid, text="不是这一件的"
        )


# --- the promise -------------------------------------------------------------------------


def draft(city: City) -> tuple[str, Act]:
    """Everything filled in but the signature."""
    with write():
        found = drafts.start(
            an_act(Who(Kind.VISITOR)), city="450100", id_number=HUANG.id_number, name=HUANG.name,
            phone=HUANG.phone, agreed=True, sensitive=True,
        )  # fmt: skip
        uid, person = found.uid, found.applicant_uid
    arrival.arrive(
        an_act(a_resident(person, Level.I0)), application_uid=uid, name=HUANG.name,
        phone=HUANG.phone, typed=city.code(HUANG.phone),
    )  # fmt: skip
    me = an_act(a_resident(person, Level.I1R))
    with write():
        drafts.save_wish(me, application_uid=uid, wish="unit", district="450103")
    return uid, me


@pytest.mark.parametrize("record_kind", ["dishonest_debtor", "serious_breach"])
def test_a_serious_record_leaves_the_way_with_papers(city: City, record_kind: str) -> None:
    levers = city.partners.admin
    levers.change("huang-liping", "court_record", on=date(2024, 5, 1), record=record_kind)
    uid, me = draft(city)
    with pytest.raises(Refused, match="promise_serious_record"), write():
        signing.submit(me, application_uid=uid, route="commitment", name=HUANG.name)
    with write():
        signing.submit(me, application_uid=uid, route="evidence", name=HUANG.name)
    application = db.session.get_one(Application, uid)
    assert application.state == State.SUBMITTED
    assert open_keys(application) == set(), "a record is an answer, and nobody promised"


def test_a_judgment_bars_nobody(city: City) -> None:
    city.partners.admin.change(
        "huang-liping", "court_record", on=date(2024, 5, 1), record="judgment"
    )
    uid, me = draft(city)
    with write():
        signing.submit(me, application_uid=uid, route="commitment", name=HUANG.name)


@pytest.mark.parametrize(
    ("until", "barred"), [(None, True), ("2026-03-02", True), ("2026-03-01", False)]
)
def test_a_repaired_record_bars_nobody(city: City, until: str | None, barred: bool) -> None:
    application = applied(city, HUANG)
    records = [{"kind": "serious_breach", "since": "2023-01-01", "until": until}]
    with write():
        row = db.session.get_one(Application, application.uid)
        facts.keep(an_act(SYSTEM), row, [court_says(row, records)])
    assert promises.serious_record(application, application.applicant_uid, TODAY) is barred


def court_says(application: Application, records: list[dict[str, Any]]) -> FactAnswer:
    return FactAnswer(
        Source.COURT, application.applicant_uid, Outcome.HIT, {"records": records}, utcnow(), None
    )


def test_a_silent_court_takes_the_promise_from_nobody_and_is_looked_into(town: Town) -> None:
    """A record that shows only later, after the promise: a person asks for papers instead."""
    town.partners.admin.change(
        "huang-liping", "court_record", on=date(2024, 5, 1), record="dishonest_debtor"
    )
    town.breaks(Source.COURT, "down")
    application = whole_family(town)
    assert application.route == "commitment"
    assert {kind for kind, _source, _person in open_keys(application)} == {"silent"}
    town.breaks(Source.COURT, "none")
    town.next_day(TODAY + timedelta(days=1))
    assert open_keys(application) == {("promise", "court", application.applicant_uid)}


def test_another_adult_with_a_record_signs_for_papers(city: City) -> None:
    application = applied(city, HUANG)
    husband = next(m for m in members(application.uid) if m.relation == "spouse")
    records = [{"kind": "serious_breach", "since": "2023-01-01", "until": None}]
    with write():
        row = db.session.get_one(Application, application.uid)
        told = replace(court_says(row, records), person=husband.person_uid)
        facts.keep(an_act(SYSTEM), row, [told])
    agrees(city, application, HUANG_HUSBAND)
    assert signing.signed_by(application.uid)[husband.person_uid].route == "evidence"


def test_who_is_not_asked_about_does_not_promise(city: City) -> None:
    with write():
        uid = drafts.start(
            an_act(Who(Kind.VISITOR)), city="450100", id_number=HUANG.id_number, name=HUANG.name,
            phone=HUANG.phone, agreed=False, sensitive=False,
        ).uid  # fmt: skip
    row = db.session.get_one(Application, uid)
    assert promises.no_promise(row, row.applicant_uid, TODAY) == "promise_needs_asking"


# --- the phone's real name ------------------------------------------------------------


@pytest.mark.parametrize("mode", ["down", "slow", "garbage", "wrong_person", "contradicting"])
def test_silent_operators_prove_no_phone_and_stop_nobody(city: City, mode: str) -> None:
    """Taken in with papers; nothing is shown and nothing promised until the phone is proven."""
    city.partners.admin.fault("phone", mode)
    application = applied(city, HUANG, route="evidence")
    assert application.state == State.SUBMITTED
    assert application.proof_level == Level.I1
    me = an_act(a_resident(application.applicant_uid, Level.I1))
    assert signing.may_promise(application, me) == "promise_needs_proof"
    view = reading.facts_view(application, application.applicant_uid, Level.I1, TODAY)
    assert not view.proven
    assert "24,000" not in str(view)


# --- who was asked ------------------------------------------------------------------------


def test_every_question_is_in_the_log_of_its_case_with_its_ground(town: Town) -> None:
    application = whole_family(town)
    log = asked_about(case=application.uid, limit=500)
    assert {e.source for e in log} == set(ASKED)
    rules = rulebook(application.place, on=TODAY)
    for entry in log:
        row = rules.row("intake.sources", entry.source.value)
        assert entry.basis == row["basis"]
        assert bool(entry.authorisation) == row["consent"], entry.source
        assert (entry.requester_kind, entry.outcome) == ("resident", entry.outcome)
        assert entry.valid_until is not None
    consented = {e.authorisation for e in log if e.authorisation}
    kept = {f"consent:{c.uid}" for c in db.session.query(Consent)}
    assert consented
    assert consented <= kept


def test_a_re_check_is_in_the_log_of_its_household(town: Town) -> None:
    application = whole_family(town)
    home = application.household_uid or ""
    screening.re_examine_household(home, TODAY, "recheck", "N1 art. 18")
    log = asked_about(case=home, limit=500)
    assert {(e.purpose, e.basis, e.requester_kind) for e in log} == {
        ("recheck", "N1 art. 18", "system")
    }
    assert {e.source for e in log} == {*ASKED} - {Source.COURT}, "nobody promises in a re-check"


def test_an_answer_holds_no_longer_than_the_rulebook_and_the_department_allow(city: City) -> None:
    application = applied(city, HUANG)
    known = newest(application.uid)
    me = application.applicant_uid
    assert known["income", me].valid_until == TODAY + timedelta(days=30)
    assert known["disability", me].valid_until == TODAY + timedelta(days=365)
    for claimed, kept in ((5, 5), (3000, 30)):
        told = FactAnswer(
            Source.INCOME, me, Outcome.NO_HIT, {}, utcnow(), TODAY + timedelta(days=claimed)
        )
        told = replace(told, as_of=known["income", me].as_of)
        with write():
            facts.keep(an_act(SYSTEM), db.session.get_one(Application, application.uid), [told])
        now = newest(application.uid)["income", me]
        assert now.valid_until == TODAY + timedelta(days=kept)


def test_what_grew_old_is_asked_again(town: Town) -> None:
    application = whole_family(town)
    later = TODAY + timedelta(days=31)
    town.next_day(TODAY + timedelta(days=30))
    assert db.session.query(Screening).count() == 2, "still fresh on its last day"
    town.asked_by_new_clients()
    town.next_day(later)
    known = newest(application.uid)
    assert all(facts.usable(answer, later) for answer in known.values())
    assert set(judged(application, later).values()) == {"met"}
